"""The calls of a program in a text: a script, a log, a chat, a line of a workflow.

A text is rarely a script as a whole: an apostrophe in a sentence must not swallow the command behind it. So each place
where the program's name stands is read by itself, with the assignments that stand before it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from korekit.doctor.given import Unreadable, is_open
from korekit.doctor.quoting.command import Command
from korekit.doctor.quoting.posix import posix_commands
from korekit.doctor.quoting.powershell import powershell_command
from korekit.doctor.quoting.windows_prompt import prompt_command

__all__ = ["FoundCall", "Program"]

_CARET_AT_END: Final = re.compile(r"\^[ \t]*\r?$", re.MULTILINE)
_BACKTICK_AT_END: Final = re.compile(r"[ \t]`[ \t]*\r?$", re.MULTILINE)
_CARET_QUOTE: Final = re.compile(r'(?:^|\s)\^"')
_POWERSHELL_VARIABLE: Final = re.compile(r"\$env:\w", re.IGNORECASE)
_ASSIGNMENT: Final = re.compile(
    r"^[ \t]*(?:[+$>] )?(?:(?:export|local|readonly|set)[ \t]+)?(?=[A-Za-z_]\w{0,60}=)", re.MULTILINE
)
# YAML joins the lines of such a block by blanks.
_FOLDED: Final = re.compile(
    r"^([ \t]*)(?:-[ \t]+|[\w-]{1,40}:[ \t]+)>[-+]?[ \t]*\n((?:\1[ \t]+\S[^\n]*(?:\n|\Z))+)", re.MULTILINE
)
_WINDOWS_PROMPT: Final = re.compile(r"^[ \t]*[A-Za-z]:\\[^>\n]{0,200}>", re.MULTILINE)
# An address in such quotes reaches nothing: they are a chat's, not the command's.
_TYPOGRAPHIC_ADDRESS: Final = re.compile(r"[\u2018\u201a\u201c\u201e]https?://")
_STRAIGHTENED: Final = dict.fromkeys((0x201C, 0x201D, 0x201E), '"') | dict.fromkeys((0x2018, 0x2019, 0x201A), "'")
_MAX_PLACES: Final = 300
_MAX_ASSIGNMENTS: Final = 300
_MAX_COMMANDS_BEFORE: Final = 30
_MAX_WORDS_BEFORE: Final = 12
_MAX_DEPTH: Final = 3
# What is read for one command, and no more: a quote that is never closed costs no more than this.
_MAX_COMMAND: Final = 100_000
_MAX_WORK: Final = 120_000
_SHELLS: Final = frozenset({"sh", "bash", "zsh", "ash", "/bin/sh", "/bin/bash"})
_OPENING: Final = "\"'`(;&|/\\"


@dataclass(frozen=True, slots=True)
class FoundCall:
    """One call of a program. `words`: what follows its name; `rest`: the text up to its next call."""

    words: list[str]
    command: Command
    start: int
    rest: str

    def __repr__(self) -> str:
        return f"FoundCall({len(self.words)} words)"


class Program:
    """A program by its names, as a regular expression: `curl`, `https?`."""

    def __init__(self, names: str, *, is_argument: re.Pattern[str] | None = None) -> None:
        self._place = re.compile(
            rf"(?:^|[\s;&|(`\"'/\\>])(?:{names})(?:\.exe)?[\"']?(?=\s)", re.IGNORECASE | re.MULTILINE
        )
        self._name = re.compile(rf"(?:.*[/\\])?(?:{names})(?:\.exe)?", re.IGNORECASE | re.DOTALL)
        # A prompt before the command: `$ curl`, `# curl`, `PS C:\> curl`, `C:\Users\me>curl`, `me@host:~$ curl`.
        self._prompt = re.compile(
            r"^[ \t]*(?:(?:PS )?[A-Za-z]:\\[^>\n]{0,200}>|[\w.@~/:\[\] -]{0,80}[$#%>]|\+{1,4})[ \t]*"
            rf"(?=(?:{names})\s)",
            re.MULTILINE,
        )
        self._argument = is_argument

    def fits(self, text: str) -> bool:
        """Whether the program's name stands where a command may."""
        return self._place.search(text) is not None

    def calls(self, text: str) -> list[FoundCall]:
        """The program's calls, in order.

        Raises:
            Unreadable: the name stands there, but no call can be read.
        """
        text = text.translate(_STRAIGHTENED) if _TYPOGRAPHIC_ADDRESS.search(text) else text
        is_windows = _WINDOWS_PROMPT.search(text) is not None
        text = _FOLDED.sub(lambda found: found[1] + " ".join(found[2].split()) + "\n", self._prompt.sub("", text))
        places = [
            found.start() + _offset(found[0])
            for found, _ in zip(self._place.finditer(text), range(_MAX_PLACES), strict=False)
        ]
        found: list[tuple[list[str], Command, int, int]] = []
        trouble: Unreadable | None = None
        variables: dict[str, str] = {}
        behind = assigned = 0
        work = _MAX_WORK
        for index, at in enumerate(places):
            if at < behind:
                continue
            assigned = _assign(text, assigned, at, variables)
            until = places[index + 1] if index + 1 < len(places) else len(text)
            try:
                one = self._call_at(text, at, until, variables, is_windows=is_windows)
            except Unreadable as error:
                trouble = trouble or error
                one = None
            # What was read in vain is read again from the next place, which must not go on for ever.
            work -= one[2] - at if one is not None else min(len(text) - at, _MAX_COMMAND)
            if work < 0 and one is None:
                break
            if one is not None:
                found.append((*one, at))
                behind = one[2]
        if not found:
            named = "it names a program such as curl, but gives it no address and no option"
            raise trouble or Unreadable("the text", named)
        ends = [start for *_, start in found[1:]] + [len(text)]
        return [
            FoundCall(words, command, start, text[end:next_start])
            for (words, command, end, start), next_start in zip(found, ends, strict=True)
        ]

    def _call_at(
        self, text: str, at: int, until: int, variables: dict[str, str], *, is_windows: bool
    ) -> tuple[list[str], Command, int] | None:
        """The words, the command and its end, read from the name's place."""
        for command, end in _readings(text, at, until, variables, is_windows=is_windows):
            # What a shell is given to run goes before an image or a folder of that name.
            words = self._inner(command, variables) if _SHELLS & set(command.words) else None
            words = words if words is not None else self._arguments(command)
            words = words if words is not None else self._inner(command, variables)
            if words is not None:
                return words, command, end
        return None

    def _inner(self, command: Command, variables: dict[str, str], depth: int = 0) -> list[str] | None:
        """The words of a call inside `$(…)`, or inside a word as in `bash -c "…"`."""
        if depth > _MAX_DEPTH:
            return None
        texts = command.inner + [word for word in command.words if " " in word]
        for text in texts:
            if len(text) > _MAX_COMMAND or not self._place.search(text):
                continue
            try:
                for number, inner in enumerate(posix_commands(text, 0, dict(variables))):
                    words = self._arguments(inner)
                    words = words if words is not None else self._inner(inner, variables, depth + 1)
                    if words is not None:
                        command.standard_input = inner.standard_input
                        return words
                    if number > _MAX_COMMANDS_BEFORE:
                        break
            except Unreadable:
                continue
        return None

    def _arguments(self, command: Command) -> list[str] | None:
        """The words behind the name, if the command runs it, by itself or behind `sudo`, `time` or assignments."""
        for index, word in enumerate(command.words[:_MAX_WORDS_BEFORE]):
            if len(word) < 300 and self._name.fullmatch(word):
                rest = command.words[index + 1 :]
                return rest if any(map(self._is_argument, rest)) else None
        return None

    def _is_argument(self, word: str) -> bool:
        """Whether a word would follow the name in a command; sentences about it have other words."""
        if self._argument is not None:
            return self._argument.search(word) is not None or is_open(word)
        return word.startswith("-") or "/" in word or "." in word[:-1] or is_open(word)


