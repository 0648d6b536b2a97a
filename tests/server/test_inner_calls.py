"""Calls from inside the process: the operation's own permissions, its declared type, nothing of another account."""

import pytest

from korekit.calls.call import NOBODY, Caller
from korekit.catalog.account_admin import AccountAdmin
from korekit.catalog.additions import Additions
from korekit.catalog.beginnings import Beginnings
from korekit.catalog.bot_definition import BotDefinition
from korekit.catalog.bot_definition_results import ChangeLogEntry
from korekit.catalog.operations import all_operations
from korekit.catalog.planes import Caller as CallerKind
from korekit.catalog.planes import Role
from korekit.errors.console import NotFound, RoleTooLow, SessionInvalid
from korekit.ids import BotId, ClientId
from tests.platform import API, Person, add_member, make_app, make_bot, make_person


def origin() -> str:
    """How the caller reached this host."""
    return "http://127.0.0.1:8070"


async def caller_of(api: API, person: Person, account_id: str = "") -> Caller:
    """The person as he calls in an account."""
    return (await api.platform.calls.session(person.access_token)).caller(account_id)


async def test_a_user_calls_an_operation_of_apps_and_gets_its_declared_type(api: API) -> None:
    ann = await make_person(api)
    bot = await make_bot(api, ann, changes=["first", "second"])
    found = await api.platform.calls.call(
        BotDefinition.get_change_logs, await caller_of(api, ann), origin, "", BotId(bot), limit=1
    )
    (entry,) = found
    assert isinstance(entry, ChangeLogEntry)
    assert entry.message == "second"


async def test_a_bot_of_another_account_is_not_found(api: API) -> None:
    ann, eve = await make_person(api), await make_person(api)
    foreign = await make_bot(api, eve, changes=["hers"])
    calls, caller = api.platform.calls, await caller_of(api, ann)
    with pytest.raises(NotFound):
        await calls.call(BotDefinition.get_change_logs, caller, origin, "", BotId(foreign))
    with pytest.raises(NotFound):
        await calls.call(BotDefinition.get_change_logs, caller, origin, "", bot_id=BotId(foreign), limit=1)
    with pytest.raises(NotFound):
        await calls.call(BotDefinition.publish_bot, caller, origin, "", BotId(foreign), "mine now")


async def test_an_operation_without_a_role_is_for_no_user(api: API) -> None:
    """The list of bots carries client secrets in clear; an owner sees them after his password only."""
    ann = await make_person(api)
    calls, caller = api.platform.calls, await caller_of(api, ann)
    assert not calls.can_call(AccountAdmin.get_bots, caller)
    with pytest.raises(RoleTooLow):
        await calls.call(AccountAdmin.get_bots, caller, origin, "")


async def test_roles_are_the_operations_own(api: API) -> None:
    ann, bob = await make_person(api), await make_person(api)
    await add_member(api, bob, ann.account, Role.VIEWER)
    bot = await make_bot(api, ann)
    calls, viewer = api.platform.calls, await caller_of(api, bob, ann.account.account_id)
    assert await calls.call(BotDefinition.get_change_logs, viewer, origin, "", BotId(bot)) == []
    with pytest.raises(RoleTooLow):
        await calls.call(BotDefinition.publish_bot, viewer, origin, "", BotId(bot), "a version")
    for operation in all_operations():
        least, is_of_users = operation.facts.role, operation.facts.caller is not CallerKind.ANYONE
        assert calls.can_call(operation, viewer) == (not is_of_users or least is Role.VIEWER), operation.id


async def test_nobody_calls_what_asks_for_nobody_only(api: API) -> None:
    await make_person(api)
    calls = api.platform.calls
    assert (await calls.call(Beginnings.get_platform_state, NOBODY, origin, "")).has_owner is True
    for operation in all_operations():
        if operation.facts.caller is not CallerKind.ANYONE:
            assert not calls.can_call(operation, NOBODY), operation.id
    with pytest.raises(RoleTooLow):
        await calls.call(Additions.list_apps, NOBODY, origin, "")


async def test_an_app_of_another_account_is_not_found(api: API) -> None:
    ann, eve = await make_person(api), await make_person(api)
    foreign = await make_app(api, eve)
    with pytest.raises(NotFound):
        await api.platform.calls.call(
            Additions.get_app, await caller_of(api, ann), origin, "", ClientId(foreign.client_id)
        )


async def test_a_session_that_is_none_is_refused(api: API) -> None:
    for token in ("", "nonsense", "\ud800", "ü" * 5000):
        with pytest.raises(SessionInvalid):
            await api.platform.calls.session(token)
