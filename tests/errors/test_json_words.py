"""What is wrong with a JSON text or value, in words and with its place."""

import json
from typing import Annotated, Any, Literal

import msgspec
import pytest

from korekit.errors.json_words import misfit, oddity, place_in, what_is_malformed


class Given(msgspec.Struct):
    """A body with one field of each kind."""

    text: str | None = None
    number: Annotated[int, msgspec.Meta(ge=0)] = 0
    flag: bool = False
    share: float = 0.0
    tasks: list[str] | None = None
    mode: Literal["latest", "published"] = "latest"


class Outer(msgspec.Struct):
    """A body with a body in it."""

    inner: list[Given]
    counts: dict[str, int] | None = None


def trouble_of(body: bytes, kind: Any = Given) -> str:
    """What msgspec says of a body."""
    with pytest.raises((msgspec.MsgspecError, UnicodeDecodeError)) as raised:
        msgspec.json.decode(body, type=kind)
    return str(raised.value)


@pytest.mark.parametrize(
    ("body", "kind", "told"),
    [
        (b'{"text":1}', Given, ("$.text", "a string", "an integer")),
        (b'{"flag":"true"}', Given, ("$.flag", "a boolean", "a string")),
        (b'{"share":[]}', Given, ("$.share", "a number", "an array")),
        (b'{"number":1.5}', Given, ("$.number", "an integer", "a number")),
        (b'{"number":-1}', Given, ("$.number", "an integer >= 0", "another value")),
        (b'{"tasks":["a",{}]}', Given, ("$.tasks[1]", "a string", "an object")),
        (b"[]", Given, ("", "an object", "an array")),
        (b"null", Given, ("", "an object", "null")),
        (b'{"inner":[{"flag":0}]}', Outer, ("$.inner[0].flag", "a boolean", "an integer")),
        (b'{"inner":[],"counts":{"a":"b"}}', Outer, ("$.counts[...]", "an integer", "a string")),
        (b'{"inner":3}', Outer, ("$.inner", "an array", "an integer")),
        (b"{}", Outer, ("", "the field `inner`", "none")),
        (b"9" * 400, Given, ("", "a documented value", "number out of range")),
    ],
)
def test_a_value_that_does_not_fit_is_told_with_its_path_what_was_expected_and_found(
    body: bytes, kind: Any, told: tuple[str, str, str]
) -> None:
    assert misfit(trouble_of(body, kind)) == told


def test_a_value_outside_a_list_is_told_with_the_list() -> None:
    message = trouble_of(b'{"mode":"lat`est"}')
    assert misfit(message) == ("$.mode", "a documented value", "`lat'est`")
    assert misfit(message, ["latest", "published"]) == ("$.mode", "`latest` or `published`", "`lat'est`")


@pytest.mark.parametrize(
    ("body", "at", "found"),
    [
        (b'{"a":1,}', "line 1, column 7", "a comma before a closing bracket"),
        (b'{"a":[1, ]}', "line 1, column 8", "a comma before a closing bracket"),
        (b"{'a':1}", "line 1, column 2", "a single quote; JSON takes double ones"),
        (b"{a:1}", "line 1, column 2", "a name without double quotes"),
        (b"nonsense", "line 1, column 1", "no JSON value"),
        (b'{"a":1', "line 1, column 7", "the end of the body"),
        (b'{"a":1}\n}', "line 2, column 1", "further text behind the end of the JSON"),
        (b'{"a" 1}', "line 1, column 6", "no colon behind a name"),
        (b'{"a":1 "b":2}', "line 1, column 8", "no comma between two values"),
        (b'{\r\n  "a": 1,\r\n  "b" 2\r\n}', "line 3, column 7", "no colon behind a name"),
        (b'{\n"a":1,\n}', "line 2, column 6", "a comma before a closing bracket"),
        (b'{\r"a":1,\r}', "line 2, column 6", "a comma before a closing bracket"),
        ('{"ä": "€𝄞" x}'.encode(), "line 1, column 12", "no comma between two values"),
        (b'{"a":"x\ny"}', "line 1, column 8", "a line break or another control character inside a string"),
        (b'{"text":"\xc3\xa4\xff"}', "line 1, column 11", "bytes that are not UTF-8"),
        ('{"a":1}'.encode("utf-16"), "line 1, column 1", "bytes that are not UTF-8"),
        # The standard library takes these.
        (b'{"a":\nNaN}', "line 2, column 1", "invalid character"),
        (b'{"a":"\\ud800"}', "", "half of a character, escaped as `\\u`"),
    ],
)
def test_a_body_that_is_no_json_is_told_by_line_and_column_in_characters(body: bytes, at: str, found: str) -> None:
    assert what_is_malformed(body, trouble_of(body)) == (at, found)


def test_an_error_is_placed_alike_whether_python_points_at_the_comma_or_the_bracket() -> None:
    text = '{"a": 1,\n}'
    older = json.JSONDecodeError("Expecting property name enclosed in double quotes", text, 9)
    newer = json.JSONDecodeError("Illegal trailing comma before end of object", text, 7)
    assert oddity(text, older) == oddity(text, newer) == ("line 1, column 8", "a comma before a closing bracket")


def test_an_empty_text_has_a_place() -> None:
    assert (place_in(""), place_in("\r\n")) == ("line 1, column 1", "line 2, column 1")


def test_a_large_broken_body_is_told_in_time() -> None:
    body = b'{"a":[' + b"1," * 2_000_000 + b"]}"
    assert what_is_malformed(body, "")[1] == "a comma before a closing bracket"
