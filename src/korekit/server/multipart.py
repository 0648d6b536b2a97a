"""A multipart form: small fields in memory, the one file straight to the disk.

The parser is python-multipart's. The part's own content type and file name say nothing that counts.
Source: bot-definition.yaml upload-file, observed-errors.md 2.1.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from korekit.catalog.parameters import Upload
from korekit.errors.request_causes import BodyFieldInvalid, ContentTypeWrong, MultipartBroken
from korekit.server.requests import Receive, next_chunk, refuse_length, too_large, without_nul

__all__ = ["read_multipart"]

_MAX_PARTS: Final = 32
_MAX_FIELD_BYTES: Final = 64 << 10
_MAX_HEADER_BYTES: Final = 8 << 10
# What the form around the file may take, and whatever somebody sends behind its end.
_AROUND_BYTES: Final = 1 << 20


class _FormReader:
    """Takes the parser's events and keeps the form's fields."""

    def __init__(self, path: Path, limit: int) -> None:
        self.fields: list[tuple[str, Any]] = []
        self._path = path
        self._limit = limit
        self._file: IO[bytes] | None = None
        self._has_file = False
        self._size = 0
        self._parts = 0
        self._name = ""
        self._value = bytearray()
        self._header = bytearray()
        self._header_value = bytearray()
        self._disposition = b""

    def on_part_begin(self) -> None:
        self._parts += 1
        if self._parts > _MAX_PARTS:
            raise BodyFieldInvalid(expected=f"at most {_MAX_PARTS} parts", found="more")
        self._disposition, self._name = b"", ""
        self._value.clear()

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._extend(self._header, data[start:end], _MAX_HEADER_BYTES)

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._extend(self._header_value, data[start:end], _MAX_HEADER_BYTES)

    def on_header_end(self) -> None:
        if bytes(self._header).lower() == b"content-disposition":
            self._disposition = bytes(self._header_value)
        self._header.clear()
        self._header_value.clear()

    def on_headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._name = _text(options.get(b"name", b""))
        if b"filename" not in options and b"filename*" not in options:
            return
        if self._has_file:
            raise BodyFieldInvalid(expected="one file", found="two")
        self._has_file = True
        self._file = self._path.open("wb")
        file_name = _text(options.get(b"filename", b""))
        self.fields.append((self._name, Upload(self._path, file_name)))

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._file is None:
            self._extend(self._value, data[start:end], _MAX_FIELD_BYTES)
            return
        self._size += end - start
        if self._size > self._limit:
            raise too_large(self._limit)
        self._file.write(data[start:end])

    def on_part_end(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        else:
            self.fields.append((self._name, _text(self._value)))

    def close(self) -> None:
        """Close the file of a form that broke off."""
        if self._file is not None:
            self._file.close()

    @staticmethod
    def _extend(into: bytearray, data: bytes, limit: int) -> None:
        if len(into) + len(data) > limit:
            raise BodyFieldInvalid(expected=f"a field of at most {limit} bytes", found="more")
        into += data


def _text(raw: bytes | bytearray) -> str:
    return without_nul(raw.decode("utf-8", "replace"))


@contextlib.contextmanager
def _closing(reader: _FormReader) -> Iterator[None]:
    try:
        yield
    finally:
        reader.close()


async def read_multipart(
    receive: Receive, headers: list[tuple[bytes, bytes]], content_type: str, path: Path, limit: int
) -> list[tuple[str, Any]]:
    """The fields of a multipart body, the file among them as an `Upload` at `path`.

    Args:
        receive: gives the body.
        headers: of the request.
        content_type: of the request, with the boundary.
        path: where the file is written; the caller deletes or moves it.
        limit: the file's greatest size in bytes.

    Raises:
        ContentTypeWrong, MultipartBroken, BodyFieldInvalid: as their names say.
    """
    kind, options = parse_options_header(content_type.encode("latin-1"))
    if kind != b"multipart/form-data":
        raise ContentTypeWrong(expected="multipart/form-data", found=content_type[:60] or "none")
    boundary = options.get(b"boundary", b"")
    if not boundary:
        raise MultipartBroken(expected="a boundary in Content-Type", found="none")
    refuse_length(headers, limit + _AROUND_BYTES)
    reader = _FormReader(path, limit)
    is_ended = False
    with _closing(reader):
        try:
            parser = MultipartParser(boundary, _callbacks(reader))
            is_more, size = True, 0
            while is_more:
                chunk, is_more = await next_chunk(receive)
                size += len(chunk)
                if size > limit + _AROUND_BYTES:
                    raise too_large(limit)
                parser.write(chunk)
            parser.finalize()
            is_ended = parser.state.name == "END"
        except FormParserError:
            raise MultipartBroken(found="a body that does not follow its boundary") from None
    if not is_ended:
        raise MultipartBroken(expected="a closing boundary", found="the end of the body")
    return reader.fields


def _callbacks(reader: _FormReader) -> Any:
    names = ("part_begin", "part_data", "part_end", "header_field", "header_value", "header_end", "headers_finished")
    return {f"on_{name}": getattr(reader, f"on_{name}") for name in names}
