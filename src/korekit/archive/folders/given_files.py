"""The files of a folder as they are put together: read, checked for what merges leave behind, opened."""

import re
from collections.abc import Mapping

from korekit.archive.folders import layout
from korekit.archive.folders.noise import Noise, noise_of_line, with_noise
from korekit.archive.folders.orders import split_line
from korekit.archive.folders.pieces import elements_of, is_object, members_of
from korekit.archive.folders.readable_texts import MalformedText, as_stored, conflict_in
from korekit.archive.json_text import MalformedJSON, pretty
from korekit.archive.problems import Findings

__all__ = ["Given"]

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_NAME = re.compile(r"[^/\\\x00-\x1f]{1,255}")


class Given:
    """The files of a folder by their paths; whatever is wrong with one is a problem found, and the rest goes on."""

    def __init__(self, files: Mapping[str, bytes], found: Findings) -> None:
        self.found = found
        self.used_scripts: set[str] = set()
        self._files = files
        self._in_folder: dict[str, list[str]] = {}
        for path in sorted(files):
            self._in_folder.setdefault(path.rpartition("/")[0], []).append(path)
        self._broken = {path for path, content in files.items() if self._has_conflict(path, content)}
        self._noise: dict[str, list[Noise]] = {}
        for one in self._noise_lines():
            self._noise.setdefault(one.file, []).append(one)

    def __contains__(self, path: str) -> bool:
        return path in self._files

    def __getitem__(self, path: str) -> bytes:
        return self._files[path]

    def paths(self, folder: str, ending: str = ".json") -> list[str]:
        """Paths of the files directly in a folder, sorted."""
        return [path for path in self._in_folder.get(folder, ()) if path.endswith(ending)]

    def folders(self, folder: str) -> list[str]:
        """The folders directly in a folder that hold anything, sorted."""
        start = f"{folder}/"
        inside = (path[len(start) :] for path in self._in_folder if path.startswith(start))
        return sorted({start + rest.partition("/")[0] for rest in inside})

    def json(self, path: str) -> bytes | None:
        """What a file of JSON stands for, in the definition's own form; None, and a problem, where it is broken."""
        if path in self._broken:
            return None
        if path not in self._files:
            self.found.error(path, "", "it is missing")
            return None
        try:
            laid_out = pretty(self._files[path].removeprefix(_BYTE_ORDER_MARK))
            stored = as_stored(laid_out, lambda name: self._script(path, name))
            return with_noise(stored, self._noise.get(path, ()))
        except MalformedJSON as error:
            self.found.error(path, "$", str(error))
        except MalformedText as error:
            self.found.error(path, "$", f"{error.why}, at line {error.line}")
        return None

    def object(self, path: str) -> bytes | None:
        """The same of a file that should hold an object."""
        stored = self.json(path)
        if stored is None or is_object(stored):
            return stored
        self.found.error(path, "$", "it should be an object")
        return None

    def members(self, path: str) -> dict[str, bytes]:
        """The keys of the object in a file."""
        stored = self.object(path)
        try:
            return {} if stored is None else members_of(stored)
        except MalformedJSON as error:
            self.found.error(path, "$", str(error))
            return {}

    def elements(self, path: str) -> list[bytes]:
        """The elements of the array in a file."""
        stored = self.json(path)
        found = None if stored is None else elements_of(stored)
        if stored is not None and found is None:
            self.found.error(path, "$", "it should be an array")
        return found or []

    def order(self, section: str) -> list[tuple[str, int | None]] | None:
        """The lines of an order file; None where there is none."""
        path = layout.order_file(section)
        if path not in self._files or path in self._broken:
            return None
        lines: list[tuple[str, int | None]] = []
        for number, text in enumerate(self._text(path).splitlines(), 1):
            try:
                if (line := split_line(text)) is not None:
                    lines.append(line)
            except ValueError as error:
                self.found.error(path, f"line {number}", str(error))
        return lines

    def _noise_lines(self) -> list[Noise]:
        found = []
        if layout.NOISE in self._files and layout.NOISE not in self._broken:
            for number, line in enumerate(self._files[layout.NOISE].splitlines(), 1):
                try:
                    if line.strip():
                        found.append(noise_of_line(line))
                except MalformedJSON as error:
                    self.found.error(layout.NOISE, f"line {number}", str(error))
        return found

    def _script(self, path: str, name: str) -> str:
        """The text of a script beside a file, without the line feed at its end."""
        script = f"{path.rpartition('/')[0]}/{name}"
        if not _NAME.fullmatch(name) or name in (".", ".."):
            raise MalformedText(0, "a script is named by its file alone, which lies beside this one")
        if script in self._broken:
            return ""
        if script not in self._files:
            raise MalformedText(0, f"the file {script}, which it names, is missing")
        self.used_scripts.add(script)
        text = self._text(script)
        return text.removesuffix("\n")

    def _text(self, path: str) -> str:
        try:
            return self._files[path].decode()
        except UnicodeDecodeError as error:
            line = self._files[path].count(b"\n", 0, error.start) + 1
            self.found.error(path, "", f"it is not UTF-8, at line {line}")
            return ""

    def _has_conflict(self, path: str, content: bytes) -> bool:
        line = None if path.endswith(".png") else conflict_in(content)
        if line is None:
            return False
        self.found.error(path, "", f"it holds a conflict of a git merge that nobody has resolved, at line {line}")
        return True
