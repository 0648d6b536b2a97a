"""The platform's own trace, told in the doctor's words."""

import pytest

from korekit.catalog.additions import Trace, TraceCheck
from korekit.doctor.inside import explain_trace
from korekit.errors import Refusal, causes
from korekit.errors.refusal import Check


def trace_of(kind: type[Refusal]) -> Trace:
    order = list(Check)
    at = order.index(kind.check)
    names = ["passed"] * at + ["failed"] + ["not-reached"] * (len(order) - at - 1)
    return Trace(
        cause=kind.cause,
        check=kind.check.value,
        meaning=kind.meaning(),
        hint=kind.hint,
        expected="this",
        found="that",
        at="there",
        checks=[TraceCheck(check=check.value, state=state) for check, state in zip(order, names, strict=True)],
    )


@pytest.mark.parametrize("kind", list(causes().values()), ids=lambda kind: kind.cause)
def test_every_cause_is_told_for_certain(kind: type[Refusal]) -> None:
    diagnosis = explain_trace(trace_of(kind))
    assert diagnosis.verdict == "refused"
    (cause,) = diagnosis.causes
    assert (cause.cause, cause.check, cause.certain, cause.remedy) == (kind.cause, kind.check, True, kind.hint)
    assert cause.detail == f"{kind.meaning()} At there. Expected: this. Found: that."
    assert [check for check, state in diagnosis.checks if state == "failed"] == [kind.check]


def test_a_cause_of_a_newer_platform_keeps_that_platforms_words() -> None:
    trace = Trace(cause="moon-phase", check="sky", meaning="The moon is full.", hint="Wait.", checks=None)
    (cause,) = explain_trace(trace).causes
    assert (cause.cause, cause.check, cause.detail, cause.remedy) == ("moon-phase", "sky", "The moon is full.", "Wait.")


def test_checks_and_states_of_a_newer_platform_do_not_break_the_form() -> None:
    checks = [TraceCheck(check="sky", state="passed"), TraceCheck(check="path", state="shaken")]
    trace = Trace(cause="scope-missing", check="scope", checks=checks)
    assert explain_trace(trace).checks == ((Check.PATH, "unknown"),)
