"""`--bundle` and `--replay`: a refused call in a file, for a colleague."""

import json
from collections.abc import Sequence
from typing import Any

from korekit.cli.explaining.showing import show_one
from korekit.cli.profiles.store import write_private
from korekit.cli.terminal.output import print_json, say
from korekit.doctor.bundle import bundle_of_calls, bundle_of_trace, replayed
from korekit.doctor.diagnosis import Diagnosis
from korekit.doctor.outside.scene import Scene
from korekit.doctor.summary import verdict_of_all

__all__ = ["replay", "write_calls", "write_trace"]


def write_calls(path: str, calls: Sequence[tuple[Scene, Diagnosis]]) -> None:
    """Write a bundle about calls."""
    _write(path, bundle_of_calls(calls))


def write_trace(path: str, trace: Any) -> None:
    """Write a bundle about a traced call."""
    _write(path, bundle_of_trace(trace))


def _write(path: str, document: dict[str, Any]) -> None:
    write_private(path, json.dumps(document, indent=1, ensure_ascii=False) + "\n")
    say(f"Written to {path}, without a secret. Explain it anywhere: korekit doctor --replay {path}")


def replay(path: str, *, is_json: bool) -> str:
    """Print the verdict of a bundle's calls; the verdict of all.

    Raises:
        Unreadable: the file is no bundle.
    """
    with open(path, encoding="utf-8", errors="replace") as source:
        calls = replayed(source.read())
    verdict = verdict_of_all([call.diagnosis for call in calls])
    if is_json:
        documents = [call.diagnosis.to_json() for call in calls]
        print_json(documents[0] if len(documents) == 1 else {"verdict": verdict, "calls": documents})
        return verdict
    for call in calls:
        notes = [*call.notes]
        if not call.is_as_before:
            notes.append(f"korekit {call.made_with}, which wrote the bundle, put it differently.")
        show_one(call.diagnosis, request=call.request, notes=notes, answer=call.answer)
    return verdict
