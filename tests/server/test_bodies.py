"""Bodies that a stranger can send: refused in the envelope, in time, with nothing half-written."""

import json
import time
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from korekit.server.requests import shown_size
from tests.platform import API, MadeApp, Reply, make_app, make_bot, make_person

INVALID = (412, 412, "Validation errors/ Invalid arguments")
TOO_LARGE = (413, 413, "Request Entity Too Large")
DEEP = 100_000


async def make_scene(api: API) -> tuple[MadeApp, str]:
    """An app and the path of an operation that wants a body."""
    owner = await make_person(api)
    return await make_app(api, owner), f"/api/public/bot/{await make_bot(api, owner)}/publish"


async def post(api: API, app: MadeApp, path: str, body: bytes, **headers: str) -> Reply:
    """Send a body and see that the answer comes within a second."""
    sent = {"auth": app.token(api.clock), **{name.replace("_", "-"): value for name, value in headers.items()}}
    started = time.monotonic()
    reply = await api.request("POST", path, headers=sent, body=body)
    assert time.monotonic() - started < 1
    return reply


WRONG = [
    b"",
    b"{",
    b"}",
    b"nonsense",
    b"versionComment=x",
    b"<xml/>",
    b'{"versionComment":"x",}',
    b'{"versionComment":"x"',
    b"{'versionComment':'x'}",
    b'{"versionComment":}',
    b"[" * DEEP + b"]" * DEEP,
    b'{"versionComment":' * DEEP + b"1" + b"}" * DEEP,
    b'{"x":' * DEEP + b"1" + b"}" * DEEP,
    b"1" * 100_000,
    b'{"versionComment":1e999}',
    b'{"versionComment":' + b"9" * 100_000 + b"}",
    b'{"x":"\xff"}',
    '{"versionComment":"x"}'.encode("utf-16"),
    '{"versionComment":"x"}'.encode("utf-32-be"),
    b"null",
    b"true",
    b'""',
    b"[]",
    b'[{"versionComment":"x"}]',
    b'{"versionComment":null}',
    b'{"versionComment":["x"]}',
    b'{"versionComment":{"x":1}}',
    b'{"versioncomment":"x"}',
    b'{"versionComment":"x","initiateTraining":"true"}',
    b'{"versionComment":"x","initiateTraining":1}',
    b"\x1f\x8b\x08\x00",
]


async def test_a_body_that_is_not_the_documented_one_is_refused(sqlite_api: API) -> None:
    app, path = await make_scene(sqlite_api)
    for body in WRONG:
        # For the rate limit of a bot.
        sqlite_api.clock.advance(10)
        reply = await post(sqlite_api, app, path, body, content_type="application/json")
        assert reply.error == INVALID, body[:30]
    status = await sqlite_api.request("GET", path + "/status", headers={"auth": app.token(sqlite_api.clock)})
    assert status.error == (400, 400, "No publish request found")


async def test_json_is_taken_under_whatever_type_a_client_gives_it(sqlite_api: API) -> None:
    app, path = await make_scene(sqlite_api)
    bare, with_mark = b'{"versionComment":"x"}', b'\xef\xbb\xbf \n{"versionComment":"x"}'
    types = ["application/json", "application/json; charset=utf-8", "APPLICATION/JSON", "text/plain", "", "nonsense"]
    for content_type in types:
        for body in (bare, with_mark):
            reply = await post(sqlite_api, app, path, body, content_type=content_type)
            assert reply.status == 200, content_type
    # What curl says of every body.
    reply = await post(sqlite_api, app, path, bare, content_type="application/x-www-form-urlencoded")
    assert reply.status == 200


@pytest.mark.parametrize(
    ("content_type", "body", "cause"),
    [
        ("text/plain", b"exportType=latest", "content-type-wrong"),
        ("application/xml; charset=utf-8", b"<exportType>latest</exportType>", "content-type-wrong"),
        # Another type would not help these.
        ("text/plain", b"{'exportType':'latest'}", "body-malformed"),
        ("text/plain", b"", "body-malformed"),
        ("application/problem+json", b"latest", "body-malformed"),
        ("application/json", b"latest", "body-malformed"),
        ("", b"latest", "body-malformed"),
    ],
)
async def test_what_is_no_json_and_says_so_has_the_wrong_type(
    sqlite_api: API, content_type: str, body: bytes, cause: str
) -> None:
    owner = await make_person(sqlite_api)
    app, bot_id = await make_app(sqlite_api, owner), await make_bot(sqlite_api, owner)
    reply = await post(sqlite_api, app, f"/api/public/bot/{bot_id}/export", body, content_type=content_type)
    told = (await sqlite_api.call("get-trace", by=owner, trace_id=reply.trace_id)).json
    assert (reply.error, told["cause"]) == (INVALID, cause)
    if cause == "content-type-wrong":
        assert (told["expected"], told["found"]) == ("application/json", content_type.partition(";")[0])


