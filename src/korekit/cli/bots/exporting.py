"""An export from the request to the file on disk."""

from pathlib import Path

import click
import msgspec

from korekit.catalog.bot_definition import ExportOptions
from korekit.catalog.operations import AllOperations
from korekit.catalog.planes import Caller
from korekit.cli.operations.following import follow
from korekit.cli.operations.values import json_value
from korekit.cli.profiles.connecting import client_for
from korekit.cli.terminal.ending import Failure
from korekit.cli.terminal.given import Given
from korekit.cli.terminal.output import print_json
from korekit.ids import BotId

__all__ = ["export_bot"]


def export_bot(given: Given, bot: str, *, output: str, export_type: str, options: str | None) -> None:
    """Export a bot, wait, save the zip, print its name.

    Raises:
        Failure: the host gives no address for the file.
        click.UsageError: the options are no export options.
    """
    target = Path(output)
    if not target.absolute().parent.is_dir():
        raise click.UsageError(f"There is no folder {target.parent}.")
    operation = AllOperations.bot_export
    with client_for(given, Caller.APP) as client:
        started = client.answer(operation, BotId(bot), export_type, export_options=_options(options))
        done = follow(client, operation, started, "Exporting")
        address = done.result.download_url
        if not address:
            raise Failure("The export is done, but the host gives no address for the file.", "Try again.")
        client.download(address, target)
    if given.is_json:
        # Without the address: it carries the key to the file.
        print_json({"botId": bot, "file": str(target), "sizeBytes": target.stat().st_size})
    else:
        click.echo(str(target))


def _options(text: str | None) -> ExportOptions | None:
    if text is None:
        return None
    try:
        return msgspec.convert(json_value(text, "--options"), ExportOptions)
    except msgspec.ValidationError as error:
        raise click.UsageError(f"--options: {error}.") from None
