"""A diagnosis for people: verdict, checks, causes, in lines of at most 100 columns.

Marks: ✓ passed, ✗ failed, · not reached, ? unknown.
"""

import textwrap
from collections.abc import Callable, Sequence
from typing import Final, Literal

from korekit.access.decision import State
from korekit.doctor.diagnosis import Cause, Diagnosis
from korekit.doctor.given import Answer
from korekit.errors.refusal import Check

__all__ = ["Style", "Tone", "report"]

Tone = Literal["good", "bad", "doubt", "dim", "strong", "plain"]
# How a tone looks: colours on a terminal, nothing elsewhere.
Style = Callable[[str, Tone], str]

_WIDTH: Final = 100
_SHOWN_POSSIBLE: Final = 6
_CHECKS_IN_ROW: Final = 8
_CHECK_WIDTH: Final = 12
_MARKS: Final[dict[State, tuple[str, Tone]]] = {
    "passed": ("✓", "good"),
    "failed": ("✗", "bad"),
    "not-reached": ("·", "dim"),
    "unknown": ("?", "doubt"),
}
_VERDICTS: Final[dict[str, tuple[str, Tone]]] = {
    "ok": ("Nothing is wrong with this call.", "good"),
    "refused": ("This call is refused.", "bad"),
    "unknown": ("Nothing is certainly wrong with this call; these are the possible causes.", "doubt"),
}
_TOKEN_HINT: Final = "the token itself, which the text does not show: `korekit doctor TOKEN`"
_SECRET_HINT: Final = "the client secret, by `--secret-env NAME` or `--profile NAME`"
_ANSWER_HINT: Final = "the host's answer, by `--answer-status` and `--answer-body`"
_PROBE_HINT: Final = "asking the host, by `--probe`"
_TRACE_HINT: Final = "on a korekit platform its trace, by `--trace {}`"


def report(
    diagnosis: Diagnosis,
    style: Style,
    *,
    request: Sequence[str] = (),
    notes: Sequence[str] = (),
    answer: Answer | None = None,
) -> list[str]:
    """The lines that explain a diagnosis.

    Args:
        diagnosis: what was found.
        style: gives a text its looks.
        request: the call as it may be shown, line by line.
        notes: what the reader of the call noticed.
        answer: what the host answered, if it is known.
    """
    lines = [style(_printable(line), "dim") for line in request]
    lines += ["", *_verdict(diagnosis, style), "", *_checks(diagnosis, style)]
    certain = [cause for cause in diagnosis.causes if cause.certain]
    possible = [cause for cause in diagnosis.causes if not cause.certain]
    for cause in certain:
        lines += ["", *_cause(cause, style, "bad")]
    if possible:
        lines += ["", style("Possible, likeliest first:" if not certain else "Possible as well:", "strong")]
        for cause in possible[:_SHOWN_POSSIBLE]:
            lines += ["", *_cause(cause, style, "doubt")]
        if len(possible) > _SHOWN_POSSIBLE:
            lines += ["", style(f"and {len(possible) - _SHOWN_POSSIBLE} more, which `--json` lists.", "dim")]
        lines += _what_tells_apart(diagnosis, answer)
    for note in notes:
        lines += ["", *_wrapped(f"Note: {note}", "")]
    return [line.rstrip() for line in lines][0 if request else 1 :]


def _verdict(diagnosis: Diagnosis, style: Style) -> list[str]:
    text, tone = _VERDICTS[diagnosis.verdict]
    return [style(text, tone)]


def _checks(diagnosis: Diagnosis, style: Style) -> list[str]:
    """The checks in order, some beside each other."""
    cells: list[tuple[str, Tone]] = []
    for check, state in diagnosis.checks:
        mark, tone = _MARKS[state]
        cells.append((f"{mark} {check.value}", tone))
    rows = [cells[start : start + _CHECKS_IN_ROW] for start in range(0, len(cells), _CHECKS_IN_ROW)]
    return [
        "  " + "".join(style(text, tone) + " " * (_CHECK_WIDTH - len(text)) for text, tone in row).rstrip()
        for row in rows
    ]


def _cause(cause: Cause, style: Style, tone: Tone) -> list[str]:
    head = f"{cause.check}: {cause.cause}"
    return [
        style(head, tone),
        *_wrapped(_printable(cause.detail), "  "),
        *_wrapped(f"→ {_printable(cause.remedy)}", "  "),
    ]


def _what_tells_apart(diagnosis: Diagnosis, answer: Answer | None) -> list[str]:
    states = dict(diagnosis.checks)
    helps = [_TOKEN_HINT] if states.get(Check.TOKEN) == "unknown" else []
    helps += [] if helps or states.get(Check.SIGNATURE) in ("passed", "not-reached") else [_SECRET_HINT]
    helps += [_ANSWER_HINT] if answer is None else []
    helps += [_PROBE_HINT, _TRACE_HINT.format(answer.trace_id if answer and answer.trace_id else "ID")]
    return ["", *_wrapped("What would tell them apart: " + "; ".join(helps) + ".", "")]


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=True, break_on_hyphens=False
    )


def _printable(text: str) -> str:
    # What somebody pasted must not steer a terminal.
    return "".join(sign if sign.isprintable() else "�" for sign in text)
