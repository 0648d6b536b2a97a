"""Reading never raises anything but `Unreadable`, and never shows what it read."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from korekit.doctor.given import Unreadable
from korekit.doctor.outside.judge import judge
from korekit.doctor.reading import MAX_TEXT_CHARACTERS, known_forms, read_request, read_requests

# What is imported and remembered at the first use is no matter of one text.
_ = [form.name for form in known_forms()]
PIECES = st.sampled_from(
    [
    "curl", " ", "\n", "-H", "-d", "-X", "--json", "'", '"', "$'", "$(", ")", "`", "\\", "^", "\\\n", "^\n",
    "`\n", "auth: ", "Bearer ", "eyJhbGciOiJIUzI1NiJ9", ".", "{{JWT}}", "https://platform.kore.ai",
    "/api/public/bots", "/api/public/bot/st-1/export", "{", "}", "[", ":", ",", "GET ", "POST ", " HTTP/1.1",
    "HTTP/1.1 401", "$TOKEN", "%T%", "@file", "<<EOF", "EOF", "\x00", "\ue000", "\ue001", "é", "\ud800", "> ",
    "< ", "&", "?a=1", "#", "-F", "file=@x", "import requests\n", "requests.get(", "headers={", "fetch(",
    "axios.post(", "const a = ", "=> {", "Invoke-RestMethod ", "@{", "-Uri ", "wget ", "http POST ", "a:=1 ",
    '{"item":[', '{"request":', '"url":', '{"log":{"entries":[', "get {\n", "meta {\n", "2027-01-15T08:00:00Z ",
    "***", "${{ a }}", "jwt.encode(", "Jwts.builder()", ".claim(", "new ", "openConnection()", "### \n",
]
)  # fmt: skip


def try_reading(text: str) -> None:
    try:
        found = read_requests(text)
    except Unreadable:
        return
    for request in found[:3]:
        judge(request, now_s=1_800_000_000).to_json()


@given(st.lists(PIECES, max_size=40).map("".join))
@example("curl \\")
@example("curl -H")
@example("> GET / HTTP/1.1")
@example("GET https://[::1 HTTP/1.1")
@settings(max_examples=600, deadline=None)
def test_pieces_of_requests_in_any_order_do_no_harm(text: str) -> None:
    try_reading(text)


@given(st.text(max_size=200))
def test_any_text_does_no_harm(text: str) -> None:
    try_reading(text)
    try_reading(f"curl {text}")
    try_reading(f"curl https://platform.kore.ai/api/public/bots -H 'auth: {text}")
    try_reading(f"POST /api/public/bot/st-1/export HTTP/1.1\nauth: a\n\n{text}")
    try_reading(f"ey{text}")


@given(st.binary(max_size=200))
def test_any_token_does_no_harm(raw: bytes) -> None:
    try_reading("eyJhbGciOiJIUzI1NiJ9." + raw.hex() + "." + raw.hex()[:43])


@pytest.mark.parametrize("text", ["", "  \n", "hello", "just a sentence", "{}", "x" * (MAX_TEXT_CHARACTERS + 1)])
def test_what_is_no_request_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        read_request(text)


@pytest.mark.parametrize("text", ["S3CRET", "curl 'S3CRET", "curl $(S3CRET", "S3CRET\ncurl"])
def test_messages_do_not_quote_the_text(text: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_request(text)
    assert "S3CRET" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "curl " + "&" * 300_000,
        "curl " + "\\" * 300_000,
        "curl ^\n" + '\\"' * 200_000,
        "curl " + "$(" * 100_000,
        "curl " + "a " * 300_000,
        "curl " + "-d a " * 100_000,
        "curl `\n" + "$a" * 200_000,
        "ey" + "." * 900_000,
        "GET / HTTP/1.1\n" + "a: b\n" * 100_000,
        "https://h/" + "/" * 500_000,
        "https://h/?" + "a=1&" * 200_000,
        "/" + "a/" * 300_000,
        "curl -d '" + "[" * 300_000 + "' https://platform.kore.ai/api/public/bot/import",
    ],
    ids=lambda text: text[:12] + text[-6:],
)
def test_long_texts_take_seconds_and_not_minutes(text: str) -> None:
    began = time.monotonic()
    try_reading(text)
    assert time.monotonic() - began < 10


def test_every_form_is_found_and_ranked() -> None:
    ranks = [form.rank for form in known_forms()]
    assert len(ranks) >= 17
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == len(ranks)
