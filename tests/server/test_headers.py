"""Headers and other odd outsides of requests that real clients, or strangers, send.

Source: contract, observed-errors.md 1.4.
"""

import time
from collections.abc import Callable

import pytest

from korekit.tokens.mint import sign
from tests.platform import API, MadeApp, make_app, make_bot, make_person

CREDENTIALS = (401, 4002, "Invalid SDK credentials")
NO_TOKEN = (401, 4002, "Invalid JWT token")
HEADER = {"alg": "HS256", "typ": "JWT"}


async def make_scene(api: API) -> tuple[MadeApp, str]:
    """An app and the path of its bot's change log."""
    owner = await make_person(api)
    return await make_app(api, owner), f"/api/public/bot/{await make_bot(api, owner, changes=['one'])}/changelogs"


async def test_a_nonsense_host_is_no_reason_to_refuse(sqlite_api: API) -> None:
    app, path = await make_scene(sqlite_api)
    for host in ("", "<not a host>", "a b c", "::::", "evil.example.com", "x" * 10_000, "\xff", "../..", "a:99999999"):
        headers = {"Host": host, "auth": app.token(sqlite_api.clock)}
        assert (await sqlite_api.request("GET", path, headers=headers)).status == 200, host[:20]


@pytest.mark.parametrize("body", [b"{}", b"nonsense", b'{"limit": 0}', b"x" * 100_000])
async def test_a_body_of_a_get_is_ignored(sqlite_api: API, body: bytes) -> None:
    app, path = await make_scene(sqlite_api)
    headers = {"auth": app.token(sqlite_api.clock), "content-type": "application/json"}
    reply = await sqlite_api.request("GET", path, headers=headers, body=body)
    assert [entry["message"] for entry in reply.json] == ["one"]


async def test_a_post_without_body_and_without_length_misses_its_fields(sqlite_api: API) -> None:
    app, path = await make_scene(sqlite_api)
    headers = {"auth": app.token(sqlite_api.clock), "content-type": "application/json"}
    for chunks in ([], [b""], [b"", b""]):
        reply = await sqlite_api.request("POST", path.replace("changelogs", "publish"), headers=headers, chunks=chunks)
        assert reply.error == (412, 412, "Validation errors/ Invalid arguments")


@pytest.mark.parametrize("name", ["auth", "Auth", "AUTH", "aUtH"])
async def test_the_case_of_a_header_counts_for_nothing(sqlite_api: API, name: str) -> None:
    app, path = await make_scene(sqlite_api)
    assert (await sqlite_api.request("GET", path, headers={name: app.token(sqlite_api.clock)})).status == 200


async def test_other_headers_count_for_nothing(sqlite_api: API) -> None:
    app, path = await make_scene(sqlite_api)
    headers = [
        ("auth", app.token(sqlite_api.clock)),
        ("authorization", "bearer nonsense"),
        ("AccountId", "0" * 24),
        ("userId", "u-1"),
        ("X-Forwarded-For", "1.2.3.4"),
        ("X-Forwarded-Host", "evil.example.com"),
        ("Content-Type", "nonsense"),
        ("Accept", "text/html"),
        ("Accept-Encoding", "gzip, br"),
        ("Range", "bytes=0-1"),
        ("If-None-Match", "*"),
        ("Expect", "100-continue"),
        ("Upgrade", "websocket"),
        ("Cookie", "auth=other"),
        ("x" * 100, "y" * 10_000),
    ]
    assert (await sqlite_api.request("GET", path, headers=headers)).status == 200


HEADERS: list[Callable[[str], list[tuple[str, str]]]] = [
    lambda token: [],
    lambda token: [("auth", "")],
    lambda token: [("auth", " ")],
    lambda token: [("auth", token), ("auth", token)],
    lambda token: [("auth", ""), ("auth", token)],
    lambda token: [("auth", f"{token},{token}")],
    lambda token: [("auth", f"{token} {token}")],
    lambda token: [("auth", f" {token}")],
    lambda token: [("auth", f"{token}\t")],
    lambda token: [("auth", token.encode().hex())],
    lambda token: [("auth", "\xff\xfe")],
    lambda token: [("auth", token + "\xe9")],
    lambda token: [("auth", "a." * 8_000)],
    lambda token: [("auth", "." * 60_000)],
    lambda token: [("auth", "eyJ" + "A" * 60_000)],
    lambda token: [("auth", f"{token}.{token}")],
    lambda token: [("auth", "a.b.c.d.e")],
    lambda token: [("x-auth", token)],
    lambda token: [("token", token)],
    lambda token: [("authorization", f"bearer {token}")],
    lambda token: [("cookie", f"auth={token}")],
]


async def test_absent_repeated_and_broken_tokens_are_refused_in_time(sqlite_api: API) -> None:
    app, path = await make_scene(sqlite_api)
    for made in HEADERS:
        headers = made(app.token(sqlite_api.clock))
        started = time.monotonic()
        reply = await sqlite_api.request("GET", path, headers=headers)
        assert time.monotonic() - started < 1
        assert reply.error in (CREDENTIALS, NO_TOKEN), str(headers)[:80]


@pytest.mark.parametrize(
    "claims",
    [
        {"\ud800": 1},
        {"appid\udfff": "x"},
        {"a\x00b": 1},
        {"appId": "\ud800"},
        {"appId": "cs-\x00"},
        {"app Id": "\x00"},
        {"x" * 8_000: 1},
        {f"claim{number}": number for number in range(500)},
    ],
    ids=lambda claims: ascii(next(iter(claims)))[:24],
)
async def test_claims_that_no_text_can_hold_are_refused_and_still_explained(
    api: API, claims: dict[str, object]
) -> None:
    """Their names go into the explanation, which must not fail for them, nor for others written with it."""
    owner = await make_person(api)
    app, bot_id = await make_app(api, owner), await make_bot(api, owner)
    other = await api.call("get-change-logs", token="word", bot_id=bot_id)
    reply = await api.call("get-change-logs", token=sign(HEADER, claims, app.secret.encode()), bot_id=bot_id)
    assert reply.error in (CREDENTIALS, NO_TOKEN)
    assert (await api.cause(reply, owner)).startswith(("claim-app-id-", "token-malformed"))
    assert await api.cause(other, owner) == "token-malformed"


@pytest.mark.parametrize("jti", ["\x00", "a\x00b", "ü", "x" * 512, "'"], ids=ascii)
async def test_a_jti_of_any_characters_counts_once(api: API, jti: str) -> None:
    app, path = await make_scene(api)
    token = app.token(api.clock, jti=jti)
    statuses = [(await api.request("GET", path, headers={"auth": token})).status for _ in range(2)]
    assert statuses == [200, 401]
