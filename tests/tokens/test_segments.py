"""The segments of a token, one by one."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korekit.tokens.segments import MalformedSegment, decode_segment, encode_segment, read_object

# RFC 4648 10, in the alphabet of section 5 and without padding.
RFC_4648 = {b"": b"", b"f": b"Zg", b"fo": b"Zm8", b"foo": b"Zm9v", b"foob": b"Zm9vYg", b"fooba": b"Zm9vYmE"}
ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize(("raw", "segment"), RFC_4648.items())
def test_published_samples_are_encoded_without_padding(raw: bytes, segment: bytes) -> None:
    assert encode_segment(raw) == segment
    assert decode_segment(segment) == raw


def test_the_last_two_letters_of_the_alphabet_are_dash_and_underscore() -> None:
    assert encode_segment(b"\xfb\xef\xbe\xff\xff\xff") == b"----____"
    assert decode_segment(b"----____") == b"\xfb\xef\xbe\xff\xff\xff"


@given(st.binary(max_size=200))
def test_what_is_encoded_comes_back(raw: bytes) -> None:
    segment = encode_segment(raw)
    assert segment == base64.urlsafe_b64encode(raw).rstrip(b"=")
    assert decode_segment(segment) == raw


@given(st.lists(st.sampled_from(ALPHABET), max_size=60).map(bytes))
def test_every_text_of_the_alphabet_is_read_in_its_one_spelling_or_refused(segment: bytes) -> None:
    try:
        raw = decode_segment(segment)
    except MalformedSegment:
        return
    assert encode_segment(raw) == segment


@pytest.mark.parametrize("segment", [b"A", b"AAAAA", b"AAAAAAAAA"])
def test_a_length_that_base64_cannot_have_is_refused(segment: bytes) -> None:
    with pytest.raises(MalformedSegment, match=r"^a segment has a length that base64url cannot have$"):
        decode_segment(segment)


def test_only_4_and_16_last_letters_have_no_spare_bits() -> None:
    def reading(segment: bytes) -> str:
        try:
            decode_segment(segment)
        except MalformedSegment as error:
            return str(error)
        return "read"

    for start, last in ((b"A", b"AQgw"), (b"AA", b"AEIMQUYcgkosw048"), (b"AAA", ALPHABET)):
        for letter in ALPHABET:
            expected = "read" if letter in last else "the last character of a segment has spare bits set"
            assert reading(start + bytes([letter])) == expected


def test_an_object_is_read_with_its_types() -> None:
    raw = b' {"a": 1, "b": 1.5, "c": [true, null], "d": {"e": "\\u00e9\xc3\xa9"}}\r\n'
    assert read_object(raw, "it") == {"a": 1, "b": 1.5, "c": [True, None], "d": {"e": "éé"}}


@given(st.dictionaries(st.text(), json_values, max_size=5), st.booleans())
def test_every_object_is_read_as_written(document: dict[str, Any], is_ascii: bool) -> None:
    text = json.dumps(document, ensure_ascii=is_ascii)
    assert read_object(text.encode(), "it") == document


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b'{"a":1,"a":1}', "the claims segment: a key occurs twice"),
        (b'{"a":1,"\\u0061":1}', "the claims segment: a key occurs twice"),
        (b'{"a":NaN}', "the claims segment: NaN is not JSON"),
        (b'{"a":-Infinity}', "the claims segment: -Infinity is not JSON"),
        (b"\xff", "the claims segment is not UTF-8"),
        (b"\xef\xbb\xbf{}", "the claims segment is not JSON (character 0)"),
        (b"{}{}", "the claims segment is not JSON (character 2)"),
        (b"", "the claims segment is not JSON (character 0)"),
        (b"[]", "the claims segment is not a JSON object"),
        (b'"a"', "the claims segment is not a JSON object"),
        (b"null", "the claims segment is not a JSON object"),
        (b'{"a":"\\ud800"}', "the claims segment holds half a character"),
        (b'{"\\udc00":1}', "the claims segment holds half a character"),
        (b'{"a":' + b"1" * 5000 + b"}", "the claims segment nests too deep or holds a number too long"),
        (b'{"a":' + b"[" * 5000 + b"]" * 5000 + b"}", "the claims segment nests too deep or holds a number too long"),
    ],
)
def test_each_slack_reading_is_refused_with_its_reason(raw: bytes, message: str) -> None:
    with pytest.raises(MalformedSegment) as caught:
        read_object(raw, "the claims segment")
    assert str(caught.value) == message


def test_a_whole_pair_of_surrogates_is_one_character() -> None:
    assert read_object(b'{"a":"\\ud83d\\ude00"}', "it") == {"a": "\U0001f600"}


def test_depth_with_escapes_in_it_is_no_way_around() -> None:
    # Written again to look for halves of characters, which must not end in another exception.
    for depth in range(100, 1200, 50):
        raw = b'{"a":"\\u0061","b":' + b"[" * depth + b"]" * depth + b"}"
        try:
            found = ", ".join(read_object(raw, "it"))
        except MalformedSegment as error:
            found = str(error)
        assert found in ("a, b", "it nests too deep or holds a number too long")


def test_the_reason_quotes_nothing_of_what_was_read() -> None:
    with pytest.raises(MalformedSegment) as caught:
        read_object(b'{"clientSecret": "CANARY", CANARY', "the claims segment")
    assert str(caught.value) == "the claims segment is not JSON (character 27)"
    assert caught.value.__cause__ is None


@given(st.binary(max_size=200))
def test_any_bytes_are_an_object_or_refused(raw: bytes) -> None:
    try:
        found = read_object(raw, "it")
    except MalformedSegment:
        return
    assert isinstance(found, dict)


@given(st.text(alphabet='{}[]":,\\u0d8Ea1e-.+ntrfsl \n', max_size=60))
def test_anything_like_json_is_an_object_or_refused(text: str) -> None:
    try:
        found = read_object(text.encode(), "it")
    except MalformedSegment:
        return
    assert found == json.loads(text)
