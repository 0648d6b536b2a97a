"""What differs between the parts that stand in an array each: forms, widgets, variables, responses and the like.

Source: contract, export-archive.md, Content arrays.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from korekit.archive.comparing.changes import Change, Detail, Kind, What
from korekit.archive.comparing.eyes import Context, Eyes
from korekit.archive.comparing.pairing import Stage, paired
from korekit.archive.comparing.shown_values import decoded, is_secret, is_secret_name, shown
from korekit.archive.comparing.sides import Entry, Side, mapping
from korekit.archive.variables import is_secured

__all__ = ["LISTED", "listed_changes"]

_VARIABLES = (What.ENVIRONMENT_VARIABLE, What.CONTENT_VARIABLE)


@dataclass(frozen=True, slots=True)
class _Sort:
    """How the elements of one array are compared.

    Attributes:
        what: which sort of part they are.
        keys: what tells them apart, the best first.
        but: members that are no matter of their own.
    """

    what: What
    keys: tuple[tuple[str, ...], ...] = (("refId",), ("name",))
    but: frozenset[str] = frozenset()


LISTED: Final[Mapping[str, _Sort]] = {
    "traits": _Sort(What.TRAIT, (("refId",), ("groupName", "language")), frozenset({"parentId"})),
    "koraResponses": _Sort(What.STANDARD_RESPONSE, (("language", "Key", "Condition"), ("language", "Key"))),
    "botSentimentEvents": _Sort(What.EVENT, (("name",),)),
    "forms": _Sort(What.FORM),
    "actions": _Sort(What.ACTION),
    "alerts": _Sort(What.ALERT),
    "widgets": _Sort(What.WIDGET),
    "panels": _Sort(What.PANEL),
    "customDashboards": _Sort(What.DASHBOARD),
    "envVariables": _Sort(What.ENVIRONMENT_VARIABLE, (("key",),)),
    "contentVariables": _Sort(What.CONTENT_VARIABLE, (("key",),)),
    "namespaces": _Sort(What.NAMESPACE, (("refId",), ("name",)), frozenset({"refId"})),
    "advancedNLSettings": _Sort(
        What.SETTING, (("refId",), ("nlpEngine", "configurationKeyName", "language")), frozenset({"refId"})
    ),
    "mlParams": _Sort(What.SETTING, (("language", "type", "name"),), frozenset({"mlpGroupId"})),
    "widgetThemes": _Sort(What.SCENE, (("refId",), ("name",)), frozenset({"refId"})),
    "sceneComponents": _Sort(What.SCENE, (("sceneId", "type", "msg"),), frozenset({"refId"})),
    **dict.fromkeys(("idpConfigurations", "customTemplates", "paramMaps"), _Sort(What.OTHER)),
    **dict.fromkeys(("taskDgParamMaps", "unexportedTasks"), _Sort(What.OTHER)),
}


def listed_changes(eyes: Eyes) -> Iterator[Change]:
    """Every change of an element of these arrays."""
    for section, sort in LISTED.items():
        yield from _of_section(eyes, section, sort)


def _of_section(eyes: Eyes, section: str, sort: _Sort) -> Iterator[Change]:
    old, new = eyes.old.entries(section), eyes.new.entries(section)
    owners = {id(one): eyes.old for one in old} | {id(one): eyes.new for one in new}

    def canon(one: Entry) -> Hashable:
        side = owners[id(one)]
        return (eyes.old_canon if side is eyes.old else eyes.new_canon)(one.whole)

    def by(keys: tuple[str, ...]) -> Callable[[Entry], Hashable | None]:
        return lambda one: _key(owners[id(one)], one, keys)

    unique = [Stage(by(keys), is_unique=True) for keys in sort.keys]
    pairs = paired(old, new, [*unique, Stage(canon), *(Stage(by(keys)) for keys in sort.keys)])
    for was, now in pairs:
        if was is not None and now is not None:
            if eyes.are_same_bytes(was, now):
                continue
            hides_values = sort.what in _VARIABLES and any(map(_is_hidden, (was, now)))
            details = eyes.details(was.whole, now.whole, Context(but=sort.but, is_secured=hides_values))
            names = eyes.old.name_of(was), eyes.new.name_of(now)
            is_renamed = names[0] != names[1]
            if details or is_renamed:
                own = {f"$.{key}" for key in ("name", "groupName", "key") if was.text(key) == names[0]}
                left = [one for one in details if not (is_renamed and one.path in own)]
                kind = Kind.RENAMED if is_renamed else Kind.CHANGED
                yield _change(kind, section, now, (names[1], names[0] if is_renamed else ""), left, side=eyes.new)
        elif now is not None:
            details = _told(sort, now, Kind.ADDED)
            yield _change(Kind.ADDED, section, now, (eyes.new.name_of(now), ""), details, side=eyes.new)
        elif was is not None:
            details = _told(sort, was, Kind.REMOVED)
            yield _change(Kind.REMOVED, section, was, (eyes.old.name_of(was), ""), details, side=eyes.old)


def _key(side: Side, entry: Entry, keys: tuple[str, ...]) -> Hashable | None:
    found = [entry.parts.get(key) for key in keys]
    if not any(found):
        return None
    return tuple(side.ids.get(one, one) if isinstance(one, str) else repr(one) for one in found)


def _is_hidden(variable: Entry) -> bool:
    return is_secured(variable.parts) or is_secret_name(variable.text("key"))


def _told(sort: _Sort, entry: Entry, kind: Kind) -> list[Detail]:
    """The values of a variable that came or went."""
    if sort.what not in _VARIABLES:
        return []
    locale = mapping(entry.parts.get("localeData"))
    values = {"$.value": entry.parts.get("value")}
    values |= {f"$.localeData.{language}.value": mapping(texts).get("value") for language, texts in locale.items()}
    details: list[Detail] = []
    for path, value in values.items():
        if value in (None, ""):
            continue
        if is_secured(entry.parts) or is_secret(entry.text("key"), value):
            details.append(Detail(path=path, is_hidden=True))
        else:
            whole = shown(value, {})
            details.append(Detail(path=path, new=whole) if kind is Kind.ADDED else Detail(path=path, old=whole))
    return details


def _change(
    kind: Kind, section: str, entry: Entry, names: tuple[str, str], details: list[Detail], *, side: Side
) -> Change:
    sort = LISTED[section]
    within = {"mlParams": "machine learning", "advancedNLSettings": "NLP settings"}.get(section, "")
    if section == "sceneComponents":
        within = side.names.get(side.ids.get(entry.text("sceneId"), ""), "")
    elif sort.what is What.OTHER:
        within = section
    name, old_name = names
    if section == "sceneComponents":
        name = entry.text("msg") or name
    return Change(
        kind=kind,
        what=sort.what,
        name=decoded(name) or {"mlParams": "model parameters"}.get(section, section),
        old_name=old_name,
        within=within,
        language=entry.text("language"),
        ref_id=entry.text("refId"),
        details=tuple(details),
    )
