"""Words as a POSIX shell makes them, with the `$'…'` of bash.

More forgiving than a shell in three places, each with a note, because text is pasted with small damage: blanks behind a
continuing backslash, an unquoted `&` inside an address, a quote that is never closed.
"""

import re
from collections.abc import Iterator, MutableMapping
from typing import Final

from korekit.doctor.given import Unreadable, opened
from korekit.doctor.quoting.ansi_c import ansi_c
from korekit.doctor.quoting.command import Command

__all__ = ["posix_commands"]

_CONTINUATION: Final = re.compile(r"\\[ \t]*\r?\n(?:[ \t]*> )?")
_VARIABLE: Final = re.compile(r"\$(?:(\w+)|\{(\w+)\}|\{[^}\n]*\})")
_REDIRECT: Final = re.compile(r"\d?(<<<|<<-?|<|>>?(?:&\d?)?)")
_ASSIGNMENT: Final = re.compile(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)
_ENDS: Final = frozenset("\n;|&()")

_BLANK_AFTER_BACKSLASH: Final = "A blank behind a backslash at the end of a line: a shell ends the command there."
_BARE_AMPERSAND: Final = "An unquoted `&` in the address: a shell ends the command there. Quote the address."


def posix_commands(text: str) -> Iterator[Command]:
    """Yield the commands of a text, in order; assignments (`NAME=value`) fill later `$NAME`.

    Raises:
        Unreadable: a quote that is never closed.
    """
    variables: dict[str, str] = {}
    position = 0
    while position < len(text):
        command = _Lexer(text, position, variables).read()
        position = max(command.end, position + 1)
        if command.words:
            _assign(command, variables)
            yield command


def _assign(command: Command, variables: MutableMapping[str, str]) -> None:
    words = command.words[1:] if command.words[0] in ("export", "set", "local", "readonly") else command.words
    pairs = [_ASSIGNMENT.fullmatch(word) for word in words]
    if all(pairs):
        variables.update((pair[1], pair[2]) for pair in pairs if pair)


