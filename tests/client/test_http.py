"""Both drivers against real sockets: what the network does becomes what a caller can act on."""

import asyncio
import datetime
import logging
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from korekit.catalog.operations import AllOperations
from korekit.catalog.parameters import Upload
from korekit.client.answers import Answer
from korekit.client.asynchronous import AsyncClient
from korekit.client.errors import (
    AnswerUnreadable,
    CallFailed,
    CertificateRejected,
    ConnectionFailed,
    InvalidArgument,
    NotReached,
    Timeout,
)
from korekit.client.requests import Invocation, invoke
from korekit.client.retrying import RetryPolicy
from korekit.client.settings import ClientSettings
from korekit.client.sync import Client
from korekit.ids import BotId
from tests.client.driving import CLIENT_ID, SECRET
from tests.client.peer import Peer, answers, cuts, hangs_up, peer, stalls

BOTS = invoke(AllOperations.get_bots)
PUBLISH = invoke(AllOperations.publish_bot, BotId("st-1"), "one")
ONCE = ClientSettings(retry=RetryPolicy(attempts=1))
IMPATIENT = ClientSettings(retry=RetryPolicy(attempts=1), read_timeout_s=0.2)
QUICK = ClientSettings(retry=RetryPolicy(first_pause_s=0.001))


class Caller(Protocol):
    """Makes one call, or one download, with a client of its own."""

    def call(self, host: str, invocation: Invocation, settings: ClientSettings = ONCE) -> Answer[Any]: ...

    def download(self, host: str, url: str, to: Path, settings: ClientSettings = ONCE) -> Path: ...


class BySync:
    def call(self, host: str, invocation: Invocation, settings: ClientSettings = ONCE) -> Answer[Any]:
        with Client(host, client_id=CLIENT_ID, client_secret=SECRET, settings=settings) as client:
            return client.send(invocation)

    def download(self, host: str, url: str, to: Path, settings: ClientSettings = ONCE) -> Path:
        with Client(host, settings=settings) as client:
            return client.download(url, to)


class ByAsync:
    def call(self, host: str, invocation: Invocation, settings: ClientSettings = ONCE) -> Answer[Any]:
        async def run() -> Answer[Any]:
            async with AsyncClient(host, client_id=CLIENT_ID, client_secret=SECRET, settings=settings) as client:
                return await client.send(invocation)

        return asyncio.run(run())

    def download(self, host: str, url: str, to: Path, settings: ClientSettings = ONCE) -> Path:
        async def run() -> Path:
            async with AsyncClient(host, settings=settings) as client:
                return await client.download(url, to)

        return asyncio.run(run())


@pytest.fixture(params=[BySync, ByAsync])
def by(request: pytest.FixtureRequest) -> Caller:
    made: Caller = request.param()
    return made


def closed_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def test_a_call_arrives_as_built(by: Caller) -> None:
    with peer(answers(body=b'{"total":3}', x_korekit_trace="abc")) as host:
        answer = by.call(host.host, BOTS)
    assert (answer.result.total, answer.trace_id) == (3, "abc")
    assert (host.heard[0].method, host.heard[0].target) == ("GET", "/api/public/bots?offset=0&limit=50")
    assert host.heard[0].headers["auth"].count(".") == 2
    assert host.heard[0].headers["user-agent"].startswith("korekit/")


def test_a_body_arrives_as_json(by: Caller) -> None:
    with peer(answers(body=b"[]")) as host:
        by.call(host.host, PUBLISH)
    assert host.heard[0].body == b'{"versionComment":"one"}'
    assert host.heard[0].headers["content-type"] == "application/json"


