"""A syntax tree of what people paste: code with prompts before its lines, sentences around it, errors behind it."""

import ast
import re
import textwrap
import warnings
from typing import Final

__all__ = ["parsed"]

_PROMPT: Final = re.compile(r"^(?:>>> ?|\.\.\. ?|In \[\d+\]: ?|\d{1,4}[:|] )", re.MULTILINE)
# The time that trying takes grows with the text, so that a long one is tried less often.
_MAX_TRIED_CHARACTERS: Final = 400_000
_MAX_TRIES: Final = 40
# What no code of people holds, and what would take the parser long or deep.
_TOO_DEEP: Final = re.compile(r"[(\[{]{60}|(?:[-+~] ?){100}|(?:not ){100}|(?:\w\.){400}|lambda:{50}")


def parsed(text: str) -> tuple[ast.Module | None, str]:
    """The tree of what can be read as code, with the lines that cannot; no tree where nothing is code."""
    if _TOO_DEEP.search(text):
        return None, text
    code = textwrap.dedent(_PROMPT.sub("", text.replace("\r\n", "\n").expandtabs(4)))
    lines = code.split("\n")
    left_out: list[str] = []
    tries = max(1, min(_MAX_TRIES, _MAX_TRIED_CHARACTERS // (len(code) + 1)))
    for _ in range(tries):
        try:
            with warnings.catch_warnings():
                # Odd escapes are the author's affair.
                warnings.simplefilter("ignore")
                return ast.parse("\n".join(lines)), "\n".join(left_out)
        except SyntaxError as error:
            at = (error.lineno or 0) - 1
            if not 0 <= at < len(lines):
                return None, text
            at = _culprit(lines, at)
            left_out.append(lines[at])
            lines[at] = ""
        except (ValueError, RecursionError, MemoryError):
            return None, text
    return None, text


def _culprit(lines: list[str], at: int) -> int:
    """The line to leave out: the one that the parser names, or the first before it that says anything."""
    while at > 0 and not lines[at].strip():
        at -= 1
    return at
