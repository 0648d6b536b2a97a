"""The parts of a bot on somebody's disk: a folder, a zip, or the files one by one."""

import json
from pathlib import Path
from typing import Final

import click

from korekit.archive import Archive, ArchiveBroken, Limits, read_folder, read_parts
from korekit.archive.folders import is_unpacked, pack, read_unpacked
from korekit.archive.folders.zipped import read_zip_or_folder
from korekit.archive.members import CONFIG, DEFINITION, ICON, Kind, kind_of
from korekit.catalog.parameters import Upload
from korekit.cli.terminal.ending import Failure
from korekit.cli.terminal.output import say

__all__ = ["archive_at", "config_of", "definition_of", "functions_of", "icon_of", "read_archive"]

_JSON: Final = "application/json"
_PICTURES: Final = frozenset({".png", ".jpg", ".jpeg", ".gif"})


def archive_at(paths: tuple[str, ...]) -> Archive:
    """The archive that these paths mean. What was passed over is told.

    Raises:
        Failure: a part is missing, or cannot be read.
        click.UsageError: a file that is no part of a bot.
    """
    try:
        archive = read_archive(paths)
    except ArchiveBroken as broken:
        raise Failure(
            f"{broken}.", "Name the folder, the zip, or botDefinition.json, config.json and icon.png of an export."
        ) from None
    for note in archive.notes:
        say(f"note: {note}")
    return archive


def read_archive(given: tuple[str, ...]) -> Archive:
    """The archive that these paths mean; also a folder that `korekit bot unpack` made.

    Raises:
        ArchiveBroken: a part is missing, or cannot be read.
        click.UsageError: a file that is no part of a bot.
    """
    paths = [Path(path) for path in given]
    if len(paths) == 1 and paths[0].is_dir():
        return pack(read_unpacked(paths[0])).archive if is_unpacked(paths[0]) else read_folder(paths[0])
    if len(paths) == 1 and paths[0].suffix.lower() == ".zip":
        return read_zip_or_folder(paths[0])
    parts: dict[Kind, bytes] = {}
    functions: list[tuple[str, bytes]] = []
    for path in paths:
        data = _content(path)
        kind = _kind_of(path, data)
        if kind is Kind.FUNCTION:
            functions.append((path.name, data))
        elif kind in parts:
            raise click.UsageError(f"{path} is a second {kind}.")
        else:
            parts[kind] = data
    for kind in (Kind.DEFINITION, Kind.CONFIG):
        if kind not in parts:
            raise ArchiveBroken.because(kind, "it is missing")
    return read_parts(
        definition=parts[Kind.DEFINITION],
        config=parts[Kind.CONFIG],
        icon=parts.get(Kind.ICON),
        functions=functions,
    )


def _content(path: Path) -> bytes:
    if path.is_dir():
        raise click.UsageError("Name one folder, one zip, or files.")
    if path.stat().st_size > Limits().member_bytes:
        raise ArchiveBroken.because(path.name, "it is too large")
    return path.read_bytes()


def _kind_of(path: Path, data: bytes) -> Kind:
    """By the documented name; other names by what is in them."""
    kind = kind_of(path.name)
    if kind is not Kind.OTHER:
        return kind
    if path.suffix.lower() in _PICTURES:
        return Kind.ICON
    if path.suffix.lower() == ".json":
        try:
            keys = set(json.loads(data))
        except (ValueError, TypeError, RecursionError):
            raise ArchiveBroken.because(path.name, "it is no JSON object") from None
        return Kind.CONFIG if keys <= {"name", "envVariables"} else Kind.DEFINITION
    raise click.UsageError(f"{path} is no part of a bot.")


def definition_of(archive: Archive) -> Upload:
    """The definition, to be uploaded."""
    return Upload(archive.definition, DEFINITION, _JSON)


def config_of(archive: Archive) -> Upload:
    """The configuration, to be uploaded."""
    return Upload(archive.config, CONFIG, _JSON)


def icon_of(archive: Archive) -> Upload | None:
    """The icon, to be uploaded, if there is one."""
    return Upload(archive.icon, ICON, "image/png") if archive.icon is not None else None


def functions_of(archive: Archive) -> list[Upload]:
    """The scripts, to be uploaded."""
    return [Upload(data, name, "text/javascript") for name, data in archive.functions]
