"""Reading a multipart form as it comes in, in whatever pieces."""

import asyncio
import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from korekit.catalog.parameters import Upload
from korekit.errors.refusal import Refusal
from korekit.errors.request_causes import BodyFieldInvalid, ContentTypeWrong, MultipartBroken
from korekit.server.multipart import read_multipart
from korekit.server.requests import ConnectionLost, Message

TYPE = "multipart/form-data; boundary=x"
GOOD = (
    b'--x\r\nContent-Disposition: form-data; name="fileContext"\r\n\r\nbulkImport\r\n'
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.json"\r\n'
    b"Content-Type: application/json\r\n\r\n\r\n--y\r\n-\r\n\r\n--x--\r\n"
)
CONTENT = b"\r\n--y\r\n-\r\n"


async def read(
    path: Path, parts: Iterable[bytes], content_type: str = TYPE, *, limit: int = 1000, is_cut_off: bool = False
) -> list[tuple[str, Any]]:
    """The fields of a form that comes in parts."""
    waiting = list(parts)

    async def receive() -> Message:
        if not waiting:
            return {"type": "http.disconnect"}
        body = waiting.pop(0)
        return {"type": "http.request", "body": body, "more_body": is_cut_off or bool(waiting)}

    return await read_multipart(receive, [], content_type, path, limit)


async def why_refused(path: Path, body: bytes, content_type: str = TYPE, limit: int = 1000) -> Refusal:
    """Why a form is refused; what was written of it can be deleted."""
    with pytest.raises(Refusal) as raised:
        await read(path, [body], content_type, limit=limit)
    path.unlink(missing_ok=True)
    return raised.value


async def test_the_form_is_the_same_wherever_it_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "incoming"
    for at in range(len(GOOD) + 1):
        fields = await read(path, [GOOD[:at], GOOD[at:]])
        assert fields == [("fileContext", "bulkImport"), ("file", Upload(path, "a.json"))], at
        assert path.read_bytes() == CONTENT, at
    one_by_one = await read(path, [GOOD[at : at + 1] for at in range(len(GOOD))])
    assert one_by_one == [("fileContext", "bulkImport"), ("file", Upload(path, "a.json"))]
    assert path.read_bytes() == CONTENT


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=300),
    st.lists(st.integers(min_value=0, max_value=500), max_size=6),
    st.sampled_from(["x", "----WebKitFormBoundary7MA4YWxkTrZu0gW", "'()+_,-./:=?"]),
)
def test_any_content_comes_through_in_any_pieces(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, cuts: list[int], boundary: str
) -> None:
    mark = b"--" + boundary.encode()
    if mark in content:
        return
    head = b'\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'
    body = mark + head + content + b"\r\n" + mark + b"--\r\n"
    edges = [0, *sorted(cut for cut in cuts if cut < len(body)), len(body)]
    path = tmp_path_factory.mktemp("form") / "incoming"
    pieces = [body[first:second] for first, second in itertools.pairwise(edges)]
    fields = asyncio.run(read(path, pieces, f'multipart/form-data; boundary="{boundary}"'))
    assert fields == [("file", Upload(path, "f"))]
    assert path.read_bytes() == content


def part(name: str, value: str, file_name: str = "") -> bytes:
    """One part of a form."""
    shown = f'; filename="{file_name}"' if file_name else ""
    return f'--x\r\nContent-Disposition: form-data; name="{name}"{shown}\r\n\r\n{value}\r\n'.encode()


END = b"--x--\r\n"


@pytest.mark.parametrize(
    "content_type", ["", "application/json", "multipart/mixed; boundary=x", "text/plain", "form-data", "\xff"]
)
async def test_another_content_type_is_refused(tmp_path: Path, content_type: str) -> None:
    assert isinstance(await why_refused(tmp_path / "f", GOOD, content_type), ContentTypeWrong)


@pytest.mark.parametrize(
    "content_type",
    [
        "multipart/form-data",
        "multipart/form-data;",
        "multipart/form-data; boundary=",
        'multipart/form-data; boundary=""',
        "multipart/form-data; Boundary*=x",
        "multipart/form-data; boundary=y",
        "multipart/form-data; boundary=" + "b" * 10_000,
        "multipart/form-data; boundary=\xe9\xff",
    ],
    ids=lambda text: text[20:50],
)
async def test_a_missing_or_another_boundary_is_refused(tmp_path: Path, content_type: str) -> None:
    assert isinstance(await why_refused(tmp_path / "f", GOOD, content_type), MultipartBroken)


