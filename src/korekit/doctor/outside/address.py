"""An address in its parts, however broken: nothing is decoded, nothing is refused."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from korekit.doctor.given import is_open

__all__ = ["Address", "doubled_slashes_removed", "read_address"]

_PARTS: Final = re.compile(r"(?:([A-Za-z][A-Za-z0-9+.-]*):/*)?([^/?#]*)([^?#]*)(?:\?([^#]*))?", re.DOTALL)
_SLASHES: Final = re.compile(r"//+")
_MAX_QUERY_FIELDS: Final = 500


@dataclass(frozen=True, slots=True)
class Address:
    """Scheme and host in lower case, empty where they are not said; the path as sent; the query's pairs.

    `is_host_open`: the host stands in a variable, which may hold the beginning of the path as well.
    """

    scheme: str
    host: str
    port: str
    path: str
    query: tuple[tuple[str, str], ...]
    is_host_open: bool

    def __repr__(self) -> str:
        return f"Address({self.host!r})"

    @property
    def segments(self) -> list[str]:
        """The path's segments, without a trailing slash and without the version that counts for nothing."""
        segments = self.path.split("/")[1:]
        if segments and segments[-1] == "" and len(segments) > 1:
            segments.pop()
        # `/api/1.1/…` and `/api/…` reach the same operations. Source: observed-errors.md 1.4.
        if segments[:2] == ["api", "1.1"]:
            del segments[1]
        return segments


def read_address(url: str) -> Address:
    """The parts of an address; a path alone has no host."""
    # A path alone begins with a slash; two slashes would make its first segment a host.
    found = _PARTS.match(url.strip())
    scheme, authority, path, query = found.groups() if found else (None, "", "", None)
    host, colon, port = authority.rpartition("@")[2].rpartition(":")
    if not colon or port.endswith("]"):
        host, port = authority.rpartition("@")[2], ""
    return Address(
        scheme=(scheme or "").lower(),
        host=host.lower().rstrip("."),
        port=port,
        path=path,
        query=_pairs(query or ""),
        # `{{host}}` is how Postman and its kin write a variable.
        is_host_open=is_open(authority) or "{{" in authority,
    )


def _pairs(query: str) -> tuple[tuple[str, str], ...]:
    try:
        return tuple(parse_qsl(query, keep_blank_values=True, max_num_fields=_MAX_QUERY_FIELDS))
    except ValueError:
        return ()


def doubled_slashes_removed(path: str) -> str:
    """The path with every run of slashes made one."""
    return _SLASHES.sub("/", path)
