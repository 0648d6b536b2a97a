"""A request in the making: what the options read so far add up to."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote_plus

from korekit.doctor.given import Part, is_open, opened

__all__ = ["HANDLERS", "Draft"]

_CONFIG_NOTE: Final = "A file of further options is named; it is not read, so more may be sent than is seen here."
_HEADER_FILE_NOTE: Final = "`-H @…` names a file of headers; it is not read."
_NO_COLON_NOTE: Final = "A `-H` without a colon sends nothing: write `-H 'auth: <token>'`."
_PROXY_NOTE: Final = "A proxy stands between; it may change the call, or answer it."
_FORM_FILENAME: Final = re.compile(r";\s*filename=")


@dataclass(slots=True)
class Draft:
    """What the options say. `data`: pieces of the body, `None` for one that a file holds."""

    standard_input: str | None = None
    method: str | None = None
    urls: list[str] = field(default_factory=list)
    headers: list[tuple[str, str]] = field(default_factory=list)
    removed: set[str] = field(default_factory=set)
    data: list[str | None] = field(default_factory=list)
    query: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    are_headers_whole: bool = True
    is_json: bool = False
    is_get: bool = False
    is_head: bool = False
    is_upload: bool = False

    def __repr__(self) -> str:
        return f"Draft({len(self.headers)} headers)"

    def note(self, note: str) -> None:
        """Say something about the command, once."""
        if note not in self.notes:
            self.notes.append(note)


def _add_header(draft: Draft, value: str) -> None:
    if value.startswith("@"):
        draft.are_headers_whole = False
        draft.note(_HEADER_FILE_NOTE)
        return
    name, colon, content = value.partition(":")
    if is_open(name):
        # A variable that may hold a whole header.
        draft.are_headers_whole = False
    elif colon and not content.strip(" \t"):
        draft.removed.add(name.strip().lower())
    elif colon:
        draft.headers.append((name, content.lstrip(" \t")))
    elif value.rstrip().endswith(";"):
        draft.headers.append((value.rstrip()[:-1], ""))
    else:
        draft.note(_NO_COLON_NOTE)


def _add_data(draft: Draft, value: str) -> None:
    if not value.startswith("@"):
        draft.data.append(value)
    elif value == "@-" and draft.standard_input is not None:
        draft.data.append(draft.standard_input.replace("\n", "").replace("\r", ""))
    else:
        draft.data.append(None)


def _add_binary(draft: Draft, value: str) -> None:
    if value == "@-" and draft.standard_input is not None:
        draft.data.append(draft.standard_input)
    else:
        draft.data.append(None if value.startswith("@") else value)


def _add_raw(draft: Draft, value: str) -> None:
    draft.data.append(value)


def _add_json(draft: Draft, value: str) -> None:
    draft.is_json = True
    _add_binary(draft, value)


def _add_encoded(draft: Draft, value: str) -> None:
    name, equals, content = value.partition("=")
    if not equals and "@" in value:
        draft.data.append(None)
    elif not equals:
        draft.data.append(_encoded(value))
    else:
        draft.data.append(f"{name}={_encoded(content)}" if name else _encoded(content))


def _encoded(text: str) -> str:
    return text if is_open(text) else quote_plus(text, errors="replace")


def _add_part(draft: Draft, value: str) -> None:
    name, _, content = value.partition("=")
    is_file = content.startswith("@") or is_open(content[:1]) or _FORM_FILENAME.search(content) is not None
    draft.parts.append(Part(name, is_file))


def _add_text_part(draft: Draft, value: str) -> None:
    draft.parts.append(Part(value.partition("=")[0], is_file=False))


def _set_user(draft: Draft, value: str) -> None:
    del value  # a password, of which nothing is kept
    draft.headers.append(("Authorization", "Basic " + opened("-u")))


def _set_bearer(draft: Draft, value: str) -> None:
    draft.headers.append(("Authorization", f"Bearer {value}"))


def _set_cookie(draft: Draft, value: str) -> None:
    if "=" in value:
        draft.headers.append(("Cookie", value))


def _read_config(draft: Draft, value: str) -> None:
    del value  # a file, which is not read
    draft.are_headers_whole = False
    draft.note(_CONFIG_NOTE)


def _upload(draft: Draft, value: str) -> None:
    del value  # a file, which is not read
    draft.is_upload = True
    draft.data.append(None)


HANDLERS: Final[dict[str, Callable[[Draft, str], None]]] = {
    "url": lambda draft, value: draft.urls.append(value),
    "request": lambda draft, value: setattr(draft, "method", value),
    "header": _add_header,
    "data": _add_data,
    "data-ascii": _add_data,
    "data-binary": _add_binary,
    "data-raw": _add_raw,
    "data-urlencode": _add_encoded,
    "json": _add_json,
    "form": _add_part,
    "form-string": _add_text_part,
    "user": _set_user,
    "oauth2-bearer": _set_bearer,
    "cookie": _set_cookie,
    "user-agent": lambda draft, value: draft.headers.append(("User-Agent", value)),
    "referer": lambda draft, value: draft.headers.append(("Referer", value)),
    "url-query": lambda draft, value: draft.query.append(value),
    "get": lambda draft, _: setattr(draft, "is_get", True),
    "head": lambda draft, _: setattr(draft, "is_head", True),
    "upload-file": _upload,
    "config": _read_config,
    "proxy": lambda draft, _: draft.note(_PROXY_NOTE),
}
