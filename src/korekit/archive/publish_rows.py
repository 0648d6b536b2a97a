"""The resources that a publish of a bot takes along.

Source: contract, publish-bot and bot-publish-status with their quirks.
"""

from dataclasses import dataclass
from enum import StrEnum

from msgspec import Raw

from korekit.archive.bot_archive import Archive, text_in
from korekit.archive.import_rows import dialog_name

__all__ = ["PublishRow", "ResourceType", "answer_rows", "publish_rows"]


class ResourceType(StrEnum):
    """`resourceType` of a row, as on the wire."""

    SETTINGS = "SETTINGS"
    CHANNELS = "CHANNELS"
    EXTENSIONS = "EXTENSIONS"
    LANGUAGES = "BOTLANGUAGES"
    NL = "NL"
    DIALOG = "dialog"
    KNOWLEDGE = "knowledge"
    VERSION = "AUTOVERSIONING"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishRow:
    """One resource of a publish.

    Attributes:
        type: what it is.
        resource_id: `dg-<uuid>` of a dialog; None for a knowledge graph, whose 24 hex digits no archive holds;
            otherwise the same word as the type.
        name: as shown.
        ref_id: of a dialog or knowledge graph.
        modules: what it consists of, where that is a list.
        languages: the bot's enabled languages: of BOTLANGUAGES its modules, of a dialog those to be approved.
    """

    type: ResourceType
    resource_id: str | None
    name: str
    ref_id: str | None = None
    modules: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


_NAMES = {
    ResourceType.SETTINGS: "Settings",
    ResourceType.CHANNELS: "Channels",
    ResourceType.EXTENSIONS: "Extensions",
    ResourceType.LANGUAGES: "BotLanguages",
    ResourceType.NL: "Natural Language",
    ResourceType.VERSION: "Creating New Version",
}
_MODULES = {
    ResourceType.SETTINGS: (
        "general",
        "bot_variables",
        "pii",
        "ivr",
        "hold_resume",
        "custom_script",
        "advanced",
    ),
    ResourceType.EXTENSIONS: ("botkit", "agent_transfer", "websdk", "events"),
    ResourceType.NL: ("nl_model", "settings"),
}
_ANSWERED = (
    ResourceType.DIALOG,
    ResourceType.NL,
    ResourceType.CHANNELS,
    ResourceType.EXTENSIONS,
    ResourceType.SETTINGS,
)


def publish_rows(archive: Archive) -> list[PublishRow]:
    """Every resource that the status of a publish sums up, in its order: AUTOVERSIONING is the last.

    Raises:
        ArchiveBroken: a member is no JSON object.
    """
    languages = _enabled_languages(archive)
    rows = [
        _row(ResourceType.SETTINGS),
        _row(ResourceType.CHANNELS, _channels(archive)),
        _row(ResourceType.EXTENSIONS),
        _row(ResourceType.LANGUAGES, languages=languages),
        _row(ResourceType.NL),
    ]
    rows += (
        PublishRow(
            type=ResourceType.DIALOG,
            resource_id=text_in(dialog.get("_id")),
            name=dialog_name(archive, dialog),
            ref_id=text_in(dialog.get("refId")),
            languages=languages,
        )
        for dialog in archive.elements("dialogs")
    )
    rows += (
        PublishRow(
            type=ResourceType.KNOWLEDGE,
            resource_id=None,
            name=text_in(task.get("name")),
            ref_id=text_in(task.get("refId")),
        )
        for task in archive.elements("knowledgeTasks")
    )
    return [*rows, _row(ResourceType.VERSION)]


def answer_rows(rows: list[PublishRow]) -> list[PublishRow]:
    """Those of the rows that the answer to the publish request itself lists, in its order: dialogs first."""
    return [row for kind in _ANSWERED for row in rows if row.type is kind]


def _row(kind: ResourceType, modules: tuple[str, ...] = (), languages: tuple[str, ...] = ()) -> PublishRow:
    return PublishRow(
        type=kind,
        resource_id=kind.value,
        name=_NAMES[kind],
        modules=modules or _MODULES.get(kind, ()),
        languages=languages,
    )


def _channels(archive: Archive) -> tuple[str, ...]:
    """Types of the channels that are not switched off, each once."""
    channels = archive.elements("channels")
    types = (text_in(channel.get("type")) for channel in channels if not _is_false(channel.get("enable")))
    return tuple(dict.fromkeys(filter(None, types)))


def _enabled_languages(archive: Archive) -> tuple[str, ...]:
    configured = archive.part("languageConfigurations")
    switches = configured if isinstance(configured, dict) else {}
    return tuple(language for language in archive.languages if switches.get(language) != {"enabled": False})


def _is_false(raw: Raw | None) -> bool:
    return raw is not None and bytes(raw) == b"false"