@pytest.mark.parametrize("at", [0, 1, 3, 20, 60, 73, 80, 150, 180, len(GOOD) - 6, len(GOOD) - 3])
async def test_a_body_that_ends_before_its_boundary_is_refused(tmp_path: Path, at: int) -> None:
    assert isinstance(await why_refused(tmp_path / "f", GOOD[:at]), MultipartBroken)


@pytest.mark.parametrize(
    "body",
    [
        b"nonsense",
        b"{}",
        b"\r\n" * 1000,
        b"--x\r\n--x\r\n--x--",
        b"--x\r\nno colon here\r\n\r\nv\r\n--x--",
        b"--x\r\n: empty name\r\n\r\nv\r\n--x--",
        b"--x\r\nContent-Disposition: form-data; name=a\n\nv\n--x--",
        b"--x\r\nContent-Disposition: form-data\r\n folded; name=a\r\n\r\nv\r\n--x--",
        b"--x\x00\r\n",
        b"--" + b"x" * 100_000,
    ],
    ids=lambda body: repr(body[:24]),
)
async def test_what_does_not_follow_the_boundary_is_refused(tmp_path: Path, body: bytes) -> None:
    assert isinstance(await why_refused(tmp_path / "f", body), MultipartBroken | BodyFieldInvalid)


async def test_a_form_without_a_file_is_read_and_left_to_its_reader(tmp_path: Path) -> None:
    fields = await read(tmp_path / "f", [part("fileContext", "bulkImport") + END])
    assert fields == [("fileContext", "bulkImport")]
    assert not (tmp_path / "f").exists()


async def test_two_files_are_refused_and_the_second_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "f"
    body = part("file", "first", "a") + part("file", "second", "b") + END
    with pytest.raises(BodyFieldInvalid):
        await read(path, [body])
    assert path.read_bytes() == b"first"


async def test_duplicate_fields_are_all_told(tmp_path: Path) -> None:
    body = part("fileContext", "a") + part("fileContext", "b") + END
    assert await read(tmp_path / "f", [body]) == [("fileContext", "a"), ("fileContext", "b")]


@pytest.mark.parametrize(
    "body",
    [
        part("a", "1") * 33 + END,
        part("a", "v" * 70_000) + END,
        b"--x\r\n" + b"A: b\r\n" * 3_000 + b"\r\n" + END,
        b"--x\r\nA: " + b"b" * 100_000 + b"\r\n\r\n" + END,
        b"--x\r\n" + b"A" * 100_000 + b": b\r\n\r\n" + END,
        b'--x\r\nContent-Disposition: form-data; name="' + b"n" * 100_000 + b'"\r\n\r\nv\r\n' + END,
    ],
    ids=["33 parts", "a long field", "many headers", "a long header", "a long header name", "a long name"],
)
async def test_floods_are_refused(tmp_path: Path, body: bytes) -> None:
    assert isinstance(await why_refused(tmp_path / "f", body, limit=10_000), MultipartBroken | BodyFieldInvalid)


async def test_a_file_over_the_limit_is_refused_with_413(tmp_path: Path) -> None:
    exact = part("file", "v" * 1000, "a") + END
    assert await read(tmp_path / "f", [exact]) == [("file", Upload(tmp_path / "f", "a"))]
    refusal = await why_refused(tmp_path / "f", part("file", "v" * 1001, "a") + END)
    assert refusal.wire == (413, 413, "Request Entity Too Large")


@pytest.mark.parametrize("start", [GOOD, b"", b"\r\n"], ids=["behind the form", "at once", "before the form"])
async def test_a_flood_around_the_form_is_ended_soon(tmp_path: Path, start: bytes) -> None:
    taken = 0

    def flood() -> Iterator[bytes]:
        nonlocal taken
        yield start
        while True:
            taken += 1
            yield b"\r\n" * 32_000

    waiting = flood()

    async def receive() -> Message:
        return {"type": "http.request", "body": next(waiting), "more_body": True}

    with pytest.raises((MultipartBroken, BodyFieldInvalid)):
        await read_multipart(receive, [], TYPE, tmp_path / "f", 1000)
    assert taken <= 18


async def test_a_caller_who_goes_away_is_answered_by_nobody(tmp_path: Path) -> None:
    path = tmp_path / "f"
    with pytest.raises(ConnectionLost):
        await read(path, [GOOD[:150]], is_cut_off=True)
    path.unlink(missing_ok=True)


async def test_what_follows_the_last_boundary_is_ignored(tmp_path: Path) -> None:
    for epilogue in (b"", b"\r\n", b"an epilogue"):
        fields = await read(tmp_path / "f", [GOOD[:-2] + epilogue])
        assert len(fields) == 2
