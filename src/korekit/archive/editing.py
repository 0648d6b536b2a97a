"""A member of an archive edited in place: what is not touched stays to the byte."""

from collections.abc import Callable
from dataclasses import replace

from korekit.archive.bot_archive import Archive
from korekit.archive.joining import Draft
from korekit.archive.json_text import MalformedJSON, readable, uncovered
from korekit.archive.members import CONFIG, DEFINITION
from korekit.archive.problems import ArchiveBroken

__all__ = ["draft_of", "with_config", "with_definition"]

_LAST = ("exportOptions", "environmentVersionInfo", "encryptedHash")


def with_definition(archive: Archive, fill: Callable[[Draft], None]) -> Archive:
    """The archive with the definition as `fill` leaves it.

    Raises:
        ArchiveBroken: what is edited is no JSON, or has a key twice.
    """
    return replace(archive, definition=_edited(DEFINITION, archive.definition, fill))


def with_config(archive: Archive, fill: Callable[[Draft], None]) -> Archive:
    """The same for `config.json`."""
    return replace(archive, config=_edited(CONFIG, archive.config, fill))


def draft_of(raw: bytes | None) -> Draft:
    """An object under change; an empty one where there is none."""
    return Draft(raw if raw is not None and raw.startswith(b"{") else b"{}")


def _edited(member: str, data: bytes, fill: Callable[[Draft], None]) -> bytes:
    try:
        text = readable(data)
        draft = Draft(text, _LAST)
        fill(draft)
        result = draft.finished()
    except MalformedJSON as error:
        raise ArchiveBroken.because(member, str(error), "$") from None
    return result if text is data else uncovered(result)
