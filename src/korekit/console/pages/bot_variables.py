"""The variables of a bot. A secured one shows no value, here as elsewhere; it can only be given another."""

from typing import Any, Final
from urllib.parse import urlencode

from korekit.catalog.bot_settings_results import LocaleValue, Variable, VariableNamespace
from korekit.catalog.bot_variables import BotVariables, SeenVariable
from korekit.catalog.planes import Role
from korekit.console.bot_apps import find_bot
from korekit.console.page import Tab, page
from korekit.console.request import Fields
from korekit.console.visit import Visit
from korekit.errors.console import ChangedMeanwhile, InputInvalid, NotFound
from korekit.errors.refusal import Refusal
from korekit.ids import BotId
from korekit.server.answers import Answer

__all__ = ["delete_variable", "edit_variable", "new_variable", "save_variable", "variables"]

_ON_PAGE: Final = 50
_KINDS: Final = {"env": "Environment variables", "locale": "Content variables"}
_CHANGED: Final = (
    "Somebody else changed this variable after you opened it. Your text is below; save again to replace theirs."
)


@page("GET", "/{account_id}/bots/{bot_id}/variables", role=Role.VIEWER, tab=Tab("bot", "Variables", 55))
async def variables(visit: Visit) -> Answer:
    """Environment and content variables, fifty a page, by text, kind and namespace."""
    bot = await find_bot(visit, visit.values["bot_id"])
    query = visit.request.query
    wanted = {name: query.text(name)[:200] for name in ("q", "kind", "namespace")}
    found = await visit.call(
        BotVariables.list_bot_variables,
        BotId(bot.id),
        search=wanted["q"],
        variable_type=wanted["kind"] if wanted["kind"] in _KINDS else "",
        namespace=wanted["namespace"],
    )
    pages = max(1, -(-len(found) // _ON_PAGE))
    page_number = query.number("page", 0, least=0, most=pages - 1)
    shown = found[page_number * _ON_PAGE : (page_number + 1) * _ON_PAGE]
    namespaces = await visit.call(BotVariables.list_variable_namespaces, BotId(bot.id))
    return visit.render(
        "variables.html",
        bot=bot,
        kinds=[(title, [one for one in shown if one.variable_type == kind]) for kind, title in _KINDS.items()],
        total=len(found),
        shown=len(shown),
        first=page_number * _ON_PAGE,
        page_number=page_number,
        pages=pages,
        wanted=wanted,
        query=urlencode({name: value for name, value in wanted.items() if value}),
        namespaces=list(dict.fromkeys(one.name for one in namespaces if one.name)),
        can_change=visit.can(BotVariables.save_bot_variable),
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
    found = await _found(visit, key)
    return await _form(visit, found, is_new=False, seen=found.revision)


@page("POST", "/{account_id}/bots/{bot_id}/variables/edit", role=Role.DEVELOPER)
async def save_variable(visit: Visit) -> Answer:
    """Add or change a variable; who adds changes no other one, and who edits is told of what others saved."""
    bot = await find_bot(visit, visit.values["bot_id"])
    form = visit.request.form
    is_new, given = form.is_on("new"), _given(form)
    # A form without a revision saw nothing, so that nothing can be as it saw it.
    expected = "" if is_new else form.text("seen") or "none"
    try:
        await visit.call(
            BotVariables.save_bot_variable,
            BotId(bot.id),
            given.key,
            given,
            is_new=is_new,
            expected_revision=expected,
        )
    except ChangedMeanwhile as refusal:
        return await _changed(visit, given, str(refusal), is_new=is_new)
    except InputInvalid as refusal:
        return await _form(visit, given, is_new=is_new, status=422, error=str(refusal), seen=expected)
    except Refusal as refusal:
        return await _form(visit, given, is_new=is_new, status=422, error=refusal.detail, seen=expected)
    notice = f"Variable {given.key} {'added' if is_new else 'saved'}. Users get it with the next publish."
    return visit.redirect(visit.link("bots", bot.id, "variables"), notice=notice)


@page("POST", "/{account_id}/bots/{bot_id}/variables/delete", role=Role.DEVELOPER)
async def delete_variable(visit: Visit) -> Answer:
    """Delete a variable, as it was when the form was shown."""
    bot = await find_bot(visit, visit.values["bot_id"])
    form = visit.request.form
    key = form.text("key")
    try:
        await visit.call(BotVariables.delete_bot_variable, BotId(bot.id), key, expected_revision=form.text("seen"))
    except ChangedMeanwhile:
        found = await _found(visit, key)
        error = "Somebody else changed this variable after you opened it. Below is what it is now; nothing was deleted."
        return await _form(visit, found, is_new=False, status=409, error=error, seen=found.revision)
    return visit.redirect(visit.link("bots", bot.id, "variables"), notice=f"Variable {key} deleted.")


async def _found(visit: Visit, key: str) -> SeenVariable:
    bot = await find_bot(visit, visit.values["bot_id"])
    return await visit.call(BotVariables.get_bot_variable, BotId(bot.id), key)


async def _changed(visit: Visit, given: Variable, why: str, *, is_new: bool) -> Answer:
    """The form again, with what was typed, and with the revision that is there now."""
    if is_new:
        return await _form(visit, given, is_new=True, status=409, error=why)
    try:
        now = await _found(visit, given.key)
    except NotFound:
        error = "Somebody else deleted this variable. Save to add it again."
        return await _form(visit, given, is_new=True, status=409, error=error)
    return await _form(visit, given, is_new=False, status=409, error=_CHANGED, seen=now.revision)


def _given(form: Fields) -> Variable:
    """What the form says. An empty field of a secured variable says nothing of its value."""
    is_secured = form.is_on("secured")
    kind = "locale" if form.text("kind") == "locale" else "env"
    given = Variable(key=form.text("key").strip(), variable_type=kind, is_secured=is_secured)
    if form.is_on("spaces"):
        given.v_name_space = [VariableNamespace(ref_id=ref) for ref in form.texts("space") if ref]
        given.v_name_space += [VariableNamespace(name=name) for name in [form.text("new-space").strip()] if name]
    if kind == "env":
        value = _lines(form.text("value"))
        given.value = None if is_secured and not value else value
        given.hint = form.text("hint")
        return given
    given.locale_data = {}
    for code in form.texts("language"):
        value = _lines(form.text(f"value-{code}"))
        given.locale_data[code] = LocaleValue(
            value=None if is_secured and not value else value, hint=form.text(f"hint-{code}")
        )
    return given


def _lines(text: str) -> str:
    """A text as it was before a browser gave its lines other ends."""
    return text.replace("\r\n", "\n")


async def _form(
    visit: Visit, variable: Variable, *, is_new: bool, status: int = 200, error: str = "", seen: str = ""
) -> Answer:
    bot = await find_bot(visit, visit.values["bot_id"])
    codes = list(dict.fromkeys([*(bot.supported_languages or [bot.default_language]), *(variable.locale_data or {})]))
    if variable.is_secured:
        # What was typed for it is not sent back.
        variable.value = None
        for one in (variable.locale_data or {}).values():
            one.value = None
    values: dict[str, Any] = {"bot": bot, "variable": variable, "is_new": is_new, "codes": codes, "seen": seen}
    return visit.render(
        "variable.html", status=status, error=error, spaces=await _spaces(visit, BotId(bot.id), variable), **values
    )


async def _spaces(visit: Visit, bot_id: BotId, variable: Variable) -> list[tuple[str, str, bool]]:
    """Id and name of every namespace, and whether the variable is in it."""
    every = await visit.call(BotVariables.list_variable_namespaces, bot_id)
    own = [one.ref_id or one.name for one in variable.v_name_space or []]
    names = {one.ref_id or one.name or "": one.name or one.ref_id for one in [*every, *(variable.v_name_space or [])]}
    return [(ref, name, ref in own) for ref, name in names.items() if ref]