async def test_a_form_is_refused_where_none_is_documented(sqlite_api: API) -> None:
    app, path = await make_scene(sqlite_api)
    for content_type in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        reply = await post(sqlite_api, app, path, b"versionComment=x", content_type=content_type)
        assert reply.error == INVALID


async def test_a_body_of_just_the_limit_is_read_and_one_byte_more_is_not(sqlite_api: API) -> None:
    app, path = await make_scene(sqlite_api)
    frame = len('{"versionComment":""}')
    exact = json.dumps({"versionComment": "x" * (4 * 1024 * 1024 - frame)}, separators=(",", ":")).encode()
    assert len(exact) == 4 * 1024 * 1024
    assert (await post(sqlite_api, app, path, exact)).status == 200
    reply = await post(sqlite_api, app, path, exact + b" ")
    assert reply.error == TOO_LARGE
    assert reply.headers["connection"] == "close"


@pytest.mark.parametrize("length", ["200000000", "4194305", "9" * 18])
async def test_a_body_that_is_declared_too_large_is_refused_unread(sqlite_api: API, length: str) -> None:
    app, path = await make_scene(sqlite_api)
    asked = 0

    def chunks() -> Iterator[bytes]:
        nonlocal asked
        while True:
            asked += 1
            yield b" " * 1000

    headers = {"auth": app.token(sqlite_api.clock), "content-length": length}
    reply = await sqlite_api.request("POST", path, headers=headers, chunks=chunks())
    assert reply.error == TOO_LARGE
    # The first chunk is made ready by the test's own server.
    assert asked <= 1


async def test_an_endless_body_is_ended_at_the_limit(sqlite_api: API) -> None:
    app, path = await make_scene(sqlite_api)
    asked = 0

    def chunks() -> Iterator[bytes]:
        nonlocal asked
        while True:
            asked += 1
            yield b" " * 65_536

    reply = await sqlite_api.request("POST", path, headers={"auth": app.token(sqlite_api.clock)}, chunks=chunks())
    assert reply.error == TOO_LARGE
    assert asked <= 66


@pytest.mark.parametrize("length", ["\xb2", "-1", "abc", "", "1" * 5000, "0x10", "1e3", " 5"])
async def test_a_length_that_is_no_number_is_not_believed(sqlite_api: API, length: str) -> None:
    app, path = await make_scene(sqlite_api)
    reply = await post(sqlite_api, app, path, b'{"versionComment":"x"}', content_length=length)
    assert reply.status == 200


async def test_a_caller_who_goes_away_within_a_body_leaves_nothing(sqlite_api: API) -> None:
    app, path = await make_scene(sqlite_api)
    headers = {"auth": app.token(sqlite_api.clock)}
    with pytest.raises(ConnectionError):
        await sqlite_api.request(
            "POST", path, headers=headers, chunks=[b'{"versionComment":', b'"x"}'], is_cut_off=True
        )
    status = await sqlite_api.request("GET", path + "/status", headers=headers)
    assert status.error == (400, 400, "No publish request found")


async def test_many_small_pieces_make_one_body(sqlite_api: API) -> None:
    app, path = await make_scene(sqlite_api)
    body = json.dumps({"versionComment": "pieces ü"}).encode()
    pieces = [body[at : at + 1] for at in range(len(body))] + [b"", b""]
    headers = {"auth": app.token(sqlite_api.clock)}
    assert (await sqlite_api.request("POST", path, headers=headers, chunks=pieces)).status == 200


async def test_a_huge_form_is_refused_in_time(sqlite_api: API) -> None:
    app, _ = await make_scene(sqlite_api)
    form = {"content_type": "application/x-www-form-urlencoded"}
    limit = 256 * 1024
    # The first of the two costs most to decode, byte for byte.
    for body in (b"%" * (4 * 1024 * 1024), urlencode({"name": "x" * 5_000_000}).encode(), b"&" * (limit + 1)):
        assert (await post(sqlite_api, app, "/api/public/bot/import", body, **form)).error == TOO_LARGE
    for body in (b"%" * limit, b"%ff" * 80_000, b"a=b&" * 60_000):
        assert (await post(sqlite_api, app, "/api/public/bot/import", body, **form)).error == INVALID


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (0, "0 bytes"),
        (1023, "1023 bytes"),
        (1024, "1 kB"),
        (262_145, "257 kB"),
        (4 << 20, "4 MB"),
        ((4 << 20) + 1, "5 MB"),
    ],
)
def test_a_size_is_never_told_smaller_than_it_is(size: int, shown: str) -> None:
    assert shown_size(size, is_rounded_up=True) == shown
