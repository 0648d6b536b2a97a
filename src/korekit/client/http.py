"""What both drivers share: httpx2's objects from ours, our errors from httpx2's, a file that a download grows into."""

import logging
import os
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Final, TypedDict

import httpx2

from korekit.catalog.parameters import Upload
from korekit.client.answers import Received
from korekit.client.errors import CertificateRejected, ConnectionFailed, InvalidArgument, NotReached, Timeout
from korekit.client.requests import Request
from korekit.client.settings import ClientSettings

__all__ = [
    "ERROR_BODY_BYTES",
    "FileSink",
    "HTTPOptions",
    "making",
    "options_of",
    "reaching",
    "received",
    "sending",
    "time_limits",
    "took_too_long",
]

# Of the body of a download that failed, this much is kept for the error.
ERROR_BODY_BYTES: Final = 65_536
_WIRE_LOGS: Final = tuple(f"httpcore2.{name}" for name in ("connection", "http11", "http2", "proxy", "socks"))


class HTTPOptions(TypedDict):
    """What `httpx2.Client` and `httpx2.AsyncClient` are made with."""

    verify: ssl.SSLContext
    timeout: httpx2.Timeout
    follow_redirects: bool


class _Outgoing(TypedDict, total=False):
    """What `build_request` of both is called with."""

    method: str
    url: str
    headers: dict[str, str]
    content: bytes | None
    data: dict[str, Any] | None
    files: list[tuple[str, tuple[str, bytes | IO[bytes], str]]] | None


def options_of(settings: ClientSettings) -> HTTPOptions:
    """How connections are made.

    Raises:
        InvalidArgument: the CA bundle cannot be read.
    """
    # httpx2 logs every address at INFO, and a download's holds the key to the file.
    logging.getLogger("httpx2").addFilter(_without_query)
    for name in _WIRE_LOGS:
        logging.getLogger(name).addFilter(_without_details)
    verify = httpx2.create_ssl_context()
    if settings.ca_bundle is not None:
        try:
            verify.load_verify_locations(settings.ca_bundle)
        except (OSError, ssl.SSLError) as error:
            raise InvalidArgument(f"The CA bundle {settings.ca_bundle} cannot be read.") from error
    return HTTPOptions(verify=verify, timeout=time_limits(settings, None), follow_redirects=False)


def _without_query(record: logging.LogRecord) -> bool:
    if isinstance(record.args, tuple):
        record.args = tuple(one.copy_with(query=None) if isinstance(one, httpx2.URL) else one for one in record.args)
    return True


def _without_details(record: logging.LogRecord) -> bool:
    # At DEBUG each event comes with what was sent and received, addresses and headers included.
    record.msg, record.args = str(record.msg).partition(" ")[0], None
    return True


def time_limits(settings: ClientSettings, within_s: float | None) -> httpx2.Timeout:
    """The limits of one request that may take so many seconds."""
    read_s, connect_s = settings.read_timeout_s, settings.connect_timeout_s
    if within_s is None:
        return httpx2.Timeout(read_s, connect=connect_s)
    return httpx2.Timeout(min(read_s, within_s), connect=min(connect_s, within_s))


@contextmanager
def sending(request: Request) -> Iterator[_Outgoing]:
    """A request as httpx2 takes it; files are open inside the block.

    Raises:
        InvalidArgument: a file cannot be read.
    """
    with ExitStack() as files:
        opened = [(name, (upload.name, _open(upload, files), upload.content_type)) for name, upload in request.files]
        outgoing = _Outgoing(method=request.method, url=request.url, headers=dict(request.headers))
        if opened:
            outgoing["data"] = dict(request.form)
            outgoing["files"] = opened
        elif request.content is not None:
            outgoing["content"] = request.content
        yield outgoing


def _open(upload: Upload, files: ExitStack) -> bytes | IO[bytes]:
    if isinstance(upload.source, bytes):
        return upload.source
    try:
        return files.enter_context(upload.source.open("rb"))
    except OSError as error:
        raise InvalidArgument(f"The file {upload.source} cannot be read: {error.strerror}.") from error


def received(response: httpx2.Response, body: bytes) -> Received:
    """An answer of httpx2 as ours."""
    return Received(response.status_code, {name.lower(): value for name, value in response.headers.items()}, body)


@contextmanager
def reaching(url: str) -> Iterator[None]:
    """Turn httpx2's errors into ours."""
    try:
        yield
    except httpx2.InvalidURL as error:
        raise InvalidArgument("The address is malformed.") from error
    except (httpx2.HTTPError, httpx2.StreamError) as error:
        raise _our_error(error, httpx2.URL(url).host) from error


@contextmanager
def making() -> Iterator[None]:
    """Turn what is wrong with the environment's proxies into our error."""
    try:
        yield
    except (ImportError, ValueError, httpx2.InvalidURL) as error:
        raise InvalidArgument("The proxy settings of the environment cannot be used.") from error


def took_too_long(url: str) -> Timeout:
    """The error of a call whose time is over."""
    return Timeout(f"{httpx2.URL(url).host} did not answer in the time that the call may take.", is_sent=True)


def _our_error(error: Exception, host: str) -> NotReached:
    # Until a connection stands nothing can have been sent; a proxy that refuses the way to the host is that early too.
    is_sent = not isinstance(
        error, httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.PoolTimeout | httpx2.ProxyError
    )
    if isinstance(error, httpx2.TimeoutException):
        what = "did not answer" if is_sent else "could not be connected to"
        return Timeout(f"{host} {what} in time.", is_sent=is_sent)
    reasons = [str(one) for one in _chain(error)]
    if any(isinstance(one, ssl.SSLCertVerificationError) for one in _chain(error)) or any(
        "CERTIFICATE_VERIFY_FAILED" in reason for reason in reasons
    ):
        return CertificateRejected(f"The certificate of {host} is not trusted.")
    if any(isinstance(one, ssl.SSLError) for one in _chain(error)):
        return ConnectionFailed(f"{host} does not speak TLS there; is it reached by http?", is_sent=is_sent)
    if is_sent:
        return ConnectionFailed(f"The connection to {host} broke before the answer was complete.", is_sent=True)
    return ConnectionFailed(f"{host} cannot be connected to.")


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


class FileSink:
    """Grows into a file that appears under its name only when it is complete.

    Raises:
        InvalidArgument: from every method, where the file cannot be written.
    """

    __slots__ = ("_file", "_part", "_target")

    def __init__(self, target: Path) -> None:
        self._target = target
        self._part = target.with_name(f".{target.name}.{os.getpid()}.part")
        self._file: IO[bytes] | None = None

    def start(self) -> None:
        """Begin anew."""
        self.discard()
        with self._writing():
            self._file = self._part.open("wb")

    def write(self, chunk: bytes) -> None:
        """Append bytes."""
        if self._file is not None:
            with self._writing():
                self._file.write(chunk)

    def finish(self) -> Path:
        """Give the file its name; it replaces one that was there."""
        if self._file is not None:
            with self._writing():
                self._file.close()
                self._part.replace(self._target)
            self._file = None
        return self._target

    def discard(self) -> None:
        """Remove what was written, if it was not finished."""
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
            self._file = None
            self._part.unlink(missing_ok=True)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise InvalidArgument(f"{self._target} cannot be written: {error.strerror}.") from error
