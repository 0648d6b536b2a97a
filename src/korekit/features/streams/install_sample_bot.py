"""Making a bot of the account from a sample.

Every sample has the structure of the one archive that is shipped. Source: bot-definition.yaml install-sample-bot.
"""

import asyncio
import json
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import bindparam, select, update

from korekit.archive import Archive, read_zip, rekeyed, shaped_like
from korekit.calls.call import Call
from korekit.calls.changes import record_changes
from korekit.calls.handlers import handles
from korekit.catalog.bot_definition import BUILT_IN_ICON
from korekit.catalog.bot_settings import BotSettings
from korekit.catalog.bot_settings_results import SampleBotCopy, Visibility
from korekit.catalog.console import SampleBot
from korekit.clock import iso_time
from korekit.errors.app_causes import INVALID_STREAM
from korekit.errors.request_causes import ResourceUnknown
from korekit.features.streams.sample_bots import SAMPLE_BOTS
from korekit.ids import derived_id
from korekit.records.accounts import accounts, find_user
from korekit.records.bots import ADD_BOT, bots
from korekit.records.change_logs import Change
from korekit.records.definitions import StoredArchive, store_archive
from korekit.samples import sample_archive
from korekit.storage.blobs import BlobStore
from korekit.storage.database import Reader, Transaction
from korekit.storage.statements import Statement

__all__ = ["install_sample_bot"]

_COLOR: Final = "#009dab"
_NAMES: Final = Statement(
    select(bots.c.name)
    .where(bots.c.account_id == bindparam("account_id"))
    .where(bots.c.name.startswith(bindparam("start"), autoescape=False))
    .where(bots.c.deleted_at.is_(None))
)
# Two installs at once wait for each other, so that they get two names.
_HOLD_ACCOUNT: Final = Statement(
    update(accounts).where(accounts.c.id == bindparam("account")).values(name=accounts.c.name)
)


@dataclass(frozen=True, slots=True)
class _Prepared:
    archive: Archive
    stored: StoredArchive


@handles(BotSettings.install_sample_bot)
async def install_sample_bot(call: Call, sample_id: str) -> SampleBotCopy:
    """Install a sample; the bot is the app's maker's, and so is the e-mail in its name.

    Raises:
        ResourceUnknown: there is no such sample.
    """
    sample = next((one for one in SAMPLE_BOTS if one.id == sample_id), None)
    if sample is None:
        raise ResourceUnknown(
            expected="the id of a sample bot, `st-…`", found=f"`{sample_id[:60]}`", wire=INVALID_STREAM
        )
    user = await find_user(call.database, call.caller.user_id)
    wanted = f"{sample.name}_{user.email}" if user is not None else sample.name
    while True:
        name = _free_name(wanted, await _taken(call, call.database, wanted))
        bot_id = call.services.ids.prefixed("st")
        prepared = await asyncio.to_thread(_prepare, call.services.blobs, bot_id, name)
        now = call.now_ms()
        async with call.database.transaction() as transaction:
            await transaction.run(_HOLD_ACCOUNT, account=call.account_id)
            # Taken by another install meanwhile: again, under the next name.
            if name not in await _taken(call, transaction, wanted):
                await _add(call, transaction, sample, prepared, now)
                return _answer(call, sample, prepared.archive, now)


async def _add(call: Call, transaction: Transaction, sample: SampleBot, prepared: _Prepared, now: int) -> None:
    await transaction.run(ADD_BOT, **_row(call, sample, prepared, now))
    bot_id = prepared.archive.bot_id
    await record_changes(
        call.services,
        transaction,
        [Change("stream", bot_id, "Saved BOT")],
        account_id=call.account_id,
        bot_id=bot_id,
        user_id=call.caller.user_id,
    )


async def _taken(call: Call, reader: Reader, wanted: str) -> set[str]:
    rows = await reader.all(_NAMES, account_id=call.account_id, start=wanted)
    return {row[0] for row in rows}


def _free_name(wanted: str, taken: set[str]) -> str:
    return next(name for n in range(len(taken) + 1) if (name := f"{wanted}_{n}" if n else wanted) not in taken)


def _prepare(blobs: BlobStore, bot_id: str, name: str) -> _Prepared:
    """The shipped archive under the bot's ids, stored. Blocks."""
    shipped = read_zip(sample_archive())
    own = rekeyed(shipped, bot_id, name, lambda old: shaped_like(old, derived_id(bot_id, old)))
    return _Prepared(own, store_archive(blobs, own))


def _row(call: Call, sample: SampleBot, prepared: _Prepared, now: int) -> dict[str, Any]:
    archive, stored = prepared.archive, prepared.stored
    return {
        "id": archive.bot_id,
        "account_id": call.account_id,
        "ref_id": archive.ref_id,
        "name": archive.name,
        "description": "",
        "purpose": "customer",
        "type": archive.type or "default",
        "default_language": archive.default_language,
        "languages": json.dumps(archive.languages),
        "icon": BUILT_IN_ICON,
        "color": _text(archive, "color") or _COLOR,
        "status": "setup",
        "details": json.dumps({"state": "setup", "sampleBotId": sample.id}),
        "definition": stored.definition,
        "config": stored.config,
        "icon_file": stored.icon_file,
        "functions": stored.functions,
        "created_by": call.caller.user_id,
        "created_at": now,
        "deleted_at": None,
    }


def _answer(call: Call, sample: SampleBot, archive: Archive, now: int) -> SampleBotCopy:
    return SampleBotCopy(
        visibility=Visibility(namespace="private", namespace_ids=[call.caller.user_id]),
        languages=[],
        alerts=_ids(archive, "alerts"),
        actions=_ids(archive, "actions"),
        dialogs=_ids(archive, "dialogs"),
        widgets=_ids(archive, "widgets"),
        panels=_ids(archive, "panels"),
        forms=_ids(archive, "forms"),
        category_ids=_texts(archive, "categoryIds"),
        class_=_texts(archive, "class"),
        featured=archive.part("featured") is True,
        send_vcf=archive.part("sendVcf") is True,
        is_nl_enabled=archive.part("isNLEnabled") is not False,
        interrupts_enabled=archive.part("interruptsEnabled") is not False,
        state="setup",
        default_language=archive.default_language,
        id=archive.bot_id,
        modified_on=iso_time(now),
        s_banner_color=_text(archive, "sBannerColor") or _COLOR,
        b_banner_color=_text(archive, "bBannerColor") or _COLOR,
        created_on=iso_time(now),
        created_by=call.caller.user_id,
        last_modified_by=call.caller.user_id,
        account_id=call.account_id,
        name=archive.name,
        original_name=sample.name,
        icon=BUILT_IN_ICON,
        color=_text(archive, "color") or _COLOR,
    )


def _ids(archive: Archive, section: str) -> list[str]:
    """Ids of the parts in a section; views have none but their refId."""
    found = archive.part(section)
    parts = [one for one in (found if isinstance(found, list) else []) if isinstance(one, dict)]
    ids = (one.get("_id") or one.get("refId") for one in parts)
    return [one for one in ids if isinstance(one, str)]


def _texts(archive: Archive, key: str) -> list[str]:
    found = archive.part(key)
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def _text(archive: Archive, key: str) -> str:
    found = archive.part(key)
    return found if isinstance(found, str) else ""
