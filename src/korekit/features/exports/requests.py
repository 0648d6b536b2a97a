"""Taking an export, and saying how the latest one of a bot stands.

Source: bot-definition.yaml bot-export, bot-export-status; observed-errors.md 2.1.
"""

from typing import Any, Final

import msgspec

from korekit.archive import ExportOptions as Asked
from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.catalog.bot_definition import BotDefinition, ExportOptions, SubTasks
from korekit.catalog.bot_definition_results import ExportRequest, ExportStatus, Store
from korekit.clock import iso_time
from korekit.errors.request_causes import BodyFieldInvalid, ResourceUnknown
from korekit.errors.wire import WireError
from korekit.features.exports.addresses import ADDRESS_COUNTS_MS, address_key
from korekit.ids import BotId
from korekit.jobs.queue import Job, add_job, last_job
from korekit.records.files import find_file

__all__ = ["EXPORT_KIND", "bot_export", "bot_export_status"]

EXPORT_KIND: Final = "bot-export"
_NOTHING_SELECTED: Final = WireError(400, 400, "Please select at least one component")
_NO_EXPORT: Final = WireError(400, 400, "No export request found")


@handles(BotDefinition.bot_export)
async def bot_export(
    call: Call,
    bot_id: BotId,
    export_type: str,
    *,
    export_options: ExportOptions | None = None,
    sub_tasks: SubTasks | None = None,
    all_tasks: bool | None = None,
    custom_dashboards: bool | None = None,
    include_dependent_tasks: bool | None = None,
) -> ExportRequest:
    """Accept an export.

    Raises:
        BodyFieldInvalid: another type than latest or published, or a selection of nothing.
    """
    if export_type not in ("latest", "published"):
        raise BodyFieldInvalid(at="`exportType`", expected="latest or published", found=f"`{export_type[:20]}`")
    asked: dict[str, Any] = {
        "exportType": export_type,
        "exportOptions": export_options,
        "subTasks": sub_tasks,
        "allTasks": all_tasks,
        "customDashboards": custom_dashboards,
        "IncludeDependentTasks": include_dependent_tasks,
    }
    request = msgspec.to_builtins({key: value for key, value in asked.items() if value is not None})
    if Asked.from_wire(request).is_nothing:
        raise BodyFieldInvalid(
            at="`exportOptions`", expected="a component", found="empty lists only", wire=_NOTHING_SELECTED
        )
    job = Job(
        id=call.services.ids.prefixed("ber"),
        kind=EXPORT_KIND,
        account_id=call.account_id,
        bot_id=bot_id,
        state="pending",
        request=request,
        answer={},
        created_by=call.caller.user_id,
        created_at=call.now_ms(),
    )
    async with call.database.transaction() as transaction:
        await add_job(transaction, job)
    call.services.wake_jobs()
    return ExportRequest(
        id=job.id,
        stream_id=bot_id,
        status="pending",
        created_by=job.created_by,
        export_type=export_type,
        request_type="Botexport",
        created_on=iso_time(job.created_at),
        version=0,
    )


@handles(BotDefinition.bot_export_status)
async def bot_export_status(call: Call, bot_id: BotId) -> ExportStatus:
    """The latest export of the bot, whatever its type.

    Raises:
        ResourceUnknown: none was ever asked for, or its archive is not kept any longer.
    """
    job = await last_job(call.database, EXPORT_KIND, bot_id)
    if job is None or not await _is_kept(call, job):
        raise ResourceUnknown(expected="a bot that was exported", found="no export of it", wire=_NO_EXPORT)
    status = ExportStatus(
        id=job.id,
        bot_id=bot_id,
        stream_id=bot_id,
        created_by=job.created_by,
        export_type=job.request["exportType"],
        request_type="Botexport",
        status="pending" if job.is_open else job.state,
        created_on=iso_time(job.created_at),
        version=0,
    )
    if job.state == "failure":
        status.message = job.failure
    if job.state == "success":
        key = address_key(call.services.sealer, job.id, call.now_ms())
        status.download_url = f"{call.base_url}/api/getMediaStream/market/bot-export.zip?key={key}"
        status.file_id = job.answer["fileId"]
        status.store = Store(url_params=f"key={key}")
        status.file_size = str(job.answer["fileSize"])
    return status


async def _is_kept(call: Call, job: Job) -> bool:
    """Whether an address that is given now counts for as long as addresses do; true of an export without an archive."""
    if job.state != "success":
        return True
    file = await find_file(call.database, job.account_id, job.answer["fileId"])
    return file is not None and (file.ends_at is None or call.now_ms() + ADDRESS_COUNTS_MS < file.ends_at)