def _offset(found: str) -> int:
    """Where the name itself begins in what was found."""
    return 1 if not found[:1].isalnum() else 0


def _readings(
    text: str, at: int, until: int, variables: dict[str, str], *, is_windows: bool
) -> Iterator[tuple[Command, int]]:
    """The ways to read the command at a place, the likeliest first, each with its end."""
    here = text[at:until]
    if is_windows or _CARET_AT_END.search(here) or _CARET_QUOTE.search(here):
        command = prompt_command(text[at : at + _MAX_COMMAND].lstrip(_OPENING))
        yield command, at + command.end
        return
    if _BACKTICK_AT_END.search(here) or _POWERSHELL_VARIABLE.search(here):
        command = powershell_command(text[at : at + _MAX_COMMAND].lstrip(_OPENING))
        yield command, at + command.end
        return
    trouble: Unreadable | None = None
    for start in dict.fromkeys((text.rfind("\n", 0, at) + 1, at)):
        piece = text[start : at + _MAX_COMMAND]
        try:
            for number, command in enumerate(posix_commands(piece, 0, dict(variables))):
                if start + command.end > at:
                    yield command, start + command.end
                if start + command.end > at or number > _MAX_COMMANDS_BEFORE:
                    break
        except Unreadable as error:
            trouble = error
    if trouble is not None:
        raise trouble


def _assign(text: str, start: int, end: int, variables: dict[str, str]) -> int:
    """Take in the assignments that stand on lines of their own between two places."""
    places: Sequence[re.Match[str]] = [
        found for found, _ in zip(_ASSIGNMENT.finditer(text, start, end), range(_MAX_ASSIGNMENTS), strict=False)
    ]
    for found in places:
        line_end = text.find("\n", found.end())
        piece = text[found.end() : min(end, found.end() + _MAX_COMMAND)]
        try:
            next(posix_commands(piece, 0, variables), None)
        except Unreadable:
            if line_end < 0:
                break
    return end
