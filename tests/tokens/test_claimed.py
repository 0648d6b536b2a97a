"""Client ids in tokens that nobody has verified."""

import base64
import json
from typing import Any

import pytest

from korekit.tokens.claimed import claimed_client_ids

CLIENT_ID = "cs-0d3d8d2c-7b1e-5a0a-9f5e-2f4f4b0a9a11"
OTHER = "cs-11111111-2222-5333-9444-555555555555"


def _part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def _token(claims: Any, header: Any = None) -> str:
    return f"{_part(header or {'alg': 'none'})}.{_part(claims)}."


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (_token({"appId": CLIENT_ID}), (CLIENT_ID,)),
        (_token({"appid": CLIENT_ID}), (CLIENT_ID,)),
        (_token({"sub": {"of": [CLIENT_ID]}}), (CLIENT_ID,)),
        ("Bearer " + _token({"appId": CLIENT_ID}), (CLIENT_ID,)),
        ("“" + _token({"appId": CLIENT_ID}) + "”", (CLIENT_ID,)),
        ("limit=5&token=" + _token({"appId": CLIENT_ID}) + "x&y=1", (CLIENT_ID,)),
        (_token({"appId": CLIENT_ID, "iss": OTHER}), (CLIENT_ID, OTHER)),
        (_token({"appId": CLIENT_ID}) + " " + _token({"appId": OTHER}), (CLIENT_ID, OTHER)),
        (_token({"appId": CLIENT_ID})[:-20], ()),
        (_token({"appId": "cs-1"}), ()),
        (_token({"appId": CLIENT_ID.upper()}), ()),
        (CLIENT_ID, ()),
        ("eyJ.eyJ.", ()),
        ("", ()),
        ("\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), ()),
    ],
)
def test_what_a_text_names(text: str, named: tuple[str, ...]) -> None:
    assert claimed_client_ids([text.encode()]) == named


def test_no_more_than_four_are_named() -> None:
    ids = [f"{CLIENT_ID[:-2]}{number:02}" for number in range(10)]
    assert claimed_client_ids([_token({"ids": ids}).encode()]) == tuple(ids[:4])


def test_what_stands_behind_the_first_16_kilobytes_is_not_read() -> None:
    assert claimed_client_ids([b" " * 16_384 + _token({"appId": CLIENT_ID}).encode()]) == ()
