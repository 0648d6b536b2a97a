"""The rows that an import's status lists: of what it brings, and of where it failed.

Source: contract, bot-import-status with its quirks; observed-errors.md 2.1.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from msgspec import Raw

from korekit.archive.bot_archive import Archive, text_in
from korekit.archive.json_text import MalformedJSON, items, sections
from korekit.archive.members import Kind, kind_of
from korekit.archive.problems import ArchiveBroken, Problem

__all__ = ["ComponentBroken", "Row", "broken_component", "dialog_name", "import_rows", "partial_rows"]

Row = tuple[str, str]

# Of sections that have a row for each element, and of those that have one together.
_EACH: Final[Mapping[str, str]] = {"widgets": "Widget", "dialogs": "Dialog", "forms": "Form", "botEvents": "Event"}
_TOGETHER: Final[Mapping[str, str]] = {
    "idpConfigurations": "IdpConfigurations",
    "customTemplates": "CustomTemplates",
    "knowledgeTasks": "KnowledgeTasks",
    "sentences": "Utterences",
    "patterns": "Patterns",
    "koraResponses": "Standard Responses",
    "contentVariables": "BotVariables",
    "envVariables": "BotVariables",
    "smallTalk": "SmallTalk",
}
_WHOLE: Final = ("Bot Definition", "")
_FUNCTIONS: Final = ("BotFunctions", "Bot Functions")
_ORDER: Final = (
    "importRequest",
    "Bot Definition",
    "IdpConfigurations",
    "CustomTemplates",
    "BotFunctions",
    "Widget",
    "Dialog",
    "Form",
    "Event",
    "KnowledgeTasks",
    "Utterences",
    "Patterns",
    "Standard Responses",
    "BotVariables",
    "SmallTalk",
    "importBot",
)
_PLACE = re.compile(r"\$\.(\w+)(?:\[(\d+)\]|\.(\w+))?")


class ComponentBroken(ArchiveBroken):
    """An import cannot be done, and this is the component at which it ends.

    Attributes:
        component: `taskType` and `taskName` of its row.
        rows: the rows that come before it.
    """

    def __init__(self, problems: Collection[Problem], component: Row, rows: Sequence[Row] = ()) -> None:
        super().__init__(problems)
        self.component = component
        self.rows = tuple(rows)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.problems, self.component, self.rows)


def import_rows(archive: Archive) -> list[Row]:
    """`taskType` and `taskName` of every row that a full import writes, in the documented order and spelling.

    The first stands for the request, the last alone for the whole job. Dialogs, forms, widgets and events have a
    row each, other kinds one; a kind has rows when the archive has something of it. `Utterences` is so spelled.

    Raises:
        ArchiveBroken: a member is no JSON object.
    """
    parts = archive.sections
    rows = [("importRequest", archive.name), ("Bot Definition", archive.name)]
    rows += ((_TOGETHER[key],) * 2 for key in ("idpConfigurations", "customTemplates") if key in parts)
    if archive.functions:
        rows.append(_FUNCTIONS)
    rows += _rows_of_elements(archive, parts)
    rows += (
        (_TOGETHER[key],) * 2
        for key in ("knowledgeTasks", "sentences", "patterns", "koraResponses")
        if items(parts.get(key))
    )
    if items(archive.settings.get("envVariables")) or items(parts.get("contentVariables")):
        rows.append(("BotVariables", "BotVariables"))
    if items(parts.get("smallTalk")):
        rows.append(("SmallTalk", "SmallTalk"))
    rows.append(("importBot", archive.name))
    return rows


def partial_rows(source: Archive, brought: Collection[str], name: str, *, has_responses: bool) -> list[Row]:
    """A row for every step of a partial import, selected or not, and one for each element of some kinds it brought.

    This way the rows that clients look for are there for any bot, and that of the bot variables is the ninth where
    settings alone are selected: the documented order without the rows of elements. Standard responses, which that
    order does not have, have a row where they are selected.

    Args:
        source: what is imported.
        brought: the sections that the import brings.
        name: the bot's.
        has_responses: whether standard responses are selected.
    """
    rows = [("importRequest", name), ("Bot Definition", name)]
    rows += [(step, step) for step in ("IdpConfigurations", "CustomTemplates")]
    rows += [_FUNCTIONS, *_rows_of_elements(source, brought)]
    responses = ["Standard Responses"] if has_responses else []
    steps = ["KnowledgeTasks", "Utterences", "Patterns", *responses, "BotVariables", "SmallTalk"]
    return [*rows, *((step, step) for step in steps), ("importBot", name)]


def broken_component(archive: Archive, problems: Collection[Problem], rows: Sequence[Row]) -> ComponentBroken:
    """The error of an import that ends at the first component, in the documented order, that has a problem.

    Args:
        archive: the one that was checked.
        problems: what is wrong with it, at least one.
        rows: those that the import would have written.
    """
    found = sorted(((_component_of(archive, problem), problem) for problem in problems), key=lambda one: _at(one[0]))
    component, first = found[0]
    others = [problem for problem in problems if problem is not first]
    return ComponentBroken([first, *others], component, _rows_before(rows, component))


def _component_of(archive: Archive, problem: Problem) -> Row:
    """The row of the component that a problem is about; that of the definition where it is about no other."""
    if kind_of(problem.member) is Kind.FUNCTION:
        return _FUNCTIONS
    if (place := _PLACE.match(problem.path)) is None:
        return _WHOLE
    section, index, key = place.groups()
    if section in _TOGETHER:
        return _TOGETHER[section], _TOGETHER[section]
    if section == "botEvents" and key:
        return "Event", key
    if index is None:
        return _WHOLE
    elements = items(archive.sections.get(section))
    raw = elements[int(index)] if int(index) < len(elements) else None
    if section == "dialogComponents":
        section, raw = "dialogs", _user_of(archive, text_in(raw, "_id"))
    return (_EACH[section], _name(archive, section, raw)) if section in _EACH and raw is not None else _WHOLE


def _rows_before(rows: Sequence[Row], component: Row) -> list[Row]:
    """The rows that come before that of a component in the documented order, whether or not it is among them."""
    if component in rows:
        return list(rows[: rows.index(component)])
    return [row for row in rows if _at(row) < _at(component)]


def _at(row: Row) -> int:
    return _ORDER.index(row[0])


def _rows_of_elements(archive: Archive, sections_with_rows: Collection[str]) -> list[Row]:
    rows: list[Row] = []
    for section, kind in _EACH.items():
        raw = archive.sections.get(section) if section in sections_with_rows else None
        if section == "botEvents":
            rows += ((kind, event) for event in _keys(raw))
        else:
            elements = (inner for inner in items(raw) if bytes(memoryview(inner)[:1]) == b"{")
            rows += ((kind, _name(archive, section, inner)) for inner in elements)
    return rows


def _name(archive: Archive, section: str, raw: Raw) -> str:
    try:
        element = sections(bytes(raw))
    except MalformedJSON:
        return ""
    return dialog_name(archive, element) if section == "dialogs" else text_in(element.get("name"))


def _user_of(archive: Archive, component_id: str) -> Raw | None:
    """The first dialog that names a component."""
    own = f'"{component_id}"'.encode()
    dialogs = items(archive.sections.get("dialogs")) if component_id else []
    return next((raw for raw in dialogs if own in bytes(raw)), None)


def dialog_name(archive: Archive, dialog: dict[str, Raw]) -> str:
    """The name of a dialog in the bot's default language, or in lower case where it has none there."""
    return text_in(dialog.get("localeData"), archive.default_language, "name") or text_in(dialog.get("lname"))


def _keys(raw: Raw | None) -> list[str]:
    try:
        return [key.replace("\0", "\ufffd") for key in sections(bytes(raw))] if raw is not None else []
    except MalformedJSON:
        return []
