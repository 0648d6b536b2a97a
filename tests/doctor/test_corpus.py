"""Every call of the corpus, judged: the deciding cause first, and nothing wrong said for certain."""

from collections import Counter

import pytest

from korekit.doctor.diagnosis import Diagnosis
from korekit.doctor.outside.judge import judge
from korekit.errors import causes
from korekit.errors.refusal import Check
from tests.doctor.corpus_calls import NOW, Call, calls

ALL = calls()


def judged(call: Call) -> Diagnosis:
    return judge(call.request, now_s=NOW, secrets=call.secrets)


def test_the_corpus_is_large_and_its_names_and_causes_exist() -> None:
    assert len(ALL) >= 200
    assert [name for name, count in Counter(call.name for call in ALL).items() if count > 1] == []
    unknown = {cause for call in ALL for cause in call.truth} - set(causes())
    assert not unknown


def test_every_cause_stands_in_the_corpus() -> None:
    # What nobody outside can even suspect by the call needs no call of its own.
    seldom = {"app-wrong-kind", "signature-secret-retired"}
    told = {cause for call in ALL for cause in call.truth}
    assert set(causes()) - told - seldom == set()


def test_the_deciding_cause_comes_first_wherever_it_can_be_known() -> None:
    knowable = [call for call in ALL if call.truth and call.is_knowable]
    wrong = [call.name for call in knowable if judged(call).causes[0].cause != call.truth[0]]
    assert len(wrong) <= 0.05 * len(knowable), wrong


@pytest.mark.parametrize("call", ALL, ids=lambda call: call.name)
def test_nothing_wrong_is_said_for_certain(call: Call) -> None:
    diagnosis = judged(call)
    assert [one.cause for one in diagnosis.causes if one.certain and one.cause not in call.truth] == []
    if diagnosis.causes and diagnosis.causes[0].certain:
        assert diagnosis.causes[0].cause == call.truth[0]


@pytest.mark.parametrize("call", [call for call in ALL if not call.truth], ids=lambda call: call.name)
def test_a_good_call_is_not_called_refused(call: Call) -> None:
    is_proved = call.request.answer is not None
    assert judged(call).verdict == ("ok" if is_proved else "unknown")


@pytest.mark.parametrize("call", [call for call in ALL if call.truth], ids=lambda call: call.name)
def test_the_truth_is_never_left_out(call: Call) -> None:
    assert call.truth[0] in [one.cause for one in judged(call).causes]


@pytest.mark.parametrize("call", [call for call in ALL if len(call.truth) > 1], ids=lambda call: call.name)
def test_what_else_is_wrong_is_said_as_well(call: Call) -> None:
    assert set(call.truth) <= {one.cause for one in judged(call).causes}


@pytest.mark.parametrize("call", ALL, ids=lambda call: call.name)
def test_the_checks_stand_in_order_and_nothing_passes_behind_a_failed_one(call: Call) -> None:
    states = judged(call).checks
    assert [check for check, _ in states] == list(Check)
    failed = [index for index, (_, state) in enumerate(states) if state == "failed"]
    assert len(failed) <= 1
    if failed:
        assert {state for _, state in states[failed[0] + 1 :]} <= {"not-reached"}
