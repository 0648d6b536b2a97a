"""What the platform would answer to a call now, for whoever may manage the app that the call names."""

from msgspec.structs import replace

from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.calls.judging import GivenCall
from korekit.calls.managing import reaches
from korekit.catalog.additions import Additions, ExplainedCall
from korekit.catalog.planes import Role
from korekit.errors.console import InputInvalid
from korekit.errors.refusal import Check
from korekit.features.traces.readable import as_told_to
from korekit.records.accounts import memberships

__all__ = ["explain_call"]

_MAX_HEADERS = 100
_NO_APP = "The call names no app that you may manage."
# Judged by the call alone and what is documented.
_OF_ANYBODY = frozenset({Check.PATH, Check.METHOD})


@handles(Additions.explain_call)
async def explain_call(
    call: Call, header_lines: list[str], *, method: str = "", target: str = "", content: str | None = None
) -> ExplainedCall:
    """What the checks of a call say, of an app in whichever of the user's accounts.

    Of any other call only what needs no app: whether its path and its method are right.

    Raises:
        InputInvalid: its token names no app that the user may manage, whether there is such an app or not; it is no
            call of an app; a header without a colon, or more than 100 of them.
    """
    given = GivenCall(
        method=method,
        target=target,
        headers=_headers(header_lines),
        body=None if content is None else content.encode("utf-8", "replace"),
    )
    judged = await call.services.judge(given)
    known = await memberships(call.database, call.caller.user_id)
    readable = [one for one in known if one.role.includes(Role.DEVELOPER)]
    app = judged.app if judged is not None else None
    if judged is None:
        raise InputInvalid(_NO_APP)
    if app is None or not any(one.account_id == app.account_id and reaches(one.role, app) for one in readable):
        if judged.trace.check not in _OF_ANYBODY:
            raise InputInvalid(_NO_APP)
        nameless = replace(judged.trace, client_id="", app_name="", is_app_proven=None)
        return ExplainedCall(is_accepted=False, call=nameless)
    trace = replace(judged.trace, account_id=app.account_id)
    told = as_told_to(trace, judged.other_account or None, frozenset(one.account_id for one in known))
    return ExplainedCall(is_accepted=judged.is_accepted, call=told)


def _headers(lines: list[str]) -> tuple[tuple[str, str], ...]:
    if len(lines) > _MAX_HEADERS:
        raise InputInvalid(f"At most {_MAX_HEADERS} headers.")
    found = []
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon:
            raise InputInvalid("A header is given as `name: value`.")
        # One blank belongs to the way of writing it, more were sent.
        found.append((name, value.removeprefix(" ")))
    return tuple(found)
