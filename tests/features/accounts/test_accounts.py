"""Accounts: listed, made, changed, suspended."""

import pytest

from korekit.catalog.planes import Plane, Role
from tests.platform import API, add_member, make_app, make_bot, make_person


async def test_a_user_sees_his_accounts_with_his_role_in_each(api: API) -> None:
    user, host = await make_person(api), await make_person(api)
    await add_member(api, user, host.account, Role.VIEWER)
    listed = await api.call("list-accounts", by=user)
    assert [(one["id"], one["role"]) for one in listed.json] == [
        (user.account.account_id, "owner"),
        (host.account.account_id, "viewer"),
    ]


async def test_who_makes_an_account_owns_it(api: API) -> None:
    user = await make_person(api)
    made = await api.call("create-account", by=user, name="  Second ")
    assert (made.status, made.json["name"], made.json["role"]) == (200, "Second", "owner")
    listed = await api.call("list-accounts", by=user)
    assert made.json in listed.json
    acting = await api.call("list-apps", by=user, headers={"accountid": made.json["id"]})
    assert (acting.status, acting.json) == (200, [])


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "a\x01b"])
async def test_an_account_has_a_name(api: API, name: str) -> None:
    user = await make_person(api)
    assert (await api.call("create-account", by=user, name=name)).status == 412
    assert (await api.call("update-account", by=user, name=name)).status == 412
    assert len((await api.call("list-accounts", by=user)).json) == 1


async def test_only_what_is_given_changes(api: API) -> None:
    owner = await make_person(api)
    changed = await api.call("update-account", by=owner, is_publish_required=True)
    assert (changed.json["name"], changed.json["isPublishRequired"]) == (owner.account.name, True)
    renamed = await api.call("update-account", by=owner, name="New name")
    assert (renamed.json["name"], renamed.json["isPublishRequired"]) == ("New name", True)
    assert (await api.call("list-accounts", by=owner)).json == [renamed.json]


async def test_a_suspended_account_has_no_calls_until_it_is_lifted(api: API) -> None:
    owner = await make_person(api)
    app, bot_id = await make_app(api, owner), await make_bot(api, owner)
    assert (await api.call("get-change-logs", app=app, bot_id=bot_id)).status == 200
    await api.call("update-account", by=owner, is_active=False)
    refused = await api.call("get-change-logs", app=app, bot_id=bot_id)
    assert refused.error == (401, 4002, "Invalid SDK credentials")
    assert await api.cause(refused, owner) == "account-inactive"
    await api.call("update-account", by=owner, is_active=True)
    assert (await api.call("get-change-logs", app=app, bot_id=bot_id)).status == 200


async def test_other_accounts_of_the_owner_go_on(api: API) -> None:
    owner = await make_person(api)
    second = (await api.call("create-account", by=owner, name="Second")).json["id"]
    app = await make_app(api, owner)
    await api.call("update-account", by=owner, is_active=False, headers={"accountid": second})
    assert (await api.call("get-bots", app=app)).status == 200


async def test_publish_rule_counts_at_once_for_apps_of_bots_alone(api: API) -> None:
    owner = await make_person(api)
    bot_id = await make_bot(api, owner)
    admin = await make_app(api, owner)
    app = await make_app(api, owner, plane=Plane.BOT, bot_id=bot_id)
    assert (await api.call("get-change-logs", app=app, bot_id=bot_id)).status == 200
    await api.call("update-account", by=owner, is_publish_required=True)
    refused = await api.call("get-change-logs", app=app, bot_id=bot_id)
    assert await api.cause(refused, owner) == "scope-not-published"
    assert (await api.call("get-change-logs", app=admin, bot_id=bot_id)).status == 200
