"""Every call of the corpus, judged: the deciding cause first, and nothing wrong said for certain."""

from collections import Counter

from korekit.doctor.outside.judge import judge
from korekit.errors import causes
from korekit.errors.refusal import Check
from tests.doctor.corpus_calls import NOW, calls

ALL = calls()


# Judged once, not once a test; as tests of their own the calls would cost ten times as much.
JUDGED = [(call, judge(call.request, now_s=NOW, secrets=call.secrets)) for call in ALL]


def test_the_corpus_is_large_and_its_names_and_causes_exist() -> None:
    assert len(ALL) >= 450
    assert [name for name, count in Counter(call.name for call in ALL).items() if count > 1] == []
    unknown = {cause for call in ALL for cause in call.truth} - set(causes())
    assert not unknown


def test_every_cause_stands_in_the_corpus() -> None:
    # What nobody outside can even suspect by the call needs no call of its own.
    seldom = {"app-wrong-kind", "signature-secret-retired"}
    told = {cause for call in ALL for cause in call.truth}
    assert set(causes()) - told - seldom == set()


def test_every_form_stands_in_the_corpus_with_pairs_and_good_calls() -> None:
    forms = {call.request.form for call in ALL}
    assert forms >= {
        "curl", "wget", "HTTPie", "PowerShell", "Python", "JavaScript", "Java", "HTTP text", "HAR", "Postman", "Bruno",
        "token", "address", "a log", "an answer", "an axios error",
    }  # fmt: skip
    assert sum(len(call.truth) > 1 for call in ALL) >= 30
    assert sum(not call.truth for call in ALL) >= 35


def test_the_deciding_cause_comes_first_wherever_it_can_be_known() -> None:
    knowable = [(call, found) for call, found in JUDGED if call.truth and call.is_knowable]
    wrong = [call.name for call, found in knowable if found.causes[0].cause != call.truth[0]]
    share = 1 - len(wrong) / len(knowable)
    print(f"outside: {len(ALL)} calls, {len(knowable)} knowable, {share:.1%} right")
    assert len(knowable) >= 400
    assert share >= 0.95, wrong


def test_nothing_wrong_is_said_for_certain() -> None:
    confident = [
        (call.name, cause.cause)
        for call, found in JUDGED
        for cause in found.causes
        if cause.certain and cause.cause not in call.truth
    ]
    assert confident == []
    firsts = [(call, found.causes[0]) for call, found in JUDGED if found.causes and found.causes[0].certain]
    assert [call.name for call, first in firsts if first.cause != call.truth[0]] == []


def test_a_good_call_is_not_called_refused() -> None:
    good = [(call, found) for call, found in JUDGED if not call.truth]
    assert len(good) >= 60
    expected = {call.name: "ok" if call.request.answer is not None else "unknown" for call, _ in good}
    assert {call.name: found.verdict for call, found in good} == expected


def test_the_truth_is_never_left_out() -> None:
    left_out = [
        (call.name, cause)
        for call, found in JUDGED
        for cause in call.truth
        if cause not in {one.cause for one in found.causes}
    ]
    assert left_out == []


def test_the_checks_stand_in_order_and_nothing_passes_behind_a_failed_one() -> None:
    odd = []
    for call, found in JUDGED:
        failed = [index for index, (_, state) in enumerate(found.checks) if state == "failed"]
        behind = {state for _, state in found.checks[failed[0] + 1 :]} if failed else set()
        if [check for check, _ in found.checks] != list(Check) or len(failed) > 1 or behind - {"not-reached"}:
            odd.append(call.name)
    assert odd == []
