"""The first user of a platform: made once, by whoever has the code of a start."""

import asyncio
from typing import Any

from korekit.records.first_run import add_first_run_code
from tests.platform import API, make_person

PASSWORD = "correct horse battery"
NOT_FOUND = (404, 404, "Not Found")


async def code_of(api: API) -> str:
    """A code as a start prints it."""
    services = api.platform.services
    return await add_first_run_code(services.database, services.ids, services.clock)


async def test_the_code_makes_an_owner_who_signs_in(api: API) -> None:
    assert (await api.call("get-platform-state")).json == {"hasOwner": False}
    owner: dict[str, Any] = {"email_id": "Ann@Example.com", "password": PASSWORD, "account_name": "Northwind"}
    made = await api.call("create-owner", code=await code_of(api), **owner)
    assert made.status == 200
    assert (made.json["name"], made.json["role"]) == ("Northwind", "owner")
    assert (await api.call("get-platform-state")).json == {"hasOwner": True}
    signed_in = await api.call("sign-in", username="ann@example.com", password=PASSWORD)
    assert signed_in.json["userInfo"]["accountId"] == made.json["id"]


async def test_another_code_or_an_old_one_makes_nobody(api: API) -> None:
    code = await code_of(api)
    owner: dict[str, Any] = {"email_id": "ann@example.com", "password": PASSWORD}
    for other in ("", "guess", code[:-1], code + "x", "x" * 5000):
        assert (await api.call("create-owner", code=other, **owner)).error == NOT_FOUND
    api.clock.advance(7 * 24 * 3600)
    assert (await api.call("create-owner", code=code, **owner)).error == NOT_FOUND
    assert (await api.call("get-platform-state")).json == {"hasOwner": False}


async def test_what_is_refused_uses_no_code_up(api: API) -> None:
    code = await code_of(api)
    short = await api.call("create-owner", code=code, email_id="ann@example.com", password="short")
    assert short.status == 412
    assert (await api.call("create-owner", code=code, email_id="ann", password=PASSWORD)).status == 412
    assert (await api.call("create-owner", code=code, email_id="ann@example.com", password=PASSWORD)).status == 200


async def test_of_many_who_come_at_once_one_becomes_the_owner(api: API) -> None:
    codes = [await code_of(api) for _ in range(3)]
    replies = await asyncio.gather(
        *(
            api.call("create-owner", code=code, email_id=f"person{number}@example.com", password=PASSWORD)
            for number, code in enumerate([*codes, codes[0]])
        )
    )
    assert sorted(reply.status for reply in replies) == [200, 404, 404, 404]


async def test_no_code_counts_once_there_is_a_user(api: API) -> None:
    code = await code_of(api)
    await make_person(api)
    refused = await api.call("create-owner", code=code, email_id="eve@example.com", password=PASSWORD)
    assert refused.error == NOT_FOUND


async def test_a_code_is_no_invitation_and_an_invitation_no_code(api: API) -> None:
    code = await code_of(api)
    assert (await api.call("accept-invitation", body={"token": code, "password": PASSWORD})).error == NOT_FOUND
    assert (await api.call("look-at-invitation", body={"token": code})).error == NOT_FOUND
    ann = await make_person(api)
    token = (await api.call("invite-user", by=ann, email_id="bob@example.com")).json["token"]
    refused = await api.call("create-owner", code=token, email_id="bob@example.com", password=PASSWORD)
    assert refused.error == NOT_FOUND


async def test_an_invitation_tells_what_it_offers(api: API) -> None:
    ann = await make_person(api)
    for email, is_known in (("bob@example.com", False), (ann.email, True)):
        account = ann if not is_known else await make_person(api)
        token = (await api.call("invite-user", by=account, email_id=email, role="viewer")).json["token"]
        assert (await api.call("look-at-invitation", body={"token": token})).json == {
            "accountName": account.account.name,
            "emailId": email,
            "role": "viewer",
            "expiresOn": "2026-12-01T06:00:00.000Z",
            "isKnown": is_known,
        }
    assert (await api.call("look-at-invitation", body={"token": "guess"})).error == NOT_FOUND
