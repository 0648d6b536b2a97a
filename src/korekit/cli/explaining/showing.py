"""Diagnoses for people and for programs."""

import os
from collections.abc import Sequence
from typing import Any, Final

import click

from korekit.doctor.diagnosis import Diagnosis
from korekit.doctor.given import Answer, GivenRequest
from korekit.doctor.redaction import safe_label, shown_request
from korekit.doctor.report import report
from korekit.doctor.summary import summary, verdict_of_all

__all__ = ["EXIT_CODES", "show_calls", "show_one", "styled"]

EXIT_CODES: Final = {"ok": 0, "refused": 4, "unknown": 1}
_COLOURS: Final = {"good": "green", "bad": "red", "doubt": "yellow"}
_RULE: Final = "─" * 60


def styled(text: str, tone: str) -> str:
    """The text with its looks; on anything but a terminal, click takes the codes out again."""
    if os.environ.get("NO_COLOR") or tone == "plain":
        return text
    return click.style(text, fg=_COLOURS.get(tone), dim=tone == "dim" or None, bold=tone == "strong" or None)


def show_one(
    diagnosis: Diagnosis,
    *,
    request: Sequence[str] = (),
    notes: Sequence[str] = (),
    answer: Answer | None = None,
) -> None:
    """Print one diagnosis with the call that it is about."""
    click.echo("\n".join(report(diagnosis, styled, request=request, notes=notes, answer=answer)))


def show_calls(calls: Sequence[tuple[GivenRequest, Diagnosis]], total: int, *, is_json: bool) -> str:
    """Print the diagnoses of calls, a table first where there are several; the verdict of all.

    Args:
        calls: each with its diagnosis.
        total: how many the text holds.
        is_json: one call as its diagnosis, several as `{"verdict", "total", "calls": [{"call", …}]}`.
    """
    verdict = verdict_of_all([diagnosis for _, diagnosis in calls])
    if is_json:
        from korekit.cli.terminal.output import print_json

        print_json(calls[0][1].to_json() if len(calls) == 1 else _document(calls, total, verdict))
        return verdict
    if len(calls) > 1:
        click.echo("\n".join(summary(calls, total, styled)))
    for number, (request, diagnosis) in enumerate(calls, start=1):
        if len(calls) > 1:
            label = f": {safe_label(request.label)}" if request.label else ""
            click.echo(f"\n{styled(_RULE, 'dim')}\n{styled(f'Call {number}{label}', 'strong')}")
        show_one(diagnosis, request=shown_request(request), notes=request.notes, answer=request.answer)
    return verdict


def _document(calls: Sequence[tuple[GivenRequest, Diagnosis]], total: int, verdict: str) -> dict[str, Any]:
    listed = [
        {"call": shown_request(request)[:1], "label": safe_label(request.label), **diagnosis.to_json()}
        for request, diagnosis in calls
    ]
    return {"verdict": verdict, "total": total, "calls": listed}
