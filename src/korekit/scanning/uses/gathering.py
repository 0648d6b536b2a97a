"""The calls of a whole program: its files are read first, since one may hold the address that another completes."""

import re
from functools import cache
from typing import Final

from korekit.catalog.operations import all_operations
from korekit.doctor.outside.address import read_address
from korekit.scanning.texts import is_utf_16, line_of, text_of
from korekit.scanning.uses.addresses import addresses_in
from korekit.scanning.uses.flattening import constants_in, flattened
from korekit.scanning.uses.languages import code_of, is_program
from korekit.scanning.uses.methods import Commands, calls_in
from korekit.scanning.uses.use import Unknown, Use, Way

__all__ = ["Program"]

_ABOUT: Final = re.compile(rb"kore|/api/(?:1\.1/)?public", re.IGNORECASE)
_OUR_SDK: Final = re.compile(rb"korekit", re.IGNORECASE)
_API: Final = "/api"


class Program:
    """What a program's files call.

    Args:
        commands: gives the ids of the operations that each command of `korekit` calls, by its words.
    """

    def __init__(self, commands: Commands) -> None:
        self._commands = commands
        self._uses: dict[tuple[str, str, int], Use] = {}
        self._files: list[tuple[str, str, dict[str, str], bool]] = []
        self._bases: dict[str, set[str]] = {}
        self.read = 0

    def look(self, data: bytes, path: str) -> None:
        """Read a file, if it is one of a program.

        Args:
            data: its bytes.
            path: as it may be shown.
        """
        self.read += is_program(path)
        # First what is quick: nearly no file calls anything.
        code = code_of(path, lambda: text_of(data)) if is_utf_16(data) or _signs().search(data) else None
        if code is None:
            return
        is_about = _ABOUT.search(data) is not None or "kore" in path.lower()
        if is_about:
            is_ours = _OUR_SDK.search(data) is not None
            for at, way, operation, follows in calls_in(code, self._commands):
                self._add(Use(operation, path, line_of(code, at)[0], way, is_ours, follows))
        text = flattened(code)
        constants = constants_in(text)
        for name, value in constants.items():
            if _API in value:
                self._bases.setdefault(name, set()).add(value)
        self._files.append((path, text, constants, is_about))

    def found(self) -> tuple[list[Use], list[Unknown]]:
        """Every call, by file and line; and the paths of the API that no operation has."""
        shared = {name: next(iter(values)) for name, values in self._bases.items() if len(values) == 1}
        unknown: set[Unknown] = set()
        for path, text, constants, is_about in self._files:
            for called in addresses_in(text, shared | constants):
                line = line_of(text, called.at)[0]
                if called.shown:
                    unknown.add(Unknown(path, line, called.shown))
                is_sure = called.is_whole or (is_about and called.words > 1)
                if not called.is_whole and not is_about and called.words < 2:
                    continue
                for operation in called.operations:
                    self._add(Use(operation, path, line, Way.ADDRESS, is_sure))
        uses = sorted(self._uses.values(), key=lambda use: (use.path, use.line, use.operation.id))
        return uses, sorted(unknown)

    def _add(self, use: Use) -> None:
        key = (use.operation.id, use.path, use.line)
        known = self._uses.get(key)
        if known is None or (use.is_sure and not known.is_sure):
            self._uses[key] = use


@cache
def _signs() -> re.Pattern[bytes]:
    """What at least stands in a file that calls: a word of a path, or our name."""
    words: set[str] = set()
    for operation in all_operations():
        for _, path in operation.spellings():
            fixed = [one for one in read_address(path).segments if not one.startswith("{")]
            words.add(fixed[-1])
    listed = "|".join(sorted(map(re.escape, words)))
    return re.compile(rf"korekit|/api|/(?:{listed})\b".encode())
