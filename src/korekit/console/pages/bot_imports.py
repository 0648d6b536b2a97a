"""Imports: a file is uploaded, looked into, and then imported; as a new bot or into one that exists.

Nothing is imported before the visitor has seen what the file holds and what it would change.
"""

from typing import Any

from korekit.catalog.bot_comparisons import BotComparisons
from korekit.catalog.bot_definition import BotDefinition
from korekit.catalog.bot_definition_results import ImportStatus
from korekit.catalog.bot_views import BotImportPlan, BotViews
from korekit.catalog.console import ConsoleBot
from korekit.catalog.planes import Role
from korekit.console.bot_apps import bots_by_id, find_bot
from korekit.console.bot_parts import PARTS, Asked
from korekit.console.difference_forms import asked_form
from korekit.console.live import live
from korekit.console.page import Stream, Tab, page
from korekit.console.visit import Visit
from korekit.errors.console import NotFound
from korekit.errors.refusal import Refusal
from korekit.errors.request_causes import ResourceUnknown
from korekit.ids import BotId, FileId, JobId
from korekit.server.answers import Answer

__all__ = [
    "download_plan",
    "import_into",
    "import_into_form",
    "import_new",
    "import_new_form",
    "import_progress",
    "import_progress_live",
    "plan_into",
    "plan_new",
    "upload_into",
    "upload_new",
]


@page("GET", "/{account_id}/imports/new", role=Role.DEVELOPER)
async def import_new_form(visit: Visit) -> Answer:
    """Where an archive is dropped that is to become a new bot."""
    return visit.render("import_new.html", error="", bots=list((await bots_by_id(visit)).values())[::-1])


@page("POST", "/{account_id}/imports/new", role=Role.DEVELOPER, takes_file=True)
async def upload_new(visit: Visit) -> Answer:
    """Keep the archive, and look into it."""
    file_id = await _kept(visit)
    if file_id is None:
        bots = list((await bots_by_id(visit)).values())[::-1]
        return visit.render("import_new.html", status=422, error="Choose a file to import.", bots=bots)
    return visit.redirect(visit.link("imports", "new", file_id))


@page("GET", "/{account_id}/imports/new/{file_id}", role=Role.DEVELOPER)
async def plan_new(visit: Visit) -> Answer:
    """What the archive holds, before it becomes a bot."""
    return await _new_bot(visit)


@page("POST", "/{account_id}/imports/new/{file_id}", role=Role.DEVELOPER)
async def import_new(visit: Visit) -> Answer:
    """Import the archive as a new bot."""
    name = visit.request.form.text("name").strip()
    file_id = FileId(visit.values["file_id"])
    await visit.call(BotViews.get_bot_file, file_id)
    try:
        started = await visit.call(
            BotDefinition.import_bot_as_new_bot, zip_info=file_id, upload_mode="ZIP", name=name[:200] or None
        )
    except Refusal as refusal:
        return await _new_bot(visit, status=422, error=refusal.detail)
    return visit.redirect(visit.link("imports", started.id))


@page("GET", "/{account_id}/bots/{bot_id}/import", role=Role.DEVELOPER, tab=Tab("bot", "Import", 20))
async def import_into_form(visit: Visit) -> Answer:
    """Where an archive is dropped that is to go into the bot."""
    return await _into(visit)


@page("POST", "/{account_id}/bots/{bot_id}/import", role=Role.DEVELOPER, takes_file=True)
async def upload_into(visit: Visit) -> Answer:
    """Keep the archive, and look what it would change."""
    bot = await find_bot(visit, visit.values["bot_id"])
    file_id = await _kept(visit)
    if file_id is None:
        return await _into(visit, status=422, error="Choose a file to import.")
    return visit.redirect(visit.link("bots", bot.id, "import", file_id))


@page("GET", "/{account_id}/bots/{bot_id}/import/{file_id}", role=Role.DEVELOPER)
async def plan_into(visit: Visit) -> Answer:
    """What the import would change, with the parts that the address asks for."""
    return await _planned(visit, Asked.of(visit.request.query))


