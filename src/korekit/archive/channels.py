"""The channels that a bot is reached by, as its definition lists them. Credentials are no part of them.

Source: contract, channel-enablement; export-archive.md, Settings.
"""

from collections.abc import Mapping

from korekit.archive.bot_archive import Archive, text_in
from korekit.archive.editing import draft_of, with_definition
from korekit.archive.joining import Draft, array_like
from korekit.archive.json_text import in_bytes, items

__all__ = ["with_channel"]


def with_channel(archive: Archive, channel: Mapping[str, object]) -> Archive:
    """The bot with a channel set up: one of a type, whose other keys stay.

    Args:
        archive: the bot.
        channel: wire names and values, `type` among them; no credentials.
    """

    def fill(draft: Draft) -> None:
        own = draft.get("channels") or b"[]"
        own = own if own.startswith(b"[") else b"[]"
        elements = [bytes(raw) for raw in items(own)]
        mine = [at for at, raw in enumerate(elements) if text_in(raw, "type") == channel["type"]]
        at = mine[0] if mine else len(elements)
        changed = draft_of(elements[at] if mine else None)
        for key, value in channel.items():
            changed.put(key, in_bytes(value))
        elements[at : at + 1] = [changed.finished()]
        draft.put("channels", array_like(own, elements, draft.gap))

    return with_definition(archive, fill)
