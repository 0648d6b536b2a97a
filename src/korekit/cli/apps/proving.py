"""Whether a host takes a client secret, found out by a call that changes nothing."""

from enum import Enum
from typing import Any

from korekit.catalog.operation import GET, Operation
from korekit.catalog.operations import all_operations
from korekit.catalog.parameters import Place
from korekit.catalog.planes import Caller
from korekit.cli.profiles.chosen import chosen_host
from korekit.cli.profiles.connecting import settings_of
from korekit.cli.terminal.given import Given
from korekit.client.errors import CallFailed, ClientError
from korekit.client.sync import Client
from korekit.errors.refusal import Check
from korekit.ids import TraceId

__all__ = ["Proof", "prove"]


class Proof(Enum):
    """What a call has shown."""

    TAKEN = "taken"
    REFUSED = "refused"
    UNKNOWN = "unknown"


def prove(given: Given, user: Client, client_id: str, secret: str) -> Proof:
    """Call once as the app, and look which check said no if one did: those behind the signature prove the secret.

    Args:
        given: the options that every command has.
        user: a client that may read why calls were refused.
        client_id: of the app.
        secret: its secret.
    """
    operation = _harmless()
    if operation is None:
        return Proof.UNKNOWN
    settings = settings_of(given)
    with Client(chosen_host(given), client_id=client_id, client_secret=secret, jti=True, settings=settings) as app:
        try:
            app.answer(operation)
        except CallFailed as refused:
            return _proof_of(user, refused)
        except ClientError:
            return Proof.UNKNOWN
    return Proof.TAKEN


def _proof_of(user: Client, refused: CallFailed) -> Proof:
    if not refused.trace_id:
        return Proof.UNKNOWN
    try:
        check = Check(user.get_trace(TraceId(refused.trace_id)).check)
    except (ClientError, ValueError):
        return Proof.UNKNOWN
    order = list(Check)
    return Proof.TAKEN if order.index(check) > order.index(Check.SIGNATURE) else Proof.REFUSED


def _harmless() -> Operation[Any, Any] | None:
    """A read that needs nothing but a token: whichever plane the app is of, the signature is checked first."""
    for operation in all_operations():
        is_bare = not operation.parameters_in(Place.PATH)
        if operation.method == GET and operation.facts.caller is Caller.APP and operation.facts.is_read and is_bare:
            return operation
    return None
