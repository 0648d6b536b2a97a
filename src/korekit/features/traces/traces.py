"""Refused calls, read by the account's own people: by the id that the caller got, or the last ones."""

import asyncio
from typing import Final

import msgspec
from msgspec.structs import replace

from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.catalog.additions import Additions, Trace
from korekit.catalog.planes import Role
from korekit.errors.console import NotFound
from korekit.features.traces.readable import as_told_to
from korekit.ids import TraceId
from korekit.records.accounts import memberships
from korekit.records.traces import TRACE, TRACES_OF_ACCOUNT, holding

__all__ = ["get_trace", "list_traces"]

# Another process may hold the refusal and write it within this time.
_SECOND_LOOK_S: Final = 0.1
_decoder: Final = msgspec.json.Decoder(Trace)


@handles(Additions.list_traces)
async def list_traces(
    call: Call, *, limit: int = 50, offset: int = 0, client_id: str = "", operation: str = "", cause: str = ""
) -> list[Trace]:
    """One page of the refusals of the account's apps, newest first."""
    await call.services.flush_traces()
    accounts = frozenset(one.account_id for one in await memberships(call.database, call.caller.user_id))
    wanted = {
        "client": holding("clientId", client_id),
        "operation": holding("operation", operation),
        "cause": holding("cause", cause),
    }
    found: list[Trace] = []
    first, passed = (0, 0) if cause else (offset * limit, offset * limit)
    while len(found) < limit:
        rows = await call.database.all(
            TRACES_OF_ACCOUNT, account_id=call.account_id, count=limit, first=first, **wanted
        )
        for account_id, other, document in rows:
            told = as_told_to(_decoder.decode(document), other, accounts)
            if not cause or told.cause == cause:
                # Which rows fit shows only here, so that the pages before are counted here as well.
                passed += 1
                if passed > offset * limit and len(found) < limit:
                    found.append(replace(told, account_id=account_id))
        if len(rows) < limit or not rows or not cause:
            break
        first += limit
    return found


@handles(Additions.get_trace)
async def get_trace(call: Call, trace_id: TraceId) -> Trace:
    """One refusal, of whichever of the user's accounts: calling for the wrong one is a classic mistake.

    One that belongs to no account is told to whoever has its id, which is 128 random bits.

    Raises:
        NotFound: no refusal has this id, or one of an account where the user may not read them.
    """
    await call.services.flush_traces()
    known = await memberships(call.database, call.caller.user_id)
    readable = {None, *(one.account_id for one in known if one.role.includes(Role.DEVELOPER))}
    row = await call.database.one(TRACE, trace_id=trace_id)
    if row is None or row[0] not in readable:
        # Also for one that he may not read, which takes as long as one that is not there.
        await asyncio.sleep(_SECOND_LOOK_S)
        row = await call.database.one(TRACE, trace_id=trace_id)
    if row is None or row[0] not in readable:
        raise NotFound()
    told = as_told_to(_decoder.decode(row[2]), row[1], frozenset(one.account_id for one in known))
    return replace(told, account_id=row[0] or "")
