"""The archive of a bot as a value: its members' bytes, opened no further than somebody asks."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from msgspec import Raw

from korekit.archive.json_text import MalformedJSON, items, sections, value
from korekit.archive.members import CONFIG, DEFINITION
from korekit.archive.problems import ArchiveBroken, Problem

__all__ = ["Archive", "is_old_universal", "text_in"]


# No slots, against the house's rule, because `cached_property` keeps its result in the instance.
@dataclass(frozen=True, kw_only=True)
class Archive:
    """What an export of a bot holds, byte for byte.

    Nothing here is checked; `check` says whether it is sound. Opening the sections of a 3.6 MB definition costs
    about 2 ms, once. `repr` shows no content, because variables may be secrets.

    Attributes:
        definition: `botDefinition.json`.
        config: `config.json`: the bot's name and its variables.
        icon: `icon.png`, or None.
        functions: name and bytes of every script, in the order found.
        notes: warnings from reading, for example about members that were passed over; no part of equality.

    Source: contract, export-archive.md.
    """

    definition: bytes = field(repr=False)
    config: bytes = field(repr=False)
    icon: bytes | None = field(default=None, repr=False)
    functions: tuple[tuple[str, bytes], ...] = field(default=(), repr=False)
    notes: tuple[Problem, ...] = field(default=(), compare=False, repr=False)

    @cached_property
    def sections(self) -> dict[str, Raw]:
        """The definition's top level in its order, values unopened.

        Raises:
            ArchiveBroken: the definition is no JSON object.
        """
        return _opened(DEFINITION, self.definition)

    @cached_property
    def settings(self) -> dict[str, Raw]:
        """The top level of `config.json`, values unopened.

        Raises:
            ArchiveBroken: it is no JSON object.
        """
        return _opened(CONFIG, self.config)

    @property
    def name(self) -> str:
        """The bot's name as `config.json` has it; empty where it has none."""
        return text_in(self.settings.get("name"))

    @property
    def bot_id(self) -> str:
        """The `st-` id of the bot that was exported, which an import as a new bot replaces."""
        return text_in(self.sections.get("_id"))

    @property
    def ref_id(self) -> str:
        """The bot's uuid that survives import and export."""
        return text_in(self.sections.get("refId"))

    @property
    def default_language(self) -> str:
        """The language whose names stand for the bot's tasks, for example `en`; empty where none is named."""
        return text_in(self.sections.get("defaultLanguage"))

    @property
    def languages(self) -> tuple[str, ...]:
        """`supportedLanguages`, in order."""
        return tuple(filter(None, map(text_in, items(self.sections.get("supportedLanguages")))))

    @property
    def type(self) -> str:
        """`default` or `universalbot`; empty where the file does not say."""
        return text_in(self.sections.get("type"))

    @property
    def universal_bot_version(self) -> int | None:
        """1 for the old universal bots; None where the file has no such number."""
        version = self.part("universalBotVersion")
        if isinstance(version, float) and version.is_integer():
            return int(version)  # JavaScript knows no difference
        return version if isinstance(version, int) and not isinstance(version, bool) else None

    def part(self, key: str) -> object:
        """A section of the definition, parsed anew at every call; None where it is absent or cannot be read."""
        return _value_or_none(self.sections.get(key))

    def elements(self, key: str) -> Iterator[dict[str, Raw]]:
        """The objects in an array of the definition, one at a time, values unopened; others are passed over."""
        for raw in items(self.sections.get(key)):
            try:
                yield sections(bytes(raw))
            except MalformedJSON:
                continue


def is_old_universal(archive: Archive) -> bool:
    """Whether this is a universal bot of the version that no import takes any more.

    The answer is 400 on import as a new bot and 422 into an existing one, with the same text.

    Raises:
        ArchiveBroken: the definition is no JSON object.

    Source: contract, observed-errors.md 2.1.
    """
    return archive.type == "universalbot" and archive.universal_bot_version == 1


def text_in(raw: bytes | Raw | None, *steps: str) -> str:
    """The text at a path of keys inside a piece of JSON; empty where there is no text.

    A NUL becomes U+FFFD: no database column takes it.
    """
    found = _value_or_none(raw)
    for step in steps:
        found = found.get(step) if isinstance(found, dict) else None
    return found.replace("\0", "\ufffd") if isinstance(found, str) else ""


def _opened(member: str, data: bytes) -> dict[str, Raw]:
    try:
        return sections(data)
    except MalformedJSON as error:
        raise ArchiveBroken.because(member, str(error), "$") from None


def _value_or_none(raw: bytes | Raw | None) -> object:
    try:
        return None if raw is None else value(raw)
    except MalformedJSON:
        return None
