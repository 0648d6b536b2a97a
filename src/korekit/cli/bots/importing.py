"""An import from the first upload to the job's end."""

from typing import Any

import click

from korekit.archive import Archive, check
from korekit.catalog.bot_definition import BUILT_IN_ICON
from korekit.catalog.operation import Operation
from korekit.catalog.operations import AllOperations
from korekit.catalog.parameters import Upload
from korekit.catalog.planes import Caller
from korekit.cli.bots.parts import archive_at, config_of, definition_of, functions_of, icon_of
from korekit.cli.bots.remembered import remember_bots
from korekit.cli.operations.following import follow
from korekit.cli.profiles.connecting import client_for
from korekit.cli.terminal.ending import Failure
from korekit.cli.terminal.given import Given
from korekit.cli.terminal.output import print_json, say
from korekit.cli.terminal.progress import progress
from korekit.client.answers import Answer
from korekit.client.errors import JobFailed
from korekit.client.sync import Client
from korekit.ids import BotId, FileId

__all__ = ["import_bot"]

_SHOWN_AT_MOST = 5


def import_bot(given: Given, paths: tuple[str, ...], *, into: str | None, name: str | None) -> None:
    """Upload the parts, import them, wait, print the bot's id.

    Raises:
        Failure: a part is missing, or the import failed.
    """
    archive = archive_at(paths)
    with client_for(given, Caller.APP) as client:
        files = _upload(client, archive)
        operation, started = _start(client, files, into=into, name=name)
        try:
            done = follow(client, operation, started, "Importing")
        except JobFailed as failed:
            raise _failure_of(failed, archive) from failed
    bot_id = done.result.stream_id or into or ""
    if bot_id and into is None:
        remember_bots({bot_id: name or ""})
    if given.is_json:
        print_json(done.json)
    else:
        click.echo(bot_id)


class _Files:
    """Ids of the uploaded parts."""

    def __init__(self) -> None:
        self.definition = self.config = FileId("")
        self.icon: FileId = BUILT_IN_ICON
        self.functions: list[FileId] = []


def _upload(client: Client, archive: Archive) -> _Files:
    icon, functions = icon_of(archive), functions_of(archive)
    count = 2 + len(functions) + (icon is not None)
    files = _Files()
    with progress("Uploading") as shown:
        done = 0

        def send(upload: Upload) -> FileId:
            nonlocal done
            shown.reach(done / count, upload.name)
            extension = upload.name.rpartition(".")[2].lower()
            done += 1
            return FileId(client.upload_file(upload, file_extension=extension).file_id)

        files.definition = send(definition_of(archive))
        files.config = send(config_of(archive))
        if icon is not None:
            files.icon = send(icon)
        files.functions = [send(function) for function in functions]
        shown.reach(1.0, "done")
    return files


def _start(
    client: Client, files: _Files, *, into: str | None, name: str | None
) -> tuple[Operation[Any, Any], Answer[Any]]:
    if into is not None:
        return AllOperations.import_bot_into_an_existing_bot, client.answer(
            AllOperations.import_bot_into_an_existing_bot,
            BotId(into),
            files.definition,
            files.config,
            bot_functions=files.functions or None,
        )
    return AllOperations.import_bot_as_new_bot, client.answer(
        AllOperations.import_bot_as_new_bot,
        files.definition,
        files.config,
        files.icon,
        bot_functions=files.functions or None,
        name=name,
    )


def _failure_of(failed: JobFailed, archive: Archive) -> Failure:
    """What the host's log names as failed, and what the archive itself shows to be wrong."""
    rows = failed.status_answer.result.status_logs or []
    for row in [row for row in rows if row.status.lower() not in ("success", "pending")][:_SHOWN_AT_MOST]:
        why = f": {row.message}" if row.message else ""
        say(f"{row.status}: {row.task_type} {row.task_name}{why}")
    for problem in [problem for problem in check(archive) if problem.is_error][:_SHOWN_AT_MOST]:
        say(f"in the archive: {problem}")
    return Failure("The import failed.", "Mend what is named above, and import again.")
