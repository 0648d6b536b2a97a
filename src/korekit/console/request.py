"""A browser's request as pages see it: its fields, its cookies, where it came from."""

from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from korekit.catalog.parameters import Upload
from korekit.errors.refusal import Refusal
from korekit.server.requests import Message, header, origin_of, parse_form

__all__ = ["Fields", "Request", "local_path"]

_MAX_NEXT: Final = 500


class Fields:
    """The fields of a query or a form; a field may stand more than once."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        self._pairs = pairs

    @property
    def pairs(self) -> tuple[tuple[str, Any], ...]:
        """Every name with its value, in the order in which they came."""
        return tuple(self._pairs)

    def text(self, name: str, default: str = "") -> str:
        """The first text with this name."""
        return next((value for key, value in self._pairs if key == name and isinstance(value, str)), default)

    def texts(self, name: str) -> list[str]:
        """Every text with this name."""
        return [value for key, value in self._pairs if key == name and isinstance(value, str)]

    def number(self, name: str, default: int, *, least: int, most: int) -> int:
        """A number within bounds; the default where there is none."""
        text = self.text(name)
        if not text.isascii() or not text.isdigit() or len(text) > 12:
            return default
        return max(least, min(most, int(text)))

    def is_on(self, name: str) -> bool:
        """Whether a box is ticked."""
        return self.text(name) != ""

    def upload(self, name: str) -> Upload | None:
        """The file with this name."""
        return next((value for key, value in self._pairs if key == name and isinstance(value, Upload)), None)


@dataclass(slots=True)
class Request:
    """One request.

    `path`: below `/console`. `origin`: how the browser reached this host. `public_origin`: as its operator says.
    """

    method: str
    path: str
    query: Fields
    headers: list[tuple[bytes, bytes]]
    origin: str
    peer: str
    public_origin: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    form: Fields = field(default_factory=lambda: Fields([]))

    @classmethod
    def of(cls, scope: Message, public_url: str) -> "Request":
        """The request in an ASGI scope.

        Args:
            scope: of a request below `/console`.
            public_url: how callers reach this platform; counts where the browser came by it.
        """
        raw_path: bytes = scope.get("raw_path") or scope["path"].encode()
        origin, public = origin_of(scope), urlsplit(public_url)
        public_origin = f"{public.scheme}://{public.netloc}" if public_url else ""
        if public_url and public.netloc == urlsplit(origin).netloc:
            origin = public_origin
        return cls(
            method="GET" if scope["method"] == "HEAD" else scope["method"],
            path=raw_path.partition(b"?")[0].decode("latin-1").removeprefix("/console"),
            query=_query(scope["query_string"]),
            headers=scope["headers"],
            origin=origin,
            public_origin=public_origin,
            peer=(scope.get("client") or ("",))[0],
            cookies=_cookies(scope["headers"]),
        )

    @property
    def is_secure(self) -> bool:
        """Whether the browser came by HTTPS."""
        return self.origin.startswith("https:")

    @property
    def is_from_here(self) -> bool:
        """Whether a change comes from a page of ours, as far as the browser says."""
        given = header(self.headers, b"origin")
        site = header(self.headers, b"sec-fetch-site")
        if given is not None and given != "null":
            # A proxy may hide from us by which name the browser came.
            return given == self.origin or given == self.public_origin
        # Who names no origin has at least not said that it is another one.
        return site in ("same-origin", "none") if site is not None else given is None


def _query(query: bytes) -> Fields:
    if not query:
        return Fields([])
    try:
        return Fields(parse_form(query))
    except Refusal:
        # No page of ours asks so; it is shown as if nothing had been asked.
        return Fields([])


def _cookies(headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in headers:
        if name == b"cookie":
            for part in value.decode("latin-1").split(";"):
                key, _, text = part.partition("=")
                # The first one counts: browsers send the one with the longest path first.
                found.setdefault(key.strip(), text.strip())
    return found


def local_path(text: str) -> str:
    """An address that a visitor may be sent to: one of the console's own pages, or the first one."""
    is_plain = text.isascii() and text.isprintable() and "\\" not in text and " " not in text
    is_ours = text == "/console" or text.startswith(("/console/", "/console?"))
    # Browsers read an encoded dot of a path as a dot.
    leads_up = ".." in text.lower().replace("%2e", ".")
    return text if is_plain and is_ours and not leads_up and len(text) <= _MAX_NEXT else "/console"
