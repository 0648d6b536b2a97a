"""An archive written as the zip that an export is.

Source: contract, export-archive.md, Container.
"""

import stat
import zipfile
from datetime import UTC, datetime
from typing import BinaryIO

from korekit.archive.bot_archive import Archive
from korekit.archive.json_text import MalformedJSON, pretty
from korekit.archive.members import CONFIG, DEFINITION, ICON
from korekit.archive.problems import ArchiveBroken
from korekit.archive.variables import without_secrets

__all__ = ["laid_out", "write_zip"]

_MODE = stat.S_IFREG | 0o664
_UNIX = 3
_DEFLATE_LEVEL = 6
_FIRST_YEAR, _LAST_YEAR = 1980, 2107  # what a zip can date


def write_zip(archive: Archive, out: BinaryIO, *, at: datetime) -> None:
    """Write an archive as a zip: definition, config.json, icon, functions, in this order, deflated.

    Values of secured variables (`isSecured: true`) are written as empty texts: they never leave in clear. JSON
    that is not in the layout of an export gets it; apart from that every byte stays. The same archive and time
    give the same zip.

    Args:
        archive: what to write.
        out: an open binary file; seekable or not, and left open.
        at: the time of every member, aware; written in UTC, to two seconds, in the years 1980 to 2107.

    Raises:
        ArchiveBroken: a JSON member is no JSON object.
    """
    safe = laid_out(archive)
    members = [(DEFINITION, safe.definition), (CONFIG, safe.config)]
    if safe.icon is not None:
        members.append((ICON, safe.icon))
    members += safe.functions
    when = at.astimezone(UTC)
    year = min(max(when.year, _FIRST_YEAR), _LAST_YEAR)
    stamp = (year, when.month, when.day, when.hour, when.minute, when.second)
    with zipfile.ZipFile(out, "w") as zipped:
        for name, data in members:
            info = zipfile.ZipInfo(name, stamp)
            info.create_system = _UNIX
            info.external_attr = _MODE << 16
            zipped.writestr(info, data, zipfile.ZIP_DEFLATED, _DEFLATE_LEVEL)


def laid_out(archive: Archive) -> Archive:
    """The same archive as it leaves the platform: without secrets, in the layout of an export.

    Raises:
        ArchiveBroken: a JSON member is no JSON object.
    """
    safe = without_secrets(archive)
    return Archive(
        definition=_pretty(DEFINITION, safe.definition),
        config=_pretty(CONFIG, safe.config),
        icon=safe.icon,
        functions=safe.functions,
        notes=safe.notes,
    )


def _pretty(member: str, data: bytes) -> bytes:
    try:
        return pretty(data)
    except MalformedJSON as error:
        raise ArchiveBroken.because(member, str(error), "$") from None
