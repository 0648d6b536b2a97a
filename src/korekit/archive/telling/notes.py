"""A difference as release notes: lines of text, for a terminal, a log or a file."""

from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final

from korekit.archive.comparing import Change, Detail, Difference, Kind, What
from korekit.archive.telling.grouping import Area, areas
from korekit.archive.telling.wording import (
    AREAS,
    counts,
    flat,
    kind_words,
    noun,
    place,
    summary,
    told_details,
    value_words,
)
from korekit.plain_text import width_of

__all__ = ["WIDTH_OF_LOGS", "Style", "note_lines"]

WIDTH_OF_LOGS: Final = 120
_LEAD: Final = 20  # how much of a long text stands before what differs in it
_DETAILS_AT_MOST: Final = 6
_LINES_AT_MOST: Final = 6
_LIKE_AT_MOST: Final = 15
_SIGNS: Final = {Kind.ADDED: ("+", "green"), Kind.REMOVED: ("-", "red")}
_OTHER_SIGN: Final = ("~", "yellow")


# Text and a colour, or `bold`, to text.
Style = Callable[[str, str], str]


def _unstyled(text: str, style: str) -> str:
    return text


def note_lines(
    difference: Difference,
    title: str,
    *,
    has_layout: bool = False,
    is_full: bool = False,
    width: int = WIDTH_OF_LOGS,
    style: Style = _unstyled,
) -> Iterator[str]:
    """A difference for people, line by line: counts first, then part by part.

    Args:
        difference: what differs.
        title: what is compared.
        has_layout: whether to tell what moved on the canvas as well.
        is_full: cut nothing and leave nothing out.
        width: columns of a line.
        style: makes text bold or red, green, yellow; by default it stays as it is.
    """
    notes = _Notes(10**9 if is_full else width, style, is_full=is_full)
    yield style(notes.cut(title), "bold")
    yield from notes.head(difference.changes)
    for area in areas(difference.changes):
        yield ""
        yield from notes.area(area)
    if has_layout and difference.layout:
        yield ""
        yield from notes.layout(difference.layout)


