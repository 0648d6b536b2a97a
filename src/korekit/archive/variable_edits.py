"""Variables put into a bot by key: environment variables into `config.json`, content ones into the definition.

What a variable has and the caller does not name stays. A secured variable that is to be secured no longer loses the
value that the caller does not give, so that nobody reads it by way of the switch.

Source: contract, bot-variables-import with its quirks; export-archive.md, config.json and Content arrays.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec import Raw

from korekit.archive.bot_archive import Archive, text_in
from korekit.archive.editing import draft_of, with_config, with_definition
from korekit.archive.joining import Draft, array_like
from korekit.archive.json_text import MalformedJSON, in_bytes, items, object_of, sections, value
from korekit.archive.problems import ArchiveBroken
from korekit.archive.variables import is_secured

__all__ = [
    "GivenNamespace",
    "GivenVariable",
    "has_variable",
    "listed_variables",
    "namespace_names",
    "with_variables",
    "without_variable",
]

_SECTIONS = {"env": "envVariables", "locale": "contentVariables"}
_DEFAULTS: Mapping[str, Mapping[str, object]] = {
    "env": {"value": "", "hint": ""},
    "locale": {"localeData": {}},
}
_COMMON: Mapping[str, object] = {"scope": "prePopulated", "group": "", "propagateValue": False, "isSecured": False}
_DEFAULT_NAMESPACE = "default"


@dataclass(frozen=True, slots=True)
class GivenNamespace:
    """A namespace that a variable names, by either; one that the bot does not have is made."""

    name: str
    ref_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenVariable:
    """A variable as a caller gives it.

    Attributes:
        key: its key.
        kind: `env` or `locale`; empty for the kind it has, or the one that its data fit.
        members: other members by wire name, `value`, `hint`, `localeData` and so on; only those that were given.
        namespaces: None where the caller does not say.
    """

    key: str
    kind: str = ""
    members: Mapping[str, object] = field(default_factory=dict, repr=False)
    namespaces: Sequence[GivenNamespace] | None = None


def listed_variables(archive: Archive) -> list[tuple[str, dict[str, object]]]:
    """Every variable with its kind, environment variables first; secured ones with empty values.

    Raises:
        ArchiveBroken: a member is no JSON object.
    """
    lists = (
        ("env", items(archive.settings.get("envVariables"))),
        ("locale", items(archive.sections.get("contentVariables"))),
    )
    found: list[tuple[str, dict[str, object]]] = []
    for kind, raws in lists:
        for raw in raws:
            variable = _value(raw)
            if isinstance(variable, dict) and isinstance(variable.get("key"), str):
                found.append((kind, _withheld(variable) if is_secured(variable) else variable))
    return found


def has_variable(archive: Archive, key: str) -> bool:
    """Whether the bot has a variable of this key."""
    lists = (archive.settings.get("envVariables"), archive.sections.get("contentVariables"))
    return any(text_in(raw, "key") == key for raws in lists for raw in items(raws))


def namespace_names(archive: Archive) -> dict[str, str]:
    """The names of the bot's namespaces by their refId."""
    return {text_in(one.get("refId")): text_in(one.get("name")) for one in archive.elements("namespaces")}


def with_variables(
    archive: Archive,
    given: Iterable[GivenVariable],
    make_namespace: Callable[[GivenNamespace], Mapping[str, object]],
) -> Archive:
    """The bot with these variables; of two with one key the last one counts.

    Args:
        archive: the bot.
        given: the variables.
        make_namespace: the element of a namespace that the bot does not have, with `refId`.

    Raises:
        ArchiveBroken: a variable of the bot has a key twice.
    """
    wanted = {variable.key: variable for variable in given}
    spaces = _Namespaces(archive, make_namespace)
    own = {kind: _by_key(archive, kind) for kind in _SECTIONS}
    refs = {key: spaces.refs_of(one.namespaces) for key, one in wanted.items()}
    changed: dict[str, dict[str, bytes]] = {"env": {}, "locale": {}}
    for key, variable in wanted.items():
        old_kind = next((kind for kind, held in own.items() if key in held), "")
        kind = variable.kind or old_kind or ("locale" if variable.members.get("localeData") else "env")
        try:
            old = own[old_kind][key] if old_kind else None
            named = spaces.default() if refs[key] is None and old is None else refs[key]
            changed[kind][key] = _variable(old, variable, kind, named, is_moved=kind != old_kind)
        except MalformedJSON as error:
            raise ArchiveBroken.because("variables", str(error), "$") from None
    archive = with_config(archive, lambda draft: _put(draft, "env", changed))
    return with_definition(archive, lambda draft: _put_content(draft, changed, spaces))


def without_variable(archive: Archive, key: str) -> Archive:
    """The bot without the variables of this key; the others stay as they are to the byte.

    Raises:
        ArchiveBroken: a member has a key twice.
    """
    archive = with_config(archive, lambda draft: _leave_out(draft, "env", key))
    return with_definition(archive, lambda draft: _leave_out(draft, "locale", key))


