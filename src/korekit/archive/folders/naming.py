"""What the parts of a bot are called, and what tells two of the same name apart."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from korekit.archive.folders import layout
from korekit.archive.folders.file_names import Named
from korekit.archive.json_text import MalformedJSON, value

__all__ = ["Component", "DialogShape", "components_of", "identity_of", "named", "owners", "parsed", "shape_of"]

_TYPE = re.compile(r"[A-Za-z]{1,20}")
_NO_TYPES = frozenset({"utterances", "patterns"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """What decides where a component lies. `opens`: the `_id` of the dialog whose intent it is; `steps`: `_id`s."""

    own_id: str
    ref_id: str
    name: str
    type: str
    opens: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogShape:
    """What of a dialog decides where its parts lie. `uses`: `_id`s of the components that its nodes name."""

    own_id: str
    named: Named
    uses: tuple[str, ...]


def parsed(raw: bytes) -> Mapping[str, object]:
    """What an object says; nothing where it is none, or cannot be read."""
    try:
        found = value(raw)
    except MalformedJSON:
        return {}
    return found if isinstance(found, dict) else {}


def named(element: Mapping[str, object], names: Sequence[str], language: str) -> Named:
    """Name and identity of an element.

    Args:
        element: as parsed.
        names: as `layout.Apart` has them.
        language: the bot's default language.
    """
    found = (_first(element, part, language) for part in names)
    return " ".join(part for part in found if part), identity_of(element)


def identity_of(element: Mapping[str, object]) -> str:
    """Its refId, or what else lasts."""
    for key in ("refId", "_id", "key", "groupId", "sentence"):
        if isinstance(found := element.get(key), str) and found:
            return found
    return ""


def components_of(raws: Sequence[bytes]) -> list[Component]:
    """What decides where each component lies."""
    found = []
    for element in map(parsed, raws):
        kind = _text(element.get("type"))
        found.append(
            Component(
                own_id=_text(element.get("_id")),
                ref_id=identity_of(element),
                name=_text(element.get("name")),
                type=kind if _TYPE.fullmatch(kind) and kind.casefold() not in _NO_TYPES else "component",
                opens=_text(element.get("dialogId")),
                steps=tuple(_used(element, is_deep=False)),
            )
        )
    return found


def shape_of(dialog: Mapping[str, object], language: str) -> DialogShape:
    """What of a dialog decides where its parts lie."""
    return DialogShape(
        own_id=_text(dialog.get("_id")),
        named=named(dialog, layout.DIALOG_NAMES, language),
        uses=tuple(_used(dialog, is_deep=True)),
    )


def owners(dialogs: Sequence[DialogShape], components: Sequence[Component]) -> list[int | None]:
    """For each component the dialog that it lies with: the one it opens, or the only one that uses it."""
    by_id = {dialog.own_id: at for at, dialog in enumerate(dialogs)}
    users: dict[str, set[int]] = {}
    for at, dialog in enumerate(dialogs):
        for name in dialog.uses:
            users.setdefault(name, set()).add(at)
    for component in components:
        for step in component.steps:
            users.setdefault(step, set()).update(users.get(component.own_id, ()))
    found: list[int | None] = []
    for component in components:
        own = by_id.get(component.opens) if component.opens else None
        using = users.get(component.own_id, set())
        found.append(own if own is not None else next(iter(using)) if len(using) == 1 else None)
    return found


def _first(element: Mapping[str, object], part: str, language: str) -> str:
    for way in part.split("|"):
        found: object = element
        for step in way.split("."):
            if not isinstance(found, dict):
                found = None
            elif step == "*":
                found = found.get(language, next(iter(found.values()), None))
            else:
                found = found.get(step)
        if isinstance(found, str | int) and not isinstance(found, bool) and found != "":
            return str(found)
    return ""


def _used(holder: Mapping[str, object], *, is_deep: bool) -> list[str]:
    """`_id`s of the components that the nodes name."""
    nodes = holder.get("nodes")
    found: list[str] = []
    for node in nodes if isinstance(nodes, list) else ():
        if isinstance(node, dict):
            found.append(_text(node.get("componentId")))
            if is_deep:
                found += _used(node, is_deep=False)
    return [name for name in found if name]


def _text(given: object) -> str:
    return given if isinstance(given, str) else ""
