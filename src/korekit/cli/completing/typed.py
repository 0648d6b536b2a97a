"""A line that is being typed, taken apart as a shell would."""

from typing import NamedTuple

__all__ = ["Typed", "typed_line"]


class Typed(NamedTuple):
    """`words`: the whole ones, without quotes. `word`: the one being typed. `quote`: the quote that is open in it."""

    words: tuple[str, ...]
    word: str
    quote: str = ""


def typed_line(line: str) -> Typed:
    """Take a line apart up to the cursor; quotes and backslashes as in POSIX shells, nothing is expanded."""
    words: list[str] = []
    word: list[str] = []
    quote, is_inside, is_escaped = "", False, False
    for sign in line:
        if is_escaped:
            # In double quotes a backslash counts before few signs only.
            word.append(sign if quote != '"' or sign in '"\\$`' else f"\\{sign}")
            is_escaped = False
        elif sign == "\\" and quote != "'":
            is_escaped = is_inside = True
        elif quote:
            if sign == quote:
                quote = ""
            else:
                word.append(sign)
        elif sign in "'\"":
            quote, is_inside = sign, True
        elif sign.isspace():
            if is_inside:
                words.append("".join(word))
            word, is_inside = [], False
        else:
            word.append(sign)
            is_inside = True
    return Typed(tuple(words), "".join(word), quote)
