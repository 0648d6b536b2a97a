"""The bots that a universal bot leads to, as its definition names them.

No file with linked bots in use was seen, so an element may be an id or an object that has one under any of the usual
keys. Source: contract, export-archive.md, Universal bot.
"""

from dataclasses import dataclass

from korekit.archive.bot_archive import Archive, text_in
from korekit.archive.json_text import items

__all__ = ["LinkedBot", "is_universal", "linked_bots"]

_UNIVERSAL = ("universalbot", "unified")
# An import rewrites every `streamId` to the bot's own, which then names no linked one.
_IDS = ("_id", "botId", "linkedBotId", "streamId")
_NAMES = ("botName", "name")


@dataclass(frozen=True, slots=True)
class LinkedBot:
    """A bot that is led to. `id`: `st-…`; `ref_id`: what an import keeps of it; `name`. Each empty if unsaid."""

    id: str
    ref_id: str
    name: str


def is_universal(archive: Archive) -> bool:
    """Whether the bot leads to others."""
    return archive.type in _UNIVERSAL


def linked_bots(archive: Archive) -> list[LinkedBot]:
    """Each bot once, in the order of the file; none for a bot that is not universal."""
    if not is_universal(archive):
        return []
    found: dict[str, LinkedBot] = {}
    for raw in items(archive.sections.get("linkedBotsDetails")):
        ids = [text_in(raw), *(text_in(raw, key) for key in _IDS)]
        own = next((one for one in ids if one.startswith("st-") and one != archive.bot_id), "")
        ref_id = text_in(raw, "refId")
        if own or ref_id:
            name = next(filter(None, (text_in(raw, key) for key in _NAMES)), "")
            found.setdefault(own or ref_id, LinkedBot(own, ref_id, name))
    return list(found.values())
