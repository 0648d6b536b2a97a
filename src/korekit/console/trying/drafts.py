"""What a form begins with: the chosen app, and values from the address, the history, or what the console knows."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from korekit.catalog.console import ConsoleBot
from korekit.catalog.operation import Operation
from korekit.catalog.parameters import Place
from korekit.catalog.planes import Caller
from korekit.catalog.trying import SentRequest, Trying
from korekit.console.bot_apps import SeenApp, bots_by_id, list_apps
from korekit.console.trying.callers import refusal_of
from korekit.console.trying.editing import TO_FORM, TO_JSON, edited
from korekit.console.trying.fields import PREFIX, Field, Typed, fields_of, filled, read_fields, without_troubles
from korekit.console.trying.parts import Texts, any_misfit
from korekit.console.visit import Visit
from korekit.errors.console import NotFound
from korekit.exporters.collections.variables import bare
from korekit.ids import BotId, ClientId

__all__ = ["BOT", "SEND", "SEND_RIGHT", "SHOWN_APP", "Draft", "begun", "typed"]

# What buttons say: to send it as it is, or without the mistake that was made on purpose.
SEND: Final = "send"
SEND_RIGHT: Final = "send-right"
# The app that the form was shown with.
SHOWN_APP: Final = "shown-app"
# The parameter that names the bot of a call.
BOT: Final = "bot_id"

# More than that nobody finds anything in; then it is typed, with suggestions.
_MOST_PICKED: Final = 100


@dataclass(frozen=True, slots=True)
class Draft:
    """A form to be filled.

    `apps`: those that the visitor's role reaches; `client_id`: the chosen one's, or empty. `mistake`: the cause of what
    is wrong on purpose, empty for nothing.
    """

    operation: Operation[Any, Any]
    apps: list[SeenApp]
    bots: Mapping[str, ConsoleBot]
    client_id: str
    fields: tuple[Field, ...]
    mistake: str = ""

    @property
    def chosen(self) -> SeenApp | None:
        """The chosen app."""
        return next((one for one in self.apps if one.app.client_id == self.client_id), None)

    @property
    def bot_id(self) -> str:
        """The bot that the call would name."""
        return next((one.value for one in self.fields if one.parameter.name == BOT), "")


async def begun(visit: Visit, operation: Operation[Any, Any]) -> Draft:
    """The form as the address asks for it: `app`, `mistake`, `history` (the id of a kept request), `p.…` for fields.

    Raises:
        NotFound: the visitor has no such request in his history.
    """
    query = visit.request.query
    kept = await _kept(visit, query.text("history")) if query.text("history") else None
    draft = await _draft(visit, operation, query.text("app") or (kept.client_id if kept else ""))
    values = {name: text for name, text in ((kept.values or {}) if kept else {}).items() if isinstance(text, str)}
    fields = tuple(
        replace(one, value=query.text(one.name) or values.get(one.parameter.name, "") or one.value)
        for one in draft.fields
        if one.kind not in ("secret", "file")
    )
    by_name = {one.name: one for one in fields}
    return replace(
        draft,
        fields=tuple(filled(by_name.get(one.name, one)) for one in draft.fields),
        mistake=query.text("mistake") or (kept.flaw if kept else ""),
    )


async def typed(visit: Visit, operation: Operation[Any, Any]) -> tuple[Draft, Typed]:
    """The form as it was sent, with its arguments; changed as the button says that was pressed."""
    form = visit.request.form
    action = form.text("do")
    draft = await _draft(visit, operation, form.text("app"), is_chosen=True)
    texts = _in_own_bot(draft, edited(form.text, action), form.text(SHOWN_APP))
    found = read_fields(draft.fields, texts, form.upload)
    fields = tuple(_switched(one, action) for one in found.fields)
    if action not in (SEND, SEND_RIGHT):
        # Nobody has to have filled everything before he sends it.
        fields = tuple(without_troubles(one) for one in fields)
    return replace(draft, fields=fields, mistake="" if action == SEND_RIGHT else form.text("mistake")), found


def _in_own_bot(draft: Draft, text_of: Texts, shown_app: str) -> Texts:
    """The texts of a form; where another app was chosen in it that is of one bot, with that bot."""
    own = draft.chosen.app.bot_id if draft.chosen else ""
    if not own or shown_app == draft.client_id:
        return text_of
    return lambda name: own if name == PREFIX + BOT else text_of(name)


def _switched(one: Field, action: str) -> Field:
    """A JSON parameter as JSON or as a form, where that is asked for and loses nothing."""
    if action == TO_JSON + one.name and one.part is not None:
        return one if any_misfit(one.part) else replace(one, part=None)
    if action == TO_FORM + one.name and one.part is None:
        shown = filled(replace(one, error=""))
        error = one.error or "The form has no place for all of this. Keep editing it as JSON."
        return shown if shown.part is not None else replace(one, error=error)
    return one


async def _draft(visit: Visit, operation: Operation[Any, Any], wanted: str, *, is_chosen: bool = False) -> Draft:
    bots = await bots_by_id(visit)
    apps = await list_apps(visit, bots)
    client_id = wanted if any(one.app.client_id == wanted for one in apps) else ""
    if operation.facts.caller is not Caller.APP:
        client_id = ""
    elif not client_id and not is_chosen:
        client_id = _likely(visit, operation, apps)
    draft = Draft(operation, apps, bots, client_id, ())
    return replace(draft, fields=tuple(_known(visit, draft, one) for one in fields_of(operation)))


def _likely(visit: Visit, operation: Operation[Any, Any], apps: list[SeenApp]) -> str:
    """An app that may make the call, or at least one of a plane that could."""
    fitting = [one for one in apps if one.app.plane in operation.planes]
    able = [one for one in fitting if refusal_of(one, operation, one.app.bot_id, visit.account) is None]
    return next((one.app.client_id for one in (*able, *fitting)), "")


def _known(visit: Visit, draft: Draft, one: Field) -> Field:
    """A field with what the console knows of it."""
    kind = bare(one.parameter.kind)
    if kind is BotId:
        own = draft.chosen.app.bot_id if draft.chosen else ""
        value = own or (next(iter(draft.bots), "") if one.parameter.is_required else "")
        bots = tuple((bot.id, bot.name) for bot in draft.bots.values())
        return replace(one, value=value, suggestions=bots, is_picked=0 < len(bots) <= _MOST_PICKED)
    if kind is ClientId:
        apps = tuple((seen.app.client_id, seen.app.app_name) for seen in draft.apps)
        return replace(one, suggestions=apps, is_picked=0 < len(apps) <= _MOST_PICKED)
    if draft.operation.facts.caller is Caller.USER and one.parameter.place is Place.PATH:
        own_ids = {"user_id": visit.user_id, "org_id": visit.account.org_id}
        return replace(one, value=own_ids.get(one.parameter.name, one.value))
    return one


async def _kept(visit: Visit, request_id: str) -> SentRequest:
    for one in await visit.call(Trying.list_sent_requests):
        if one.id == request_id:
            return one
    raise NotFound()
