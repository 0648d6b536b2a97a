"""Calls that are ended from outside: a client that is closed, time that is over."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable

import pytest

from korekit.catalog.operations import AllOperations
from korekit.catalog.parameters import Upload
from korekit.client.asynchronous import AsyncClient
from korekit.client.budget.rate_budget import RateBudget
from korekit.client.errors import ClientClosed, ClientError, Timeout
from korekit.client.requests import invoke
from korekit.client.retrying import RetryPolicy
from korekit.client.settings import ClientSettings
from korekit.client.sync import Client
from korekit.ids import BotId
from tests.client.driving import CLIENT_ID, SECRET
from tests.client.peer import Heard, Peer, answers, peer, stalls

LOGS = invoke(AllOperations.get_change_logs, BotId("st-1"))


def client_of(host: Peer, settings: ClientSettings | None = None) -> Client:
    return Client(host.host, client_id=CLIENT_ID, client_secret=SECRET, settings=settings)


def in_thread(call: Callable[[], object]) -> tuple[threading.Thread, list[BaseException]]:
    raised: list[BaseException] = []

    def run() -> None:
        try:
            call()
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, raised


def drips(connection: socket.socket, heard: Heard, closing: threading.Event) -> None:
    """An answer that comes byte by byte and never ends."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    while not closing.wait(0.02):
        try:
            connection.sendall(b" ")
        except OSError:
            return


def trickles_headers(connection: socket.socket, heard: Heard, closing: threading.Event) -> None:
    """An answer whose headers come byte by byte and never end."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while not closing.wait(0.02):
        try:
            connection.sendall(b"x")
        except OSError:
            return


@pytest.mark.parametrize("play", [stalls, drips])
def test_closing_wakes_a_thread_that_waits_for_an_answer(play: Callable[..., None]) -> None:
    with peer(play) as host:
        client = client_of(host)
        thread, raised = in_thread(lambda: client.send(LOGS))
        assert host.spoken_to.wait(10)
        begun = time.monotonic()
        client.close()
        thread.join(10)
        assert time.monotonic() - begun < 2
    assert [type(error) for error in raised] == [ClientClosed]
    assert isinstance(raised[0], ClientError)
    assert raised[0].request is not None
    assert len(host.heard) == 1


def test_closing_wakes_a_thread_that_waits_for_its_turn() -> None:
    with peer(answers(body=b"[]")) as host:
        client = client_of(host, ClientSettings(budget=RateBudget()))
        for _ in range(60):
            client.send(LOGS)
        thread, raised = in_thread(lambda: client.send(LOGS))
        time.sleep(0.05)
        client.close()
        thread.join(10)
    assert [type(error) for error in raised] == [ClientClosed]
    assert len(host.heard) == 60


def test_a_closed_client_calls_no_more() -> None:
    with peer(answers(body=b"[]")) as host:
        client = client_of(host)
        client.close()
        client.close()
        with pytest.raises(ClientClosed):
            client.send(LOGS)
    assert host.heard == []


def test_a_client_may_be_closed_by_what_it_calls() -> None:
    with peer(answers(body=b'{"status":"pending"}')) as host:
        client = client_of(host)
        begun = time.monotonic()
        with pytest.raises(ClientClosed):
            client.wait(AllOperations.bot_export, "st-1", on_progress=lambda _: client.close())
        assert time.monotonic() - begun < 2


async def test_closing_ends_what_tasks_wait_for_and_not_the_tasks() -> None:
    with peer(stalls) as host:
        client = AsyncClient(host.host, client_id=CLIENT_ID, client_secret=SECRET)

        async def call() -> str:
            try:
                await client.send(LOGS)
            except ClientClosed:
                # The task goes on as if nothing had cancelled it.
                await asyncio.sleep(0)
                return "closed"
            return "answered"

        waiting = asyncio.ensure_future(call())
        await asyncio.to_thread(host.spoken_to.wait, 10)
        await client.close()
        assert await waiting == "closed"
        with pytest.raises(ClientClosed):
            await client.send(LOGS)


async def test_a_cancelled_task_gives_its_turn_back() -> None:
    budget = RateBudget()
    settings = ClientSettings(budget=budget)
    with peer(answers(body=b"[]")) as host:
        async with AsyncClient(host.host, client_id=CLIENT_ID, client_secret=SECRET, settings=settings) as client:
            for _ in range(60):
                await client.send(LOGS)
            waiting = asyncio.ensure_future(client.send(LOGS))
            await asyncio.sleep(0.02)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting


IN_TIME = ClientSettings(total_timeout_s=0.3, retry=RetryPolicy(first_pause_s=0.2), budget=None)


@pytest.mark.parametrize("play", [stalls, drips, trickles_headers, answers(503)])
def test_a_call_ends_in_the_time_that_it_may_take(play: Callable[..., None]) -> None:
    begun = time.monotonic()
    with peer(play) as host, client_of(host, IN_TIME) as client, pytest.raises(ClientError):
        client.send(LOGS)
    assert time.monotonic() - begun < 2


def test_a_call_on_a_connection_that_was_used_before_ends_in_time_too() -> None:
    with peer(answers(body=b"[]"), trickles_headers) as host, client_of(host, IN_TIME) as client:
        client.send(LOGS)
        begun = time.monotonic()
        with pytest.raises(Timeout, match="did not answer in"):
            client.send(LOGS)
        assert time.monotonic() - begun < 2
    assert len(host.heard) == 2


def test_a_host_that_takes_a_request_in_drops_does_not_hold_the_caller() -> None:
    """A large upload to a host that reads a little at a time: each piece is in time, the call is not."""
    upload = invoke(AllOperations.upload_file, Upload(b"x" * 20_000_000, "large.json"))
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def take_drops() -> None:
            connection, _ = listener.accept()
            with connection:
                while not stop.wait(0.02) and connection.recv(4096):
                    pass

        thread = threading.Thread(target=take_drops)
        thread.start()
        host = f"http://127.0.0.1:{listener.getsockname()[1]}"
        settings = ClientSettings(total_timeout_s=0.3, retry=RetryPolicy(attempts=1), budget=None)
        begun = time.monotonic()
        client = Client(host, client_id=CLIENT_ID, client_secret=SECRET, settings=settings)
        with client, pytest.raises(Timeout):
            client.send(upload)
        took_s = time.monotonic() - begun
        stop.set()
        thread.join()
    assert took_s < 2


@pytest.mark.parametrize("play", [stalls, drips, trickles_headers])
async def test_the_same_awaited(play: Callable[..., None]) -> None:
    begun = time.monotonic()
    with peer(play) as host:
        async with AsyncClient(host.host, client_id=CLIENT_ID, client_secret=SECRET, settings=IN_TIME) as client:
            with pytest.raises(Timeout):
                await client.send(LOGS)
    assert time.monotonic() - begun < 2


def test_a_turn_that_comes_too_late_is_said_at_once() -> None:
    settings = ClientSettings(total_timeout_s=5, budget=RateBudget())
    with peer(answers(body=b"[]")) as host, client_of(host, settings) as client:
        for _ in range(60):
            client.send(LOGS)
        begun = time.monotonic()
        with pytest.raises(Timeout, match="rate limit"):
            client.send(LOGS)
        assert time.monotonic() - begun < 1
    assert len(host.heard) == 60