class _Lexer:
    """Reads one command, character by character."""

    def __init__(self, text: str, start: int, variables: MutableMapping[str, str]) -> None:
        self._text = text
        self._at = start
        self._variables = variables
        self._word: list[str] | None = None
        self._is_query = False
        self._here_document = ""
        self._command = Command()

    def read(self) -> Command:
        text = self._text
        while self._at < len(text):
            here = text[self._at]
            if here in " \t\r":
                self._finish()
                self._at += 1
            elif here in _ENDS:
                if here == "&" and self._is_in_address():
                    self._note(_BARE_AMPERSAND)
                    self._take(here)
                    continue
                self._at += 1
                # A blank line, or a `(` before the first word, ends nothing.
                if self._word is not None or self._command.words:
                    break
            elif here == "#" and self._word is None:
                self._at = _line_end(text, self._at)
            elif here in "<>" or (here.isdigit() and self._word is None and text[self._at + 1 : self._at + 2] == ">"):
                self._redirect()
            else:
                self._piece(here)
        self._finish()
        if self._here_document and self._text[self._at - 1] == "\n":
            self._read_here_document()
        self._command.end = self._at
        return self._command

    def _piece(self, here: str) -> None:
        if here == "\\":
            self._backslash()
        elif here == "'":
            self._single()
        elif here == '"':
            self._double()
        elif here == "$":
            self._dollar(is_quoted=False)
        elif here == "`":
            self._backticks()
        else:
            self._is_query = self._is_query or here == "?"
            self._take(here)

    def _add(self, piece: str) -> None:
        if self._word is None:
            self._word = []
        self._word.append(piece)

    def _take(self, piece: str) -> None:
        self._add(piece)
        self._at += len(piece)

    def _finish(self) -> None:
        if self._word is not None:
            self._command.words.append("".join(self._word))
            self._word = None
            self._is_query = False

    def _note(self, note: str) -> None:
        if note not in self._command.notes:
            self._command.notes.append(note)

    def _is_in_address(self) -> bool:
        following = self._text[self._at + 1 : self._at + 2]
        return self._is_query and following not in ("", " ", "\t", "\r", "\n", "&")

    def _backslash(self) -> None:
        continued = _CONTINUATION.match(self._text, self._at)
        if continued:
            if continued[0][1] in " \t":
                self._note(_BLANK_AFTER_BACKSLASH)
                self._finish()
            self._at = continued.end()
            return
        self._add(self._text[self._at + 1 : self._at + 2])
        self._at += 2

    def _single(self) -> None:
        end = self._text.find("'", self._at + 1)
        if end < 0:
            raise self._unclosed("'")
        self._add(self._text[self._at + 1 : end])
        self._at = end + 1

    def _double(self) -> None:
        opened_at = self._at
        self._at += 1
        self._add("")
        while self._at < len(self._text):
            here = self._text[self._at]
            if here == '"':
                self._at += 1
                return
            if here == "\\":
                self._escaped_in_double()
            elif here == "$":
                self._dollar(is_quoted=True)
            elif here == "`":
                self._backticks()
            else:
                self._take(here)
        self._at = opened_at
        raise self._unclosed('"')

    def _escaped_in_double(self) -> None:
        following = self._text[self._at + 1 : self._at + 2]
        if following in ('"', "\\", "$", "`"):
            self._add(following)
        elif following == "\n" or self._text.startswith("\r\n", self._at + 1):
            self._at += 1 if following == "\r" else 0
        else:
            self._add("\\" + following)
        self._at += 2

    def _dollar(self, *, is_quoted: bool) -> None:
        following = self._text[self._at + 1 : self._at + 2]
        if following == "'" and not is_quoted:
            piece, self._at = ansi_c(self._text, self._at + 2)
            self._add(piece)
        elif following == '"' and not is_quoted:
            self._at += 1
            self._double()
        elif following == "(":
            self._substitution()
        else:
            self._variable()

    def _variable(self) -> None:
        found = _VARIABLE.match(self._text, self._at)
        if found is None:
            self._take("$")
            return
        name = found[1] or found[2]
        self._add(self._variables.get(name, opened(found[0])) if name else opened(found[0]))
        self._at = found.end()

    def _substitution(self) -> None:
        depth, end = 0, self._at + 1
        while end < len(self._text):
            here = self._text[end]
            if here == "'":
                closing = self._text.find("'", end + 1)
                end = closing if closing > 0 else end
            depth += {"(": 1, ")": -1}.get(here, 0)
            end += 1
            if depth == 0:
                break
        if depth:
            raise Unreadable(_place(self._text, self._at), "a `$(` that is never closed")
        self._command.inner.append(self._text[self._at + 2 : end - 1])
        self._add(opened("$(…)"))
        self._at = end

    def _backticks(self) -> None:
        end = self._text.find("`", self._at + 1)
        if end < 0:
            raise self._unclosed("`")
        self._command.inner.append(self._text[self._at + 1 : end])
        self._add(opened("`…`"))
        self._at = end + 1

    def _redirect(self) -> None:
        # The file of a redirection is no word of the command.
        self._finish()
        found = _REDIRECT.match(self._text, self._at)
        operator = found[1] if found else ""
        self._at = found.end() if found else self._at + 1
        while self._text[self._at : self._at + 1] in (" ", "\t"):
            self._at += 1
        while self._at < len(self._text) and self._text[self._at] not in _ENDS | frozenset(" \t\r<>"):
            self._piece(self._text[self._at])
        target, self._word = "".join(self._word or ()), None
        if operator == "<<<":
            self._command.standard_input = target + "\n"
        elif operator.startswith("<<"):
            self._here_document = target

    def _read_here_document(self) -> None:
        # It begins behind the line's end, and the rest of the line has been read by now.
        lines: list[str] = []
        while self._at < len(self._text):
            end = _line_end(self._text, self._at)
            line = self._text[self._at : end].rstrip("\r")
            self._at = end + 1
            if line.strip() == self._here_document:
                break
            lines.append(line + "\n")
        self._command.standard_input = "".join(lines)

    def _unclosed(self, quote: str) -> Unreadable:
        return Unreadable(_place(self._text, self._at), f"a {quote} that is never closed")


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _place(text: str, at: int) -> str:
    line = text.count("\n", 0, at) + 1
    return f"line {line}, column {at - text.rfind(chr(10), 0, at)}"
