"""The variables of a bot. A secured one shows no value, here as elsewhere; it can only be given another."""

import hashlib
from typing import Final

import msgspec

from korekit.catalog.bot_settings import BotSettings
from korekit.catalog.bot_settings_results import LocaleValue, Variable
from korekit.catalog.bot_views import BotViews
from korekit.catalog.planes import Role
from korekit.console.bot_apps import find_bot
from korekit.console.page import Tab, page
from korekit.console.request import Fields
from korekit.console.visit import Visit
from korekit.errors.console import NotFound
from korekit.errors.refusal import Refusal
from korekit.ids import BotId
from korekit.server.answers import Answer

__all__ = ["delete_variable", "edit_variable", "new_variable", "save_variable", "variables"]

_LONGEST: Final = 20_000
_KINDS: Final = (("env", "Environment variables"), ("locale", "Content variables"))


@page("GET", "/{account_id}/bots/{bot_id}/variables", role=Role.VIEWER, tab=Tab("bot", "Variables", 55))
async def variables(visit: Visit) -> Answer:
    """Environment and content variables."""
    bot = await find_bot(visit, visit.values["bot_id"])
    found = await visit.call(BotViews.list_bot_variables, BotId(bot.id))
    return visit.render(
        "variables.html",
        bot=bot,
        kinds=[(title, [one for one in found if one.variable_type == kind]) for kind, title in _KINDS],
        is_empty=not found,
        can_change=visit.can(BotSettings.bot_variables_import),
    )


@page("GET", "/{account_id}/bots/{bot_id}/variables/new", role=Role.DEVELOPER)
async def new_variable(visit: Visit) -> Answer:
    """The form for another variable."""
    kind = "locale" if visit.request.query.text("kind") == "locale" else "env"
    return await _form(visit, Variable(variable_type=kind), is_new=True)


@page("GET", "/{account_id}/bots/{bot_id}/variables/edit", role=Role.DEVELOPER)
async def edit_variable(visit: Visit) -> Answer:
    """The form for the variable whose key the address names; for another one where it names none."""
    key = visit.request.query.text("key")
    if not key:
        return await _form(visit, Variable(variable_type="env"), is_new=True)
    return await _form(visit, await _found(visit, key), is_new=False)


@page("POST", "/{account_id}/bots/{bot_id}/variables/edit", role=Role.DEVELOPER)
async def save_variable(visit: Visit) -> Answer:
    """Add or change a variable; who adds changes no other one, and who edits is told of what others saved."""
    bot = await find_bot(visit, visit.values["bot_id"])
    form = visit.request.form
    is_new, given = form.is_on("new"), _given(form)
    own = {one.key: one for one in await visit.call(BotViews.list_bot_variables, BotId(bot.id))}
    now = own.get(given.key)
    if is_new and now is not None:
        return await _form(visit, given, is_new=True, status=409, error="The bot has a variable of this key already.")
    if not is_new and now is None:
        return await _form(visit, given, is_new=True, status=409, error="Somebody deleted it meanwhile.")
    if now is not None and form.text("seen") != _seen(now):
        trouble = "Somebody else changed it meanwhile. Below stands what you typed; save once more to put it in."
        return await _form(visit, given, is_new=False, status=409, error=trouble, seen=_seen(now))
    try:
        await visit.call(BotSettings.bot_variables_import, BotId(bot.id), [given])
    except Refusal as refusal:
        return await _form(visit, given, is_new=is_new, status=422, error=refusal.detail)
    return visit.redirect(visit.link("bots", bot.id, "variables"), notice=f"{given.key} is saved.")


@page("POST", "/{account_id}/bots/{bot_id}/variables/delete", role=Role.DEVELOPER)
async def delete_variable(visit: Visit) -> Answer:
    """Delete a variable."""
    bot = await find_bot(visit, visit.values["bot_id"])
    key = visit.request.form.text("key")
    await visit.call(BotViews.delete_bot_variable, BotId(bot.id), key)
    return visit.redirect(visit.link("bots", bot.id, "variables"), notice=f"{key} is deleted.")


async def _found(visit: Visit, key: str) -> Variable:
    bot = await find_bot(visit, visit.values["bot_id"])
    for one in await visit.call(BotViews.list_bot_variables, BotId(bot.id)):
        if one.key == key:
            return one
    raise NotFound()


def _given(form: Fields) -> Variable:
    """What the form says. An empty field of a secured variable says nothing of its value."""
    is_secured = form.is_on("secured")
    kind = "locale" if form.text("kind") == "locale" else "env"
    given = Variable(key=form.text("key").strip(), variable_type=kind, is_secured=is_secured)
    if kind == "env":
        value = form.text("value")[:_LONGEST]
        given.value = None if is_secured and not value else value
        given.hint = form.text("hint")[:_LONGEST]
        return given
    given.locale_data = {}
    for code in form.texts("language"):
        value = form.text(f"value-{code}")[:_LONGEST]
        given.locale_data[code] = LocaleValue(
            value=None if is_secured and not value else value, hint=form.text(f"hint-{code}")[:_LONGEST]
        )
    return given


def _seen(variable: Variable) -> str:
    """A mark of how a variable was when it was shown."""
    return hashlib.sha256(msgspec.json.encode(variable)).hexdigest()[:16]


async def _form(
    visit: Visit, variable: Variable, *, is_new: bool, status: int = 200, error: str = "", seen: str = ""
) -> Answer:
    bot = await find_bot(visit, visit.values["bot_id"])
    mark = seen or _seen(variable)
    codes = list(dict.fromkeys([*(bot.supported_languages or [bot.default_language]), *(variable.locale_data or {})]))
    if variable.is_secured:
        # What was typed for it is not sent back.
        variable.value = None
        for one in (variable.locale_data or {}).values():
            one.value = None
    return visit.render(
        "variable.html",
        status=status,
        bot=bot,
        variable=variable,
        is_new=is_new,
        error=error,
        codes=codes,
        seen=mark,
    )
