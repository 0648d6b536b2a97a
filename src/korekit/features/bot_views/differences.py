"""Problems and differences as they are answered: in words, bounded, without a secret."""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from korekit.archive import Problem
from korekit.catalog.bot_views import BotChange, BotProblem, ChangedPlace

if TYPE_CHECKING:
    from korekit.archive.comparing import Change, Detail, Difference, What

__all__ = ["SHOWN_CHANGES", "seen_changes", "seen_problems"]

SHOWN_CHANGES: Final = 500
_PROBLEMS: Final = 200
_PLACES: Final = 8
_CHARACTERS: Final = 300


def seen_problems(problems: Iterable[Problem]) -> list[BotProblem]:
    """Errors first, the first two hundred of all."""
    found = sorted(problems, key=lambda one: not one.is_error)[:_PROBLEMS]
    return [BotProblem(member=one.member, path=one.path, why=one.why, is_error=one.is_error) for one in found]


def seen_changes(difference: "Difference") -> list[BotChange]:
    """The first five hundred changes."""
    return [_change(one) for one in difference.changes[:SHOWN_CHANGES]]


def _change(change: "Change") -> BotChange:
    places = [_place(one) for one in change.details if not one.is_layout][:_PLACES]
    return BotChange(
        kind=change.kind.value,
        what=change.what.value.replace("-", " "),
        heading=_heading(change.what),
        name=change.name[:_CHARACTERS],
        old_name=change.old_name[:_CHARACTERS],
        within=change.within[:_CHARACTERS],
        language=change.language,
        places=places or None,
    )


def _heading(what: "What") -> str:
    from korekit.archive.telling.wording import noun  # lazy: a start tells no difference

    words = noun(what, count=2)
    return words[:1].upper() + words[1:]


def _place(detail: "Detail") -> ChangedPlace:
    from korekit.archive.telling.wording import place  # lazy: a start tells no difference

    return ChangedPlace(
        place=detail.path.removeprefix("$").removeprefix(".")[:_CHARACTERS],
        words=place(detail)[:_CHARACTERS],
        old=None if detail.is_hidden else _words(detail.old, detail.old_name),
        new=None if detail.is_hidden else _words(detail.new, detail.new_name),
        is_hidden=True if detail.is_hidden else None,
    )


def _words(value: Any, name: str) -> str | None:
    if name:
        return name[:_CHARACTERS]
    if value is None:
        return None
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _CHARACTERS else text[:_CHARACTERS] + "…"
