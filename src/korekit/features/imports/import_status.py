"""How an import stands.

Source: bot-definition.yaml bot-import-status.
"""

import msgspec

from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.catalog.bot_definition import BotDefinition
from korekit.catalog.bot_definition_results import ImportStatus, StatusLog
from korekit.clock import iso_time
from korekit.errors.request_causes import ResourceUnknown
from korekit.features.imports.requests import IMPORT_KIND
from korekit.ids import JobId
from korekit.jobs.queue import find_job

__all__ = ["bot_import_status"]


@handles(BotDefinition.bot_import_status)
async def bot_import_status(call: Call, request_id: JobId) -> ImportStatus:
    """The job's state with a row for each component.

    Raises:
        ResourceUnknown: the account has no such import.
    """
    job = await find_job(call.database, call.account_id, IMPORT_KIND, request_id)
    if job is None:
        raise ResourceUnknown(expected="the id of an import, `bir-…`", found=f"`{request_id[:60]}`")
    return ImportStatus(
        id=job.id,
        status="pending" if job.is_open else job.state,
        stream_ref_id=job.answer["streamRefId"],
        status_logs=msgspec.convert(job.answer["statusLogs"], list[StatusLog]),
        created_by=job.created_by,
        request_type="Botimport",
        created_on=iso_time(job.created_at),
        version=0,
        stream_id=(job.bot_id or "") if job.state == "success" else "",
    )
