"""The webhook channel of a bot, which no import takes away.

Its type on the wire is `ivr`. Source: contract, export-archive.md, Import rules; channel-enablement.
"""

from collections.abc import Iterable

from msgspec import Raw

from korekit.archive.bot_archive import text_in
from korekit.archive.joining import array_like
from korekit.archive.json_text import items

__all__ = ["with_own_webhook"]

_WEBHOOK = ("ivr", "webhook")


def with_own_webhook(own: bytes | Raw | None, given: bytes | Raw | None, gap: bytes = b"") -> bytes | None:
    """The given channels with the bot's own webhook channels in the place of theirs; None where there are none at all.

    Args:
        own: the `channels` that the bot has.
        given: those that are imported.
        gap: the blanks in front of the line of the array.
    """
    kept = [bytes(channel) for channel in items(own) if _is_webhook(channel)]
    if not kept:
        return None if given is None else bytes(given)
    return array_like(bytes(given or b"[]"), _in_place(items(given), kept), gap)


def _in_place(given: Iterable[Raw], kept: list[bytes]) -> Iterable[bytes]:
    waiting = list(kept)
    for channel in given:
        if not _is_webhook(channel):
            yield bytes(channel)
        else:
            yield from waiting
            waiting = []
    yield from waiting


def _is_webhook(channel: Raw) -> bool:
    return text_in(channel, "type").casefold() in _WEBHOOK
