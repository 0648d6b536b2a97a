"""Doing a publish: what is configured becomes a version, what was saved of scopes counts.

Source: bot-definition.yaml bot-publish-status; platform.md 3.1 rule 6.
"""

import asyncio
from typing import Any

import msgspec

from korekit.archive import ArchiveBroken, PublishRow, ResourceType
from korekit.calls.call import Services
from korekit.calls.changes import record_changes
from korekit.calls.handlers import works
from korekit.catalog.bot_definition_results import PublishedResource
from korekit.features.publishing.requests import PUBLISH_KIND, rows_of
from korekit.jobs.queue import Job
from korekit.jobs.runner import JobFailed, JobOutdated, Outcome
from korekit.records.apps import publish_scopes
from korekit.records.bot_versions import unmark_restored
from korekit.records.bots import ADD_VERSION, LAST_VERSION, MARK_PUBLISHED, Bot, find_bot, hold_as_read
from korekit.records.change_logs import Change
from korekit.records.definitions import knowledge_id
from korekit.storage.database import Transaction

__all__ = ["run_publish"]


@works(PUBLISH_KIND)
async def run_publish(services: Services, job: Job) -> Outcome:
    """Publish the bot of a job.

    Raises:
        JobFailed: the bot is gone, or its definition cannot be read.
    """
    bot = await find_bot(services.database, job.account_id, job.bot_id or "")
    if bot is None:
        raise JobFailed({"message": "the bot does not exist any more"})
    try:
        rows = await asyncio.to_thread(rows_of, services.blobs, bot)
    except ArchiveBroken as broken:
        raise JobFailed({"message": str(broken)[:500]}) from None

    async def effects(transaction: Transaction) -> None:
        if not await hold_as_read(transaction, bot):
            raise JobOutdated
        last = await transaction.one(LAST_VERSION, bot_id=bot.id)
        await transaction.run(ADD_VERSION, **_version(job, bot, last[0] + 1 if last else 1, services.clock.now_ms()))
        await transaction.run(MARK_PUBLISHED, bot=bot.id)
        await unmark_restored(transaction, bot.id)
        await publish_scopes(transaction, bot.id)
        await record_changes(
            services,
            transaction,
            _changes(job, bot, rows),
            account_id=job.account_id,
            bot_id=bot.id,
            user_id=job.created_by,
        )

    return Outcome({"statusSummary": msgspec.to_builtins([_summed_up(row, job, bot) for row in rows])}, effects)


def _version(job: Job, bot: Bot, number: int, now: int) -> dict[str, Any]:
    return {
        "bot_id": bot.id,
        "number": number,
        "comment": job.request["versionComment"],
        "definition": bot.definition,
        "config": bot.config,
        "icon_file": bot.icon_file,
        "functions": bot.functions,
        "published_by": job.created_by,
        "published_at": now,
    }


def _summed_up(row: PublishRow, job: Job, bot: Bot) -> PublishedResource:
    summed = PublishedResource(
        resource_type=row.type, resource_id=_resource_id(row, bot), name=row.name, status="SUCCESS"
    )
    if row.type is ResourceType.VERSION:
        return summed
    if row.type in (ResourceType.DIALOG, ResourceType.KNOWLEDGE):
        summed.resource_version = "1.0"
        summed.deployed_to = "enterprise"
        summed.result = {"state": "published", "name": row.name, "refId": row.ref_id, "version": "1.0"}
        if row.type is ResourceType.DIALOG:
            summed.approval_requested_languages = list(row.languages)
            summed.result |= {
                "versionComment": job.request["versionComment"],
                "approvedLanguages": list(row.languages),
            }
        return summed
    is_languages = row.type is ResourceType.LANGUAGES
    summed.modules = {"enabledLanguages": list(row.languages)} if is_languages else list(row.modules)
    summed.result = {
        "resourceId": row.resource_id,
        "resourceType": row.type.value,
        "name": row.name,
        "modules": summed.modules,
    }
    return summed


def _resource_id(row: PublishRow, bot: Bot) -> str:
    return row.resource_id or knowledge_id(bot.id, row.ref_id or row.name)


def _changes(job: Job, bot: Bot, rows: list[PublishRow]) -> list[Change]:
    changes = [
        Change("dialog", _resource_id(row, bot), f"Published task {row.name}")
        for row in rows
        if row.type is ResourceType.DIALOG
    ]
    graphs = [_resource_id(row, bot) for row in rows if row.type is ResourceType.KNOWLEDGE]
    if graphs:
        changes.append(Change("Knowledge Task", graphs[0], "Knowledge task published"))
    if job.request["initiateTraining"]:
        changes.append(Change("stream", bot.id, "Trained ML after BOT approval"))
    return changes
