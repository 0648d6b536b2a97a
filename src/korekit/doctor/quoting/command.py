"""A command as a shell would see it."""

from dataclasses import dataclass, field

__all__ = ["Command"]


@dataclass(slots=True)
class Command:
    """The words of one command.

    `start`, `end`: where it stands in the text. `notes`: oddities of its quoting. `inner`: texts of `$(…)` inside it.
    `standard_input`: what the text itself feeds it, by `<<` or `<<<`.
    """

    words: list[str] = field(default_factory=list)
    end: int = 0
    notes: list[str] = field(default_factory=list)
    inner: list[str] = field(default_factory=list)
    standard_input: str | None = None
    start: int = 0

    def __repr__(self) -> str:
        return f"Command({len(self.words)} words)"
