from concurrent.futures import ThreadPoolExecutor
from typing import assert_type

import pytest

from korekit.catalog.account_admin import BotPage
from korekit.catalog.bot_definition_results import ChangeLogEntry, ExportRequest
from korekit.catalog.operation import Area, Operation
from korekit.catalog.operations import AllOperations, all_operations
from korekit.client.answers import Answer
from korekit.client.errors import InvalidArgument, JobTimeout
from korekit.client.jobs import JobProgress, Patience
from korekit.client.sync import Client
from korekit.ids import BotId, UserId
from tests.client.driving import CLIENT_ID, SECRET
from tests.client.peer import Peer, answers, peer

BOT = BotId("st-1")


def client_of(host: Peer) -> Client:
    return Client(host.host, client_id=CLIENT_ID, client_secret=SECRET)


def types_in_an_editor(client: Client) -> None:
    """Never run: the type checker reads it."""
    assert_type(client.get_change_logs(BOT, limit=20), list[ChangeLogEntry])
    assert_type(client.get_bots(), BotPage)
    assert_type(client.answer(AllOperations.get_bots, limit=1), Answer[BotPage])
    assert_type(client.answer(AllOperations.bot_export, BOT, "latest").result, ExportRequest)
    for page in client.pages(AllOperations.get_bots):
        assert_type(page, BotPage)
    for entry in client.iterate(AllOperations.get_change_logs, BOT, limit=20):
        assert_type(entry, ChangeLogEntry)
    client.get_change_logs(7)  # type: ignore[arg-type] # a bot id is no number
    client.get_change_logs(BOT, size=20)  # type: ignore[call-arg] # no such parameter
    client.answer(AllOperations.get_bots, limit="ten")  # type: ignore[arg-type] # a limit is a number


def test_a_method_returns_the_result_and_answer_everything() -> None:
    with peer(answers(body=b'[{"_id":"a","newKey":1}]')) as host, client_of(host) as client:
        assert client.get_change_logs(BOT, limit=20) == [ChangeLogEntry(id="a")]
        assert client.answer(AllOperations.get_change_logs, BOT).json == [{"_id": "a", "newKey": 1}]


def test_entries_of_all_pages_come_one_after_the_other() -> None:
    pages = [answers(body=b'[{"_id":"a"},{"_id":"b"}]'), answers(body=b'[{"_id":"c"}]')]
    with peer(*pages) as host, client_of(host) as client:
        found = [entry.id for entry in client.iterate(AllOperations.get_change_logs, BOT, limit=2)]
    assert found == ["a", "b", "c"]
    assert [heard.target.partition("?")[2] for heard in host.heard] == ["offset=0&limit=2", "offset=1&limit=2"]


def test_a_page_is_asked_for_when_it_is_due() -> None:
    with peer(answers(body=b'{"bots":[{"_id":"a"}],"availableMore":true}')) as host, client_of(host) as client:
        pages = client.pages(AllOperations.get_bots)
        assert next(pages).bots is not None
        assert len(host.heard) == 1


def test_a_job_is_waited_for_with_its_progress() -> None:
    plays = [
        answers(body=b'{"_id":"ber-1","status":"pending"}'),
        answers(body=b'{"_id":"ber-1","status":"pending"}'),
        answers(body=b'{"_id":"ber-1","status":"success","downloadURL":"/a.zip"}'),
    ]
    seen: list[str] = []

    def look(progress: JobProgress) -> None:
        seen.append(progress.word)

    with peer(*plays) as host, client_of(host) as client:
        started = client.answer(AllOperations.bot_export, BOT, "latest")
        quick = Patience(first_pause_s=0.01)
        done = client.wait(AllOperations.bot_export, started, patience=quick, on_progress=look)
    assert done.download_url == "/a.zip"
    assert seen == ["pending", "success"]


def test_waiting_ends_in_time() -> None:
    with peer(answers(body=b'{"status":"pending"}')) as host, client_of(host) as client, pytest.raises(JobTimeout):
        client.wait(AllOperations.bot_export, BOT, patience=Patience(timeout_s=0.05, first_pause_s=0.02))


def test_a_user_is_signed_in_when_needed() -> None:
    signed_in = b'{"authorization":{"accessToken":"hush"},"userInfo":{"id":"u-1","orgID":"o-1"}}'
    with (
        peer(answers(body=signed_in), answers(body=b"[]")) as host,
        Client(host.host, email="ann@example.com", password="pw") as client,
    ):
        before = client.session
        assert client.list_builder_bots(UserId("u-1")) == []
        assert before is None
        assert client.session == client.start_session()
        assert "hush" not in repr(client.session)
    assert len(host.heard) == 2


def test_threads_share_a_client() -> None:
    with peer(answers(body=b'{"total":1}')) as host, client_of(host) as client, ThreadPoolExecutor(8) as pool:
        totals = list(pool.map(lambda _: client.get_bots().total, range(40)))
    assert totals == [1] * 40


@pytest.mark.parametrize("half", [{"client_id": "cs-1"}, {"client_secret": "x"}, {"email": "a@b.c"}, {"password": "x"}])
def test_half_of_a_pair_is_refused(half: dict[str, str]) -> None:
    with pytest.raises(InvalidArgument, match="belong together"):
        Client("bots.example", **half)  # type: ignore[arg-type] # the keys are those of text parameters


def test_secrets_stay_out_of_its_repr() -> None:
    with Client("bots.example", client_id=CLIENT_ID, client_secret=SECRET) as client:
        assert repr(client) == "Client('https://bots.example')"


def test_no_operation_is_hidden_by_a_method_of_the_client() -> None:
    for operation in all_operations():
        found = getattr(Client, operation.name)
        assert isinstance(found, Operation), operation.id


def test_every_operation_is_a_method() -> None:
    with Client("bots.example") as client:
        assert isinstance(client, Area)
        assert [operation.id for operation in all_operations() if not callable(getattr(client, operation.name))] == []
