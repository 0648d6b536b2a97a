"""Taking a publish, and saying how the latest one of a bot stands.

Source: bot-definition.yaml publish-bot, bot-publish-status.
"""

import asyncio
from typing import Any, Final

import msgspec

from korekit.archive import ArchiveBroken, PublishRow, ResourceType, answer_rows, publish_rows
from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.catalog.bot_definition import BotDefinition
from korekit.catalog.bot_definition_results import PublishedResource, PublishStatus
from korekit.clock import iso_time
from korekit.errors.app_causes import BotUnknown
from korekit.errors.request_causes import BodyFieldInvalid, ResourceUnknown
from korekit.errors.wire import WireError
from korekit.ids import BotId
from korekit.jobs.queue import Job, add_job, last_job
from korekit.records.bots import Bot, find_bot
from korekit.records.definitions import load_archive, stored_in
from korekit.storage.blobs import BlobStore

__all__ = ["PUBLISH_KIND", "bot_publish_status", "publish_bot", "rows_of"]

PUBLISH_KIND: Final = "bot-publish"
_STATES: Final = {"pending": "inprogress", "running": "inprogress", "success": "successful", "failure": "failed"}
_NO_PUBLISH: Final = WireError(400, 400, "No publish request found")


@handles(BotDefinition.publish_bot)
async def publish_bot(
    call: Call, bot_id: BotId, version_comment: str, *, initiate_training: bool | None = None
) -> list[PublishedResource]:
    """Accept a publish; answers the resources it takes along.

    Raises:
        BotUnknown: the account has no such bot.
        BodyFieldInvalid: its definition cannot be read.
    """
    bot = await find_bot(call.database, call.account_id, bot_id)
    if bot is None:
        raise BotUnknown()
    try:
        rows = await asyncio.to_thread(rows_of, call.services.blobs, bot)
    except ArchiveBroken as broken:
        raise BodyFieldInvalid(expected="a bot whose definition can be read", found=str(broken)[:200]) from None
    job = Job(
        id=call.services.ids.prefixed("ds"),
        kind=PUBLISH_KIND,
        account_id=call.account_id,
        bot_id=bot_id,
        state="pending",
        request={"versionComment": version_comment, "initiateTraining": initiate_training is not False},
        answer={},
        created_by=call.caller.user_id,
        created_at=call.now_ms(),
    )
    async with call.database.transaction() as transaction:
        await add_job(transaction, job)
    call.services.wake_jobs()
    published_on = iso_time(job.created_at)
    return [_answered(row, version_comment, published_on) for row in answer_rows(rows)]


def rows_of(blobs: BlobStore, bot: Bot) -> list[PublishRow]:
    """The resources of a bot as it is configured. Blocks."""
    return publish_rows(load_archive(blobs, bot, stored_in(bot)))


def _answered(row: PublishRow, comment: str, published_on: str) -> PublishedResource:
    if row.type is ResourceType.DIALOG:
        return PublishedResource(
            resource_type=row.type,
            resource_id=row.resource_id or "",
            sb_resource_id=row.resource_id or "",
            status="SUCCESS",
            result={
                "state": "awaitingApproval",
                "approvalRequestedLanguages": list(row.languages),
                "versionComment": comment,
                "publishedOn": published_on,
                "name": row.name,
            },
        )
    return PublishedResource(resource_type=row.type, status="SUCCESS", result=_described(row))


def _described(row: PublishRow) -> dict[str, Any]:
    described: dict[str, Any] = {"resourceId": row.resource_id, "resourceType": row.type.value, "name": row.name}
    if row.type is ResourceType.LANGUAGES:
        described["modules"] = {"enabledLanguages": list(row.languages)}
    elif row.type is not ResourceType.KNOWLEDGE:
        described["modules"] = list(row.modules)
    return described


@handles(BotDefinition.bot_publish_status)
async def bot_publish_status(call: Call, bot_id: BotId) -> PublishStatus:
    """The running publish of the bot or, if none runs, the last one.

    Raises:
        ResourceUnknown: it was never published.
    """
    job = await last_job(call.database, PUBLISH_KIND, bot_id)
    if job is None:
        raise ResourceUnknown(expected="a bot that was published", found="no publish of it", wire=_NO_PUBLISH)
    touched = job.finished_at or job.started_at or job.created_at
    return PublishStatus(
        id=job.id,
        action="RUN",
        job_type="PUBLISH_BOT",
        stream_id=bot_id,
        version=0,
        count_of_dock_statuses=1,
        created_by=job.created_by,
        percentage_complete=0 if job.is_open else 100,
        requested_time=iso_time(job.created_at),
        status=_STATES[job.state],
        last_modified_on=iso_time(touched),
        initiated_on=iso_time(job.started_at or job.created_at),
        status_summary=msgspec.convert(job.answer.get("statusSummary", []), list[PublishedResource]),
        message=job.failure,
    )
