"""Ids of another account look as if they were unknown: every operation of the console, every id in its path."""

from typing import Any

from korekit.catalog.operation import Operation
from korekit.catalog.planes import Role
from korekit.records.apps import EPOCH
from tests.features.accounts.console_calls import USER_OPERATIONS, Things, make_things, values_for
from tests.platform import API, Person, Reply, add_member, load_made_app, make_person

UNKNOWN = {
    "org_id": "o-00000000-0000-5000-8000-000000000000",
    "user_id": "u-00000000-0000-5000-8000-000000000000",
    "bot_id": "st-00000000-0000-5000-8000-000000000000",
    "client_id": "cs-00000000-0000-5000-8000-000000000000",
    "trace_id": "0" * 32,
    "member_id": "u-00000000-0000-5000-8000-000000000000",
    "invitation_id": "0" * 24,
    "file_id": "0" * 24,
    "session_id": "0" * 24,
}


async def _compare(api: API, caller: Person, own: Things, foreign: Things, *, but: str = "") -> tuple[list[Any], int]:
    """What differs between an unknown id and one of another account, and how many of them were compared."""
    offenders: list[Any] = []
    compared = 0
    for operation in USER_OPERATIONS:
        theirs = foreign.path_values(operation, foreign.owner.user_id)
        for name, value in theirs.items():
            # A name inside a bot belongs to nobody apart from it.
            if name == but or name not in UNKNOWN:
                continue
            compared += 1
            unknown, other = [await _call(api, caller, operation, own, {name: one}) for one in (UNKNOWN[name], value)]
            if unknown.error != (404, 404, "Not Found") or unknown.body != other.body:
                offenders.append((operation.id, name, unknown.body, other.body))
            if unknown.headers != other.headers:
                offenders.append((operation.id, name, unknown.headers, other.headers))
    return offenders, compared


async def _call(
    api: API, caller: Person, operation: Operation[Any, Any], own: Things, instead: dict[str, str]
) -> Reply:
    values = values_for(operation, own, caller.user_id) | instead
    return await api.call(operation.id, by=caller, headers=caller.headers(own.account.account_id), **values)


async def test_what_another_account_has_is_not_there(api: API) -> None:
    owner, other = await make_person(api), await make_person(api)
    own, foreign = await make_things(api, owner), await make_things(api, other)
    before = await _state(api, other, foreign)
    offenders, compared = await _compare(api, owner, own, foreign)
    assert not offenders, offenders
    assert compared > 20
    assert await _state(api, other, foreign) == before


async def test_who_belongs_to_both_acts_in_the_account_of_the_call_only(api: API) -> None:
    owner, other = await make_person(api), await make_person(api)
    await add_member(api, owner, other.account, Role.OWNER)
    own, foreign = await make_things(api, owner), await make_things(api, other)
    before = await _state(api, other, foreign)
    # A refusal may be read from any of the accounts where one may read it: test_traces.py.
    offenders, _ = await _compare(api, owner, own, foreign, but="trace_id")
    assert not offenders, offenders
    assert await _state(api, other, foreign) == before


async def test_nothing_that_is_refused_changes_anything_of_ones_own(api: API) -> None:
    owner, other = await make_person(api), await make_person(api)
    own, foreign = await make_things(api, owner), await make_things(api, other)
    before = await _state(api, owner, own), await _epoch(api)
    await _compare(api, owner, own, foreign)
    assert (await _state(api, owner, own), await _epoch(api)) == before


async def _state(api: API, by: Person, things: Things) -> list[Any]:
    """Everything that an account can read of itself, with what decides about its apps."""
    replies = [
        await api.call("list-apps", by=by),
        await api.call("list-builder-bots", by=by, user_id=by.user_id),
        await api.call("list-accounts", by=by),
        await api.call("list-traces", by=by),
    ]
    apps = [await load_made_app(api, app) for app in (things.admin_app, things.bot_app)]
    return [*(reply.json for reply in replies), *apps]


async def _epoch(api: API) -> int:
    row = await api.platform.services.database.one(EPOCH)
    assert row is not None
    epoch: int = row[0]
    return epoch
