"""A refused call in a file for a colleague: what was seen of it, without a secret, and the verdict.

Not the call is kept but what was seen of it, in words that hold no secret; the verdict follows from that again, on any
machine, whatever it knows. Version 1: `{"korekitBundle": 1, "korekit", "calls": [{"request", "answer", "token", "seen",
"diagnosis"}], "trace": {…}}`; either calls or a trace.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from korekit._version import __version__
from korekit.access.decision import State
from korekit.catalog.additions import Trace
from korekit.catalog.operations import all_operations
from korekit.doctor.answer_text import safe_answer
from korekit.doctor.diagnosis import Diagnosis
from korekit.doctor.given import Answer, GivenRequest, Unreadable
from korekit.doctor.inside import explain_trace
from korekit.doctor.outside.judge import conclude
from korekit.doctor.outside.scene import Fault, Scene
from korekit.doctor.redaction import safe_claims, safe_label, shown_request
from korekit.errors import Check, causes
from korekit.errors.refusal import Refusal
from korekit.tokens.jws import segment_count
from korekit.tokens.reading import Reading

__all__ = ["Replayed", "bundle_of_calls", "bundle_of_trace", "is_bundle", "replayed"]

_VERSION: Final = 1
_MARK: Final = "korekitBundle"
_STATES: Final[tuple[State, ...]] = ("passed", "failed", "not-reached", "unknown")
_MAX_CALLS: Final = 50
_ENCRYPTED: Final = "JWE"


@dataclass(frozen=True, slots=True)
class Replayed:
    """One call of a bundle. `is_as_before`: this version of korekit comes to the verdict that stands in the file."""

    request: tuple[str, ...]
    notes: tuple[str, ...]
    answer: Answer | None
    diagnosis: Diagnosis
    is_as_before: bool
    made_with: str


def bundle_of_calls(calls: Sequence[tuple[Scene, Diagnosis]]) -> dict[str, Any]:
    """The document about calls, ready for a JSON encoder.

    Args:
        calls: what was seen of each call, and what followed from it.
    """
    return {_MARK: _VERSION, "korekit": __version__, "calls": [_call(*one) for one in calls[:_MAX_CALLS]]}


def bundle_of_trace(trace: Trace) -> dict[str, Any]:
    """The document about a call that a platform has traced."""
    return {
        _MARK: _VERSION,
        "korekit": __version__,
        "trace": msgspec.to_builtins(trace),
        "diagnosis": explain_trace(trace).to_json(),
    }


def _call(scene: Scene, diagnosis: Diagnosis) -> dict[str, Any]:
    request, reading = scene.request, scene.reading
    answer = safe_answer(request.answer)
    return {
        "request": {
            "form": request.form,
            "label": safe_label(request.label),
            "lines": shown_request(request),
            "notes": list(request.notes),
        },
        "answer": None
        if answer is None
        else {"status": answer.status, "body": answer.body, "traceId": answer.trace_id},
        "token": None
        if reading is None
        else {
            "isEncrypted": scene.token is not None and segment_count(scene.token) == 5,
            "header": safe_claims(reading.header),
            "claims": safe_claims(reading.claims),
        },
        "seen": {
            "at": scene.now_s,
            "operations": [operation.id for operation in scene.called],
            "states": {check.value: state for check, state in scene.states.items()},
            "excluded": sorted(scene.excluded),
            "faults": [
                {"isCertain": fault.is_certain, "alternatives": [_refusal(one) for one in fault.alternatives]}
                for fault in scene.faults
            ],
        },
        "diagnosis": diagnosis.to_json(),
    }


def _refusal(refusal: Refusal) -> dict[str, str]:
    return {"cause": refusal.cause, "expected": refusal.expected, "found": refusal.found, "at": refusal.at}


def is_bundle(text: str) -> bool:
    """Whether a text is a bundle's."""
    return text.lstrip()[:1] == "{" and f'"{_MARK}"' in text[:200]


def replayed(text: str) -> list[Replayed]:
    """The calls of a bundle with the verdict that follows from what was seen of them.

    Raises:
        Unreadable: it is no bundle, or one of a later version.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable("the bundle", "it is no JSON") from error
    version = document.get(_MARK) if isinstance(document, dict) else None
    if version != _VERSION:
        why = "it is none" if not isinstance(version, int) else f"version {version}; this korekit reads {_VERSION}"
        raise Unreadable("the bundle", why)
    try:
        if "trace" in document:
            return [_replayed_trace(document)]
        return [_replayed_call(one, str(document["korekit"])) for one in document["calls"]]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unreadable("the bundle", "a part of it is missing or of another kind") from error


def _replayed_trace(document: dict[str, Any]) -> Replayed:
    trace = msgspec.convert(document["trace"], Trace)
    diagnosis = explain_trace(trace)
    lines = (f"{trace.method} {trace.path}", f"app {trace.client_id}", f"refused on {trace.refused_on}")
    is_same = diagnosis.to_json() == document["diagnosis"]
    return Replayed(lines, (), None, diagnosis, is_same, str(document["korekit"]))


def _replayed_call(given: dict[str, Any], made_with: str) -> Replayed:
    request, answer = given["request"], given["answer"]
    scene = _scene(given)
    known = None if answer is None else Answer(answer["status"], answer["body"], answer["traceId"])
    diagnosis = conclude(scene, known)
    return Replayed(
        tuple(map(str, request["lines"])),
        tuple(map(str, request["notes"])),
        known,
        diagnosis,
        diagnosis.to_json() == given["diagnosis"],
        made_with,
    )


def _scene(given: dict[str, Any]) -> Scene:
    seen, token = given["seen"], given["token"]
    scene = Scene(request=GivenRequest(form=str(given["request"]["form"])), now_s=float(seen["at"]))
    by_id = {operation.id: operation for operation in all_operations()}
    scene.called = tuple(by_id[one] for one in seen["operations"] if one in by_id)
    scene.excluded = set(map(str, seen["excluded"]))
    for check in Check:
        state = seen["states"].get(check.value, "unknown")
        scene.states[check] = state if state in _STATES else "unknown"
    for fault in seen["faults"]:
        alternatives = tuple(one for one in map(_known_refusal, fault["alternatives"]) if one is not None)
        if alternatives:
            scene.faults.append(Fault(alternatives, bool(fault["isCertain"])))
    if token is not None:
        kind = _ENCRYPTED if token["isEncrypted"] else "JWS"
        scene.reading = Reading(kind, token["header"], token["claims"], ())
        # Only how many parts it has still counts.
        scene.token = b"...." if token["isEncrypted"] else None
    return scene


def _known_refusal(given: dict[str, Any]) -> Refusal | None:
    kind = causes().get(given["cause"])
    return kind(expected=str(given["expected"]), found=str(given["found"]), at=str(given["at"])) if kind else None
