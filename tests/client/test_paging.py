from typing import Any

import msgspec
import pytest

from korekit.catalog.account_admin import BotPage
from korekit.catalog.operation import GET, Area, M, operation
from korekit.catalog.operations import AllOperations, all_operations
from korekit.catalog.paging import Paging, Window
from korekit.catalog.parameters import Date, Page50
from korekit.client.answers import Answer, read_answer
from korekit.client.errors import AnswerUnreadable, InvalidArgument
from korekit.client.paging import Walk, entries, is_paged
from korekit.client.requests import Invocation, invoke
from korekit.ids import BotId
from tests.client.driving import json_answer

LOGS = invoke(AllOperations.get_change_logs, BotId("st-1"), limit=2)
BOTS = invoke(AllOperations.get_bots, limit=2)


class Rows(Area[M]):
    """Operations that count rows, or cannot go on."""

    @operation(GET, "/rows", paging=Paging(counts="rows", position="skip", more="moreAvailable", rows="rows"))
    def rows(self, *, skip: int = 0, limit: int | None = None) -> dict[str, Any]:
        """Rows by their number."""
        raise NotImplementedError

    @operation(GET, "/roles", paging=Paging(counts="nothing", more="availableMore"))
    def roles(self, *, limit: Page50 = 50) -> dict[str, Any]:
        """Rows without a position."""
        raise NotImplementedError

    @operation(
        GET,
        "/sessions",
        paging=Paging(counts="rows", position="skip"),
        window=Window(days=7, since="date_from", until="date_to"),
    )
    def sessions(self, date_from: Date, *, date_to: Date | None = None, skip: int = 0, limit: int = 2) -> list[Any]:
        """Rows of a range of dates."""
        raise NotImplementedError


def answered(asked: Invocation, text: str) -> Answer[Any]:
    return read_answer(asked, json_answer(text), 0.0)


def position_after(asked: Invocation, text: str, name: str = "offset") -> int | None:
    walk = Walk(asked, 0)
    walk.take(answered(asked, text))
    following = walk.next()
    return None if following is None else int(following.arguments[name])


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ('[{"_id":"a"},{"_id":"b"}]', 1),
        ('[{"_id":"a"}]', None),
        ("[]", None),
    ],
)
def test_a_list_ends_with_a_page_that_is_not_full(text: str, number: int | None) -> None:
    assert position_after(LOGS, text) == number


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
    assert position_after(BOTS, text) == number


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('{"rows":[{"n":1},{"n":2},{"n":3}],"moreAvailable":true}', 13),
        ('{"rows":[{"n":1}],"moreAvailable":true}', 11),
        ('{"rows":[{"n":1}]}', 11),
        ('{"rows":[{"n":1}],"moreAvailable":false}', None),
        ('{"rows":[]}', None),
    ],
)
def test_rows_go_on_behind_those_that_came_however_many_the_host_gives(text: str, row: int | None) -> None:
    assert position_after(invoke(Rows.rows, skip=10), text, "skip") == row


def test_the_list_is_the_one_that_the_catalogue_names() -> None:
    paging = Rows.rows.facts.paging
    assert entries({"columns": ["a", "b", "c"], "rows": [1]}, paging) == [1]
    assert entries({"columns": ["a", "b", "c"]}, paging) == []


def test_other_arguments_stay() -> None:
    walk = Walk(LOGS, 0)
    walk.take(answered(LOGS, '[{"_id":"a"},{"_id":"b"}]'))
    following = walk.next()
    assert following is not None
    assert following.arguments == {**LOGS.arguments, "offset": 1}


def test_a_full_page_is_as_long_as_the_host_allows() -> None:
    rows = ",".join(f'{{"_id":"{number}"}}' for number in range(50))
    assert position_after(invoke(AllOperations.get_bots, limit=500), f'{{"bots":[{rows}]}}') == 1


def test_a_page_that_comes_again_is_an_error_and_not_for_ever() -> None:
    first, second = ('[{"_id":"a"},{"_id":"b"}]', '[{"_id":"c"},{"_id":"d"}]')
    for texts in ([first, first], [first, second, first]):
        walk = Walk(LOGS, 0)
        for text in texts:
            assert walk.next() is not None
            walk.take(answered(LOGS, text))
        with pytest.raises(AnswerUnreadable, match="same page"):
            walk.next()


