"""One of the two archives, opened to be compared: its elements, what its ids mean, what people call its parts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from msgspec import Raw

from korekit.archive.bot_archive import Archive
from korekit.archive.definition_keys import ARRAYS
from korekit.archive.json_text import MalformedJSON, items, value
from korekit.archive.members import CONFIG, DEFINITION
from korekit.archive.problems import ArchiveBroken

__all__ = ["Entry", "Side", "listing", "mapping", "text"]

_NAMES = ("name", "displayName", "groupName", "title", "label", "key", "Key", "configurationKeyName", "lname")
_STATES = ("mlParams", "advancedNLSettings", "widgets")
_NO_MAPPING: Mapping[str, object] = {}


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One element of an array: its bytes, what they say, and its members where it is an object."""

    raw: bytes = field(repr=False)
    whole: object = field(repr=False)

    @property
    def parts(self) -> Mapping[str, object]:
        """Its members; none where it is no object."""
        return mapping(self.whole)

    def text(self, key: str) -> str:
        """The text of a member; empty where there is none."""
        return text(self.parts, key)


# No slots: `cached_property` keeps its results in the instance.
@dataclass(frozen=True, eq=False)
class Side:
    """An archive as a comparison needs it; everything is found once, when it is first asked for.

    Attributes:
        archive: the archive.
        language: the language whose names stand for parts.
        kept_namespaces: refIds of namespaces that both archives have; others are known by their names.
    """

    archive: Archive = field(repr=False)
    language: str
    kept_namespaces: frozenset[str] = frozenset()

    def part(self, key: str) -> object:
        """What a section of the definition says; None where there is none."""
        return self._read(DEFINITION, self.archive.sections.get(key))

    def entries(self, key: str) -> tuple[Entry, ...]:
        """The elements of an array of the definition, `envVariables` for that of config.json."""
        if key not in self._entries:
            is_config = key == "envVariables"
            raw = (self.archive.settings if is_config else self.archive.sections).get(key)
            member = CONFIG if is_config else DEFINITION
            self._entries[key] = tuple(Entry(bytes(one), self._read(member, one)) for one in items(raw))
        return self._entries[key]

    @cached_property
    def ids(self) -> dict[str, str]:
        """What to take for an `_id`, which every import renews: the refId, or else the name."""
        found: dict[str, str] = {}
        for section in ARRAYS:
            if section == "sentences":
                continue
            for entry in self.entries(section):
                if own := entry.text("_id"):
                    found[own] = entry.text("refId") or self.name_of(entry)
                if section == "namespaces" and entry.text("refId") not in self.kept_namespaces:
                    ids = {entry.text("_id"), entry.text("refId")} - {""}
                    found.update((one, entry.text("name") or one) for one in ids)
                if section == "customDashboards":
                    widgets = (mapping(widget) for widget in listing(entry.parts.get("widgets")))
                    found.update((text(one, "_id"), text(one, "name")) for one in widgets if text(one, "_id"))
        for entry in self.entries("sceneComponents"):
            if own := entry.text("_id"):
                found[own] = f"{entry.text('type')}: {entry.text('msg')}"
        return found

    @cached_property
    def names(self) -> dict[str, str]:
        """What people call the part that has a refId."""
        found: dict[str, str] = {}
        for section in ("widgets", "forms", "panels", "actions", "scenes", "namespaces", "dialogComponents", "dialogs"):
            for entry in self.entries(section):
                if ref_id := entry.text("refId"):
                    found[ref_id] = self.name_of(entry)
        return found

    @cached_property
    def dialogs_by_name(self) -> dict[str, str]:
        """The refIds of dialogs, for the few places that name a dialog by its name."""
        found: dict[str, str] = {}
        for entry in self.entries("dialogs"):
            names = {self.name_of(entry), entry.text("lname")}
            found.update((name, entry.text("refId")) for name in names if name and entry.text("refId"))
        return found

    @cached_property
    def dialog_refs(self) -> frozenset[str]:
        """The refIds of all dialogs."""
        return frozenset(entry.text("refId") for entry in self.entries("dialogs"))

    @cached_property
    def state(self) -> str:
        """`configured` in a latest export, `published` in a published one; empty where nothing says.

        Source: contract, export-archive.md, Telling latest from published.
        """
        found = {entry.text("state") for section in _STATES for entry in self.entries(section)} - {""}
        return found.pop() if len(found) == 1 else ""

    def name_of(self, entry: Entry) -> str:
        """What people call a part: its name in the bot's language, or what comes nearest."""
        return self.name_in(entry.parts)

    def name_in(self, parts: Mapping[str, object]) -> str:
        """The same of an element's members."""
        languages = mapping(parts.get("localeData"))
        locale = mapping(languages.get(self.language, next(iter(languages.values()), None)))
        found = text(locale, "name")
        for key in _NAMES:
            found = found or text(parts, key)
        return found or text(locale, "title") or text(locale, "label") or text(parts, "refId")

    @cached_property
    def _entries(self) -> dict[str, tuple[Entry, ...]]:
        return {}

    def _read(self, member: str, raw: Raw | None) -> object:
        try:
            return value(raw) if raw is not None else None
        except MalformedJSON as error:
            raise ArchiveBroken.because(member, str(error), "$") from None


def mapping(given: object) -> Mapping[str, object]:
    """The object, or one without members."""
    return given if isinstance(given, dict) else _NO_MAPPING


def listing(given: object) -> list[object]:
    """The array, or an empty one."""
    return given if isinstance(given, list) else []


def text(parts: Mapping[str, object], key: str) -> str:
    """The text of a member; empty where there is none."""
    found = parts.get(key)
    return found if isinstance(found, str) else ""
