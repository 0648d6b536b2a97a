"""The history of who tries calls out: his own, in one account, bounded."""

from typing import Any, Final

import msgspec

from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.catalog.operations import find_operation
from korekit.catalog.trying import KEPT_REQUESTS, SentRequest, Trying
from korekit.clock import iso_time
from korekit.errors.console import InputInvalid
from korekit.records.sent_requests import (
    ADD_SENT_REQUEST,
    DELETE_SENT_REQUESTS,
    DELETE_SURPLUS_REQUESTS,
    SENT_REQUESTS,
)

__all__ = ["forget_sent_requests", "keep_sent_request", "list_sent_requests"]

_MAX_VALUES_BYTES: Final = 8000
_MAX_ID: Final = 100
_MAX_MS: Final = 86_400_000
_decoder: Final = msgspec.json.Decoder(SentRequest)


@handles(Trying.list_sent_requests)
async def list_sent_requests(call: Call) -> list[SentRequest]:
    """Only the caller's own, in the account that he calls in."""
    rows = await call.database.all(SENT_REQUESTS, user_id=call.caller.user_id, account_id=call.account_id)
    return [_decoder.decode(document) for (document,) in rows]


@handles(Trying.keep_sent_request)
async def keep_sent_request(
    call: Call,
    operation: str,
    *,
    client_id: str = "",
    values: dict[str, Any] | None = None,
    status: int = 0,
    duration_ms: int = 0,
    trace_id: str = "",
    flaw: str = "",
) -> SentRequest:
    """The request as it is kept; the oldest beyond 100 goes.

    Raises:
        InputInvalid: no such operation, or more than anybody needs to remember.
    """
    if find_operation(operation) is None:
        raise InputInvalid("There is no such operation.")
    if len(msgspec.json.encode(values or {})) > _MAX_VALUES_BYTES:
        raise InputInvalid(f"`values` has at most {_MAX_VALUES_BYTES} bytes.")
    if max(len(client_id), len(trace_id), len(flaw)) > _MAX_ID:
        raise InputInvalid(f"An id has at most {_MAX_ID} characters.")
    if not 0 <= status <= 999 or not 0 <= duration_ms <= _MAX_MS:
        raise InputInvalid("`status` or `durationMs` is out of bounds.")
    now_ms = call.now_ms()
    kept = SentRequest(
        id=call.services.ids.uuid(),
        sent_on=iso_time(now_ms),
        operation=operation,
        client_id=client_id,
        values=values or {},
        status=status,
        duration_ms=duration_ms,
        trace_id=trace_id,
        flaw=flaw,
    )
    owner = {"user_id": call.caller.user_id, "account_id": call.account_id}
    async with call.database.transaction() as transaction:
        document = msgspec.json.encode(kept).decode()
        await transaction.run(ADD_SENT_REQUEST, id=kept.id, at=now_ms, document=document, **owner)
        await transaction.run(DELETE_SURPLUS_REQUESTS, kept=KEPT_REQUESTS, **owner)
    return kept


@handles(Trying.forget_sent_requests)
async def forget_sent_requests(call: Call) -> dict[str, Any]:
    """Nothing of it is left."""
    async with call.database.transaction() as transaction:
        await transaction.run(DELETE_SENT_REQUESTS, user_id=call.caller.user_id, account_id=call.account_id)
    return {}
