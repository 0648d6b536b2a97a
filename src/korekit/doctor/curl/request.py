"""The request that a curl command sends, from its words.

Source: curl's manual: which option implies which method, how data is joined, which headers are added.
"""

from collections.abc import Sequence
from typing import Final

from korekit.doctor.curl.draft import HANDLERS, Draft
from korekit.doctor.curl.options import options_in
from korekit.doctor.given import GivenRequest, is_open

__all__ = ["curl_request"]

_FORM_TYPE: Final = "application/x-www-form-urlencoded"
_MULTIPART_TYPE: Final = "multipart/form-data"
_JSON_TYPE: Final = "application/json"
_CONTENT_TYPE: Final = "content-type"
_NEXT_NOTE: Final = "The command sends several requests; the first one is judged."
_NO_SCHEME_NOTE: Final = "The address has no `https://`; curl then uses plain `http://`."


def curl_request(words: Sequence[str], *, standard_input: str | None = None, notes: Sequence[str] = ()) -> GivenRequest:
    """The request of one curl command.

    Args:
        words: what follows the word `curl`.
        standard_input: what the text feeds the command, for `@-`.
        notes: what is already known to be odd.
    """
    draft = Draft(standard_input=standard_input, notes=list(notes))
    for name, value in options_in(words):
        # Before the first address it parts nothing.
        if name == "next" and draft.urls:
            draft.note(_NEXT_NOTE)
            break
        handler = HANDLERS.get(name)
        if handler is not None:
            handler(draft, value)
    if len(draft.urls) > 1:
        draft.note(_NEXT_NOTE)
    return _finished(draft)


def _finished(draft: Draft) -> GivenRequest:
    is_data_in_query = draft.is_get and not draft.parts
    body, is_body_known = _body(draft)
    if is_data_in_query:
        draft.query += [piece for piece in draft.data if piece is not None]
        body, is_body_known = None, True
    url = _url(draft)
    if url is not None and "://" not in url and not is_open(url):
        draft.note(_NO_SCHEME_NOTE)
        url = f"http://{url}"
    return GivenRequest(
        form="curl",
        method=_method(draft),
        url=url,
        headers=_headers(draft, has_data=bool(draft.data) and not is_data_in_query),
        are_headers_whole=draft.are_headers_whole,
        body=body,
        is_body_known=is_body_known,
        is_form=bool(draft.parts),
        is_boundary_automatic=bool(draft.parts),
        parts=tuple(draft.parts),
        notes=tuple(draft.notes),
    )


def _method(draft: Draft) -> str:
    if draft.method:
        return draft.method
    if draft.is_head:
        return "HEAD"
    if draft.is_get:
        return "GET"
    if draft.is_upload:
        return "PUT"
    return "POST" if draft.data or draft.parts else "GET"


def _body(draft: Draft) -> tuple[bytes | None, bool]:
    """The body, with whether it is known."""
    if draft.parts or not draft.data:
        return None, True
    pieces = [piece for piece in draft.data if piece is not None]
    if len(pieces) < len(draft.data):
        return None, False
    return ("" if draft.is_json else "&").join(pieces).encode("utf-8", "replace"), True


def _url(draft: Draft) -> str | None:
    if not draft.urls:
        return None
    url = draft.urls[0].strip()
    if not draft.query:
        return url
    return url + ("&" if "?" in url else "?") + "&".join(draft.query)


def _headers(draft: Draft, *, has_data: bool) -> tuple[tuple[str, str], ...]:
    headers = list(draft.headers)
    decided = {name.strip().lower() for name, _ in headers} | draft.removed
    if _CONTENT_TYPE not in decided:
        if draft.parts:
            headers.append(("Content-Type", _MULTIPART_TYPE))
        elif draft.is_json:
            headers.append(("Content-Type", _JSON_TYPE))
        elif has_data and not draft.is_upload:
            headers.append(("Content-Type", _FORM_TYPE))
    return tuple(headers)
