"""Published states of a bot on a terminal: listed, saved, put back. Calls of the console, made as a user."""

from pathlib import Path
from typing import Any

import click

from korekit.catalog.operations import AllOperations
from korekit.catalog.planes import Caller
from korekit.cli.profiles.connecting import client_for
from korekit.cli.terminal.given import Given
from korekit.cli.terminal.output import print_json, print_table, say
from korekit.client.requests import invoke
from korekit.ids import BotId

__all__ = ["list_versions", "restore_version", "save_version"]


def list_versions(given: Given, bot: str) -> None:
    """Print every version, newest first."""
    versions: list[dict[str, Any]] = []
    with client_for(given, Caller.USER) as client:
        for answer in client.answered_pages(invoke(AllOperations.list_bot_versions, BotId(bot))):
            versions += answer.json
    if given.is_json:
        print_json(versions)
    elif versions:
        print_table(("version", "published", "by", "bytes", "comment"), [_row(version) for version in versions])
    else:
        say("It was never published. Publish it: `korekit bot publish BOT --comment TEXT`")


def restore_version(given: Given, bot: str, number: int) -> None:
    """Put a bot back to a version and say what that means."""
    with client_for(given, Caller.USER) as client:
        answer = client.answer(AllOperations.restore_bot_version, BotId(bot), number)
    if given.is_json:
        print_json(answer.json)
    else:
        click.echo(f"restored: version {number}")
    say("It takes no import until it is published: `korekit bot publish BOT --comment TEXT`")


def save_version(given: Given, bot: str, number: int, *, output: str) -> None:
    """Save the zip of a version, print its name.

    Raises:
        click.UsageError: there is no such folder.
    """
    target = Path(output)
    if not target.absolute().parent.is_dir():
        raise click.UsageError(f"There is no folder {target.parent}.")
    with client_for(given, Caller.USER) as client:
        content = client.answer(AllOperations.get_bot_version_archive, BotId(bot), number).body
    # Under another name until it is complete.
    partial = target.with_name(f".{target.name}.part")
    partial.write_bytes(content)
    partial.replace(target)
    if given.is_json:
        print_json({"botId": bot, "version": number, "file": str(target), "sizeBytes": len(content)})
    else:
        click.echo(str(target))


def _row(version: dict[str, Any]) -> tuple[str, ...]:
    keys = ("number", "publishedOn", "publishedBy", "sizeBytes", "comment")
    return tuple(str(version.get(key, "")) for key in keys)
