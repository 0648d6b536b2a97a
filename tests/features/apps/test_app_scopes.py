"""Scopes by name: ticked, saved."""

import pytest

from korekit.catalog.planes import Plane, Role
from tests.platform import API, add_member, make_app, make_bot, make_person


async def test_a_tick_alone_does_not_count(api: API) -> None:
    owner = await make_person(api)
    bot_id = await make_bot(api, owner)
    app = await make_app(api, owner, scopes=["botkit:botkit"])
    assert await api.cause(await api.call("get-change-logs", app=app, bot_id=bot_id), owner) == "scope-missing"
    ticked = await api.call("draft-app-scopes", by=owner, client_id=app.client_id, scopes=["Bot Audit Logs"])
    assert (ticked.json["draft"], ticked.json["saved"]) == (["logs:change_logs"], ["botkit:botkit"])
    refused = await api.call("get-change-logs", app=app, bot_id=bot_id)
    assert (await api.trace(refused.trace_id, owner))["found"] == "ticked, not saved"
    saved = await api.call("save-app-scopes", by=owner, client_id=app.client_id, scopes=["Bot Audit Logs"])
    assert (saved.json["draft"], saved.json["saved"]) == (["logs:change_logs"], ["logs:change_logs"])
    assert (await api.call("get-change-logs", app=app, bot_id=bot_id)).status == 200


async def test_one_name_may_stand_for_two_scopes(api: API) -> None:
    owner = await make_person(api)
    app = await make_app(api, owner, scopes=[])
    saved = await api.call("save-app-scopes", by=owner, client_id=app.client_id, scopes=["publish"])
    assert saved.json["saved"] == ["bot_publish:publish_request", "bot_publish:publish_status"]


async def test_an_unknown_scope_saves_nothing_and_names_the_nearest(api: API) -> None:
    owner = await make_person(api)
    app = await make_app(api, owner, scopes=["logs:change_logs"])
    for operation in ("draft-app-scopes", "save-app-scopes"):
        reply = await api.call(operation, by=owner, client_id=app.client_id, scopes=["Bot Import", "Bot Exprot"])
        assert reply.error == (
            412,
            412,
            "`Bot Exprot` is no scope of the admin plane. "
            "The nearest is `BotDefinition > Bot Export` (bot_definition:bot_export).",
        )
    details = (await api.call("get-app", by=owner, client_id=app.client_id)).json
    assert (details["draft"], details["saved"]) == ([], ["logs:change_logs"])


async def test_publish_rule_lets_saved_scopes_of_a_bots_app_wait(api: API) -> None:
    owner = await make_person(api)
    bot_id = await make_bot(api, owner)
    app = await make_app(api, owner, plane=Plane.BOT, bot_id=bot_id, scopes=[])
    await api.call("update-account", by=owner, is_publish_required=True)
    saved = await api.call("save-app-scopes", by=owner, client_id=app.client_id, scopes=["Logs History"])
    assert (saved.json["saved"], saved.json["published"]) == (["logs:change_logs"], [])
    refused = await api.call("get-change-logs", app=app, bot_id=bot_id)
    assert await api.cause(refused, owner) == "scope-not-published"


@pytest.mark.parametrize(
    "operation", ["draft-app-scopes", "save-app-scopes", "rotate-app-secret", "delete-app", "get-app"]
)
async def test_apps_of_the_admin_plane_are_for_administrators(api: API, operation: str) -> None:
    owner = await make_person(api)
    bot_id = await make_bot(api, owner)
    for role in Role:
        user = await make_person(api)
        await add_member(api, user, owner.account, role)
        headers = user.headers(owner.account.account_id)
        admin = await make_app(api, owner)
        app = await make_app(api, owner, plane=Plane.BOT, bot_id=bot_id)
        is_reader = operation == "get-app"
        for one, least in ((admin, Role.ADMIN), (app, Role.VIEWER if is_reader else Role.DEVELOPER)):
            reply = await api.call(operation, by=user, headers=headers, client_id=one.client_id, body={"scopes": []})
            assert reply.status == (200 if role.includes(least) else 403), (role, one.plane)


async def test_lists_hold_the_apps_that_the_role_reaches(api: API) -> None:
    owner = await make_person(api)
    bot_id = await make_bot(api, owner)
    admin = await make_app(api, owner)
    app = await make_app(api, owner, plane=Plane.BOT, bot_id=bot_id)
    for role in Role:
        user = await make_person(api)
        await add_member(api, user, owner.account, role)
        listed = await api.call("list-apps", by=user, headers=user.headers(owner.account.account_id))
        expected = {admin.client_id, app.client_id} if role.includes(Role.ADMIN) else {app.client_id}
        assert {one["clientId"] for one in listed.json} == expected, role


async def test_who_expects_another_revision_is_told_and_changes_nothing(api: API) -> None:
    owner = await make_person(api)
    app = await make_app(api, owner, scopes=[])
    seen = (await api.call("get-app", by=owner, client_id=app.client_id)).json["scopesRevision"]
    saved = await api.call(
        "save-app-scopes", by=owner, client_id=app.client_id, scopes=["Role Management"], expected_revision=seen
    )
    assert saved.status == 200
    assert saved.json["scopesRevision"] != seen
    for operation in ("save-app-scopes", "draft-app-scopes"):
        late = await api.call(operation, by=owner, client_id=app.client_id, scopes=[], expected_revision=seen)
        assert late.error == (
            409,
            409,
            "Somebody else changed this meanwhile. Look at it again before you save.",
        )
    now = (await api.call("get-app", by=owner, client_id=app.client_id)).json
    assert now["saved"] == ["role_management:role_management"]
    # Who expects nothing overwrites, as the vendor's console does.
    assert (await api.call("save-app-scopes", by=owner, client_id=app.client_id, scopes=[])).status == 200
