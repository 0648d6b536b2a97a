import json
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from korekit.archive.json_text import MalformedJSON, children, pretty, readable, sections, spans, spliced, value
from tests.bots import large, small

_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@pytest.mark.parametrize("members", [small(), large()], ids=["small", "large"])
def test_json_in_the_layout_of_an_export_comes_back_equal(members: dict[str, bytes]) -> None:
    for name in ("botDefinition.json", "config.json"):
        assert pretty(members[name]) == members[name]


def test_laying_out_keeps_the_text_of_every_scalar() -> None:
    given = rb'{"b":1.10,"a":[1E5,-0,1e400,123456789012345678901234567890],"c":"\/\u00e9\uD83D\uDE00 \u2028"}'
    assert pretty(given) == (
        b'{\n    "b": 1.10,\n    "a": [\n        1E5,\n        -0,\n        1e400,\n'
        b"        123456789012345678901234567890\n    ],\n"
        rb'    "c": "\/\u00e9\uD83D\uDE00 \u2028"' + b"\n}"
    )


def test_empty_arrays_and_objects_stay_on_their_line() -> None:
    assert pretty(b'{"a":[ ],"b":{ }}') == b'{\n    "a": [],\n    "b": {}\n}'


@settings(deadline=None)
@given(_json, st.booleans(), st.sampled_from([(",", ":"), (" , ", " :\t"), (",\r\n", ":  ")]))
def test_any_layout_becomes_the_one_of_json_stringify(
    given: object, is_ascii: bool, separators: tuple[str, str]
) -> None:
    try:
        data = json.dumps(given, ensure_ascii=is_ascii, separators=separators).encode()
    except UnicodeEncodeError:  # a half surrogate pair that was not escaped is no UTF-8
        return
    if isinstance(given, dict):
        sections(data)
    assert pretty(data) == json.dumps(given, ensure_ascii=is_ascii, indent=4).encode()


def test_half_a_surrogate_pair_is_accepted_and_kept() -> None:
    data = rb'{"a":"cut \ud83d","b":"\\\ud83d","\udc00":"\\ud83d \ud83d\ude00","e":"\ud83d\ud83d\ude00"}'
    assert list(sections(data))[:2] == ["a", "b"]
    assert pretty(data).replace(b"\n    ", b"").replace(b"\n", b"").replace(b'": "', b'":"') == data


def test_sections_keep_order_and_bytes() -> None:
    found = sections(b'{ "z" : [1 , 2] ,"a":{"x": 1.0}}')
    assert {key: bytes(raw) for key, raw in found.items()} == {"z": b"[1 , 2]", "a": b'{"x": 1.0}'}
    assert list(found) == ["z", "a"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "it is not JSON: it ends too early"),
        (b'{"a": 1', "it is not JSON: it ends too early"),
        (b'{\n "a": NaN}', "it is not JSON: invalid character, at line 2, column 7"),
        (b"\xef\xbb\xbf{}", "it starts with a byte order mark"),
        (b'{"a":\n"\xff"}', "it is not UTF-8, at line 2, column 2"),
        (b'{"a": "\xed\xa0\x80"}', "it is not UTF-8, at line 1, column 8"),
        (b"\xff\xfe{\x00}\x00", "it is not UTF-8, at line 1, column 1"),
        (b"[]", "expected `object`, got `array`"),
        (b"null", "expected `object`, got `null`"),
        (b'{"a":1,}', "it is not JSON: trailing comma in object, at line 1, column 8"),
        (b"{'a':1}", "it is not JSON: object keys must be strings, at line 1, column 2"),
        (b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "it is nested too deep"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "it is nested too deep"),
    ],
)
def test_what_is_wrong_with_json_is_said_with_its_place(data: bytes, why: str) -> None:
    with pytest.raises(MalformedJSON) as caught:
        sections(data)
    assert str(caught.value) == why


def test_bad_utf_8_is_found_across_the_border_of_two_chunks() -> None:
    data = b'{"a":"' + "é".encode() * 600_000 + b"\xc3" + b'"}'
    with pytest.raises(MalformedJSON, match="it is not UTF-8, at line 1, column 1200007"):
        sections(data)


def test_an_integer_of_thousands_of_digits_is_refused_without_working_on_it() -> None:
    with pytest.raises(MalformedJSON):
        value(b"1" * 2_000_000)


def test_a_number_too_large_for_a_float_is_infinite_as_in_javascript() -> None:
    assert value(b"[1e400, 1.0]") == [float("inf"), 1.0]


@pytest.mark.parametrize(
    ("steps", "places"),
    [
        ((), [b'{"a": [{"n": 1}, {"n": "x"}, 3], "b": {"c": {"n": []}}}']),
        (("a", "*", "n"), [b"1", b'"x"']),
        (("b", "*", "n"), [b"[]"]),
        (("*", "*"), [b'{"n": 1}', b'{"n": "x"}', b"3", b'{"n": []}']),
        (("b", "absent", "n"), []),
    ],
)
def test_a_path_leads_to_places_in_the_bytes(steps: Sequence[str], places: list[bytes]) -> None:
    data = b' {"a": [{"n": 1}, {"n": "x"}, 3], "b": {"c": {"n": []}}}\n'
    assert [data[start:end] for start, end in spans(data, steps)] == places


@pytest.mark.parametrize(
    "data",
    [b'{"a":1,"a":1}', b'{"a":12,"b":3,"a":1}', b'{"a":1,"b":2,"a":1}', b'{"a":1,"\\u0061":2}'],
)
def test_a_key_that_stands_twice_is_refused_where_places_matter(data: bytes) -> None:
    with pytest.raises(MalformedJSON, match="a key stands twice in one object, at line 1, column"):
        list(children(data, (0, len(data))))


@settings(deadline=None)
@given(_json, st.sampled_from([None, 4]))
def test_every_place_in_any_json_holds_its_own_value(given: object, indent: int | None) -> None:
    data = json.dumps({"root": given}, indent=indent).encode()
    text = readable(data)
    ((start, end),) = spans(text, ("root",))
    assert value(text[start:end]) == value(data[start:end])
    for key, inner in children(text, (start, end)):
        held = given[key] if isinstance(given, list | dict) else None  # type: ignore[index]  # any key
        assert json.loads(data[slice(*inner)]) == held


def test_edits_leave_every_other_byte() -> None:
    assert spliced(b"abcdef", [((4, 5), b"X"), ((0, 2), b"")]) == b"cdXf"
    assert spliced(b"abc", []) == b"abc"
