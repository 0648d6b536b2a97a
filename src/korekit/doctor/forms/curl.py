"""curl commands, as POSIX shells, the Windows command prompt or PowerShell take them."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from korekit.doctor.answers import answer_in
from korekit.doctor.curl.request import curl_request
from korekit.doctor.form import Form
from korekit.doctor.given import GivenRequest, Unreadable, is_open
from korekit.doctor.quoting.command import Command
from korekit.doctor.quoting.posix import posix_commands
from korekit.doctor.quoting.powershell import powershell_command
from korekit.doctor.quoting.windows_prompt import prompt_command

__all__ = ["FORM"]

_CURL: Final = re.compile(r"(?:^|[\s;&|(`\"'/\\>])curl(?:\.exe)?[\"']?(?=\s)", re.IGNORECASE)
_PROGRAM: Final = re.compile(r"(?:.*[/\\])?curl(?:\.exe)?", re.IGNORECASE | re.DOTALL)
# A prompt before the command: `$ curl`, `# curl`, `PS C:\> curl`, `C:\Users\me>curl`.
_PROMPT: Final = re.compile(r"^[ \t]*(?:PS )?(?:[A-Za-z]:\\[^>\n]*>|[$#%>])[ \t]*(?=curl)", re.MULTILINE)
_CARET_AT_END: Final = re.compile(r"\^[ \t]*\r?$", re.MULTILINE)
_BACKTICK_AT_END: Final = re.compile(r"[ \t]`[ \t]*\r?$", re.MULTILINE)
_CARET_QUOTE: Final = re.compile(r'(?:^|\s)\^"')
_POWERSHELL_VARIABLE: Final = re.compile(r"\$env:\w", re.IGNORECASE)
_MAX_COMMANDS: Final = 10_000
_MAX_DEPTH: Final = 3


def _fits(text: str) -> bool:
    return _CURL.search(text) is not None


def _read(text: str) -> GivenRequest:
    text = _PROMPT.sub("", text)
    try:
        command, words, rest = _find(text, 0)
    except RecursionError as error:
        raise Unreadable("the text", "nested too deep") from error
    request = curl_request(words, standard_input=command.standard_input, notes=command.notes)
    return request.answered(answer_in(rest))


def _find(text: str, depth: int) -> tuple[Command, list[str], str]:
    """The first curl command, the words behind `curl`, and the text behind the command."""
    inner: list[str] = []
    for command, rest in _commands(text):
        words = _arguments(command)
        if words is not None:
            return command, words, rest
        inner += command.inner
    if depth < _MAX_DEPTH:
        for substitution in inner:
            if _CURL.search(substitution):
                return _find(substitution, depth + 1)
    raise Unreadable("the text", "the word curl, but no curl command with an address or option")


def _commands(text: str) -> Iterator[tuple[Command, str]]:
    start = _CURL.search(text)
    at = start.start() if start else 0
    if _CARET_AT_END.search(text, at) or _CARET_QUOTE.search(text, at):
        command = prompt_command(text[at:].lstrip("\"'`(;&|/\\"))
        yield command, text[at + command.end :]
    elif _BACKTICK_AT_END.search(text, at) or _POWERSHELL_VARIABLE.search(text, at):
        command = powershell_command(text[at:].lstrip("\"'`(;&|/\\"))
        yield command, text[at + command.end :]
    else:
        for command in islice(posix_commands(text), _MAX_COMMANDS):
            yield command, text[command.end :]


def _arguments(command: Command) -> list[str] | None:
    """The words behind `curl`, if the command runs it, by itself or behind `sudo`, `time` or assignments."""
    for index, word in enumerate(command.words[:12]):
        if _PROGRAM.fullmatch(word):
            rest = command.words[index + 1 :]
            return rest if any(map(_is_argument, rest)) else None
    return None


def _is_argument(word: str) -> bool:
    """Whether a word would follow `curl` in a command; sentences about curl have other words."""
    return word.startswith("-") or "/" in word or "." in word[:-1] or is_open(word)


FORM: Final = Form("a curl command", 20, _fits, _read)
