"""From what was seen to a diagnosis: faults in the order of the checks, the answer where there is one.

A certain fault decides over what comes after it. What the answer excludes is not said; what it leaves is possible, and
certain only where nothing else is left.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from korekit.access.decision import State
from korekit.doctor.diagnosis import Cause, Diagnosis, Verdict, cause_of
from korekit.doctor.given import Answer, GivenRequest
from korekit.doctor.outside.answer_family import Family, family_of, is_success
from korekit.doctor.outside.body import look_at_body
from korekit.doctor.outside.header import look_at_header
from korekit.doctor.outside.ids import look_at_path_ids
from korekit.doctor.outside.likely import likely_causes
from korekit.doctor.outside.path import look_at_method, look_at_path
from korekit.doctor.outside.query import look_at_query
from korekit.doctor.outside.scene import Fault, KnownSecret, Scene
from korekit.doctor.outside.token import look_at_token
from korekit.errors.refusal import Check, Refusal

__all__ = ["conclude", "judge", "look"]

_ORDER: Final = list(Check)
_LOOKS: Final = (
    look_at_path,
    look_at_method,
    look_at_header,
    look_at_token,
    look_at_path_ids,
    look_at_query,
    look_at_body,
)


def judge(
    request: GivenRequest,
    *,
    now_s: float,
    secrets: Sequence[KnownSecret] = (),
    proved: Iterable[Check] = (),
) -> Diagnosis:
    """Why a call is refused, as far as it can be known from outside.

    Args:
        request: what was given, with its answer if somebody has it.
        now_s: seconds since the epoch, as the host's clock is believed to be.
        secrets: client secrets at hand, to check the signature with.
        proved: checks that are known to pass, for example because a probe showed it.
    """
    return conclude(look(request, now_s=now_s, secrets=secrets, proved=proved), request.answer)


def conclude(scene: Scene, answer: Answer | None) -> Diagnosis:
    """What follows from what was seen of a call and from its answer."""
    if answer is not None and is_success(answer):
        return Diagnosis("ok", (), tuple((check, "passed") for check in _ORDER))
    family = family_of(answer) if answer is not None else None
    if family is not None:
        return _with_answer(scene, family)
    return _alone(scene)


def look(
    request: GivenRequest,
    *,
    now_s: float,
    secrets: Sequence[KnownSecret] = (),
    proved: Iterable[Check] = (),
) -> Scene:
    """Everything that can be seen of a call, before anything is concluded; arguments as for `judge`."""
    # Where the text says when the call was made, it is judged as of then.
    heard_at = request.answer.at_s if request.answer is not None else None
    made_at = heard_at if heard_at is not None else request.sent_at_s
    scene = Scene(request=request, now_s=now_s if made_at is None else made_at, secrets=tuple(secrets))
    for one in _LOOKS:
        one(scene)
    passed = set(proved)
    scene.faults = [fault for fault in scene.faults if fault.check not in passed]
    scene.states.update(dict.fromkeys(passed, "passed"))
    return scene


def _in_order(faults: Iterable[Fault]) -> list[Fault]:
    # A suspicion stands before a certain fault of a later check, since it may be the one that decides.
    return sorted(faults, key=lambda fault: (_ORDER.index(fault.check), not fault.is_certain))


def _causes(faults: Iterable[Fault]) -> list[Cause]:
    return [
        cause_of(refusal, is_certain=fault.is_certain and len(fault.alternatives) == 1)
        for fault in faults
        for refusal in fault.alternatives
    ]


def _alone(scene: Scene) -> Diagnosis:
    faults = _in_order(scene.faults)
    failed = next((fault.check for fault in faults if fault.is_certain), None)
    found = _causes(faults)
    if failed is None:
        found += [cause_of(refusal, is_certain=False) for refusal in likely_causes(scene)]
    verdict: Verdict = "unknown" if failed is None else "refused"
    return Diagnosis(verdict, _once(found), _states(scene, failed))


def _with_answer(scene: Scene, family: Family) -> Diagnosis:
    first, last = family.span
    matching = [kept for fault in scene.faults if (kept := _narrowed(fault, family)) is not None]
    later = [fault for fault in scene.faults if fault.is_certain and _ORDER.index(fault.check) > _ORDER.index(last)]
    faults = _in_order(matching)
    failed = next((fault.check for fault in faults if fault.is_certain), None)
    found = _causes(faults)
    if failed is None:
        rest = [refusal for refusal in _left(scene, family) if not any(refusal.cause == one.cause for one in found)]
        is_only = family.is_proof and len(rest) == 1 and not found
        found += [cause_of(refusal, is_certain=is_only) for refusal in rest]
        failed = rest[0].check if is_only else None
    _apply_span(scene, family, first, last, failed)
    verdict: Verdict = "refused" if family.is_proof or failed is not None else "unknown"
    return Diagnosis(verdict, _once(found + _causes(_in_order(later))), _states(scene, failed or last))


def _narrowed(fault: Fault, family: Family) -> Fault | None:
    """A fault with the alternatives that the answer leaves."""
    kept = tuple(refusal for refusal in fault.alternatives if family.has(refusal))
    return Fault(kept, fault.is_certain) if kept else None


def _left(scene: Scene, family: Family) -> list[Refusal]:
    """The causes of the family, those that nothing in the request excludes if there are any."""
    possible = [refusal for refusal in likely_causes(scene) if family.has(refusal)]
    return possible or [kind() for kind in sorted(family.kinds, key=lambda kind: _ORDER.index(kind.check))]


def _apply_span(scene: Scene, family: Family, first: Check, last: Check, failed: Check | None) -> None:
    """What the answer says about checks: those before its causes passed, since it is not their answer."""
    for check in _ORDER:
        if family.is_proof and _ORDER.index(check) < _ORDER.index(first):
            scene.states[check] = "passed"
        elif scene.states[check] == "failed" and check is not failed:
            scene.states[check] = "unknown"
    if failed is not None:
        scene.states[failed] = "failed"
    elif first is last and family.is_proof:
        scene.states[first] = "failed"


def _states(scene: Scene, failed: Check | None) -> tuple[tuple[Check, State], ...]:
    states: list[tuple[Check, State]] = []
    for check in _ORDER:
        is_after = failed is not None and _ORDER.index(check) > _ORDER.index(failed)
        states.append((check, "not-reached" if is_after else scene.states[check]))
    return tuple(states)


def _once(found: list[Cause]) -> tuple[Cause, ...]:
    """Each cause once, by its first and most exact mention; fields of a body may each have theirs."""
    kept: dict[tuple[str, str], Cause] = {}
    named: set[str] = set()
    for cause in found:
        if not cause.certain and cause.cause in named:
            continue
        named.add(cause.cause)
        kept.setdefault((cause.cause, cause.detail), cause)
    return tuple(kept.values())
