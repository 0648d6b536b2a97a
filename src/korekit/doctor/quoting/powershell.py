"""Words as PowerShell makes them: a backtick escapes or continues, two single quotes inside single quotes are one."""

import re
from typing import Final

from korekit.doctor.given import Unreadable, opened
from korekit.doctor.quoting.command import Command

__all__ = ["powershell_command"]

_VARIABLE: Final = re.compile(r"\$(?:\{[^}\n]{0,300}\}|(?:env:)?\w+(?:\.\w+)*)", re.IGNORECASE)
_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}
_INNER_QUOTES: Final = "Windows PowerShell 5 takes double quotes out of arguments; PowerShell 7.3 and later keep them."


def powershell_command(text: str) -> Command:
    """The first command of a text; variables stay open.

    Raises:
        Unreadable: a quote that is never closed.
    """
    return _Lexer(text).read()


class _Lexer:
    """Reads one command."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._word: list[str] | None = None
        self._command = Command()

    def read(self) -> Command:
        text = self._text
        while self._at < len(text):
            here = text[self._at]
            if here in " \t\r":
                self._finish()
                self._at += 1
            elif here in "\n;|":
                self._at += 1
                if self._word is not None or self._command.words:
                    break
            else:
                self._piece(here)
        self._finish()
        self._command.end = self._at
        if any('"' in word for word in self._command.words):
            self._command.notes.append(_INNER_QUOTES)
        return self._command

    def _piece(self, here: str) -> None:
        if here == "`":
            self._backtick()
        elif here == "'":
            self._single()
        elif here == '"':
            self._double()
        elif here == "$":
            self._dollar()
        else:
            self._add(here)
            self._at += 1

    def _add(self, piece: str) -> None:
        if self._word is None:
            self._word = []
        self._word.append(piece)

    def _finish(self) -> None:
        if self._word is not None:
            self._command.words.append("".join(self._word))
            self._word = None

    def _backtick(self) -> None:
        following = self._text[self._at + 1 : self._at + 3]
        if following[:1] in ("\n", "\r"):
            self._at += 3 if following == "\r\n" else 2
            return
        self._add(_ESCAPES.get(following[:1], following[:1]))
        self._at += 2

    def _single(self) -> None:
        self._add("")
        at = self._at + 1
        while True:
            end = self._text.find("'", at)
            if end < 0:
                raise Unreadable(f"character {self._at + 1}", "a ' that is never closed")
            self._add(self._text[at:end])
            if self._text[end + 1 : end + 2] != "'":
                break
            self._add("'")
            at = end + 2
        self._at = end + 1

    def _double(self) -> None:
        started_at = self._at
        self._add("")
        self._at += 1
        while self._at < len(self._text):
            here = self._text[self._at]
            if here == '"' and self._text[self._at + 1 : self._at + 2] == '"':
                self._add('"')
                self._at += 2
            elif here == '"':
                self._at += 1
                return
            elif here == "`":
                self._backtick()
            elif here == "$":
                self._dollar()
            elif here == "\\" and self._text[self._at + 1 : self._at + 2] == '"':
                # Not PowerShell's own escape, but what its version 5 needs to hand a quote to a program.
                self._add('"')
                self._at += 2
            else:
                self._add(here)
                self._at += 1
        raise Unreadable(f"character {started_at + 1}", 'a " that is never closed')

    def _dollar(self) -> None:
        if self._text.startswith("$(", self._at):
            end = self._text.find(")", self._at)
            if end < 0:
                raise Unreadable(f"character {self._at + 1}", "a `$(` that is never closed")
            self._add(opened("$(…)"))
            self._at = end + 1
            return
        found = _VARIABLE.match(self._text, self._at)
        if found is None or found[0].lower() in ("$true", "$false", "$null"):
            self._add("$")
            self._at += 1
            return
        self._add(opened(found[0]))
        self._at = found.end()
