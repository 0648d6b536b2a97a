"""A file for a request that names one by its id: uploaded first, then its id stands in the form."""

from pathlib import PurePath

from korekit.catalog.bot_definition import BotDefinition
from korekit.catalog.operations import find_operation
from korekit.catalog.planes import Role
from korekit.console.page import page
from korekit.console.trying.fields import PREFIX, fields_of
from korekit.console.visit import Visit
from korekit.errors.console import InputInvalid, NotFound
from korekit.errors.refusal import Refusal
from korekit.server.answers import Answer

__all__ = ["upload_for_request"]


@page("POST", "/{account_id}/requests/{operation_id}/file", role=Role.DEVELOPER, takes_file=True)
async def upload_for_request(visit: Visit) -> Answer:
    """Upload a file; the form has its id in the field that asked for it. `part` answers the id alone, as text."""
    form, back = visit.request.form, visit.link("requests", visit.values["operation_id"])
    operation = find_operation(visit.values["operation_id"])
    field = form.text("field")
    if operation is None or not field.startswith(PREFIX) or operation.id != visit.values["operation_id"]:
        raise NotFound()
    upload = form.upload("file")
    if upload is None or not upload.name:
        return _told(visit, "Choose a file first.", back)
    try:
        suffix = PurePath(upload.name).suffix.lstrip(".").lower() or "json"
        uploaded = await visit.call(BotDefinition.upload_file, upload, file_extension=suffix)
    except InputInvalid as refusal:
        return _told(visit, str(refusal), back)
    except Refusal as refusal:
        return _told(visit, refusal.meaning(), back)
    if form.text("do") == "part":
        return _text(200, uploaded.file_id)
    # Without scripts what else was typed cannot come along.
    filled = {field: uploaded.file_id} if any(one.name == field for one in fields_of(operation)) else {}
    target = visit.link("requests", operation.id, **filled)
    return visit.redirect(target, notice=f"The file was uploaded. Its id is {uploaded.file_id}.")


def _told(visit: Visit, text: str, back: str) -> Answer:
    if visit.request.form.text("do") == "part":
        return _text(422, text)
    return visit.redirect(back, notice=text)


def _text(status: int, text: str) -> Answer:
    body = text.encode("utf-8", "replace")
    return Answer(
        status, [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"%d" % len(body))], body
    )
