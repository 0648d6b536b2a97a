"""Upload and import: each file once, and the import sent once, however often the run is cut off."""

from typing import Any, Final

from korekit.catalog.bot_definition import BUILT_IN_ICON, ImportOptions
from korekit.catalog.bot_definition_results import ImportRequest, ImportStatus
from korekit.catalog.operations import AllOperations
from korekit.catalog.parameters import Upload
from korekit.cli.bots.parts import config_of, definition_of, functions_of, icon_of
from korekit.cli.deploying.host_log import host_time
from korekit.cli.deploying.journal import SentImport
from korekit.cli.deploying.lost_import import found_import, namesakes_of
from korekit.cli.deploying.run import Run, is_unsent, unanswered, wait_for
from korekit.cli.terminal.ending import Failure
from korekit.cli.terminal.output import say
from korekit.cli.terminal.progress import progress
from korekit.client.answers import Answer
from korekit.client.errors import InputRejected, JobFailed
from korekit.ids import BotId, FileId

__all__ = ["import_source", "upload_parts"]

_SHOWN_AT_MOST: Final = 5


def upload_parts(run: Run) -> None:
    """Upload each part whose file id is not known yet."""
    journal, parts = run.journal, _parts(run)
    left = {key: upload for key, upload in parts.items() if key not in journal.uploads}
    if not left or journal.sent_import is not None:
        return
    with run.step("upload") as step, progress("Uploading") as shown:
        for key, upload in left.items():
            shown.reach(len(journal.uploads) / len(parts), upload.name)
            extension = upload.name.rpartition(".")[2].lower()
            answer = run.client.answer(AllOperations.upload_file, upload, file_extension=extension)
            journal.uploads[key] = answer.result.file_id
            journal.host_time = host_time(answer)
            run.book.write()
        shown.reach(1.0, "done")
        step.detail = f"{len(parts)} file{'' if len(parts) == 1 else 's'}"


def _parts(run: Run) -> dict[str, Upload]:
    """What is uploaded, by the name under which the journal keeps its file id."""
    archive = run.source
    parts = {"definition": definition_of(archive), "config": config_of(archive)}
    icon = icon_of(archive)
    if icon is not None and run.asked.new_name:
        parts["icon"] = icon
    return parts | {f"function {one.name}": one for one in functions_of(archive)}


def import_source(run: Run) -> None:
    """Import and wait, unless that was done; where the answer of an earlier run was lost, find out first.

    Raises:
        Unknown: whether the host took it cannot be found out.
        StillRunning: it takes longer than is waited for.
        Failure: it failed; the bot is as it was, and the next run sends it again.
    """
    sent = run.journal.sent_import
    if sent is not None and sent.is_done:
        return
    with run.step("import") as step:
        if sent is None:
            sent = _send(run)
        elif not sent.request_id:
            sent = _found_or_sent(run, sent)
        step.detail = sent.request_id
        status = _await(run, sent)
        found = ", found on the host: its answer was lost" if sent.is_found else ""
        step.detail = f"{sent.request_id} {status.status}, {len(sent.rows)} rows{found}"


def _found_or_sent(run: Run, sent: SentImport) -> SentImport:
    request_id = found_import(run, sent)
    if not request_id:
        return _send(run)
    sent.request_id, sent.is_found = request_id, True
    run.book.write()
    return sent


def _send(run: Run) -> SentImport:
    journal = run.journal
    sent = journal.sent_import = SentImport(
        sent_at=run.clock.now_ms(), host_time=journal.host_time, namesakes=namesakes_of(run)
    )
    run.book.write()
    try:
        answer = _import_call(run)
    except Exception as error:
        if is_unsent(error):
            journal.sent_import = None
            if isinstance(error, InputRejected):
                # The host may have forgotten the files.
                journal.uploads.clear()
        raise unanswered(error, "import") from error
    sent.request_id = answer.result.id
    run.book.write()
    return sent


def _import_call(run: Run) -> Answer[ImportRequest]:
    files = run.journal.uploads
    functions = [FileId(file_id) for key, file_id in files.items() if key.startswith("function ")] or None
    definition, config = FileId(files["definition"]), FileId(files["config"])
    if run.asked.new_name:
        return run.client.answer(
            AllOperations.import_bot_as_new_bot,
            definition,
            config,
            FileId(files["icon"]) if "icon" in files else BUILT_IN_ICON,
            bot_functions=functions,
            name=run.asked.new_name,
        )
    return run.client.answer(
        AllOperations.import_bot_into_an_existing_bot,
        BotId(run.asked.bot_id),
        definition,
        config,
        bot_functions=functions,
        import_options=_options(run.asked.options),
    )


def _options(options: dict[str, Any] | None) -> ImportOptions | None:
    if options is None:
        return None
    import msgspec

    return msgspec.convert(options, ImportOptions)


def _await(run: Run, sent: SentImport) -> ImportStatus:
    journal, operation = run.journal, AllOperations.import_bot_into_an_existing_bot
    try:
        status = wait_for(run, operation, sent.request_id, AllOperations.bot_import_status, "Importing")
    except JobFailed as failed:
        journal.sent_import = None
        raise _failure(failed.status_answer.result) from failed
    except InputRejected:
        if sent.is_found:
            sent.request_id = ""  # no import of this host, whoever named it
        raise
    sent.rows = _rows(status)
    sent.is_done = True
    journal.bot_id = status.stream_id or run.asked.bot_id
    return status


def _rows(status: ImportStatus) -> list[tuple[str, str, str]]:
    return [(row.task_type, row.task_name, row.status) for row in status.status_logs or []]


def _failure(status: ImportStatus) -> Failure:
    wrong = [row for row in status.status_logs or [] if row.status.casefold() not in ("success", "pending")]
    for row in wrong[:_SHOWN_AT_MOST]:
        say(f"{row.status}: {row.task_type} {row.task_name} {row.message}".rstrip())
    named = f" at {wrong[0].task_type} {wrong[0].task_name}" if wrong else ""
    return Failure(f"The import failed{named}.", "The bot is as it was. Mend the archive, and deploy again.")
