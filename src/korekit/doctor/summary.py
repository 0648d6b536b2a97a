"""Several calls of one text in a table: each by its verdict, its first line, its answer and its deciding cause."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from korekit.doctor.diagnosis import Diagnosis, Verdict
from korekit.doctor.given import GivenRequest
from korekit.doctor.redaction import safe_label, shown_request
from korekit.doctor.report import Style, Tone

__all__ = ["summary", "verdict_of_all"]

_MARKS: Final[dict[Verdict, tuple[str, Tone]]] = {
    "ok": ("✓", "good"),
    "refused": ("✗", "bad"),
    "unknown": ("?", "doubt"),
}
_LINE_WIDTH: Final = 62


@dataclass(frozen=True, slots=True)
class _Row:
    verdict: Verdict
    line: str
    status: str
    cause: str


def summary(calls: Sequence[tuple[GivenRequest, Diagnosis]], total: int, style: Style) -> list[str]:
    """The lines of the table.

    Args:
        calls: each with its diagnosis, in order.
        total: how many the text holds; more than `calls` where only the first are judged.
        style: gives a text its looks.
    """
    rows = [_row(request, diagnosis) for request, diagnosis in calls]
    form = calls[0][0].form
    lines = [style(f"{total} calls ({form}):", "strong"), ""]
    width = min(_LINE_WIDTH, max(len(row.line) for row in rows))
    for number, row in enumerate(rows, start=1):
        mark, tone = _MARKS[row.verdict]
        line = row.line if len(row.line) <= width else row.line[: width - 1] + "…"
        lines.append(f"{number:>3} {style(mark, tone)} {line:<{width}}  {row.status:<3}  {row.cause}".rstrip())
    if total > len(calls):
        lines += [
            "",
            style(f"Only the first {len(calls)} are judged; give the part with the call that matters.", "dim"),
        ]
    return lines


def _row(request: GivenRequest, diagnosis: Diagnosis) -> _Row:
    shown = shown_request(request)
    line = safe_label(request.label) if request.label else shown[0] if shown else request.form
    status = str(request.answer.status) if request.answer is not None and request.answer.status else ""
    first = diagnosis.causes[0] if diagnosis.causes else None
    cause = "" if first is None else first.cause if first.certain else f"perhaps {first.cause}"
    return _Row(diagnosis.verdict, line, status, cause)


def verdict_of_all(diagnoses: Sequence[Diagnosis]) -> Verdict:
    """Refused if one is, unknown if one is, otherwise nothing is wrong."""
    found = {diagnosis.verdict for diagnosis in diagnoses}
    return "refused" if "refused" in found else "unknown" if "unknown" in found else "ok"
