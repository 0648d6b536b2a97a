"""From the platform's own trace of a refused call: nothing is guessed.

The words are those of `errors`; where a newer platform names a cause that is not known here, they are the trace's.
"""

from typing import Final, get_args

from korekit.access.decision import State
from korekit.catalog.additions import Trace
from korekit.doctor.diagnosis import Cause, Diagnosis, cause_of
from korekit.errors import Check, causes

__all__ = ["explain_trace"]

_CHECKS: Final = frozenset(Check)
_STATES: Final = frozenset(get_args(State))


def explain_trace(trace: Trace) -> Diagnosis:
    """The diagnosis that a trace holds: refused, with its cause for certain."""
    states: list[tuple[Check, State]] = []
    for one in trace.checks or ():
        # Checks and states that are not known here would break the public form.
        if one.check in _CHECKS:
            states.append((Check(one.check), _state(one.state)))
    return Diagnosis("refused", (_cause(trace),), tuple(states))


def _state(text: str) -> State:
    for state in get_args(State):
        if state == text:
            return state  # type: ignore[no-any-return]  # get_args is typed as a tuple of anything
    return "unknown"


def _cause(trace: Trace) -> Cause:
    kind = causes().get(trace.cause)
    if kind is None:
        return Cause(trace.cause, trace.check, True, trace.meaning, trace.hint)
    refusal = kind(expected=trace.expected, found=trace.found, at=trace.at)
    return cause_of(refusal, is_certain=True)
