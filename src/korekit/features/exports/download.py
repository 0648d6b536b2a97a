"""Handing an exported archive out.

Source: quirks of bot-export-status.
"""

from korekit.calls.call import Call
from korekit.calls.handlers import FileBody, handles
from korekit.catalog.bot_definition import BotDefinition
from korekit.errors.console import NotFound
from korekit.features.exports.addresses import job_of_key
from korekit.jobs.queue import job_by_id
from korekit.records.bots import find_bot
from korekit.records.files import find_file

__all__ = ["download_file"]


@handles(BotDefinition.download_file)
async def download_file(call: Call, file_name: str, *, key: str = "") -> FileBody:
    """The archive whose address this is.

    Raises:
        NotFound: the key is made up, its time is over, or the bot or the file is gone.
    """
    job_id = job_of_key(call.services.sealer, key, call.now_ms())
    job = await job_by_id(call.database, job_id) if job_id is not None else None
    if job is None or job.state != "success":
        raise NotFound()
    if await find_bot(call.database, job.account_id, job.bot_id or "") is None:
        raise NotFound()
    if await find_file(call.database, job.account_id, job.answer["fileId"]) is None:
        raise NotFound()
    return FileBody(call.services.blobs.path(job.answer["sha256"]), job.answer["name"])
