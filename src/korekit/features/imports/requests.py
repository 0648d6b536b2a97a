"""Taking an import: what is asked is checked at once, the work is a job.

Source: bot-definition.yaml import-bot-as-new-bot, import-bot-into-an-existing-bot; observed-errors.md 2.1.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

import msgspec

from korekit.archive import ArchiveBroken, is_old_universal
from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.catalog.bot_definition import BUILT_IN_ICON, BotDefinition, ImportOptions
from korekit.catalog.bot_definition_results import ImportRequest, StatusLog
from korekit.clock import iso_time
from korekit.errors.app_causes import BotUnknown
from korekit.errors.request_causes import BodyFieldInvalid, BodyFieldMissing, FileUnknown
from korekit.errors.wire import WireError
from korekit.features.imports.uploaded_files import ImportedFiles, read_files
from korekit.ids import BotId, FileId
from korekit.jobs.queue import Job, add_job
from korekit.records.bots import find_bot
from korekit.records.files import StoredFile, find_file
from korekit.storage.blobs import BlobStore

__all__ = ["IMPORT_KIND", "import_bot_as_new_bot", "import_bot_into_an_existing_bot"]

IMPORT_KIND: Final = "bot-import"
_ZIP: Final = b"PK\x03\x04"
_OLD_UNIVERSAL: Final = (
    "The file contains the definition of the Universal Bots built using an older version. "
    "This version is no longer supported and the file cannot be imported."
)


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
        _insist({"botDefinition": bot_definition, "configInfo": config_info, "icon": icon})
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
    bot_definition: FileId | None = None,
    config_info: FileId | None = None,
    *,
    bot_functions: list[FileId] | None = None,
    import_options: ImportOptions | None = None,
    zip_info: FileId | None = None,
    upload_mode: str | None = None,
) -> ImportRequest:
    """Accept an import into a bot of the account.

    Raises:
        BotUnknown: it has no such bot.
        BodyFieldMissing: neither an archive nor both of its parts.
        FileUnknown: the account uploaded no such file.
    """
    bot = await find_bot(call.database, call.account_id, bot_id)
    if bot is None:
        raise BotUnknown()
    if (upload_mode or "").upper() == "ZIP" or (zip_info and not bot_definition):
        files = ImportedFiles(zip=(await _file(call, "zipInfo", zip_info)).sha256)
    elif bot_definition and not config_info and (archive := await _zip(call, bot_definition)) is not None:
        files = ImportedFiles(zip=archive.sha256)
    else:
        _insist({"botDefinition": bot_definition, "configInfo": config_info})
        files = await _parts(call, bot_definition, config_info, bot_functions)
    options = None if import_options is None else msgspec.to_builtins(import_options)
    request = {"name": bot.name, "bot_id": bot_id, "is_new": False, "options": options}
    return await _accept(call, files, request, old_universal_status=422)


def _insist(given: Mapping[str, FileId | None]) -> None:
    """Refuse a call without a file that it needs, before any file is looked for."""
    for wire, value in given.items():
        if not value:
            raise BodyFieldMissing(expected=f"`{wire}`")


async def _zip(call: Call, file_id: FileId) -> StoredFile | None:
    """An uploaded file that is a zip."""
    found = await find_file(call.database, call.account_id, file_id)
    is_zip = found is not None and await asyncio.to_thread(_begins_as_zip, call.services.blobs.path(found.sha256))
    return found if is_zip else None


def _begins_as_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_ZIP)) == _ZIP


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
