"""The files of a bot while they are made, with what is collected on the way."""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Raw

from korekit.archive.folders import layout
from korekit.archive.folders.file_names import file_names
from korekit.archive.folders.naming import named, parsed
from korekit.archive.folders.noise import Noise, noise_lines, without_noise
from korekit.archive.folders.orders import order_of, order_text
from korekit.archive.folders.pieces import array_from, elements_of, is_object, object_from
from korekit.archive.folders.readable_texts import as_readable
from korekit.archive.json_text import pretty

__all__ = ["Files", "objects_in"]

_SCRIPT: Final = "script"


class Files:
    """The files so far, with what is collected on the way: noise, and where the elements of an array come from."""

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}
        self._noise: list[Noise] = []

    def put(self, path: str, content: bytes) -> None:
        """Add a file."""
        if path in self._files:
            raise AssertionError(f"two parts of a bot would be written to {path}")
        self._files[path] = content

    def put_json(self, path: str, raw: bytes, *, script_at: int = 0) -> None:
        """Add a file of JSON, and its script beside it, which lies so deep; 0 for none."""
        depth, is_language = max(script_at - 1, 0), path.startswith(f"{layout.OBJECTS_APART['localeData']}/")
        laid_out = pretty(without_noise(raw, path, self._noise, depth=depth, is_language=is_language))
        script = f"{path.removesuffix('.json')}.js"
        text, content = as_readable(laid_out, (_SCRIPT, script_at, script.rpartition("/")[2]) if script_at else None)
        self.put(path, text + b"\n")
        if content is not None:
            self.put(script, content)

    def put_order(self, section: str, sources: Sequence[str]) -> None:
        """Add the order of a section: the file of every element."""
        self.put(layout.order_file(section), order_text(order_of(sources)))

    def keep_apart(self, file: str, key: str, raw: bytes) -> None:
        """Add a whole top-level value to the noise of a file."""
        self._noise.append(Noise(file=file, key=key, value=Raw(raw)))

    def put_apart(self, apart: layout.Apart, elements: list[bytes], language: str) -> list[str]:
        """A file for each element, which are used up; answers their paths."""
        names = file_names([named(parsed(raw), apart.names, language) for raw in elements], apart.one)
        paths = [f"{apart.folder}/{name}.json" for name in names]
        self.put_all(paths, elements)
        return paths

    def put_all(self, paths: Sequence[str], elements: list[bytes], *, script_at: int = 0) -> None:
        """A file for each element. `elements` is used up on the way."""
        elements.reverse()
        for path in paths:
            self.put_json(path, elements.pop(), script_at=script_at)

    def put_members(self, folder: str, members: Mapping[str, bytes]) -> list[str]:
        """A file for each key of an object, `{"en": {…}}`; answers their paths."""
        names = file_names([(key, key) for key in members], "part")
        paths = [f"{folder}/{name}.json" for name in names]
        for path, (key, raw) in zip(paths, members.items(), strict=True):
            self.put_json(path, object_from([(key, raw)]), script_at=2)
        return paths

    def put_grouped(self, section: str, elements: Sequence[bytes], files: Sequence[str]) -> None:
        """Elements that share files, each file an array."""
        groups: dict[str, list[bytes]] = {}
        for raw, file in zip(elements, files, strict=True):
            groups.setdefault(file, []).append(raw)
        for file, members in groups.items():
            self.put_json(file, array_from(members))
        self.put_order(section, files)

    def finished(self) -> dict[str, bytes]:
        """All files."""
        if self._noise:
            self.put(layout.NOISE, noise_lines(self._noise))
        return dict(sorted(self._files.items()))


def objects_in(raw: bytes | None) -> list[bytes] | None:
    """The elements of an array of objects; None for an empty one, or anything else, which is left as it is."""
    found = None if raw is None else elements_of(raw)
    return found if found and all(map(is_object, found)) else None
