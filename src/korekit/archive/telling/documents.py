"""A difference as data for scripts, and as Markdown for a pull request or a job's page."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from korekit.archive.comparing import Change, Detail, Difference, Kind, What
from korekit.archive.telling.grouping import Area, areas
from korekit.archive.telling.wording import counts, flat, noun, place, summary, told_details, value_words

__all__ = ["CHARACTERS_OF_COMMENT", "as_document", "as_markdown"]

# A comment on GitHub may have 65,536 characters.
CHARACTERS_OF_COMMENT: Final = 60_000
_VALUE_AT_MOST: Final = 200
_DETAILS_AT_MOST: Final = 6
_FOLDED_FROM: Final = 15
_WORDS: Final = {Kind.ADDED: "added", Kind.REMOVED: "removed", Kind.CHANGED: "changed", Kind.RENAMED: "renamed"}


def as_document(difference: Difference, about: Mapping[str, Any], *, has_layout: bool) -> dict[str, Any]:
    """The difference as plain data: `isSame`, `counts` by sort and kind, `changes`, and `layout` where asked for."""
    found: dict[str, dict[str, int]] = {}
    for change in difference.changes:
        kinds = found.setdefault(change.what.value, {})
        kinds[change.kind.value] = kinds.get(change.kind.value, 0) + 1
    document = {
        "isSame": not difference.changes and not (has_layout and difference.layout),
        **about,
        "counts": found,
        "changes": [_change(change) for change in difference.changes],
    }
    return document | ({"layout": [_change(change) for change in difference.layout]} if has_layout else {})


def _change(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind.value,
        "what": change.what.value,
        "name": change.name,
        "oldName": change.old_name or None,
        "within": change.within or None,
        "language": change.language or None,
        "refId": change.ref_id or None,
        "nodeId": change.node_id or None,
        "sort": change.sort or None,
        "details": [_detail(detail) for detail in change.details],
    }


def _detail(detail: Detail) -> dict[str, Any]:
    return {
        "path": detail.path,
        "old": detail.old,
        "new": detail.new,
        "oldName": detail.old_name or None,
        "newName": detail.new_name or None,
        "isHidden": detail.is_hidden,
        "isLayout": detail.is_layout,
    }


def as_markdown(
    difference: Difference, title: str, *, has_layout: bool = False, characters_at_most: int = CHARACTERS_OF_COMMENT
) -> str:
    """The difference as Markdown, cut where it grows past what a comment may have, or past another number."""
    lines = [f"### {_escaped(title)}", "", *_table(difference)]
    for area in areas(difference.changes):
        lines += ["", *_area(area)]
    if has_layout and difference.layout:
        moved = ", ".join(_code(change.name) for change in difference.layout)
        lines += ["", f"Only moved on the canvas: {moved}"]
    return _cut(lines, characters_at_most)


def _table(difference: Difference) -> Iterator[str]:
    if not difference.changes:
        return
    yield "| | " + " | ".join(_WORDS.values()) + " |"
    yield "| --- |" + " ---: |" * len(_WORDS)
    for word, kinds in counts(difference.changes):
        yield f"| {word} | " + " | ".join(str(kinds.get(kind, "")) for kind in _WORDS) + " |"


def _area(area: Area) -> Iterator[str]:
    was = f" (was {_code(area.was)})" if area.was else ""
    yield f"#### {_escaped(area.title)}{was}"
    is_folded = len(area.changes) > _FOLDED_FROM
    yield from ("", f"<details><summary>{len(area.changes)} changes</summary>") if is_folded else ()
    yield ""
    for change in area.changes:
        yield from _told(change, area)
    yield from ("", "</details>") if is_folded else ()


def _told(change: Change, area: Area) -> Iterator[str]:
    words = noun(change.what, change.sort)
    text = f"- {_WORDS[change.kind]}: {words} {_code(change.name)}"
    text += f", was {_code(change.old_name)}" if change.old_name else ""
    text += f" ({_escaped(change.language)})" if change.language and change.what is not What.LANGUAGE else ""
    text += f", in {_code(change.within)}" if change.within and area.is_shared else ""
    parts = summary(change.details) if change.kind in (Kind.ADDED, Kind.REMOVED) else ""
    yield f"{text} ({parts})" if parts else text
    details = told_details(change)
    is_whole = change.kind in (Kind.ADDED, Kind.REMOVED)
    yield from (f"  - {_place(detail)}{_values(detail, is_whole=is_whole)}" for detail in details[:_DETAILS_AT_MOST])
    if len(details) > _DETAILS_AT_MOST:
        yield f"  - … and {len(details) - _DETAILS_AT_MOST} more places"


def _place(detail: Detail) -> str:
    where = place(detail)
    return f"{_escaped(where)}: " if where else ""


def _values(detail: Detail, *, is_whole: bool) -> str:
    """What was there and what is, or the one of them that there is; of a whole part without saying so again."""
    if detail.is_hidden:
        return "a value, not shown" if is_whole else "another value, not shown"
    old, new = value_words(detail.old, detail.old_name), value_words(detail.new, detail.new_name)
    if is_whole:
        return _code(new if detail.old is None else old)
    if detail.old is None:
        return f"{_code(new)} added"
    if detail.new is None:
        return f"{_code(old)} removed"
    same = next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0)
    start = max(0, same - 20) if max(len(old), len(new)) > _VALUE_AT_MOST else 0
    lead = "…" if start else ""
    return f"{_code(lead + old[start:])} → {_code(lead + new[start:])}"


def _code(text: str) -> str:
    """The text as code, in which nothing is markup and nobody is mentioned."""
    line = flat(text)
    line = line if len(line) <= _VALUE_AT_MOST else f"{line[:_VALUE_AT_MOST]}…"
    fence = "`"
    while fence in line:
        fence += "`"
    pad = " " if line.startswith("`") or line.endswith("`") or not line else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def _escaped(text: str) -> str:
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]<>#|@~" else sign for sign in flat(text))


def _cut(lines: list[str], characters_at_most: int) -> str:
    size, is_open = 0, False
    for at, line in enumerate(lines):
        size += len(line) + 1
        if size > characters_at_most:
            rest = sum(one.startswith("- ") for one in lines[at:])
            kept = [*lines[:at], *(("", "</details>") if is_open else ()), "", f"… and {rest} more changes"]
            return "\n".join(kept)
        is_open = line.startswith("<details>") or (is_open and line != "</details>")
    return "\n".join(lines)
