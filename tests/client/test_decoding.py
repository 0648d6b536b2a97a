import contextlib
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from korekit.catalog.account_admin import BotPage
from korekit.catalog.bot_definition_results import ChangeLogEntry, ExportStatus, ImportStatus
from korekit.catalog.operations import all_operations
from korekit.client.decoding import Undecodable, decode

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def test_unknown_keys_are_ignored() -> None:
    found = decode(b'[{"_id": "a", "newKey": {"x": 1}}]', list[ChangeLogEntry])
    assert found == [ChangeLogEntry(id="a")]


def test_a_field_of_another_type_gets_its_default_and_the_others_stay() -> None:
    body = b'{"_id": "bir-1", "status": "success", "streamId": null, "statusLogs": "none"}'
    found = decode(body, ImportStatus)
    assert (found.id, found.status, found.stream_id, found.status_logs) == ("bir-1", "success", "", None)


def test_one_odd_entry_does_not_cost_the_list() -> None:
    body = b'{"total": 2, "bots": [{"_id": "st-1", "name": ["odd"]}, {"_id": "st-2", "name": "two"}]}'
    found = decode(body, BotPage)
    assert [(bot.id, bot.name) for bot in found.bots] == [("st-1", ""), ("st-2", "two")]


def test_a_number_counts_where_a_text_is_documented() -> None:
    assert decode(b'{"fileSize": 2141}', ExportStatus).file_size == "2141"


def test_digits_count_where_a_number_is_documented() -> None:
    assert decode(b'{"total": "7"}', BotPage).total == 7


@pytest.mark.parametrize("body", [b"", b"  \n"])
@pytest.mark.parametrize(
    ("kind", "empty"), [(dict[str, Any], {}), (list[ChangeLogEntry], []), (ImportStatus, ImportStatus())]
)
def test_nothing_is_an_empty_answer(body: bytes, kind: Any, empty: Any) -> None:
    assert decode(body, kind) == empty


def test_a_file_is_its_bytes() -> None:
    assert decode(b"PK\x03\x04", bytes) == b"PK\x03\x04"


@pytest.mark.parametrize("body", [b"<html>", b"[1", b"\xff", b'"text"', b"7", b"[" * 100_000, b'[{"_id": 1}, 2]'])
def test_what_is_no_such_answer_is_undecodable(body: bytes) -> None:
    with pytest.raises(Undecodable):
        decode(body, list[ChangeLogEntry])


@settings(deadline=None)
@given(st.sampled_from(all_operations()), JSON | st.binary())
def test_any_answer_decodes_or_says_why_not(operation: Any, value: Any) -> None:
    body = value if isinstance(value, bytes) else msgspec.json.encode(value)
    with contextlib.suppress(Undecodable):
        decode(body, operation.result)


@settings(deadline=None)
@given(st.sampled_from(all_operations()), st.data())
def test_an_object_always_fits_an_object(operation: Any, data: st.DataObject) -> None:
    kind = operation.result
    if not (isinstance(kind, type) and issubclass(kind, msgspec.Struct)):
        return
    names = [member.encode_name for member in msgspec.structs.fields(kind)]
    document = data.draw(st.dictionaries(st.sampled_from(names), JSON))
    assert isinstance(decode(msgspec.json.encode(document), kind), kind)


@pytest.mark.parametrize(
    "body", [b'"Disabled Spanish language successfully"', b"Disabled Spanish language successfully"]
)
def test_a_text_comes_quoted_or_bare(body: bytes) -> None:
    assert decode(body, str) == "Disabled Spanish language successfully"