@pytest.mark.parametrize("is_on_disk", [True, False])
def test_a_file_arrives_as_multipart(by: Caller, is_on_disk: bool, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_bytes(b'{"name": "x"}')
    source = tmp_path / "config.json" if is_on_disk else b'{"name": "x"}'
    with peer(answers(body=b'{"fileId":"5f"}')) as host:
        file = Upload(source, "config.json", "application/json")
        assert by.call(host.host, invoke(AllOperations.upload_file, file)).result.file_id == "5f"
    heard = host.heard[0]
    assert heard.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert b'name="file"; filename="config.json"\r\nContent-Type: application/json\r\n\r\n{"name": "x"}' in heard.body
    assert b'name="fileContext"\r\n\r\nbulkImport\r\n' in heard.body
    assert heard.headers["content-length"] == str(len(heard.body))


def test_a_file_is_sent_whole_again_after_429(by: Caller, tmp_path: Path) -> None:
    (tmp_path / "a.js").write_bytes(b"x" * 200_000)
    with peer(answers(429), answers(body=b'{"fileId":"5f"}')) as host:
        file = Upload(tmp_path / "a.js", "a.js")
        by.call(host.host, invoke(AllOperations.upload_file, file), QUICK)
    assert [heard.body.count(b"x" * 200_000) for heard in host.heard] == [1, 1]


def test_a_file_that_is_not_there_is_said_before_anything_is_sent(by: Caller, tmp_path: Path) -> None:
    with peer(answers()) as host, pytest.raises(InvalidArgument, match="cannot be read"):
        by.call(host.host, invoke(AllOperations.upload_file, Upload(tmp_path / "none.json")))
    assert host.heard == []


def test_nobody_there(by: Caller) -> None:
    with pytest.raises(ConnectionFailed, match="cannot be connected to") as caught:
        by.call(f"http://127.0.0.1:{closed_port()}", BOTS)
    assert not caught.value.is_sent


@pytest.mark.parametrize("play", [hangs_up, cuts()])
def test_a_connection_that_breaks(by: Caller, play: Any) -> None:
    with peer(play) as host, pytest.raises(ConnectionFailed, match="broke") as caught:
        by.call(host.host, BOTS)
    assert caught.value.is_sent


def test_a_host_that_says_nothing(by: Caller) -> None:
    with peer(stalls) as host, pytest.raises(Timeout, match="did not answer in time") as caught:
        by.call(host.host, BOTS, IMPATIENT)
    assert caught.value.is_sent


def test_reading_outlives_a_broken_connection_and_a_busy_host(by: Caller) -> None:
    with peer(cuts(), hangs_up, answers(503), answers(body=b'{"total":1}')) as host:
        assert by.call(host.host, BOTS, QUICK).result.total == 1
    assert len(host.heard) == 4


@pytest.mark.parametrize("play", [hangs_up, cuts(), answers(503), stalls])
def test_writing_is_sent_once_whatever_happens(by: Caller, play: Any) -> None:
    settings = ClientSettings(retry=RetryPolicy(first_pause_s=0.001), read_timeout_s=0.2 if play is stalls else 10)
    with peer(play) as host, pytest.raises((NotReached, CallFailed)):
        by.call(host.host, PUBLISH, settings)
    assert len(host.heard) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_carries_the_token_away(by: Caller, status: int) -> None:
    with peer(answers()) as other, peer(answers(status, Location=f"{other.host}/x?key=hush")) as host:
        with pytest.raises(CallFailed, match="redirects are not followed") as caught:
            by.call(host.host, BOTS)
        assert "hush" not in str(caught.value)
        assert other.heard == []


def test_a_sign_in_page_of_a_proxy_is_told_apart(by: Caller) -> None:
    with peer(answers(body=b"<html>Welcome</html>")) as host, pytest.raises(AnswerUnreadable):
        by.call(host.host, BOTS)


def test_proxies_come_from_the_environment(by: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    with peer(answers(body=b'{"total":5}')) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.host)
        monkeypatch.setenv("http_proxy", proxy.host)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        assert by.call("http://bots.example", BOTS).result.total == 5
    assert proxy.heard[0].target == "http://bots.example/api/public/bots?offset=0&limit=50"


@pytest.mark.parametrize("proxy", ["nonsense://x", "socks5://127.0.0.1:1", "http://[::1"])
def test_a_proxy_that_cannot_be_used_is_said(by: Caller, proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy)
    monkeypatch.setenv("http_proxy", proxy)
    with pytest.raises(InvalidArgument, match="proxy settings"):
        by.call("http://bots.example", BOTS)


def test_a_download_grows_beside_its_name_and_identifies_nobody(by: Caller, tmp_path: Path) -> None:
    with peer(answers(body=b"PK" * 100_000)) as host:
        saved = by.download(host.host, "/files/a.zip?key=k", tmp_path / "a.zip")
    assert saved.read_bytes() == b"PK" * 100_000
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]
    assert {"auth", "authorization", "accountid"} & set(host.heard[0].headers) == set()