class _Notes:
    """Lines of a width."""

    def __init__(self, width: int, style: Style, *, is_full: bool) -> None:
        self._width = width
        self._style = style
        self._is_full = is_full

    def head(self, changes: Sequence[Change]) -> Iterator[str]:
        rows = counts(changes)
        column = max((len(word) for word, _ in rows), default=0)
        for word, kinds in rows:
            yield f"  {word:<{column}}  {kind_words(kinds)}"

    def area(self, area: Area) -> Iterator[str]:
        was = f" (was {area.was})" if area.was else ""
        yield self._style(self.cut(f"{area.title}{was}"), "bold")
        told: dict[tuple[Kind, What], int] = {}
        for change in area.changes:
            like = (change.kind, change.what)
            told[like] = told.get(like, 0) + 1
            if self._is_full or told[like] <= _LIKE_AT_MOST:
                yield from self._change(change, area)
        for (kind, what), count in told.items():
            if not self._is_full and count > _LIKE_AT_MOST:
                more = count - _LIKE_AT_MOST
                yield f"    … and {more} more {noun(what, count=more)} {kind}"

    def layout(self, changes: Sequence[Change]) -> Iterator[str]:
        yield self._style("Only moved on the canvas", "bold")
        for name in dict.fromkeys(change.within for change in changes):
            moved = [flat(change.name) for change in changes if change.within == name]
            yield self.cut(f"  {flat(name) or 'in no dialog'}: {', '.join(moved)}")

    def cut(self, text: str) -> str:
        """As much of a text as fits on a line."""
        if width_of(text) <= self._width:
            return text
        kept = text[: self._width - 1]
        while width_of(kept) > self._width - 1:
            kept = kept[:-1]
        return f"{kept.rstrip()}…"

    def _change(self, change: Change, area: Area) -> Iterator[str]:
        sign, color = _SIGNS.get(change.kind, _OTHER_SIGN)
        details = told_details(change)
        lines = [line for detail in details[:1] for line in self._detail(detail, change)]
        text = "renamed" if change.what is What.DIALOG and change.kind not in _SIGNS else _heading(change, area)
        is_short = len(details) == len(lines) == 1 and (change.what in AREAS or change.kind is Kind.CHANGED)
        one = _tail(lines[0]) if is_short and text != "renamed" else ""
        if one and width_of(text) + width_of(one) + 6 <= self._width:
            text, details = f"{text}: {one}", ()
        if text != "renamed" or change.kind is Kind.RENAMED:
            yield f"  {self._style(sign, color)} {self.cut(f'    {text}')[4:]}"
        shown = details if self._is_full else details[:_DETAILS_AT_MOST]
        for detail in shown:
            yield from self._detail(detail, change)
        if len(details) > len(shown):
            yield f"      … and {len(details) - len(shown)} more places"

    def _detail(self, detail: Detail, change: Change) -> Iterator[str]:
        where = place(detail)
        label = f"      {where}: " if where else "      "
        if detail.is_hidden:
            yield self.cut(f"{label}{'another value' if change.kind not in _SIGNS else 'a value'}, not shown")
            return
        old, new = value_words(detail.old, detail.old_name), value_words(detail.new, detail.new_name)
        if change.kind in _SIGNS:
            yield self.cut(f"{label}{new if detail.old is None else old}")
        elif detail.old is None:
            yield self.cut(f"      + {where}: {new}" if where else f"      + {new}")
        elif detail.new is None:
            yield self.cut(f"      - {where}: {old}" if where else f"      - {old}")
        elif width_of(label) + width_of(old) + width_of(new) + 3 <= self._width and "\n" not in str(detail.old):
            yield f"{label}{old} → {new}"
        else:
            yield self.cut(label.rstrip())
            yield from self._texts(detail, old, new)

    def _texts(self, detail: Detail, old: str, new: str) -> Iterator[str]:
        """Both values, from a little before the place at which they differ; of many lines those that differ."""
        pairs = [(_BEFORE, old), (_AFTER, new)]
        if (
            isinstance(detail.old, str)
            and isinstance(detail.new, str)
            and "\n" in detail.old.strip() + detail.new.strip()
        ):
            pairs = list(_lines(detail.old, detail.new))
        left_out = 0 if self._is_full else max(0, len(pairs) - _LINES_AT_MOST)
        for at, (sign, text) in enumerate(pairs[: len(pairs) - left_out]):
            other = pairs[at + 1 if sign == _BEFORE else at - 1][1] if len(pairs) == 2 else ""
            fg = "red" if sign == _BEFORE else "green"
            yield self._style(self.cut(f"        {sign} {self._window(text, other)}"), fg)
        if left_out:
            yield f"          … and {left_out} more lines"

    def _window(self, text: str, other: str) -> str:
        same = next(
            (at for at, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), min(len(text), len(other))
        )
        if width_of(text) + 10 <= self._width or same <= _LEAD:
            return text
        return f"…{text[same - _LEAD :]}"


_BEFORE, _AFTER = "-", "+"


def _lines(old: str, new: str) -> Iterator[tuple[str, str]]:
    """The lines that differ, each with its sign."""
    mine, theirs = old.splitlines(), new.splitlines()
    for tag, a, b, c, d in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from ((_BEFORE, flat(line)) for line in mine[a:b])
            yield from ((_AFTER, flat(line)) for line in theirs[c:d])


def _tail(line: str) -> str:
    """The words of a detail's line; nothing where a sign says that something came or went."""
    text = line.strip()
    return "" if text.startswith(("+ ", "- ")) else text


def _heading(change: Change, area: Area) -> str:
    words = noun(change.what, change.sort)
    is_plain = area.title not in ("New dialogs", "Removed dialogs") and (
        change.what not in AREAS or change.what is What.BOT
    )
    text = f"{words} {flat(change.name)}" if is_plain else flat(change.name)
    if change.old_name:
        text += f", was {flat(change.old_name)}"
    if change.language and change.what not in (What.LANGUAGE, What.FAQ):
        text += f" ({change.language})"
    if change.kind in _SIGNS and (parts := summary(change.details)):
        text += f" ({parts})"
    if area.is_shared or change.what in (What.SMALL_TALK, What.SETTING, What.OTHER, What.SCENE):
        text += f", in {flat(change.within)}" if change.within else ""
    return text
