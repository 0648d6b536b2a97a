import asyncio
from typing import assert_type

import pytest

from korekit.catalog.account_admin import BotPage
from korekit.catalog.bot_definition_results import ChangeLogEntry
from korekit.catalog.operation import Operation
from korekit.catalog.operations import AllOperations, all_operations
from korekit.client.answers import Answer
from korekit.client.asynchronous import AsyncClient
from korekit.client.errors import JobFailed
from korekit.client.jobs import Patience
from korekit.ids import BotId, UserId
from tests.client.driving import CLIENT_ID, SECRET
from tests.client.peer import Peer, answers, peer, stalls

BOT = BotId("st-1")


def client_of(host: Peer) -> AsyncClient:
    return AsyncClient(host.host, client_id=CLIENT_ID, client_secret=SECRET)


async def types_in_an_editor(client: AsyncClient) -> None:
    """Never run: the type checker reads it."""
    assert_type(await client.get_change_logs(BOT, limit=20), list[ChangeLogEntry])
    assert_type(await client.answer(AllOperations.get_bots, limit=1), Answer[BotPage])
    async for page in client.pages(AllOperations.get_bots):
        assert_type(page, BotPage)
    async for entry in client.iterate(AllOperations.get_change_logs, BOT, limit=20):
        assert_type(entry, ChangeLogEntry)
    client.get_change_logs(BOT).total  # type: ignore[attr-defined] # it must be awaited # noqa: B018 - never run


async def test_a_method_is_awaited() -> None:
    with peer(answers(body=b'[{"_id":"a","newKey":1}]')) as host:
        async with client_of(host) as client:
            assert await client.get_change_logs(BOT, limit=20) == [ChangeLogEntry(id="a")]
            assert (await client.answer(AllOperations.get_change_logs, BOT)).json == [{"_id": "a", "newKey": 1}]


async def test_entries_of_all_pages_come_one_after_the_other() -> None:
    pages = [answers(body=b'[{"_id":"a"},{"_id":"b"}]'), answers(body=b'[{"_id":"c"}]')]
    with peer(*pages) as host:
        async with client_of(host) as client:
            found = [entry.id async for entry in client.iterate(AllOperations.get_change_logs, BOT, limit=2)]
    assert found == ["a", "b", "c"]


async def test_a_job_is_waited_for() -> None:
    plays = [
        answers(body=b'[{"resourceType":"BOTS"}]'),
        answers(body=b'{"status":"inprogress"}'),
        answers(body=b'{"status":"FAILED"}'),
    ]
    with peer(*plays) as host:
        async with client_of(host) as client:
            started = await client.answer(AllOperations.publish_bot, BOT, "one")
            with pytest.raises(JobFailed):
                await client.wait(AllOperations.publish_bot, started, patience=Patience(first_pause_s=0.01))
    assert host.heard[-1].target == f"/api/public/bot/{BOT}/publish/status"


async def test_a_user_is_signed_in_when_needed() -> None:
    signed_in = b'{"authorization":{"accessToken":"hush"},"userInfo":{"id":"u-1","orgID":"o-1"}}'
    with peer(answers(body=signed_in), answers(body=b"[]")) as host:
        async with AsyncClient(host.host, email="ann@example.com", password="pw") as client:
            assert await client.list_builder_bots(UserId("u-1")) == []
            assert client.session == await client.start_session()


async def test_a_call_can_be_cancelled_and_the_client_goes_on() -> None:
    with peer(stalls, answers(body=b'{"total":2}')) as host:
        async with client_of(host) as client:
            waiting = asyncio.ensure_future(client.get_bots())
            await asyncio.to_thread(host.spoken_to.wait, 10)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
            assert (await client.get_bots()).total == 2


async def test_calls_run_side_by_side() -> None:
    with peer(answers(body=b'{"total":1}')) as host:
        async with client_of(host) as client:
            pages = await asyncio.gather(*[client.get_bots() for _ in range(20)])
    assert [page.total for page in pages] == [1] * 20


def test_no_operation_is_hidden_by_a_method_of_the_client() -> None:
    for operation in all_operations():
        assert isinstance(getattr(AsyncClient, operation.name), Operation), operation.id