def _leave_out(draft: Draft, kind: str, key: str) -> None:
    section = _SECTIONS[kind]
    own = draft.get(section) or b"[]"
    whole = list(items(own))
    kept = [raw for raw in whole if text_in(raw, "key") != key]
    if len(kept) != len(whole):
        draft.put(section, array_like(own, kept, draft.gap))


class _Namespaces:
    """The namespaces of a bot, and those that are made on the way."""

    def __init__(self, archive: Archive, make: Callable[[GivenNamespace], Mapping[str, object]]) -> None:
        self._make = make
        self._by_name = {name: ref for ref, name in namespace_names(archive).items() if name and ref}
        self._refs = set(self._by_name.values()) | set(namespace_names(archive))
        self.made: list[Mapping[str, object]] = []

    def refs_of(self, given: Sequence[GivenNamespace] | None) -> list[str] | None:
        """The refIds to write; None where nothing was said."""
        return None if given is None else list(dict.fromkeys(map(self._ref_of, given)))

    def default(self) -> list[str]:
        """The namespace of a new variable that names none."""
        ref = self._by_name.get(_DEFAULT_NAMESPACE)
        return [ref] if ref else []

    def _ref_of(self, given: GivenNamespace) -> str:
        if given.ref_id and given.ref_id in self._refs:
            return given.ref_id
        if given.name and given.name in self._by_name:
            return self._by_name[given.name]
        made = self._make(given)
        ref = str(made["refId"])
        self.made.append(made)
        self._refs.add(ref)
        self._by_name[str(made["name"])] = ref
        return ref


def _variable(old: bytes | None, given: GivenVariable, kind: str, refs: list[str] | None, *, is_moved: bool) -> bytes:
    """The element of a variable."""
    members = {key: one for key, one in given.members.items() if key not in _foreign(kind)}
    if old is not None and is_secured(_value(old)) and members.get("isSecured") is False:
        old = in_bytes(_withheld(_dict(_value(old))))
    if is_moved:
        kept = [] if old is None else [pair for pair in sections(old).items() if pair[0] not in _foreign(kind)]
        draft = draft_of(object_of(kept))
        start = {"key": given.key, **_DEFAULTS[kind], "variableType": kind, **_COMMON}
        for key, one in start.items():
            if key == "variableType" or draft.get(key) is None:
                draft.put(key, in_bytes(one))
    else:
        draft = draft_of(old)
    locale = members.pop("localeData", None)
    for key, one in members.items():
        draft.put(key, in_bytes(one))
    if isinstance(locale, dict):
        draft.put("localeData", _locale(draft.get("localeData"), locale))
    if refs is not None:
        draft.put("vNameSpace", in_bytes(refs))
    return draft.finished()


def _foreign(kind: str) -> tuple[str, ...]:
    """Members that variables of the other kind have."""
    return ("value", "hint") if kind == "locale" else ("localeData",)


def _locale(own: bytes | None, given: Mapping[str, object]) -> bytes:
    whole = draft_of(own)
    for language, texts in given.items():
        inner = draft_of(whole.get(language))
        for key, text in _dict(texts).items():
            inner.put(key, in_bytes(text))
        whole.put(language, inner.finished())
    return whole.finished()


def _put(draft: Draft, kind: str, changed: Mapping[str, Mapping[str, bytes]]) -> None:
    """The list of one kind with its changed variables in their places, and without those of the other kind now."""
    section = _SECTIONS[kind]
    mine, moved = dict(changed[kind]), changed["locale" if kind == "env" else "env"]
    own = draft.get(section) or b"[]"
    whole: list[bytes | Raw] = []
    for raw in items(own):
        key = text_in(raw, "key")
        if key in mine:
            whole.append(mine.pop(key))
        elif key not in moved:
            whole.append(raw)
    if whole or mine or own.startswith(b"["):
        draft.put(section, array_like(own if own.startswith(b"[") else b"[]", [*whole, *mine.values()], draft.gap))


def _put_content(draft: Draft, changed: Mapping[str, Mapping[str, bytes]], spaces: _Namespaces) -> None:
    _put(draft, "locale", changed)
    if spaces.made:
        own = draft.get("namespaces") or b"[]"
        own = own if own.startswith(b"[") else b"[]"
        draft.put("namespaces", array_like(own, [*items(own), *map(in_bytes, spaces.made)], draft.gap))


def _by_key(archive: Archive, kind: str) -> dict[str, bytes]:
    raws = archive.settings if kind == "env" else archive.sections
    return {text_in(raw, "key"): bytes(raw) for raw in items(raws.get(_SECTIONS[kind]))}


def _withheld(variable: dict[str, object]) -> dict[str, object]:
    """The same variable with empty values."""
    shown = dict(variable)
    if shown.get("value") is not None:
        shown["value"] = ""
    locale = shown.get("localeData")
    if isinstance(locale, dict):
        shown["localeData"] = {
            language: {**texts, "value": ""} if isinstance(texts, dict) else texts for language, texts in locale.items()
        }
    return shown


def _value(raw: bytes | Raw) -> object:
    try:
        return value(raw)
    except MalformedJSON:
        return None


def _dict(given: object) -> dict[str, object]:
    return given if isinstance(given, dict) else {}
