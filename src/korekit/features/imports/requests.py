"""Taking an import: what is asked is checked at once, the work is a job.

Source: bot-definition.yaml import-bot-as-new-bot, import-bot-into-an-existing-bot; observed-errors.md 2.1.
"""

import asyncio
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import msgspec

from korekit.archive import Archive, ArchiveBroken, is_old_universal, read_parts, read_zip
from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.catalog.bot_definition import BUILT_IN_ICON, BotDefinition, ImportOptions
from korekit.catalog.bot_definition_results import ImportRequest, StatusLog
from korekit.clock import iso_time
from korekit.errors.app_causes import BotUnknown
from korekit.errors.request_causes import BodyFieldInvalid, BodyFieldMissing, FileUnknown
from korekit.errors.wire import WireError
from korekit.ids import BotId, FileId
from korekit.jobs.queue import Job, add_job
from korekit.records.bots import find_bot
from korekit.records.files import StoredFile, find_file
from korekit.storage.blobs import BlobStore

__all__ = ["IMPORT_KIND", "ImportedFiles", "import_bot_as_new_bot", "import_bot_into_an_existing_bot", "read_files"]

IMPORT_KIND: Final = "bot-import"
_OLD_UNIVERSAL: Final = (
    "The file contains the definition of the Universal Bots built using an older version. "
    "This version is no longer supported and the file cannot be imported."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedFiles:
    """SHA-256 of the uploaded files of an import; either a zip or the parts."""

    zip: str | None = None
    definition: str | None = None
    config: str | None = None
    icon: str | None = None
    functions: tuple[tuple[str, str], ...] = ()


@handles(BotDefinition.import_bot_as_new_bot)
async def import_bot_as_new_bot(
    call: Call,
    bot_definition: FileId | None = None,
    config_info: FileId | None = None,
    icon: FileId | None = None,
    *,
    bot_functions: list[FileId] | None = None,
    zip_info: FileId | None = None,
    upload_mode: str | None = None,
    name: str | None = None,
    purpose: str | None = None,
) -> ImportRequest:
    """Accept an import as a new bot."""
    if (upload_mode or "").upper() == "ZIP" or (zip_info and not bot_definition):
        files = ImportedFiles(zip=(await _file(call, "zipInfo", zip_info)).sha256)
    else:
        for wire, value in (("botDefinition", bot_definition), ("configInfo", config_info), ("icon", icon)):
            if not value:
                raise BodyFieldMissing(expected=f"`{wire}`")
        files = await _parts(call, bot_definition, config_info, bot_functions)
        if icon != BUILT_IN_ICON:
            files = replace(files, icon=(await _file(call, "icon", icon)).sha256)
    request = {
        "name": name,
        "purpose": purpose,
        "icon": icon,
        "bot_id": call.services.ids.prefixed("st"),
        "is_new": True,
    }
    return await _accept(call, files, request, old_universal_status=400)


@handles(BotDefinition.import_bot_into_an_existing_bot)
async def import_bot_into_an_existing_bot(
    call: Call,
    bot_id: BotId,
    bot_definition: FileId,
    config_info: FileId,
    *,
    bot_functions: list[FileId] | None = None,
    import_options: ImportOptions | None = None,
) -> ImportRequest:
    """Accept an import into a bot of the account."""
    bot = await find_bot(call.database, call.account_id, bot_id)
    if bot is None:
        raise BotUnknown()
    files = await _parts(call, bot_definition, config_info, bot_functions)
    options = None if import_options is None else msgspec.to_builtins(import_options)
    request = {"name": bot.name, "bot_id": bot_id, "is_new": False, "options": options}
    return await _accept(call, files, request, old_universal_status=422)


async def _parts(
    call: Call, definition: FileId | None, config: FileId | None, functions: list[FileId] | None
) -> ImportedFiles:
    scripts = [await _file(call, "botFunctions", one) for one in functions or []]
    return ImportedFiles(
        definition=(await _file(call, "botDefinition", definition)).sha256,
        config=(await _file(call, "configInfo", config)).sha256,
        functions=tuple((script.name, script.sha256) for script in scripts),
    )


async def _file(call: Call, wire: str, file_id: FileId | None) -> StoredFile:
    if not file_id:
        raise BodyFieldMissing(expected=f"`{wire}`")
    found = await find_file(call.database, call.account_id, file_id)
    if found is None:
        raise FileUnknown(at=f"`{wire}`", expected="the id of an uploaded file", found=f"`{file_id[:40]}`")
    return found


async def _accept(
    call: Call, files: ImportedFiles, request: dict[str, Any], *, old_universal_status: int
) -> ImportRequest:
    seen = await asyncio.to_thread(_look, call.services.blobs, files)
    if seen.is_old_universal:
        raise BodyFieldInvalid(
            expected="a bot of a supported version",
            found="an old universal bot",
            wire=WireError(old_universal_status, old_universal_status, _OLD_UNIVERSAL),
        )
    name = request["name"] or seen.name
    ref_id = seen.ref_id or call.services.ids.uuid()
    rows = [StatusLog(task_type="importRequest", task_name=name, status="success")]
    job = Job(
        id=call.services.ids.prefixed("bir"),
        kind=IMPORT_KIND,
        account_id=call.account_id,
        bot_id=None if request["is_new"] else request["bot_id"],
        state="pending",
        request={**request, "files": asdict(files)},
        answer={"statusLogs": msgspec.to_builtins(rows), "streamRefId": ref_id},
        created_by=call.caller.user_id,
        created_at=call.now_ms(),
    )
    async with call.database.transaction() as transaction:
        await add_job(transaction, job)
    call.services.wake_jobs()
    return ImportRequest(
        id=job.id,
        stream_ref_id=ref_id,
        status="pending",
        status_logs=rows,
        request_type="Botimport",
        created_by=job.created_by,
        created_on=iso_time(job.created_at),
        version=0,
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    name: str = ""
    ref_id: str = ""
    is_old_universal: bool = False


def _look(blobs: BlobStore, files: ImportedFiles) -> _Seen:
    """What the answer needs of the files; whatever is wrong with them is the job's to say."""
    try:
        archive = read_files(blobs, files)
        return _Seen(archive.name, archive.ref_id, is_old_universal(archive))
    except ArchiveBroken:
        return _Seen()


def read_files(blobs: BlobStore, files: ImportedFiles) -> Archive:
    """The archive that was uploaded. Blocks.

    Raises:
        ArchiveBroken: it cannot be read.
    """
    if files.zip is not None:
        return read_zip(blobs.path(files.zip))
    return read_parts(
        definition=blobs.get_now(files.definition or ""),
        config=blobs.get_now(files.config or ""),
        icon=blobs.get_now(files.icon) if files.icon else None,
        functions=[(name, blobs.get_now(sha256)) for name, sha256 in files.functions],
    )