def test_alike_rows_without_an_id_are_no_repetition_as_long_as_the_total_says_so() -> None:
    walk = Walk(invoke(Rows.rows), 0)
    for _ in range(3):
        asked = walk.next()
        assert asked is not None
        walk.take(answered(asked, '{"rows":[{"colour":"red"},{"colour":"red"}],"total":6,"moreAvailable":true}'))
    with pytest.raises(AnswerUnreadable, match="same page"):
        walk.next()


def test_a_row_that_moved_on_meanwhile_comes_once() -> None:
    walk = Walk(LOGS, 0)
    found = [
        [entry.id for entry in walk.take(answered(LOGS, text))]
        for text in ('[{"_id":"a"},{"_id":"b"}]', '[{"_id":"b"},{"_id":"c"}]', '[{"_id":"d"}]')
    ]
    assert found == [["a", "b"], ["c"], ["d"]]


@pytest.mark.parametrize("limit", [0, -1, True, "ten"])
def test_a_size_is_a_positive_number(limit: Any) -> None:
    with pytest.raises(InvalidArgument, match="limit"):
        Walk(invoke(AllOperations.get_bots, limit=limit), 0)


def test_a_position_is_a_number() -> None:
    with pytest.raises(InvalidArgument, match="offset"):
        Walk(invoke(AllOperations.get_bots, offset=-1), 0)


def test_an_operation_without_pages_has_one_answer() -> None:
    asked = invoke(AllOperations.list_accounts)
    assert not is_paged(AllOperations.list_accounts)
    walk = Walk(asked, 0)
    assert walk.next() == asked
    walk.take(answered(asked, "[]"))
    assert walk.next() is None


def test_an_answer_that_cannot_be_gone_on_with_is_given_and_then_said_to_be_a_part() -> None:
    asked = invoke(Rows.roles, limit=2)
    walk = Walk(asked, 0)
    assert walk.take(answered(asked, '{"roles":["a","b"],"availableMore":true}')) == ["a", "b"]
    with pytest.raises(AnswerUnreadable, match="greater `limit`"):
        walk.next()
    walk = Walk(asked, 0)
    walk.take(answered(asked, '{"roles":["a","b"],"availableMore":false}'))
    assert walk.next() is None


def test_pages_of_all_windows_come_newest_first() -> None:
    asked = invoke(Rows.sessions, Date("2024-03-01"), date_to=Date("2024-03-10"))
    walk = Walk(asked, 0)
    ranges = []
    for text in ("[1,2]", "[3]", "[4,5]", "[]"):
        following = walk.next()
        assert following is not None
        ranges.append((following.arguments["date_from"][:10], following.arguments["skip"]))
        walk.take(answered(following, text))
    assert walk.next() is None
    assert ranges == [("2024-03-08", 0), ("2024-03-08", 2), ("2024-03-01", 0), ("2024-03-01", 2)]


@pytest.mark.parametrize(("result", "count"), [([1, 2], 2), (BotPage(), 0), (BotPage(bots=[]), 0), ({}, 0), (None, 0)])
def test_entries_are_the_list_wherever_it_stands(result: Any, count: int) -> None:
    assert len(entries(result)) == count


def test_the_catalogues_pages_name_parameters_and_fields_that_there_are() -> None:
    paged = [one for one in all_operations() if one.facts.paging is not None]
    assert len(paged) >= 2
    for one in paged:
        paging = one.facts.paging
        assert paging is not None
        names = {parameter.name for parameter in one.parameters}
        wanted = {paging.size} if paging.counts == "nothing" else {paging.position, paging.size}
        assert wanted <= names, one.id
        if isinstance(one.result, type) and issubclass(one.result, msgspec.Struct):
            fields = {field.encode_name for field in msgspec.structs.fields(one.result)}
            assert {name for name in (paging.more, paging.rows) if name} <= fields, one.id


def test_an_operation_with_a_page_number_says_how_it_is_paged() -> None:
    unsaid = [
        one.id
        for one in all_operations()
        if one.facts.paging is None and {"offset", "skip", "sys_offset"} & {part.name for part in one.parameters}
    ]
    assert unsaid == []