def test_a_download_follows_redirects_to_where_files_lie(by: Caller, tmp_path: Path) -> None:
    with peer(answers(body=b"PK")) as store, peer(answers(302, Location=f"{store.host}/a?sig=1")) as host:
        assert by.download(host.host, "/a.zip", tmp_path / "a.zip").read_bytes() == b"PK"


@pytest.mark.parametrize("play", [cuts(b"PK"), answers(404), stalls])
def test_a_download_that_fails_leaves_what_was_there(by: Caller, play: Any, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"old")
    with peer(play) as host, pytest.raises((NotReached, CallFailed)):
        by.download(host.host, "/a.zip", tmp_path / "a.zip", IMPATIENT if play is stalls else ONCE)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.zip", b"old")]


def test_a_folder_that_is_not_there_is_said(by: Caller, tmp_path: Path) -> None:
    with peer(answers(body=b"PK")) as host, pytest.raises(InvalidArgument, match="cannot be written"):
        by.download(host.host, "/a.zip", tmp_path / "none" / "a.zip")


def test_no_secret_reaches_the_log(by: Caller, caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    caplog.set_level(logging.DEBUG)
    with peer(answers(body=b"{}")) as host:
        by.call(host.host, BOTS)
        by.download(host.host, "/a.zip?key=hush-hush", tmp_path / "a.zip")
    logged = "\n".join(f"{record.getMessage()} {record.args}" for record in caplog.records)
    assert "/a.zip" in logged
    for secret in (SECRET, host.heard[0].headers["auth"], "hush-hush"):
        assert secret not in logged


@pytest.fixture
def tls(tmp_path: Path) -> Iterator[tuple[Peer, Path]]:
    """A TLS host whose certificate nobody has heard of, and that certificate's file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = (
        builder.not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    bundle, private = tmp_path / "ca.pem", tmp_path / "key.pem"
    bundle.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(bundle, private)
    with peer(answers(body=b'{"total":7}')) as plain, _tls_in_front(plain.port, context) as port:
        yield Peer(port), bundle


class _tls_in_front:
    """Takes TLS connections and passes their bytes on."""

    def __init__(self, port: int, context: ssl.SSLContext) -> None:
        self._port, self._context = port, context
        self._closing = threading.Event()

    def __enter__(self) -> int:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.05)
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()
        port: int = self._listener.getsockname()[1]
        return port

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._thread.join()
        self._listener.close()

    def _listen(self) -> None:
        while not self._closing.is_set():
            try:
                raw, _ = self._listener.accept()
            except TimeoutError:
                continue
            try:
                with (
                    self._context.wrap_socket(raw, server_side=True) as near,
                    socket.create_connection(("127.0.0.1", self._port)) as far,
                ):
                    far.sendall(near.recv(65536))
                    near.sendall(far.recv(65536))
            except OSError:
                raw.close()


def test_an_unknown_authority_is_refused_and_named(by: Caller, tls: tuple[Peer, Path]) -> None:
    with pytest.raises(CertificateRejected, match="certificate of localhost"):
        by.call(f"https://localhost:{tls[0].port}", BOTS)


def test_a_ca_bundle_makes_it_known(by: Caller, tls: tuple[Peer, Path]) -> None:
    settings = ClientSettings(ca_bundle=tls[1], retry=RetryPolicy(attempts=1))
    assert by.call(f"https://localhost:{tls[0].port}", BOTS, settings).result.total == 7


def test_another_name_is_refused_even_so(by: Caller, tls: tuple[Peer, Path]) -> None:
    settings = ClientSettings(ca_bundle=tls[1], retry=RetryPolicy(attempts=1))
    with pytest.raises(CertificateRejected):
        by.call(f"https://127.0.0.1:{tls[0].port}", BOTS, settings)


def test_https_to_a_plain_port_is_told_apart(by: Caller) -> None:
    def answer_plainly() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=answer_plainly)
        thread.start()
        with pytest.raises(ConnectionFailed, match="does not speak TLS"):
            by.call(f"https://127.0.0.1:{listener.getsockname()[1]}", BOTS)
        thread.join()


def test_a_bundle_that_is_none_is_said_when_the_client_is_made(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nothing")
    for kind in (Client, AsyncClient):
        make: Callable[..., object] = kind
        with pytest.raises(InvalidArgument, match="CA bundle"):
            make("bots.example", settings=ClientSettings(ca_bundle=tmp_path / "ca.pem"))