@page("POST", "/{account_id}/bots/{bot_id}/import/{file_id}", role=Role.DEVELOPER)
async def import_into(visit: Visit) -> Answer:
    """Import the archive into the bot, as the form asks."""
    bot = await find_bot(visit, visit.values["bot_id"])
    file_id, asked = FileId(visit.values["file_id"]), Asked.of(visit.request.form)
    await visit.call(BotViews.get_bot_file, file_id)
    if asked.is_nothing:
        return await _planned(visit, asked, status=422)
    try:
        started = await visit.call(
            BotDefinition.import_bot_into_an_existing_bot,
            BotId(bot.id),
            zip_info=file_id,
            upload_mode="ZIP",
            import_options=asked.for_import,
        )
    except Refusal as refusal:
        return await _planned(visit, asked, status=422, error=refusal.detail)
    return visit.redirect(visit.link("imports", started.id, into=bot.id))


@page("POST", "/{account_id}/bots/{bot_id}/import/{file_id}/plan", role=Role.DEVELOPER)
async def download_plan(visit: Visit) -> Answer:
    """Everything that the import would change, as Markdown, text or JSON."""
    bot = await find_bot(visit, visit.values["bot_id"])
    form = visit.request.form
    return await visit.file(
        BotComparisons.get_import_plan_file,
        BotId(bot.id),
        FileId(visit.values["file_id"]),
        form=asked_form(form),
        import_options=Asked.of(form).for_import,
    )


@page("GET", "/{account_id}/imports/{request_id}", role=Role.DEVELOPER)
async def import_progress(visit: Visit) -> Answer:
    """How an import goes, component by component."""
    return visit.render("import_progress.html", status_of=await _status(visit), into=await _target(visit))


@page("GET", "/{account_id}/live/imports/{request_id}", role=Role.DEVELOPER)
async def import_progress_live(visit: Visit) -> Stream:
    """The same, as it goes."""
    await _status(visit)
    into = await _target(visit)

    async def render() -> str:
        return visit.fragment("import_progress_live.html", status_of=await _status(visit), into=into)

    return live(visit, render, every_s=0.3)


async def _kept(visit: Visit) -> FileId | None:
    upload = visit.request.form.upload("file")
    if upload is None or not upload.name:
        return None
    kept = await visit.call(BotDefinition.upload_file, upload, file_extension="zip")
    return FileId(kept.file_id)


async def _target(visit: Visit) -> ConsoleBot | None:
    """The bot that the import goes into; None for a new one."""
    into = visit.request.query.text("into")
    return await find_bot(visit, into) if into else None


async def _status(visit: Visit) -> ImportStatus:
    try:
        return await visit.call(BotDefinition.bot_import_status, JobId(visit.values["request_id"]))
    except ResourceUnknown:
        raise NotFound() from None


async def _new_bot(visit: Visit, *, status: int = 200, error: str = "") -> Answer:
    file_id = visit.values["file_id"]
    file = await visit.call(BotViews.get_bot_file, FileId(file_id))
    names = {bot.name for bot in (await bots_by_id(visit)).values()}
    return visit.render(
        "import_new_plan.html", status=status, file=file, file_id=file_id, error=error, is_named=file.name in names
    )


async def _into(visit: Visit, *, status: int = 200, error: str = "") -> Answer:
    bot = await find_bot(visit, visit.values["bot_id"])
    overview = await visit.call(BotViews.get_bot_overview, BotId(bot.id))
    return visit.render("import_into.html", status=status, bot=bot, seen=overview, error=error)


async def _planned(visit: Visit, asked: Asked, *, status: int = 200, error: str = "") -> Answer:
    bot = await find_bot(visit, visit.values["bot_id"])
    file_id = FileId(visit.values["file_id"])
    file = await visit.call(BotViews.get_bot_file, file_id)
    plan = BotImportPlan(changes=[])
    if not asked.is_nothing:
        plan = await visit.call(BotViews.plan_bot_import, BotId(bot.id), file_id, import_options=asked.for_import)
    overview = await visit.call(BotViews.get_bot_overview, BotId(bot.id))
    values: dict[str, Any] = {"bot": bot, "file": file, "file_id": file_id, "plan": plan, "asked": asked}
    return visit.render("import_plan.html", status=status, error=error, parts=PARTS, seen=overview, **values)
