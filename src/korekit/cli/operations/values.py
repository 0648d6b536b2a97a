"""Values as people type them: text, `@file` for a file's content, `@-` for standard input, JSON where it nests."""

import sys
from pathlib import Path
from typing import Any

import click
import msgspec

from korekit.catalog.parameters import Upload

__all__ = ["json_value", "text_value", "upload_value"]


def text_value(text: str) -> str:
    """The text, or the content of the file it names with `@`; `@@` begins a text that begins with `@`.

    Raises:
        click.UsageError: the file cannot be read.
    """
    if not text.startswith("@"):
        return text
    if text.startswith("@@"):
        return text[1:]
    try:
        return _content(text[1:]).decode().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        raise click.UsageError(f"{text[1:]} is not UTF-8 text.") from None


def json_value(text: str, what: str) -> Any:
    """JSON as typed, or from the file it names with `@`.

    Raises:
        click.UsageError: it is no JSON.
    """
    raw = _content(text[1:]) if text.startswith("@") else text.encode("utf-8", "surrogateescape")
    try:
        return msgspec.json.decode(raw)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, msgspec.MsgspecError) else "not UTF-8, or nested too deep"
        raise click.UsageError(f"{what} is no JSON: {reason}.") from None


def upload_value(text: str) -> Upload:
    """The file to send, its name with or without `@`.

    Raises:
        click.UsageError: there is no such file.
    """
    path = Path(text.removeprefix("@"))
    if not path.is_file():
        raise click.UsageError(f"{path} is no file.")
    return Upload(path, path.name)


def _content(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise click.UsageError(f"{name}: {error.strerror}.") from None
