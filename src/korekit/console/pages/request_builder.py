"""One operation as a form: what it needs, who may call it, its command for other tools, and its answer here."""

from dataclasses import replace
from functools import cache
from typing import Any, Final

from korekit.catalog.language_codes import every_language
from korekit.catalog.operation import Operation
from korekit.catalog.operations import find_operation
from korekit.catalog.planes import Caller, Role
from korekit.catalog.trying import Trying
from korekit.client.errors import InvalidArgument
from korekit.console.bot_apps import app_names
from korekit.console.page import page
from korekit.console.trying.answering import Answered, answered
from korekit.console.trying.callers import app_choices
from korekit.console.trying.downloads import FORMS, download
from korekit.console.trying.drafts import SEND, SEND_RIGHT, Draft, begun, typed
from korekit.console.trying.fields import hidden, read_fields
from korekit.console.trying.mistakes import label_of, mistakes_of
from korekit.console.trying.preview import Preview, preview_of
from korekit.console.visit import Visit
from korekit.doctor.hosts import VENDOR_HOSTS
from korekit.errors.console import InputInvalid, NotFound
from korekit.exporters.collections.given import given_folder
from korekit.flaws.signer import FlawImpossible
from korekit.server.answers import Answer

__all__ = ["request_form", "send_request"]

_VENDOR: Final = tuple(f"https://{host}" for host in VENDOR_HOSTS)
_UNSENT: Final = "Nothing was sent. Check the marked fields."


@page("GET", "/{account_id}/requests/{operation_id}", role=Role.VIEWER)
async def request_form(visit: Visit) -> Answer:
    """The form, filled as the address asks for it: `app`, `history`, `p.…`."""
    operation = _operation(visit)
    draft = await begun(visit, operation)
    found = read_fields(draft.fields, lambda name: _value(draft, name), lambda _: None)
    return await _shown(visit, draft, hidden(operation, found.arguments))


@page("POST", "/{account_id}/requests/{operation_id}", role=Role.DEVELOPER, takes_file=True)
async def send_request(visit: Visit) -> Answer:
    """Send it, show it for another host, or save it for another tool; `part` answers the preview alone."""
    operation, action = _operation(visit), visit.request.form.text("do")
    draft, found = await typed(visit, operation)
    shown = hidden(operation, found.arguments)
    if action == "part":
        body = visit.fragment("request_preview.html", preview=_preview(visit, draft, shown)).encode()
        return Answer(200, [(b"content-length", b"%d" % len(body))], body)
    if action in FORMS:
        app = draft.chosen.app if draft.chosen else None
        return download(action, operation.id, [given_folder(operation, shown)], [operation], _host(visit), app=app)
    if action not in (SEND, SEND_RIGHT):
        return await _shown(visit, draft, shown)
    if not found.is_whole:
        return await _shown(visit, draft, shown, status=422, error=_UNSENT)
    try:
        return await _shown(visit, draft, shown, answer=await answered(visit, draft, found))
    except (InvalidArgument, FlawImpossible, InputInvalid) as trouble:
        return await _shown(visit, draft, shown, status=422, error=str(trouble))
    except TimeoutError:
        return await _shown(visit, draft, shown, status=504, error="The platform did not answer within a minute.")


def _operation(visit: Visit) -> Operation[Any, Any]:
    found = find_operation(visit.values["operation_id"])
    if found is None or found.id != visit.values["operation_id"]:
        raise NotFound()
    return found


def _value(draft: Draft, name: str) -> str:
    return next((one.value for one in draft.fields if one.name == name), "")


def _host(visit: Visit) -> str:
    """One of the hosts to choose from, this platform where it is none of them."""
    wanted = visit.request.form.text("host") or visit.request.query.text("host")
    return wanted if wanted in _VENDOR else visit.request.origin


def _file_fields(draft: Draft) -> list[str]:
    """The names of fields that take the id of a file that may be uploaded here."""
    parts = [one.part for one in draft.fields if one.part is not None]
    inside = [part.name for one in parts for part in one.walk() if part.is_file_id]
    return [*(one.name for one in draft.fields if one.is_file_id and one.kind == "text"), *inside]


@cache
def _names_languages(operation: Operation[Any, Any]) -> bool:
    return any("language" in one.wire.lower() or one.wire.startswith("multiLingual") for one in operation.parameters)


def _preview(visit: Visit, draft: Draft, arguments: dict[str, Any]) -> Preview:
    return preview_of(
        draft.operation,
        arguments,
        host=_host(visit),
        client_id=draft.client_id,
        app=draft.chosen.app if draft.chosen else None,
    )


async def _shown(
    visit: Visit,
    draft: Draft,
    arguments: dict[str, Any],
    *,
    status: int = 200,
    error: str = "",
    answer: Answered | None = None,
) -> Answer:
    operation = draft.operation
    is_of_apps = operation.facts.caller is Caller.APP
    can_send = visit.can(Trying.create_app_token)
    choices = await app_choices(visit, draft.apps, operation, draft.bot_id, draft.client_id) if is_of_apps else []
    return visit.render(
        "request_builder.html",
        status=status,
        error=error,
        operation=operation,
        draft=draft,
        # Who may not send has a form that is a query, in which nothing could be switched or added.
        fields=draft.fields if can_send else tuple(replace(one, part=None) for one in draft.fields),
        file_fields=_file_fields(draft) if can_send else (),
        choices=choices,
        names=app_names((one.client_id, one.seen.app.app_name) for one in choices),
        chosen=next((one for one in choices if one.client_id == draft.client_id), None),
        preview=_preview(visit, draft, arguments),
        answer=answer,
        mistakes=mistakes_of(operation, draft.chosen, draft.apps) if can_send else (),
        label_of=label_of,
        hosts=(visit.request.origin, *_VENDOR),
        host=_host(visit),
        forms=FORMS,
        languages=every_language() if _names_languages(operation) else (),
        has_file=any(one.kind == "file" for one in draft.fields),
        is_served=visit.site.platform.calls.is_served(operation),
        can_send=can_send,
    )
