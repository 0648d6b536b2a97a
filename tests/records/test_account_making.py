"""The owner of the first start."""

import asyncio

import pytest

from korekit.errors.console import InputInvalid
from korekit.records.account_making import create_owner
from tests.platform import API


async def test_an_owner_can_sign_in_to_an_account_of_his_own(api: API) -> None:
    owner = await create_owner(api.platform.services, "Jane@Example.com", "correct horse", account_name="Jane's")
    assert owner is not None
    reply = await api.call("sign-in", username="jane@example.com", password="correct horse")
    assert reply.json["authorization"]["accountId"] == owner.membership.account_id
    headers = {"authorization": f"bearer {reply.json['authorization']['accessToken']}"}
    listed = await api.call("list-accounts", headers=headers)
    assert listed.json == [
        {
            "id": owner.membership.account_id,
            "orgId": owner.membership.org_id,
            "name": "Jane's",
            "role": "owner",
            "isPublishRequired": False,
            "isActive": True,
        }
    ]


async def test_of_two_first_starts_at_once_one_makes_the_owner(api: API) -> None:
    made = await asyncio.gather(
        *(create_owner(api.platform.services, "jane@example.com", f"correct horse {n}") for n in range(4))
    )
    assert sum(owner is not None for owner in made) == 1


@pytest.mark.parametrize(("email", "password"), [("jane", "correct horse"), ("jane@example.com", "short")])
async def test_an_owner_needs_an_address_and_a_password(api: API, email: str, password: str) -> None:
    with pytest.raises(InputInvalid):
        await create_owner(api.platform.services, email, password)


async def test_the_password_stands_in_no_repr(api: API) -> None:
    owner = await create_owner(api.platform.services, "jane@example.com", "correct horse")
    assert "correct horse" not in repr(owner)
