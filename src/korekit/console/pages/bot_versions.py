"""Versions of a bot: published, compared, fetched, put back."""

from typing import Any, Final

from korekit.catalog.bot_comparisons import BotComparisons
from korekit.catalog.bot_definition import BotDefinition
from korekit.catalog.bot_definition_results import PublishStatus
from korekit.catalog.bot_versions import BotVersion, BotVersions
from korekit.catalog.bot_views import BotViews
from korekit.catalog.planes import Role
from korekit.console.bot_apps import find_bot, list_apps
from korekit.console.difference_forms import asked_form
from korekit.console.live import live
from korekit.console.page import Stream, Tab, page
from korekit.console.visit import Visit
from korekit.errors.console import InputInvalid, NotFound
from korekit.errors.refusal import Refusal
from korekit.errors.request_causes import ResourceUnknown
from korekit.ids import BotId
from korekit.server.answers import Answer

__all__ = [
    "difference",
    "download_difference",
    "download_version",
    "publish",
    "publish_live",
    "restore_version",
    "restore_version_form",
    "versions",
]

_ON_PAGE: Final = 25
_LONGEST: Final = 2000
_DIGITS: Final = 12


@page("GET", "/{account_id}/bots/{bot_id}/versions", role=Role.VIEWER, tab=Tab("bot", "Versions", 40))
async def versions(visit: Visit) -> Answer:
    """Every version, newest first, and the form that publishes the next."""
    return await _shown(visit)


@page("POST", "/{account_id}/bots/{bot_id}/versions", role=Role.DEVELOPER)
async def publish(visit: Visit) -> Answer:
    """Publish the latest state as the next version."""
    bot = await find_bot(visit, visit.values["bot_id"])
    comment = visit.request.form.text("comment").strip()
    if not comment or len(comment) > _LONGEST:
        return await _shown(
            visit, status=422, error="Describe in a few words what this version changes.", comment=comment
        )
    try:
        await visit.call(BotDefinition.publish_bot, BotId(bot.id), comment)
    except Refusal as refusal:
        return await _shown(visit, status=422, error=refusal.detail, comment=comment)
    return visit.redirect(
        visit.link("bots", bot.id, "versions"),
        notice="Publish started. The new version is listed below once it is done.",
    )


@page("GET", "/{account_id}/live/versions/{bot_id}", role=Role.VIEWER)
async def publish_live(visit: Visit) -> Stream:
    """The publish and the versions, as it goes."""
    await find_bot(visit, visit.values["bot_id"])

    async def render() -> str:
        return visit.fragment("versions_live.html", **await _values(visit))

    return live(visit, render, every_s=0.5)


@page("GET", "/{account_id}/bots/{bot_id}/difference", role=Role.VIEWER)
async def difference(visit: Visit) -> Answer:
    """What differs between two states; by default from the last version to the latest state."""
    bot = await find_bot(visit, visit.values["bot_id"])
    query, listed = visit.request.query, await visit.call(BotVersions.list_bot_versions, BotId(bot.id))
    newest = (listed[0].number or 0) if listed else 0
    old = query.number("old", newest, least=0, most=2**40)
    new = query.number("new", 0, least=0, most=2**40)
    found = await visit.call(BotViews.compare_bot_states, BotId(bot.id), old=old, new=new)
    return visit.render("difference.html", bot=bot, versions=listed, old=old, new=new, found=found)


@page("POST", "/{account_id}/bots/{bot_id}/difference/file", role=Role.VIEWER)
async def download_difference(visit: Visit) -> Answer:
    """The whole difference as Markdown, text or JSON."""
    bot = await find_bot(visit, visit.values["bot_id"])
    form = visit.request.form
    old, new = (form.number(name, 0, least=0, most=2**40) for name in ("old", "new"))
    return await visit.file(BotComparisons.get_difference_file, BotId(bot.id), form=asked_form(form), old=old, new=new)


@page("GET", "/{account_id}/bots/{bot_id}/versions/{number}/restore", role=Role.DEVELOPER)
async def restore_version_form(visit: Visit) -> Answer:
    """What putting the bot back would change."""
    bot = await find_bot(visit, visit.values["bot_id"])
    number = _number(visit)
    found = await visit.call(BotViews.compare_bot_states, BotId(bot.id), old=0, new=number)
    return visit.render("restore.html", bot=bot, number=number, found=found)


@page("POST", "/{account_id}/bots/{bot_id}/versions/{number}/restore", role=Role.DEVELOPER)
async def restore_version(visit: Visit) -> Answer:
    """Put the bot back to a version."""
    bot = await find_bot(visit, visit.values["bot_id"])
    await visit.call(BotVersions.restore_bot_version, BotId(bot.id), _number(visit))
    notice = f"Version {_number(visit)} restored. Publish {bot.name} so that it accepts imports again."
    return visit.redirect(visit.link("bots", bot.id, "versions"), notice=notice)


@page("POST", "/{account_id}/bots/{bot_id}/versions/archive", role=Role.DEVELOPER)
async def download_version(visit: Visit) -> Answer:
    """The zip of a version."""
    bot = await find_bot(visit, visit.values["bot_id"])
    number = visit.request.form.number("number", 0, least=0, most=2**40)
    return await visit.file(BotVersions.get_bot_version_archive, BotId(bot.id), number)


def _number(visit: Visit) -> int:
    text = visit.values["number"]
    if not text.isascii() or not text.isdigit() or len(text) > _DIGITS or int(text) == 0:
        raise NotFound()
    return int(text)


async def _publish(visit: Visit, bot_id: BotId) -> PublishStatus | None:
    try:
        return await visit.call(BotDefinition.bot_publish_status, bot_id)
    except ResourceUnknown:
        return None


async def _values(visit: Visit) -> dict[str, Any]:
    bot = await find_bot(visit, visit.values["bot_id"])
    page_number = visit.request.query.number("page", 0, least=0, most=10_000)
    try:
        found: list[BotVersion] = await visit.call(
            BotVersions.list_bot_versions, BotId(bot.id), offset=page_number, limit=_ON_PAGE
        )
    except InputInvalid:
        found = []
    return {
        "bot": bot,
        "found": found,
        "page_number": page_number,
        "has_more": len(found) == _ON_PAGE,
        "latest": await _publish(visit, BotId(bot.id)),
        "can_change": visit.can(BotDefinition.publish_bot),
    }


async def _shown(visit: Visit, *, status: int = 200, error: str = "", comment: str = "") -> Answer:
    values = await _values(visit)
    bot_id = values["bot"].id
    seen = await visit.call(BotViews.get_bot_overview, BotId(bot_id))
    apps = await list_apps(visit) if visit.account.is_publish_required and values["can_change"] else []
    own = ((one.app, [row for row in one.scopes.saved if not row.counts]) for one in apps if one.app.bot_id == bot_id)
    waiting = [(app, rows) for app, rows in own if rows]
    return visit.render(
        "versions.html", status=status, error=error, comment=comment, seen=seen, waiting=waiting, **values
    )
