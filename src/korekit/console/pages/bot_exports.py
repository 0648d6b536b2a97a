"""Exports of a bot: what to take along, how the job goes, the archive."""

from typing import Any

from korekit.catalog.bot_definition import BotDefinition
from korekit.catalog.bot_definition_results import ExportStatus
from korekit.catalog.planes import Role
from korekit.console.bot_apps import find_bot
from korekit.console.bot_parts import PARTS, Asked
from korekit.console.live import live
from korekit.console.page import Stream, Tab, page
from korekit.console.visit import Visit
from korekit.errors.console import NotFound
from korekit.errors.refusal import Refusal
from korekit.errors.request_causes import ResourceUnknown
from korekit.ids import BotId
from korekit.server.answers import Answer

__all__ = ["download_export", "export_bot", "export_form", "export_live"]


@page("GET", "/{account_id}/bots/{bot_id}/export", role=Role.DEVELOPER, tab=Tab("bot", "Export", 30))
async def export_form(visit: Visit) -> Answer:
    """What to export, and how the latest export stands."""
    return await _shown(visit, Asked.of(visit.request.query))


@page("POST", "/{account_id}/bots/{bot_id}/export", role=Role.DEVELOPER)
async def export_bot(visit: Visit) -> Answer:
    """Begin an export."""
    bot = await find_bot(visit, visit.values["bot_id"])
    form = visit.request.form
    asked = Asked.of(form)
    state = "published" if form.text("state") == "published" else "latest"
    if asked.is_nothing:
        return await _shown(visit, asked, status=422, error="Select at least one part.")
    try:
        await visit.call(BotDefinition.bot_export, BotId(bot.id), state, export_options=asked.for_export)
    except Refusal as refusal:
        return await _shown(visit, asked, status=422, error=refusal.detail)
    return visit.redirect(visit.link("bots", bot.id, "export"))


@page("GET", "/{account_id}/live/exports/{bot_id}", role=Role.DEVELOPER)
async def export_live(visit: Visit) -> Stream:
    """How the latest export stands, as it goes."""
    await find_bot(visit, visit.values["bot_id"])

    async def render() -> str:
        return visit.fragment("export_live.html", **await _latest(visit))

    return live(visit, render, every_s=0.3)


@page("POST", "/{account_id}/bots/{bot_id}/export/archive", role=Role.DEVELOPER)
async def download_export(visit: Visit) -> Answer:
    """The archive of the latest export. Its address stays here: whoever has it needs nothing else."""
    bot = await find_bot(visit, visit.values["bot_id"])
    found = await _status(visit)
    if found is None or found.store is None:
        raise NotFound()
    key = found.store.url_params.removeprefix("key=")
    return await visit.file(BotDefinition.download_file, f"{bot.name}.zip", key=key)


async def _status(visit: Visit) -> ExportStatus | None:
    try:
        return await visit.call(BotDefinition.bot_export_status, BotId(visit.values["bot_id"]))
    except ResourceUnknown:
        return None


async def _latest(visit: Visit) -> dict[str, Any]:
    bot = await find_bot(visit, visit.values["bot_id"])
    return {"bot": bot, "latest": await _status(visit)}


async def _shown(visit: Visit, asked: Asked, *, status: int = 200, error: str = "") -> Answer:
    values = await _latest(visit)
    return visit.render("export.html", status=status, asked=asked, error=error, parts=PARTS, **values)
