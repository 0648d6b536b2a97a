"""Every operation of signed-in users wants a session, an account of the user's, and the declared role in it."""

import hashlib
from typing import Any

import pytest

from korekit.catalog.parameters import Place
from korekit.catalog.planes import Role
from korekit.records.accounts import END_SESSION
from tests.contract.scene import AnyOperation, Scene, make_scene, of_users, send
from tests.platform import API, Person, add_member, make_person

NO_SESSION = (401, 401, "Invalid access token. Sign in again.")
NOT_FOUND = (404, 404, "Not Found")
NO_ROLE = (403, 403, "Your role in this account does not allow this.")


def in_path(operation: AnyOperation, name: str) -> bool:
    """Whether the path names it."""
    return any(parameter.name == name for parameter in operation.parameters_in(Place.PATH))


def own_values(person: Person, scene: Scene) -> dict[str, Any]:
    """What a path names when it names the caller's own things."""
    return {
        "user_id": person.user_id,
        "org_id": person.account.org_id,
        "bot_id": scene.bot_id,
        "client_id": scene.builder.client_id,
    }


@pytest.mark.parametrize("header", [None, "bearer nonsense", "nonsense", "Basic YTpi", "bearer", "bearer  ", ""])
async def test_a_call_without_a_session_is_refused(sqlite_api: API, header: str | None) -> None:
    scene = await make_scene(sqlite_api)
    headers = {} if header is None else {"Authorization": header}
    values = own_values(scene.owner, scene)
    answers = {one.id: (await send(sqlite_api, one, headers=headers, **values)).error for one in of_users()}
    assert answers == dict.fromkeys(answers, NO_SESSION)
    assert "list-accounts" in answers


async def test_a_public_token_is_no_session(sqlite_api: API) -> None:
    scene = await make_scene(sqlite_api)
    token = scene.admin.token(sqlite_api.clock)
    headers = {"Authorization": f"bearer {token}", "auth": token}
    answers = {one.id: (await send(sqlite_api, one, headers=headers)).error for one in of_users()}
    assert answers == dict.fromkeys(answers, NO_SESSION)


async def test_a_session_is_no_public_token(sqlite_api: API) -> None:
    scene = await make_scene(sqlite_api)
    reply = await sqlite_api.call("get-bots", token=scene.owner.access_token)
    assert reply.error == (401, 4002, "Invalid JWT token")


async def test_a_session_ends_with_its_time_and_with_signing_out(api: API) -> None:
    scene = await make_scene(api)
    values = own_values(scene.stranger, scene)
    async with api.platform.services.database.transaction() as transaction:
        digest = hashlib.sha256(scene.stranger.access_token.encode()).hexdigest()
        await transaction.run(END_SESSION, token_hash=digest)
    answers = {one.id: (await send(api, one, headers=scene.stranger.headers(), **values)).error for one in of_users()}
    assert answers == dict.fromkeys(answers, NO_SESSION)
    api.clock.advance(86_400)
    answers = {one.id: (await send(api, one, headers=scene.owner.headers())).error for one in of_users()}
    assert answers == dict.fromkeys(answers, NO_SESSION)


async def test_an_account_that_the_user_does_not_belong_to_is_not_found(sqlite_api: API) -> None:
    scene = await make_scene(sqlite_api)
    values = own_values(scene.owner, scene)
    for account_id in (scene.stranger.account.account_id, "nothing", "0" * 24):
        headers = scene.owner.headers(account_id)
        answers = {one.id: (await send(sqlite_api, one, headers=headers, **values)).error for one in of_users()}
        assert answers == dict.fromkeys(answers, NOT_FOUND)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.DEVELOPER, Role.ADMIN])
async def test_a_role_below_the_declared_one_is_refused(sqlite_api: API, role: Role) -> None:
    scene = await make_scene(sqlite_api)
    guest = await make_person(sqlite_api)
    await add_member(sqlite_api, guest, scene.owner.account, role)
    headers = guest.headers(scene.owner.account.account_id)
    values = {**own_values(guest, scene), "org_id": scene.owner.account.org_id}
    above = {
        Role.VIEWER: {Role.DEVELOPER, Role.ADMIN, Role.OWNER},
        Role.DEVELOPER: {Role.ADMIN, Role.OWNER},
        Role.ADMIN: {Role.OWNER},
    }[role]
    for operation in of_users():
        if operation.facts.role in above:
            reply = await send(sqlite_api, operation, headers=headers, **values)
            assert reply.error == NO_ROLE, operation.id


async def test_a_path_that_names_another_user_or_organisation_is_not_found(sqlite_api: API) -> None:
    scene = await make_scene(sqlite_api)
    own, other = own_values(scene.owner, scene), own_values(scene.stranger, scene)
    checked = set()
    for operation in of_users():
        for name in ("user_id", "org_id"):
            if in_path(operation, name):
                values = {**own, name: other[name]}
                reply = await send(sqlite_api, operation, headers=scene.owner.headers(), **values)
                assert reply.error == NOT_FOUND, operation.id
                checked.add(operation.id)
    assert {"create-admin-app", "list-builder-bots"} <= checked


async def test_ids_of_another_account_are_not_found_as_unknown_ones_are(sqlite_api: API) -> None:
    scene = await make_scene(sqlite_api)
    own = own_values(scene.owner, scene)
    foreign = {"bot_id": scene.foreign_id, "client_id": scene.foreign_admin.client_id}
    for operation in of_users():
        for name, foreign_id in foreign.items():
            if not in_path(operation, name):
                continue
            answers = [
                await send(sqlite_api, operation, headers=scene.owner.headers(), **{**own, name: value})
                for value in (foreign_id, "nothing", "%00", "x" * 3000)
            ]
            assert {reply.error for reply in answers} == {NOT_FOUND}, operation.id


async def test_a_suspended_account_stops_its_apps_and_not_its_owner(api: API) -> None:
    """Else nobody could lift the suspension."""
    scene = await make_scene(api)
    assert (await api.call("get-bots", app=scene.admin)).status == 200
    assert (await api.call("update-account", by=scene.owner, is_active=False)).status == 200
    refused = await api.call("get-bots", app=scene.admin)
    assert refused.error == (401, 4002, "Invalid SDK credentials")
    assert await api.cause(refused, scene.owner) == "account-inactive"
    assert (await api.call("update-account", by=scene.owner, is_active=True)).status == 200
    assert (await api.call("get-bots", app=scene.admin)).status == 200
