import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from korekit.catalog.bot_definition import ExportOptions, SubTasks
from korekit.catalog.bot_settings_results import Variable
from korekit.catalog.operations import AllOperations, all_operations
from korekit.catalog.parameters import Date, Place, Upload
from korekit.client.errors import InvalidArgument
from korekit.client.requests import Invocation, Request, build, invoke
from korekit.ids import BotId, ClientId, FileId, TraceId, UserId

BASE = "https://platform.kore.ai"
BOT = BotId("st-0f0e0d0c-0b0a-5908-8706-050403020100")


def test_a_get_carries_its_parameters_in_the_query() -> None:
    asked = invoke(AllOperations.get_change_logs, BOT, limit=20, start_date=Date("2024-01-02"))
    request = build(asked, BASE)
    assert request.method == "GET"
    assert request.url == f"{BASE}/api/public/bot/{BOT}/changelogs?offset=0&limit=20&startDate=2024-01-02"
    assert request.content is None
    assert "content-type" not in request.headers


def test_what_is_not_given_is_left_out() -> None:
    request = build(invoke(AllOperations.bot_export, BOT, "latest"), BASE)
    assert request.content == b'{"exportType":"latest"}'


def test_nested_options_take_their_names_on_the_wire() -> None:
    options = ExportOptions(tasks=["botTask"], sub_tasks=SubTasks(dialogs=["dg-1"]))
    asked = invoke(AllOperations.bot_export, BOT, "published", export_options=options, include_dependent_tasks=True)
    assert msgspec.json.decode(build(asked, BASE).content or b"") == {
        "exportType": "published",
        "exportOptions": {"tasks": ["botTask"], "subTasks": {"dialogs": ["dg-1"]}},
        "IncludeDependentTasks": True,
    }


def test_a_post_without_fields_sends_an_empty_object() -> None:
    request = build(Invocation(AllOperations.publish_bot, {"bot_id": BOT}), BASE)
    assert request.content == b"{}"


def test_a_delete_without_fields_has_no_body() -> None:
    request = build(invoke(AllOperations.delete_app, ClientId("cs-1")), BASE)
    assert (request.method, request.content) == ("DELETE", None)


def test_fields_that_the_catalogue_does_not_know_travel_too() -> None:
    asked = Invocation(AllOperations.sign_in, {"username": "a", "password": "b"}, {"isadmin": True})
    assert build(asked, BASE).content == b'{"username":"a","password":"b","isadmin":true}'


def test_a_file_travels_as_a_part_beside_text_parts() -> None:
    file = Upload(b"{}", "config.json", "application/json")
    request = build(invoke(AllOperations.upload_file, file), BASE)
    assert request.form == (("fileContext", "bulkImport"), ("fileExtension", "json"))
    assert request.files == (("file", file),)
    assert request.content is None


def test_a_path_alone_is_no_file() -> None:
    with pytest.raises(InvalidArgument, match="Upload"):
        build(Invocation(AllOperations.upload_file, {"file": "config.json"}), BASE)


@pytest.mark.parametrize("value", ["", ".", ".."])
def test_a_name_that_would_change_the_path_is_refused(value: str) -> None:
    with pytest.raises(InvalidArgument, match="trace_id"):
        build(invoke(AllOperations.get_trace, TraceId(value)), BASE)


@settings(deadline=None)
@given(st.text(min_size=1).filter(lambda text: text not in (".", "..")))
def test_no_text_breaks_out_of_its_segment(value: str) -> None:
    try:
        url = build(invoke(AllOperations.get_trace, TraceId(value)), BASE).url
    except InvalidArgument:
        return
    assert url.startswith(f"{BASE}/api/korekit/traces/")
    assert not set(url.removeprefix(f"{BASE}/api/korekit/traces/")) & set("/?#& ")


def test_a_missing_argument_names_the_operation() -> None:
    with pytest.raises(TypeError, match="get_change_logs: missing a required argument: 'bot_id'"):
        invoke(AllOperations.get_change_logs)


def test_a_value_that_is_no_json_is_refused() -> None:
    asked = Invocation(AllOperations.create_bot, {"user_id": UserId("u-1"), "name": object()})
    with pytest.raises(InvalidArgument, match="JSON"):
        build(asked, BASE)


def test_what_a_request_is_made_of_stays_out_of_its_repr() -> None:
    request = Request("GET", f"{BASE}/x?key=hush", {"auth": "hush"}, b"hush")
    assert "hush" not in repr(request)
    assert "hush" not in repr(invoke(AllOperations.sign_in, "ann@example.com", "hush"))


def test_every_operation_can_be_built() -> None:
    for operation in all_operations():
        values = {
            parameter.name: Upload(b"") if parameter.kind is Upload else FileId("x")
            for parameter in operation.parameters
            if parameter.is_required
        }
        request = build(invoke(operation, **values), BASE)
        assert "{" not in request.url, operation.id
        for parameter in operation.parameters_in(Place.PATH):
            assert parameter.is_required, operation.id


def test_a_whole_body_is_sent_as_it_is() -> None:
    request = build(invoke(AllOperations.bot_variables_import, BOT, [Variable(key="one", value="1")]), BASE)
    assert (request.method, request.content) == ("POST", b'[{"key":"one","value":"1"}]')


def test_a_whole_body_takes_no_further_fields() -> None:
    invocation = Invocation(AllOperations.bot_variables_import, {"bot_id": BOT, "variables": []}, {"more": 1})
    with pytest.raises(InvalidArgument):
        build(invocation, BASE)


def test_a_post_that_takes_no_body_has_none() -> None:
    request = build(invoke(AllOperations.bot_variables_export, BOT), BASE)
    assert (request.method, request.content, "content-type" in request.headers) == ("POST", None, False)


def test_what_is_always_sent_is_sent_though_not_given() -> None:
    enabled = build(invoke(AllOperations.enable_existing_language, BOT, "es"), BASE)
    disabled = build(invoke(AllOperations.disable_existing_language, BOT, "es"), BASE)
    assert enabled.content == b'{"language":"es","enable":true}'
    assert disabled.content == b'{"language":"es","enable":false}'
    assert enabled.url == disabled.url
