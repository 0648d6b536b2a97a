from typing import Any

import pytest

from korekit.catalog.account_admin import BotPage
from korekit.catalog.operations import AllOperations
from korekit.client.answers import Answer, read_answer
from korekit.client.errors import AnswerUnreadable, InvalidArgument
from korekit.client.paging import Page, entries, first_page, is_paged
from korekit.client.requests import Invocation, invoke
from korekit.ids import BotId
from tests.client.driving import json_answer

LOGS = invoke(AllOperations.get_change_logs, BotId("st-1"), limit=2)
BOTS = invoke(AllOperations.get_bots, limit=2)


def answered(asked: Invocation, text: str) -> Answer[Any]:
    return read_answer(asked, json_answer(text), 0.0)


def number_after(asked: Invocation, text: str) -> int | None:
    following = first_page(asked).after(answered(asked, text))
    return None if following is None else int(following.invocation.arguments["offset"])


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ('[{"_id":"a"},{"_id":"b"}]', 1),
        ('[{"_id":"a"}]', None),
        ("[]", None),
    ],
)
def test_a_list_ends_with_a_page_that_is_not_full(text: str, number: int | None) -> None:
    assert number_after(LOGS, text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ('{"bots":[{"_id":"a"},{"_id":"b"}],"availableMore":true}', 1),
        ('{"bots":[{"_id":"a"},{"_id":"b"}],"availableMore":false}', None),
        ('{"bots":[{"_id":"a"},{"_id":"b"}]}', 1),
        ('{"bots":[{"_id":"a"}],"availableMore":true}', 1),
        ('{"bots":[{"_id":"a"}]}', None),
        ('{"bots":[],"availableMore":true}', None),
        ('{"total":0}', None),
    ],
)
def test_what_the_host_says_of_more_wins_over_the_count(text: str, number: int | None) -> None:
    assert number_after(BOTS, text) == number


def test_other_arguments_stay() -> None:
    following = first_page(LOGS).after(answered(LOGS, '[{"_id":"a"},{"_id":"b"}]'))
    assert isinstance(following, Page)
    assert following.invocation.arguments == {**LOGS.arguments, "offset": 1}


def test_a_full_page_is_as_long_as_the_host_allows() -> None:
    assert first_page(invoke(AllOperations.get_bots, limit=500)).size == 50


def test_the_same_page_again_is_an_error_and_not_for_ever() -> None:
    answer = answered(LOGS, '[{"_id":"a"},{"_id":"b"}]')
    with pytest.raises(AnswerUnreadable, match="same page"):
        first_page(LOGS).after(answer, answer)


@pytest.mark.parametrize("limit", [0, -1, None, "ten"])
def test_a_size_is_a_positive_number(limit: Any) -> None:
    with pytest.raises(InvalidArgument, match="limit"):
        first_page(invoke(AllOperations.get_bots, limit=limit))


def test_an_operation_without_pages_says_so() -> None:
    asked = invoke(AllOperations.list_traces)
    assert not is_paged(asked)
    with pytest.raises(InvalidArgument, match="list-traces has no pages"):
        first_page(asked)


@pytest.mark.parametrize(("result", "count"), [([1, 2], 2), (BotPage(), 0), (BotPage(bots=[]), 0), ({}, 0)])
def test_entries_are_the_list_wherever_it_stands(result: Any, count: int) -> None:
    assert len(entries(result)) == count
