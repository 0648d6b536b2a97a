"""What hooks and logs are told, and what they are not."""

import asyncio
import dataclasses
import logging
import re
from pathlib import Path

import pytest

from korekit.catalog.parameters import Upload
from korekit.client.asynchronous import AsyncClient
from korekit.client.errors import CallFailed, ClientError
from korekit.client.retrying import RetryPolicy
from korekit.client.settings import ClientSettings
from korekit.client.shown import ShownAnswer, ShownRequest
from korekit.client.sync import Client
from korekit.client.watching import Hooks
from korekit.ids import BotId, FileId, UserId
from tests.client.peer import Peer, Play, answers, hangs_up, peer

CLIENT_ID = "cs-0f0e0d0c-0b0a-5908-8706-050403020100"
BOT = BotId("st-0f0e0d0c-0b0a-5908-8706-050403020100")
CANARY = "CANARY"


def client_of(host: Peer, settings: ClientSettings | None = None) -> Client:
    return Client(host.host, client_id=CLIENT_ID, client_secret="x" * 44, settings=settings)


class Told:
    """What hooks were told, in order."""

    def __init__(self) -> None:
        self.requests: list[ShownRequest] = []
        self.answers: list[ShownAnswer] = []

    def settings(self) -> ClientSettings:
        hooks = Hooks(request=(self.requests.append,), response=(self.answers.append,))
        return ClientSettings(hooks=hooks, retry=RetryPolicy(first_pause_s=0.001))


def test_hooks_see_each_try_with_its_answer() -> None:
    told = Told()
    plays = (answers(503), hangs_up, answers(body=b"[]", x_korekit_trace="abc"))
    with peer(*plays) as host, client_of(host, told.settings()) as client:
        client.get_change_logs(BOT, limit=20)
    assert [one.attempt for one in told.requests] == [1, 2, 3]
    assert [one.status for one in told.answers] == [503, 0, 200]
    assert [one.error for one in told.answers] == ["", "ConnectionFailed", ""]
    assert (told.answers[2].trace_id, told.answers[2].size_bytes) == ("abc", 2)
    assert told.requests[0].url == f"{host.host}/api/public/bot/{BOT}/changelogs?offset=0&limit=20"
    assert told.requests[0].operation_id == "get-change-logs"
    assert all(one.elapsed_s >= 0 for one in told.answers)


def test_what_a_hook_raises_ends_the_call_before_anything_is_sent() -> None:
    def refuse(request: ShownRequest) -> None:
        raise PermissionError(request.operation_id)

    settings = ClientSettings(hooks=Hooks(request=(refuse,)))
    refusing = pytest.raises(PermissionError, match="get-bots")
    with peer(answers()) as host, client_of(host, settings) as client, refusing:
        client.get_bots()
    assert host.heard == []


def test_the_log_has_a_line_for_each_answer(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "korekit")
    with peer(answers(body=b"[]", x_korekit_trace="abc")) as host, client_of(host) as client:
        client.get_change_logs(BOT)
    lines = [record.getMessage() for record in caplog.records if record.name == "korekit.client"]
    assert len(lines) == 1
    assert re.fullmatch(
        rf"get-change-logs: GET {host.host}/api/public/bot/{BOT}/changelogs 200 in \d+\.\d{{3}} s, 2 bytes, "
        r"try 1, trace abc",
        lines[0],
    )


# A secret in every field that holds one, going out and coming back.
SECRET = f"{CANARY}secret".ljust(44, "x")
PASSWORD = f"{CANARY} password"
KEY = f"{CANARY}key"
GRANTED = '{"accessToken":"CANARYaccess","refreshToken":"CANARYrefresh"}'
SIGNED_IN = f'{{"authorization":{GRANTED},"userInfo":{{"id":"u-1","orgID":"o-1"}}}}'.encode()


def leaky(status: int = 200, body: bytes = b"{}") -> Play:
    """An answer whose headers hold a session and an address with a key."""
    return answers(status, body, Set_Cookie=f"session={CANARY}", Location=f"/a.zip?key={CANARY}")


def leak(host: Peer, other: Peer, settings: ClientSettings, folder: Path) -> None:
    """Calls of every kind, good and bad."""
    with Client(
        host.host,
        client_id=CLIENT_ID,
        client_secret=SECRET,
        email="a@example.com",
        password=PASSWORD,
        settings=settings,
    ) as client:
        client.list_builder_bots(UserId("u-1"))
        client.upload_file(Upload(CANARY.encode(), "a.json"))
        for _ in range(2):
            with pytest.raises(ClientError):
                client.publish_bot(BOT, f"{CANARY} comment")
        with pytest.raises(ClientError):
            client.download_file("a.zip", key=KEY)
        with pytest.raises(ClientError):
            client.download(f"{other.host}/a.zip?key={KEY}", folder / "a.zip")


async def leak_awaited(host: Peer, settings: ClientSettings) -> None:
    async with AsyncClient(host.host, client_id=CLIENT_ID, client_secret=SECRET, settings=settings) as client:
        with pytest.raises(CallFailed):
            await client.import_bot_as_new_bot(FileId("5" * 24), name=f"{CANARY} name")


def test_no_secret_reaches_hooks_logs_or_errors(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    caplog.set_level(1)
    told = Told()
    plays = [
        leaky(
            body=SIGNED_IN,
        ),
        leaky(
            body=b"[]",
        ),
        leaky(
            body=b'{"fileId":"5f"}',
        ),
        leaky(
            302,
        ),
        leaky(
            400,
            b'{"errors":[{"msg":"no","code":1}]}',
        ),
        leaky(
            404,
        ),
    ]
    with (
        peer(*plays) as host,
        peer(
            leaky(
                302,
            )
        ) as other,
    ):
        leak(host, other, told.settings(), tmp_path)
        asyncio.run(leak_awaited(host, told.settings()))
        tokens = {heard.headers["auth"] for heard in host.heard if "auth" in heard.headers}
    records = [f"{record.name} {record.getMessage()} {record.args} {record.msg}" for record in caplog.records]
    shown = [str(dataclasses.asdict(one)) for one in told.requests]
    shown += [str(dataclasses.asdict(one)) for one in told.answers]
    assert len(told.requests) >= 7
    assert {"korekit.client", "httpx2", "httpcore2.http11"} <= {record.name for record in caplog.records}
    for text in (*records, *shown):
        assert CANARY not in text
        for token in tokens:
            assert token not in text
            assert token.rpartition(".")[2] not in text
