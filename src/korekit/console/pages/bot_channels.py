"""Setting up a channel of a bot. A credential is typed once, kept sealed, and stands in no page again."""

from typing import Any, Final

from korekit.catalog.bot_settings import BotSettings
from korekit.catalog.bot_settings_results import ChannelApp, ChannelDetails
from korekit.catalog.bot_views import BotViews, SeenChannel
from korekit.catalog.channel_types import CHANNEL_TYPES, ChannelType, find_channel_type
from korekit.catalog.planes import Role
from korekit.console.bot_apps import app_names, find_bot, list_apps
from korekit.console.page import page
from korekit.console.request import Fields
from korekit.console.visit import Visit
from korekit.errors.refusal import Refusal
from korekit.ids import BotId
from korekit.server.answers import Answer

__all__ = ["channel_form", "save_channel"]

_LONGEST: Final = 4096


@page("GET", "/{account_id}/bots/{bot_id}/channels", role=Role.DEVELOPER)
async def channel_form(visit: Visit) -> Answer:
    """The form for the sort of channel that the address names; the sorts, where it names none."""
    return await _shown(visit, find_channel_type(visit.request.query.text("type")))


@page("POST", "/{account_id}/bots/{bot_id}/channels", role=Role.DEVELOPER)
async def save_channel(visit: Visit) -> Answer:
    """Set the channel up, or change it; a credential that is left empty stays as it is."""
    bot = await find_bot(visit, visit.values["bot_id"])
    form = visit.request.form
    known = find_channel_type(form.text("type"))
    if known is None:
        return await _shown(visit, None, status=422, error="Choose a channel.")
    app = None
    if known.has_app:
        app = next((one for one in await list_apps(visit) if one.app.client_id == form.text("app")), None)
        if app is None:
            return await _shown(visit, known, status=422, error="Choose the app that signs the channel's users in.")
    details = _details(known, form)
    if app is not None:
        details.app = ChannelApp(client_id=app.app.client_id, app_name=app.app.app_name)
    try:
        await visit.call(BotSettings.channel_enablement, BotId(bot.id), known.type, details)
    except Refusal as refusal:
        return await _shown(visit, known, status=422, error=refusal.detail)
    state = "on" if details.enable else "off"
    return visit.redirect(visit.link("bots", bot.id, "languages"), notice=f"{known.label} saved. It is {state}.")


def _details(known: ChannelType, form: Fields) -> ChannelDetails:
    details = ChannelDetails(type=known.type, enable=form.is_on("enabled"))
    for one in known.fields:
        given: Any = form.is_on(one.name) if one.is_flag else form.text(one.name).strip()[:_LONGEST]
        # What is not sent stays.
        setattr(details, one.name, None if one.is_secret and not given else given)
    return details


async def _shown(visit: Visit, known: ChannelType | None, *, status: int = 200, error: str = "") -> Answer:
    bot = await find_bot(visit, visit.values["bot_id"])
    seen = await visit.call(BotViews.get_bot_overview, BotId(bot.id))
    own = {one.type: one for one in seen.channels or []}
    channel = own.get(known.type) if known is not None else None
    reached = await list_apps(visit) if known is not None and known.has_app else []
    apps = [one for one in reached if one.app.bot_id in ("", bot.id)]
    return visit.render(
        "channel.html",
        status=status,
        error=error,
        bot=bot,
        known=known,
        types=CHANNEL_TYPES,
        own=own,
        channel=channel or SeenChannel(is_enabled=True),
        is_new=channel is None,
        given=visit.request.form,
        is_typed=visit.request.method == "POST",
        apps=apps,
        names=app_names((one.app.client_id, one.app.app_name) for one in apps),
    )
