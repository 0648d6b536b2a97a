"""Where one is signed in, ending that, and another password."""

import hashlib

import pytest

from korekit.records.session_uses import network_of, short_agent
from tests.features.sign_in.test_sessions import PASSWORD, bearer, make_owner, sign_in
from tests.platform import API, Reply, make_person

NEW = "another horse battery"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"


async def listed(api: API, headers: dict[str, str]) -> list[dict[str, object]]:
    reply = await api.call("list-sessions", headers=headers)
    assert reply.status == 200
    found: list[dict[str, object]] = reply.json
    return found


def id_of(reply: Reply) -> str:
    return hashlib.sha256(reply.json["authorization"]["accessToken"].encode()).hexdigest()[:24]


async def test_sessions_say_when_in_what_and_from_where(api: API) -> None:
    await make_owner(api)
    first = bearer(await sign_in(api)) | {"user-agent": FIREFOX}
    assert (await api.call("list-accounts", headers=first)).status == 200
    api.clock.advance(3600)
    second = bearer(await sign_in(api)) | {"user-agent": "curl/8.5.0"}
    newest, oldest = await listed(api, second)
    assert newest == {
        "id": newest["id"],
        "begunOn": "2026-11-24T07:00:00.000Z",
        "expiresOn": "2026-11-25T07:00:00.000Z",
        "lastUsedOn": "2026-11-24T07:00:00.000Z",
        "agent": "curl/8.5.0",
        "network": "127.0.0.0/24",
        "isThisOne": True,
    }
    assert (oldest["agent"], oldest["isThisOne"]) == ("Firefox on Linux", False)
    assert oldest["lastUsedOn"] == "2026-11-24T06:00:00.000Z"


async def test_the_last_use_is_written_down_once_in_ten_minutes(api: API) -> None:
    await make_owner(api)
    headers = bearer(await sign_in(api)) | {"user-agent": FIREFOX}
    seen = []
    for _ in range(5):
        api.clock.advance(299)
        seen.append((await listed(api, headers))[0]["lastUsedOn"])
    assert seen == [
        # The browser is new to the session.
        "2026-11-24T06:04:59.000Z",
        "2026-11-24T06:04:59.000Z",
        "2026-11-24T06:04:59.000Z",
        "2026-11-24T06:19:56.000Z",
        "2026-11-24T06:19:56.000Z",
    ]


async def test_one_session_is_ended_and_the_others_go_on(api: API) -> None:
    await make_owner(api)
    one, other = await sign_in(api), await sign_in(api)
    assert (await api.call("end-session", headers=bearer(one), session_id=id_of(other))).json == {}
    assert (await api.call("list-accounts", headers=bearer(other))).status == 401
    assert [session["id"] for session in await listed(api, bearer(one))] == [id_of(one)]
    own = await api.call("end-session", headers=bearer(one), session_id=id_of(one))
    assert own.error == (412, 412, "This is the session of the call. Sign out to end it.")
    assert (await api.call("list-accounts", headers=bearer(one))).status == 200
    again = await api.call("end-session", headers=bearer(one), session_id=id_of(other))
    assert again.error == (404, 404, "Not Found")


@pytest.mark.parametrize("session_id", ["0" * 24, "x", "%", "0", "f" * 64, "\x00", "x" * 5000])
async def test_nobody_ends_a_session_by_a_guess_or_another_users(api: API, session_id: str) -> None:
    await make_owner(api)
    own, other = bearer(await sign_in(api)), await make_person(api)
    assert (await api.call("end-session", headers=own, session_id=session_id)).status == 404
    foreign = hashlib.sha256(other.access_token.encode()).hexdigest()[:24]
    assert (await api.call("end-session", headers=own, session_id=foreign)).error == (404, 404, "Not Found")
    assert (await api.call("end-session", headers=own, session_id=foreign[:1])).status == 404
    assert (await api.call("list-accounts", by=other)).status == 200


async def test_all_others_end_and_this_one_goes_on(api: API) -> None:
    await make_owner(api)
    stranger = await make_person(api)
    here, there = bearer(await sign_in(api)), bearer(await sign_in(api))
    assert (await api.call("end-other-sessions", headers=here)).json == {}
    assert (await api.call("list-accounts", headers=there)).status == 401
    assert len(await listed(api, here)) == 1
    assert (await api.call("list-accounts", by=stranger)).status == 200


async def test_another_password_counts_at_once_and_ends_every_other_session(api: API) -> None:
    await make_owner(api)
    here, there = bearer(await sign_in(api)), bearer(await sign_in(api))
    changed = await api.call("change-password", headers=here, password=PASSWORD, new_password=NEW)
    assert (changed.status, changed.json) == (200, {})
    assert (await api.call("list-accounts", headers=here)).status == 200
    assert (await api.call("list-accounts", headers=there)).status == 401
    assert (await sign_in(api)).status == 401
    assert (await sign_in(api, password=NEW)).status == 200


@pytest.mark.parametrize(
    ("old", "new", "status"), [("wrong", NEW, 401), (PASSWORD, "short", 412), (PASSWORD, PASSWORD, 412)]
)
async def test_a_refused_change_changes_nothing(api: API, old: str, new: str, status: int) -> None:
    await make_owner(api)
    here, there = bearer(await sign_in(api)), bearer(await sign_in(api))
    assert (await api.call("change-password", headers=here, password=old, new_password=new)).status == status
    assert (await api.call("list-accounts", headers=there)).status == 200
    assert (await sign_in(api)).status == 200


async def test_wrong_old_passwords_count_as_failed_sign_ins(api: API) -> None:
    await make_owner(api)
    here = bearer(await sign_in(api))
    for _ in range(10):
        assert (await api.call("change-password", headers=here, password="wrong", new_password=NEW)).status == 401
    assert (await api.call("change-password", headers=here, password=PASSWORD, new_password=NEW)).status == 429


@pytest.mark.parametrize(
    ("header", "shown"),
    [
        (FIREFOX, "Firefox on Linux"),
        (CHROME, "Chrome on Windows"),
        (CHROME + " Edg/140.0", "Edge on Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) AppleWebKit/605 Version/18.0 Mobile Safari/604.1",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 <script>", "A browser"),
        ("python-httpx/0.28.1", "python-httpx/0.28.1"),
        ("<script>alert(1)</script>", ""),
        ("a" * 5000, "a" * 40),
        ("", ""),
    ],
)
def test_a_user_agent_is_told_in_a_few_words(header: str, shown: str) -> None:
    assert short_agent(header) == shown


@pytest.mark.parametrize(
    ("peer", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("fe80::1%eth0", "fe80::/48"),
        ("", ""),
        ("testclient", ""),
    ],
)
def test_of_an_address_only_its_beginning_is_kept(peer: str, network: str) -> None:
    assert network_of(peer) == network
