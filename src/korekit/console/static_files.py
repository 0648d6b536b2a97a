"""Styles, scripts and pictures: read once, named by what is in them, so that a browser never asks twice.

Every file of `static/css` becomes part of one style sheet, in the order of their names. Scripts are ES modules; where
one imports another, `from "./name.js"`, the name is replaced by the one with the hash.
"""

import gzip
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from korekit.server.answers import Answer

__all__ = ["StaticFiles"]

_FOLDER: Final = Path(__file__).parent / "static"
_IMPORT: Final = re.compile(r'(from |import )"\./([\w-]+\.js)"')
_TYPES: Final = {
    ".css": b"text/css; charset=utf-8",
    ".js": b"text/javascript; charset=utf-8",
    ".svg": b"image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class _File:
    content_type: bytes
    body: bytes
    packed: bytes


class StaticFiles:
    """Every file there is, in memory."""

    def __init__(self) -> None:
        self._files: dict[str, _File] = {}
        self._links: dict[str, str] = {}
        styles = sorted((_FOLDER / "css").glob("*.css"))
        self._add("console.css", b"\n".join(path.read_bytes() for path in styles))
        for path in sorted(_FOLDER.glob("*.svg")):
            self._add(path.name, path.read_bytes())
        scripts = {path.name: path.read_text("utf-8") for path in sorted((_FOLDER / "js").glob("*.js"))}
        for name in scripts:
            self._add_script(name, scripts)

    def _add_script(self, name: str, scripts: dict[str, str]) -> str:
        if name not in self._links:
            # Inner first: the name of a file depends on the names of those it imports.
            linked = _IMPORT.sub(
                lambda found: f'{found[1]}"{self._add_script(found[2], scripts)}"',
                scripts[name],
            )
            self._add(name, linked.encode())
        return self._links[name]

    def _add(self, name: str, body: bytes) -> None:
        stem, _, ending = name.rpartition(".")
        hashed = f"{stem}.{hashlib.sha256(body).hexdigest()[:12]}.{ending}"
        self._files[hashed] = _File(_TYPES["." + ending], body, gzip.compress(body, 9, mtime=0))
        self._links[name] = f"/console/static/{hashed}"

    def link(self, name: str) -> str:
        """The address of a file, by its own name.

        Raises:
            KeyError: no file has this name.
        """
        return self._links[name]

    def answer(self, hashed: str, *, is_gzip_taken: bool) -> Answer | None:
        """A file, by the name with the hash."""
        found = self._files.get(hashed)
        if found is None:
            return None
        body = found.packed if is_gzip_taken else found.body
        headers = [
            (b"content-type", found.content_type),
            (b"content-length", b"%d" % len(body)),
            (b"cache-control", b"public, max-age=31536000, immutable"),
            (b"x-content-type-options", b"nosniff"),
            (b"x-frame-options", b"DENY"),
            # For a picture that is opened by itself; a style sheet and a script are judged by their page's policy.
            (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
            (b"cross-origin-resource-policy", b"same-origin"),
            (b"vary", b"accept-encoding"),
        ]
        if is_gzip_taken:
            headers.append((b"content-encoding", b"gzip"))
        return Answer(200, headers, body)
