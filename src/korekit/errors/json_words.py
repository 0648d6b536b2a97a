"""What is wrong with a JSON text, or with a value of it: where, what was expected, what was found.

Of a text that is no JSON nothing is quoted, since it may be anything. Positions count characters, as editors do.
"""

import json
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

__all__ = ["Misfit", "misfit", "oddity", "place_in", "what_is_malformed"]

_BYTE: Final = re.compile(r" \(byte (\d+)\)$")
_AT: Final = re.compile(r" - at (?:`key` in )?`([^`]+)`$")
_GOT: Final = re.compile(r"Expected (?P<expected>.+), got (?P<found>.+)", re.DOTALL)
_VALUE: Final = re.compile(r"Invalid (?:enum )?value (?P<found>.+)", re.DOTALL)
_ABSENT: Final = re.compile(r"Object missing required field (?P<name>`[^`]+`)")
_KIND: Final = re.compile(r"`([^`]*)`")
_NAMES: Final = {
    "str": "a string",
    "int": "an integer",
    "float": "a number",
    "bool": "a boolean",
    "object": "an object",
    "array": "an array",
}
_SHOWN: Final = 60
_LONGEST: Final = 200


class Misfit(NamedTuple):
    """A value that is not what was asked for. `at`: the JSON path of the field, `$.exportOptions.tasks[0]`."""

    at: str
    expected: str
    found: str


def misfit(message: str, choices: Sequence[str] = ()) -> Misfit:
    """A decoder's message in parts: "Expected `str`, got `int` - at `$.name`".

    Args:
        message: what msgspec says of a value that does not fit.
        choices: the documented values of the field, where there are few.
    """
    place = _AT.search(message)
    at, text = (place[1], message[: place.start()]) if place else ("", message)
    documented = " or ".join(f"`{one}`" for one in choices)
    if (got := _GOT.fullmatch(text)) is not None:
        return Misfit(at, (documented or _named(got["expected"]))[:_LONGEST], _named(got["found"])[:_LONGEST])
    if (value := _VALUE.fullmatch(text)) is not None:
        found = value["found"].strip("'").replace("`", "'")[:_SHOWN]
        return Misfit(at, documented or "a documented value", f"`{found}`")
    if (missing := _ABSENT.fullmatch(text)) is not None:
        return Misfit(at, f"the field {missing['name']}", "none")
    if text.startswith("Expected "):
        return Misfit(at, _named(text.removeprefix("Expected "))[:_LONGEST], "another value")
    return Misfit(at, "a documented value", text[:1].lower() + text[1:_LONGEST])


def _named(text: str) -> str:
    # A null means what is absent means, so that nobody is asked for one.
    return _KIND.sub(lambda kind: " or ".join(map(_kind_name, kind[1].removesuffix(" | null").split(" | "))), text)


def _kind_name(name: str) -> str:
    return _NAMES.get(name, name)


def what_is_malformed(body: bytes, message: str) -> tuple[str, str]:
    """Where a body stops being JSON, as `line 2, column 7`, and what is odd there.

    Args:
        body: without a byte order mark.
        message: what msgspec says of it; counts where its judgement is the stricter one.
    """
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        return place_in(body[: error.start].decode()), "bytes that are not UTF-8"
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return oddity(text, error)
    except (ValueError, RecursionError):
        # A number of too many digits, or brackets within brackets: only the other decoder got to the mistake.
        pass
    place = _BYTE.search(message)
    if place is None:
        return "", "half of a character, escaped as `\\u`"
    found = message[: place.start()].removeprefix("JSON is malformed: ")
    return place_in(body[: int(place[1])].decode("utf-8", "ignore")), found


def place_in(before: str) -> str:
    """The place that comes after a text, both numbers from 1; a line ends with CR, LF or both."""
    lines = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return f"line {len(lines)}, column {len(lines[-1]) + 1}"


def oddity(text: str, error: json.JSONDecodeError) -> tuple[str, str]:
    """The place of an error, and what is odd there without quoting the text."""
    before = text[: error.pos].rstrip()
    here, last = text[error.pos : error.pos + 1], before[-1:]
    if last == "," and here in ("}", "]"):
        # Newer Pythons point at the comma, older ones at the bracket.
        return place_in(before[:-1]), _COMMA
    if error.msg.startswith("Illegal trailing comma"):
        return place_in(text[: error.pos]), _COMMA
    if here == "'":
        words = "a single quote; JSON takes double ones"
    elif here == "":
        words = "the end of the body"
    elif last and last in "{," and (here.isalpha() or here == "_"):
        words = "a name without double quotes"
    else:
        words = _MESSAGES.get(error.msg) or error.msg[:1].lower() + error.msg[1:]
    return place_in(text[: error.pos]), words


_COMMA: Final = "a comma before a closing bracket"
_MESSAGES: Final = {
    "Expecting value": "no JSON value",
    "Expecting ',' delimiter": "no comma between two values",
    "Expecting ':' delimiter": "no colon behind a name",
    "Expecting property name enclosed in double quotes": "no name in double quotes",
    "Extra data": "further text behind the end of the JSON",
    "Unterminated string starting at": "a string without its closing quote",
    "Invalid control character at": "a line break or another control character inside a string",
}
