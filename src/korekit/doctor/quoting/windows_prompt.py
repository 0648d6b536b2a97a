"""Words as the Windows command prompt hands them to a program: `^` escapes first, then the C runtime's rules.

Single quotes quote nothing here. Browsers' "copy as cURL (cmd)" puts a `^` before every quote.
"""

import re
from typing import Final

from korekit.doctor.given import opened
from korekit.doctor.quoting.command import Command

__all__ = ["prompt_command"]

# A name that begins with a digit is an escape of an address: `%20`.
_VARIABLE: Final = re.compile(r"%([A-Za-z_]\w*)%")
_BACKSLASHES: Final = re.compile(r"\\+")
_SINGLE_QUOTES: Final = "Single quotes quote nothing in the Windows command prompt; use double quotes."


def prompt_command(text: str) -> Command:
    """The first command of a text; `%NAME%` stays open."""
    line, end = _without_carets(text)
    words = _arguments(_VARIABLE.sub(lambda name: opened(name[0]), line))
    notes = [_SINGLE_QUOTES] if any(word.startswith("'") for word in words) else []
    return Command(words, end, notes)


def _without_carets(text: str) -> tuple[str, int]:
    pieces: list[str] = []
    at, is_quoted, has_word = 0, False, False
    while at < len(text):
        here = text[at]
        has_word = has_word or here not in " \t\r\n"
        if here == "^" and not is_quoted:
            at += 1
            following = text[at : at + 2]
            if following[:1] in ("\r", "\n"):
                at += 2 if following == "\r\n" else 1
                continue
            pieces.append(following[:1])
            at += 1
        elif here in "\r\n" and not is_quoted:
            if has_word:
                break
            at += 1
        elif here in "|&<>" and not is_quoted:
            break
        else:
            is_quoted ^= here == '"'
            pieces.append(here)
            at += 1
    return "".join(pieces), at


def _arguments(line: str) -> list[str]:
    """The C runtime's rules: backslashes count only before a quote, two quotes inside quotes are one."""
    words: list[str] = []
    word: list[str] | None = None
    at, is_quoted = 0, False
    while at < len(line):
        here = line[at]
        if here in " \t" and not is_quoted:
            if word is not None:
                words.append("".join(word))
            word = None
            at += 1
            continue
        word = word if word is not None else []
        backslashes = _BACKSLASHES.match(line, at)
        if backslashes:
            at = _after_backslashes(line, backslashes, word)
        elif here == '"':
            if is_quoted and line[at + 1 : at + 2] == '"':
                word.append('"')
                at += 1
            else:
                is_quoted = not is_quoted
            at += 1
        else:
            word.append(here)
            at += 1
    return [*words, "".join(word)] if word is not None else words


def _after_backslashes(line: str, run: re.Match[str], word: list[str]) -> int:
    count, at = len(run[0]), run.end()
    if line[at : at + 1] != '"':
        word.append(run[0])
        return at
    word.append("\\" * (count // 2))
    if count % 2:
        word.append('"')
        at += 1
    return at
