"""A body as arguments, JSON or a form; what carries a file is read elsewhere."""

from typing import Any

import msgspec

from korekit.catalog.operation import Operation
from korekit.errors.request_causes import BodyMalformed, ContentTypeWrong
from korekit.server.binding import Binder
from korekit.server.requests import MAX_FORM_BYTES, MAX_JSON_BYTES, Receive, header, parse_form, read_body

__all__ = ["body_arguments"]


async def body_arguments(
    receive: Receive, headers: list[tuple[bytes, bytes]], operation: Operation[Any, Any], binder: Binder
) -> tuple[dict[str, Any], bytes]:
    """The arguments that the body gives, and the body for whoever has to explain it.

    Raises:
        ContentTypeWrong, BodyMalformed, BodyFieldMissing, BodyFieldMisspelled, BodyFieldInvalid: as their names say.
        ConnectionLost: the caller went away.
    """
    content_type = (header(headers, b"content-type") or "").partition(";")[0].strip().lower()
    if content_type == "multipart/form-data":
        raise ContentTypeWrong(expected="application/json", found=content_type)
    is_form = content_type == "application/x-www-form-urlencoded"
    if is_form and operation.facts.is_form_accepted:
        body = await read_body(receive, headers, MAX_FORM_BYTES)
        fields = parse_form(body)
        return binder.from_form(fields), msgspec.json.encode([name for name, _ in fields])
    body = await read_body(receive, headers, MAX_JSON_BYTES)
    is_like_json = body.lstrip().startswith((b"{", b"["))
    # curl says so of every `-d`, whatever it holds.
    if is_form and not is_like_json:
        raise ContentTypeWrong(expected="application/json", found=content_type)
    try:
        return binder.from_json(body), body
    except BodyMalformed as malformed:
        # JSON is taken under any type; what is none has the type that it says, which is another one.
        if not content_type or "json" in content_type or is_like_json or not body.strip():
            raise
        raise ContentTypeWrong(expected="application/json", found=content_type[:60], wire=malformed.wire) from None
