from typing import Any

import pytest

from korekit.catalog.operation import Operation
from korekit.catalog.operations import AllOperations, all_operations
from korekit.client.answers import read_answer
from korekit.client.errors import AnswerUnreadable, InvalidArgument
from korekit.client.jobs import JobState, Patience, address_of, watch
from korekit.client.requests import invoke
from korekit.ids import BotId, FileId
from tests.client.driving import json_answer

BOT = BotId("st-1")
EXPORT = invoke(AllOperations.bot_export, BOT, "latest")
EXPORTING = '{"_id":"ber-1","status":"pending","createdOn":"2024-04-29T11:09:25.312Z"}'


def test_an_import_is_followed_by_its_own_id() -> None:
    started = read_answer(
        invoke(AllOperations.import_bot_as_new_bot, FileId("a"), FileId("b"), FileId("c")),
        json_answer('{"_id":"bir-1","status":"pending"}'),
        0.0,
    )
    question = watch(AllOperations.import_bot_as_new_bot, started).question
    assert question.operation is AllOperations.bot_import_status
    assert question.arguments == {"request_id": "bir-1"}


def test_an_export_is_followed_by_its_bot() -> None:
    question = watch(AllOperations.bot_export, read_answer(EXPORT, json_answer(EXPORTING), 0.0)).question
    assert question.operation is AllOperations.bot_export_status
    assert question.arguments == {"bot_id": "st-1"}


def test_a_publish_answers_a_list_and_is_followed_by_its_bot() -> None:
    started = read_answer(invoke(AllOperations.publish_bot, BOT, "one"), json_answer("[]"), 0.0)
    assert watch(AllOperations.publish_bot, started).question.arguments == {"bot_id": "st-1"}


@pytest.mark.parametrize(
    ("operation", "given", "arguments"),
    [
        (AllOperations.import_bot_into_an_existing_bot, "bir-1", {"request_id": "bir-1"}),
        (AllOperations.bot_export, "st-1", {"bot_id": "st-1"}),
    ],
)
def test_an_id_is_enough(operation: Operation[Any, Any], given: str, arguments: dict[str, str]) -> None:
    assert watch(operation, given).question.arguments == arguments


def test_an_answer_without_the_id_cannot_be_followed() -> None:
    asked = invoke(AllOperations.import_bot_as_new_bot)
    with pytest.raises(InvalidArgument, match="_id"):
        watch(AllOperations.import_bot_as_new_bot, read_answer(asked, json_answer("{}"), 0.0))


def test_an_operation_without_a_job_says_so() -> None:
    with pytest.raises(InvalidArgument, match="get-bots starts no job"):
        watch(AllOperations.get_bots, "x")


@pytest.mark.parametrize(
    ("document", "state"),
    [
        ({"status": "pending"}, JobState.RUNNING),
        ({"status": "success"}, JobState.DONE),
        ({"status": "SUCCESS"}, JobState.DONE),
        ({"status": "Failed"}, JobState.FAILED),
        ({"status": "failure"}, JobState.FAILED),
        ({"status": "thinking"}, JobState.RUNNING),
        ({"status": None}, JobState.RUNNING),
        ({}, JobState.RUNNING),
        ([], JobState.RUNNING),
        ("success", JobState.RUNNING),
    ],
)
def test_states_are_read_without_regard_to_case(document: Any, state: JobState) -> None:
    assert watch(AllOperations.bot_export, "st-1").state_of(document) is state


@pytest.mark.parametrize(
    ("job_id", "created", "state"),
    [
        ("ber-1", "2024-04-29T11:09:25.312Z", JobState.DONE),
        ("ber-0", "2024-04-29T11:09:24.000Z", JobState.RUNNING),
        ("ber-2", "2024-04-29T11:09:26.000Z", JobState.REPLACED),
        ("ber-2", "", JobState.RUNNING),
    ],
)
def test_another_export_of_the_bot_is_not_taken_for_this_one(job_id: str, created: str, state: JobState) -> None:
    started = read_answer(EXPORT, json_answer(EXPORTING), 0.0)
    document = {"_id": job_id, "createdOn": created, "status": "success"}
    assert watch(AllOperations.bot_export, started).state_of(document) is state


def test_pauses_grow_to_the_longest() -> None:
    patience = Patience()
    assert [round(patience.pause_s(looks), 3) for looks in (1, 2, 3, 8, 9, 10**6)] == [
        0.2,
        0.3,
        0.45,
        3.417,
        5.0,
        5.0,
    ]


def test_every_job_of_the_catalogue_can_be_followed() -> None:
    jobs = [operation for operation in all_operations() if operation.facts.job is not None]
    assert len(jobs) >= 4
    for operation in jobs:
        assert watch(operation, "x-1").question.operation.method == "GET"


def test_a_look_says_which_rows_of_the_log_are_new() -> None:
    followed = watch(AllOperations.import_bot_as_new_bot, "bir-1")
    texts = [
        '{"status":"pending","statusLogs":[{"taskName":"Bot","status":"success"}]}',
        '{"status":"Pending","statusLogs":[{"taskName":"Bot","status":"success"},{"taskName":"FAQ","status":"pending"}]}',
        '{"status":"success","statusLogs":[{"taskName":"Bot","status":"success"},{"taskName":"FAQ","status":"success"}]}',
        "{}",
    ]
    progress = None
    seen = []
    for second, text in enumerate(texts):
        progress = followed.progress_of(read_answer(followed.question, json_answer(text), 0.0), second, progress)
        new = [f"{row['taskName']} {row['status']}" for row in progress.new_rows]
        seen.append((progress.state.value, progress.word, progress.elapsed_s, len(progress.rows), new))
    assert seen == [
        ("running", "pending", 0, 1, ["Bot success"]),
        ("running", "Pending", 1, 2, ["FAQ pending"]),
        ("done", "success", 2, 2, ["FAQ success"]),
        ("running", "", 3, 0, []),
    ]
    assert progress is not None
    assert progress.json == {}


@pytest.mark.parametrize("text", ["{}", '{"downloadURL":""}', '{"downloadURL":7}'])
def test_a_job_that_names_no_file_is_unreadable(text: str) -> None:
    job = AllOperations.bot_export.facts.job
    assert job is not None
    last = read_answer(watch(AllOperations.bot_export, "st-1").question, json_answer('{"downloadURL":"/a.zip"}'), 0.0)
    assert address_of(job, last) == "/a.zip"
    with pytest.raises(AnswerUnreadable, match="downloadURL"):
        address_of(job, read_answer(EXPORT, json_answer(text), 0.0))
