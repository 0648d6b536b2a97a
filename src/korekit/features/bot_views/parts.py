"""How many parts an archive has, and its languages and channels; remembered for each content."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from korekit.archive import Archive
from korekit.archive.bot_archive import text_in
from korekit.archive.json_text import MalformedJSON, items, value
from korekit.archive.languages import counted, is_enabled
from korekit.catalog.bot_views import BotPartCount, SeenChannel, SeenLanguage
from korekit.catalog.channel_types import find_channel_type
from korekit.catalog.language_codes import find_language

__all__ = ["Parts", "parts_of", "parts_of_files"]

_SORTS: Final = {
    "dialogs": "Dialogs",
    "forms": "Forms",
    "actions": "Actions",
    "alerts": "Alerts",
    "knowledgeTasks": "Knowledge graphs",
    "smallTalk": "Small talk",
    "sentences": "Utterances",
    "patterns": "Patterns",
    "koraResponses": "Standard responses",
    "botEvents": "Events",
    "widgets": "Widgets",
    "panels": "Panels",
}


@dataclass(frozen=True, slots=True)
class Parts:
    """What stands in an archive. Sorts that it has nothing of are left out."""

    counts: tuple[BotPartCount, ...]
    languages: tuple[SeenLanguage, ...]
    channels: tuple[SeenChannel, ...]


def parts_of(archive: Archive) -> Parts:
    """What stands in an archive. Blocks.

    Raises:
        ArchiveBroken: a member is no JSON object.
    """
    found = [(name, len(list(items(archive.sections.get(key))))) for key, name in _SORTS.items()]
    found += [
        ("Environment variables", len(list(items(archive.settings.get("envVariables"))))),
        ("Content variables", len(list(items(archive.sections.get("contentVariables"))))),
        ("Function scripts", len(archive.functions)),
    ]
    codes = archive.languages or ((archive.default_language,) if archive.default_language else ())
    return Parts(
        counts=tuple(BotPartCount(name=name, count=count) for name, count in found if count),
        languages=tuple(_language(archive, code) for code in codes),
        channels=tuple(_channel(raw) for raw in items(archive.sections.get("channels"))),
    )


@lru_cache(maxsize=256)
def parts_of_files(definition: Path, config: Path, functions: str) -> Parts:
    """The same of a stored archive. The files are named by their content, which never changes. Blocks.

    Args:
        definition: `botDefinition.json`.
        config: `config.json`.
        functions: JSON `[[name, sha256], …]`.
    """
    scripts = tuple((name, b"") for name, _ in json.loads(functions))
    return parts_of(Archive(definition=definition.read_bytes(), config=config.read_bytes(), functions=scripts))


def _language(archive: Archive, code: str) -> SeenLanguage:
    known, count = find_language(code), counted(archive, code)
    return SeenLanguage(
        code=code,
        name=known.name if known is not None else code,
        is_default=code == archive.default_language,
        is_enabled=is_enabled(archive, code),
        parts=count.dialogs
        + count.alerts
        + count.actions
        + count.knowledge_tasks
        + count.small_talk
        + count.panels
        + count.widgets,
    )


def _channel(raw: bytes) -> SeenChannel:
    try:
        held = value(raw)
    except MalformedJSON:
        held = None
    channel = held if isinstance(held, dict) else {}
    known, app = find_channel_type(text_in(raw, "type")), channel.get("app")
    shown = {one.wire: channel.get(one.wire) for one in known.fields if not one.is_secret} if known is not None else {}
    return SeenChannel(
        type=text_in(raw, "type"),
        name=text_in(raw, "displayName") or text_in(raw, "name"),
        is_enabled=channel.get("enable") is True,
        app_id=found if isinstance(app, dict) and isinstance(found := app.get("clientId"), str) else "",
        details={key: one for key, one in shown.items() if isinstance(one, str | bool)} or None,
    )
