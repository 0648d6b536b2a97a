"""Words as a POSIX shell makes them, with the `$'…'` of bash.

More forgiving than a shell in three places, each with a note, because text is pasted with small damage: blanks behind a
continuing backslash, an unquoted `&` inside an address, an unquoted `<placeholder>`.
"""

import re
from collections.abc import Iterator, MutableMapping
from typing import Final

from korekit.doctor.quoting.command import Command
from korekit.doctor.quoting.posix_pieces import posix_piece

__all__ = ["BARE_AMPERSAND", "posix_commands"]

_CONTINUATION: Final = re.compile(r"\\[ \t]*\r?\n(?:[ \t]*> )?")
_REDIRECT: Final = re.compile(r"\d?(<<<|<<-?|<|>>?(?:&\d?)?)")
_ASSIGNMENT: Final = re.compile(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)
_ASSIGNING: Final = frozenset({"export", "set", "local", "readonly"})
# What documents write for a value that the reader fills in; a shell would redirect.
_PLACEHOLDER: Final = re.compile(r"<[A-Za-z_][\w .-]*>")
_BLANKS: Final = frozenset(" \t\r")
_ENDS: Final = frozenset("\n;|&()")
_AFTER_TARGET: Final = _BLANKS | _ENDS | frozenset("<>")

_BLANK_AFTER_BACKSLASH: Final = "A blank behind a backslash at the end of a line: a shell ends the command there."
_BARE_PLACEHOLDER: Final = "An unquoted `<…>`: a shell redirects there. Fill it in, or quote the address."
BARE_AMPERSAND: Final = "An unquoted `&` in the address: a shell ends the command there. Quote the address."


def posix_commands(text: str, start: int = 0, variables: dict[str, str] | None = None) -> Iterator[Command]:
    """Yield the commands of a text, in order; assignments (`NAME=value`) fill later `$NAME`.

    Args:
        text: the whole text.
        start: where the first command begins.
        variables: what has been assigned before; further assignments are added to it.

    Raises:
        Unreadable: a quote that is never closed.
    """
    variables = {} if variables is None else variables
    position = start
    while position < len(text):
        command = _Lexer(text, position, variables).read()
        command.start = position
        position = max(command.end, position + 1)
        if command.words:
            _assign(command, variables)
            yield command


def _assign(command: Command, variables: MutableMapping[str, str]) -> None:
    words = command.words[1:] if command.words[0] in _ASSIGNING else command.words
    pairs = [_ASSIGNMENT.fullmatch(word) for word in words]
    if all(pairs):
        variables.update((pair[1], pair[2]) for pair in pairs if pair)


class _Lexer:
    """Reads one command, piece by piece."""

    def __init__(self, text: str, start: int, variables: MutableMapping[str, str]) -> None:
        self._text = text
        self._at = start
        self._variables = variables
        self._word: list[str] | None = None
        self._is_query = False
        self._here_document = ""
        self._command = Command()

    def read(self) -> Command:
        while self._at < len(self._text):
            here = self._text[self._at]
            if here in _BLANKS:
                self._finish()
                self._at += 1
            elif here in _ENDS:
                if self._ends(here):
                    break
            elif here == "#" and self._word is None:
                self._at = _line_end(self._text, self._at)
            elif not self._is_damage(here):
                if _REDIRECT.match(self._text, self._at) and (here in "<>" or self._word is None):
                    self._redirect()
                else:
                    self._piece()
        self._finish()
        if self._here_document and self._text[self._at - 1] == "\n":
            self._read_here_document()
        self._command.end = self._at
        return self._command

    def _ends(self, here: str) -> bool:
        """Whether the command ends with this character."""
        following = self._text[self._at + 1 : self._at + 2]
        if here == "&" and self._is_query and following not in ("", " ", "\t", "\r", "\n", "&"):
            self._note(BARE_AMPERSAND)
            self._take(here)
            return False
        self._at += 1
        # A blank line, or a `(` before the first word, ends nothing.
        return self._word is not None or bool(self._command.words)

    def _is_damage(self, here: str) -> bool:
        """Take what pasting or copying from documents left behind, if it is that."""
        if here == "\\":
            continued = _CONTINUATION.match(self._text, self._at)
            if continued is None:
                return False
            if continued[0][1] in " \t":
                self._note(_BLANK_AFTER_BACKSLASH)
                self._finish()
            self._at = continued.end()
            return True
        found = _PLACEHOLDER.match(self._text, self._at) if here == "<" and self._word is not None else None
        if found is None:
            return False
        self._note(_BARE_PLACEHOLDER)
        self._take(found[0])
        return True

    def _piece(self) -> None:
        here = self._text[self._at]
        piece = posix_piece(self._text, self._at, self._variables)
        if piece is None:
            self._is_query = self._is_query or here == "?"
            self._take(here)
            return
        if self._word is None:
            self._word = []
        self._word.append(piece.text)
        self._command.inner += piece.inner
        self._at = piece.end

    def _take(self, text: str) -> None:
        if self._word is None:
            self._word = []
        self._word.append(text)
        self._at += len(text)

    def _finish(self) -> None:
        if self._word is not None:
            self._command.words.append("".join(self._word))
            self._word = None
            self._is_query = False

    def _note(self, note: str) -> None:
        if note not in self._command.notes:
            self._command.notes.append(note)

    def _redirect(self) -> None:
        # The file of a redirection is no word of the command.
        self._finish()
        found = _REDIRECT.match(self._text, self._at)
        operator = found[1] if found else ""
        self._at = found.end() if found else self._at + 1
        while self._text[self._at : self._at + 1] in (" ", "\t"):
            self._at += 1
        while self._at < len(self._text) and self._text[self._at] not in _AFTER_TARGET:
            self._piece()
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


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end
