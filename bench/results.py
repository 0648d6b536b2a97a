"""What a benchmark found, as values; how a terminal and `docs/performance.md` show them."""

from dataclasses import dataclass
from statistics import median

__all__ = ["Budget", "Result", "Table", "amount", "as_markdown", "as_text", "at_least", "at_most", "middle"]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows as they are shown. The first column names what was measured."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """One line of the design's budgets. `measured`: `None` where the peer is not to be had."""

    what: str
    budget: str
    measured: float | None
    is_met: bool
    unit: str = "times"

    @property
    def shown(self) -> str:
        """The measured value with its unit."""
        return "not measured" if self.measured is None else f"{self.measured:.2f} {self.unit}"

    @property
    def verdict(self) -> str:
        """One word."""
        if self.measured is None:
            return "unknown"
        return "met" if self.is_met else "gap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Everything one benchmark found. `how`: how it was measured, in a sentence or two."""

    name: str
    how: str
    tables: tuple[Table, ...]
    budgets: tuple[Budget, ...] = ()


def at_least(what: str, measured: float | None, bound: float, of: str) -> Budget:
    """A budget that a ratio reaches from below: the higher, the better."""
    is_met = measured is not None and measured >= bound
    return Budget(what=what, budget=f"at least {bound:g} of {of}", measured=measured, is_met=is_met)


def at_most(what: str, measured: float | None, bound: float, of: str, *, unit: str = "times") -> Budget:
    """A budget that a value stays below: the lower, the better."""
    is_met = measured is not None and measured <= bound
    budget = f"at most {bound:g} {unit}" + (f" {of}" if of else "")
    return Budget(what=what, budget=budget, measured=measured, is_met=is_met, unit=unit)


def middle(values: list[float]) -> float:
    """The median; of nothing, 0."""
    return median(values) if values else 0.0


def amount(value: float) -> str:
    """A number with three digits that matter."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def as_text(table: Table) -> str:
    """A table for a terminal."""
    lines = [table.columns, *table.rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(table.columns))]
    shown = [
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]
    rule = "  ".join("-" * width for width in widths)
    return "\n".join([table.title, "", shown[0], rule, *shown[1:]])


def as_markdown(table: Table) -> str:
    """The same for a document."""
    head = "| " + " | ".join(table.columns) + " |"
    rule = "| --- |" + " ---: |" * (len(table.columns) - 1)
    rows = ["| " + " | ".join(row) + " |" for row in table.rows]
    return "\n".join([f"**{table.title}**", "", head, rule, *rows])
