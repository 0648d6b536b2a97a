"""What a deployment would change, worked out before anything is written."""

from collections import Counter
from dataclasses import dataclass

from korekit.archive import Archive, ArchiveBroken, check, import_rows, is_old_universal
from korekit.archive.comparing import Difference, compare
from korekit.archive.telling.wording import counts, kind_words
from korekit.cli.deploying.journal import Asked
from korekit.cli.differences.planning import outcome
from korekit.cli.terminal.ending import Failure

__all__ = ["Plan", "planned"]

_COUNTED = {"Dialog": "dialog", "Form": "form", "Widget": "widget", "Event": "event"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a deployment changes. `difference`: None for a new bot; `parts`: of a new bot, how many of each sort."""

    title: str
    difference: Difference | None = None
    parts: tuple[tuple[str, int], ...] = ()

    @property
    def summary(self) -> str:
        """One line, for example `3 changes: dialog 1 changed, FAQs 2 added`."""
        if self.difference is None:
            return "a new bot: " + (", ".join(f"{count} {sort}" for sort, count in self.parts) or "no dialogs")
        changes = self.difference.changes
        if not changes:
            return "no changes"
        told = ", ".join(f"{word} {kind_words(kinds)}" for word, kinds in counts(changes))
        return f"{len(changes)} change{'' if len(changes) == 1 else 's'}: {told}"


def planned(asked: Asked, before: Archive | None, source: Archive) -> Plan:
    """What the import makes of the target.

    Args:
        asked: what is asked for.
        before: the target as its export has it; None for a new bot.
        source: what is imported.

    Raises:
        Failure: the import would be refused, or would fail.
    """
    if before is not None:
        after = outcome(before, source, asked.bot_id, asked.options)
        try:
            found = compare(before, after)
        except ArchiveBroken as broken:
            raise Failure(f"{broken}.", "`korekit bot check PATH` says what is wrong with an archive.") from None
        return Plan(title=f"{before.name or asked.bot_id}: what the import changes", difference=found)
    try:
        errors = [problem for problem in check(source) if problem.is_error]
        if is_old_universal(source):
            raise Failure("The import would be refused.", "It is a universal bot of a version that no import takes.")
        rows = import_rows(source) if not errors else []
    except ArchiveBroken as broken:
        raise Failure(f"The import would fail: {broken}.", "Mend the archive.") from None
    if errors:
        facts = [{"member": one.member, "path": one.path, "why": one.why} for one in errors]
        raise Failure(
            f"The import would fail: {ArchiveBroken(errors)}.", "Mend the archive.", facts={"problems": facts}
        )
    numbers = Counter(kind for kind, _ in rows)
    parts = tuple((f"{word}{'' if numbers[kind] == 1 else 's'}", numbers[kind]) for kind, word in _COUNTED.items())
    return Plan(title=f"{asked.new_name}: a new bot", parts=tuple(part for part in parts if part[1]))
