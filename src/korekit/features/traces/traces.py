"""Refused calls, read by the account's own people: by the id that the caller got, or the last ones."""

import asyncio
from typing import Final

import msgspec

from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.catalog.additions import Additions, Trace
from korekit.catalog.planes import Role
from korekit.errors.console import NotFound
from korekit.features.traces.readable import as_told_to
from korekit.ids import TraceId
from korekit.records.accounts import memberships
from korekit.records.traces import TRACE, TRACES_OF_ACCOUNT

__all__ = ["get_trace", "list_traces"]

# Another process may hold the refusal and write it within this time.
_SECOND_LOOK_S: Final = 0.1
_decoder: Final = msgspec.json.Decoder(Trace)


@handles(Additions.list_traces)
async def list_traces(call: Call, *, limit: int = 50) -> list[Trace]:
    """The last refusals of the account's apps."""
    await call.services.flush_traces()
    rows = await call.database.all(TRACES_OF_ACCOUNT, account_id=call.account_id, count=limit)
    accounts = frozenset(one.account_id for one in await memberships(call.database, call.caller.user_id))
    return [as_told_to(_decoder.decode(document), other, accounts) for _, other, document in rows]


@handles(Additions.get_trace)
async def get_trace(call: Call, trace_id: TraceId) -> Trace:
    """One refusal, of whichever of the user's accounts: calling for the wrong one is a classic mistake.

    One that belongs to no account is told to whoever has its id, which is 128 random bits.

    Raises:
        NotFound: no refusal has this id, or one of an account where the user may not read them.
    """
    await call.services.flush_traces()
    row = await call.database.one(TRACE, trace_id=trace_id)
    if row is None:
        await asyncio.sleep(_SECOND_LOOK_S)
        row = await call.database.one(TRACE, trace_id=trace_id)
    known = await memberships(call.database, call.caller.user_id)
    readable = {one.account_id for one in known if one.role.includes(Role.DEVELOPER)}
    if row is None or (row[0] is not None and row[0] not in readable):
        raise NotFound()
    return as_told_to(_decoder.decode(row[2]), row[1], frozenset(one.account_id for one in known))
