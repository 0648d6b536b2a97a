"""From a query or a body to the arguments of a handler."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korekit.catalog.bot_definition import BotDefinition, ExportOptions
from korekit.catalog.bot_settings import BotSettings
from korekit.catalog.parameters import Upload
from korekit.errors.refusal import Refusal
from korekit.errors.request_causes import (
    BodyFieldInvalid,
    BodyFieldMissing,
    BodyFieldMisspelled,
    BodyMalformed,
    MultipartBroken,
)
from korekit.server.binding import Binder

EXPORT = Binder(BotDefinition.bot_export)
PUBLISH = Binder(BotDefinition.publish_bot)
IMPORT = Binder(BotDefinition.import_bot_as_new_bot)
LOGS = Binder(BotDefinition.get_change_logs)
UPLOAD = Binder(BotDefinition.upload_file)


def refused(binder: Binder, body: bytes) -> Refusal:
    """Why a body is refused."""
    with pytest.raises(Refusal) as raised:
        binder.from_json(body)
    return raised.value


def test_wire_names_become_the_handlers_names() -> None:
    arguments = EXPORT.from_json(
        b'{"exportType":"latest","IncludeDependentTasks":true,"exportOptions":{"tasks":["x"]}}'
    )
    assert arguments == {
        "export_type": "latest",
        "export_options": ExportOptions(tasks=["x"]),
        "sub_tasks": None,
        "all_tasks": None,
        "custom_dashboards": None,
        "include_dependent_tasks": True,
    }


def test_null_counts_as_absent_where_absence_is_allowed() -> None:
    assert IMPORT.from_json(b'{"name":null,"icon":null}')["name"] is None
    assert isinstance(refused(PUBLISH, b'{"versionComment":null}'), BodyFieldInvalid)


@pytest.mark.parametrize(
    ("body", "kind", "expected", "found"),
    [
        (b"", BodyMalformed, "a JSON object", "an empty body"),
        (b" \r\n\t", BodyMalformed, "a JSON object", "an empty body"),
        (b"\xef\xbb\xbf", BodyMalformed, "a JSON object", "an empty body"),
        (b"{}", BodyFieldMissing, "`versionComment`", ""),
        (b'{"VersionComment":"x"}', BodyFieldMisspelled, "`versionComment`", "`VersionComment`"),
        (b'{"version_comment":"x"}', BodyFieldMisspelled, "`versionComment`", "`version_comment`"),
        (b'{"versionComment":1}', BodyFieldInvalid, "a string", "an integer"),
        (b"null", BodyFieldInvalid, "an object", "null"),
        (b"[]", BodyFieldInvalid, "an object", "an array"),
    ],
)
def test_a_refusal_names_the_field(body: bytes, kind: type[Refusal], expected: str, found: str) -> None:
    refusal = refused(PUBLISH, body)
    assert (type(refusal), refusal.expected, refusal.found) == (kind, expected, found)


@pytest.mark.parametrize(
    ("body", "at"),
    [
        (b'{"versionComment":"x",}', "line 1, column 22"),
        (b'\xef\xbb\xbf{\r\n"versionComment": x\r\n}', "line 2, column 19"),
        (b'{"\xc3\xa4":"\\u0000" x}', "line 1, column 15"),
    ],
)
def test_malformed_json_is_told_by_line_and_column(body: bytes, at: str) -> None:
    refusal = refused(PUBLISH, body)
    assert (type(refusal), refusal.at, refusal.expected) == (BodyMalformed, at, "JSON")


def test_an_invalid_field_is_told_by_its_path() -> None:
    refusal = refused(EXPORT, b'{"exportType":"latest","exportOptions":{"tasks":["a",1]}}')
    assert refusal.at == "`$.exportOptions.tasks[1]`"
    assert refusal.detail.endswith("At `$.exportOptions.tasks[1]`. Expected: a string. Found: an integer.")


@pytest.mark.parametrize(
    "body",
    [
        b'{"versionComment":"x",}',
        b"{'versionComment':'x'}",
        b'{"versionComment":"x"',
        b'{"versionComment":"x"}}',
        b'{"versionComment":"x"} {}',
        b'{"versionComment":x}',
        b'{versionComment:"x"}',
        b'{"versionComment":"a\nb"}',
        b'{"versionComment":"\\ud800"}',
        b'{"versionComment":"\xff"}',
        b'{"versionComment":"x","other":NaN}',
        b'// hi\n{"versionComment":"x"}',
        b"\x00",
        b"PK\x03\x04",
        '{"versionComment":"x"}'.encode("utf-16"),
        '{"versionComment":"x"}'.encode("utf-16-le"),
        '{"versionComment":"x"}'.encode("utf-32"),
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b"[" * 100_000,
        b'{"versionComment":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
    ids=lambda body: repr(body[:30]),
)
def test_what_is_not_json_is_malformed(body: bytes) -> None:
    assert isinstance(refused(PUBLISH, body), BodyMalformed | BodyFieldInvalid)


def test_a_byte_order_mark_is_passed_over() -> None:
    assert PUBLISH.from_json(b'\xef\xbb\xbf{"versionComment":"x"}')["version_comment"] == "x"


def test_the_last_of_two_equal_keys_counts() -> None:
    assert PUBLISH.from_json(b'{"versionComment":"a","versionComment":"b"}')["version_comment"] == "b"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (rb"a\u0000b", "a\ufffdb"),
        (rb"\u0000\u0000", "\ufffd\ufffd"),
        (rb"\\u0000", "\\u0000"),
        (rb"\\\u0000", "\\\ufffd"),
        (rb"\\\\u0000", "\\\\u0000"),
    ],
)
def test_a_nul_becomes_a_character_that_a_database_takes(text: bytes, value: str) -> None:
    assert PUBLISH.from_json(b'{"versionComment":"' + text + b'"}')["version_comment"] == value


@pytest.mark.parametrize("body", [b'{"x":"\xff"}', b'{"x":"\xff","versioncomment":1}', b'{"\xff":1}'])
def test_another_encoding_in_a_field_that_nobody_reads_is_refused_too(body: bytes) -> None:
    assert isinstance(refused(PUBLISH, body), BodyMalformed | BodyFieldMissing)


@given(st.binary(max_size=200))
def test_no_body_is_answered_with_anything_but_a_refusal(body: bytes) -> None:
    for binder in (PUBLISH, EXPORT, IMPORT):
        try:
            binder.from_json(body)
        except Refusal:
            continue


KEYS = st.sampled_from(["exportType", "exportOptions", "tasks", "subTasks", "options", "x"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner)
)


@given(VALUES)
def test_no_json_is_answered_with_anything_but_a_refusal(value: Any) -> None:
    try:
        EXPORT.from_json(json.dumps(value).encode())
    except Refusal:
        return


@given(st.binary(max_size=100))
def test_no_query_is_answered_with_anything_but_a_refusal(query: bytes) -> None:
    try:
        arguments = LOGS.from_query(query)
    except Refusal:
        return
    assert set(arguments) <= {"offset", "limit", "start_date", "end_date"}


def test_a_form_gives_lists_objects_and_texts() -> None:
    arguments = IMPORT.from_form([("botFunctions", "a"), ("botFunctions", "b"), ("name", "{x}"), ("unknown", "1")])
    assert (arguments["bot_functions"], arguments["name"]) == (["a", "b"], "{x}")
    bracketed = IMPORT.from_form([("botFunctions[]", "a")])
    assert bracketed["bot_functions"] == ["a"]
    options = Binder(BotDefinition.import_bot_into_an_existing_bot).from_form(
        [("botDefinition", "a"), ("configInfo", "b"), ("importOptions", '{"tasks":["botTask"]}')]
    )
    assert options["import_options"].tasks == ["botTask"]


@pytest.mark.parametrize(
    "fields",
    [
        [("name", "a"), ("name", "b")],
        [("botDefinition", "a"), ("botDefinition", "a")],
    ],
)
def test_a_field_twice_is_refused_in_a_form(fields: list[tuple[str, Any]]) -> None:
    with pytest.raises(BodyFieldInvalid):
        IMPORT.from_form(fields)


def test_a_form_without_its_file_is_refused() -> None:
    with pytest.raises(MultipartBroken):
        UPLOAD.from_form([("file", "text")])
    with pytest.raises(MultipartBroken):
        UPLOAD.from_form([("other", Upload(Path("x")))])


LANGUAGE = {"nluLanguage": "es", "inputTranslation": False, "responseTranslation": False}


def test_an_array_that_holds_the_one_object_counts_as_the_object_where_declared() -> None:
    binder = Binder(BotSettings.enable_existing_language)
    assert binder.from_json(b'[{"language": "es", "enable": true}]') == {"language": "es", "enable": True}
    with pytest.raises(BodyFieldInvalid):
        Binder(BotDefinition.publish_bot).from_json(b'[{"versionComment": "one"}]')


def test_an_array_of_two_objects_is_none_of_them() -> None:
    with pytest.raises(BodyFieldInvalid):
        Binder(BotSettings.enable_existing_language).from_json(b'[{"language": "es"}, {"language": "fr"}]')


def test_keys_count_in_any_case_where_declared_down_to_the_last() -> None:
    body = {
        "EnableLanguage": "es",
        "langDefinitionMode": {"Type": "advancedConfig", "preferredData": {"Training": True, "Smalltalk": True}},
        "multiLingualConfigurations": LANGUAGE,
    }
    bound = Binder(BotSettings.add_enable_new_language).from_json(json.dumps(body).encode())
    mode = bound["lang_definition_mode"]
    assert (bound["enable_language"], mode.type) == ("es", "advancedConfig")
    assert (mode.preferred_data.training, mode.preferred_data.smalltalk, mode.preferred_data.faqs) == (
        True,
        True,
        False,
    )


@pytest.mark.parametrize("key", ["Language", "language", "languageCode"])
def test_every_documented_name_of_a_field_counts(key: str) -> None:
    bound = Binder(BotSettings.change_default_language).from_json(json.dumps({key: "es"}).encode())
    assert bound == {"language": "es"}


def test_the_first_name_of_a_field_wins_over_its_others() -> None:
    body = b'{"language": "fr", "Language": "es"}'
    assert Binder(BotSettings.change_default_language).from_json(body) == {"language": "es"}


def test_a_field_that_is_always_sent_is_missed_where_it_is_absent() -> None:
    with pytest.raises(BodyFieldMissing) as caught:
        Binder(BotSettings.enable_existing_language).from_json(b'{"language": "es"}')
    assert caught.value.expected == "`enable`"


def test_a_whole_body_is_an_array_or_an_object() -> None:
    binder = Binder(BotSettings.bot_variables_import)
    listed = binder.from_json(b'[{"key": "one", "value": "1"}]')["variables"]
    assert [(one.key, one.value) for one in listed] == [("one", "1")]
    together = binder.from_json(b'{"botVariables": [{"key": "one"}]}')["variables"]
    assert [one.key for one in together.bot_variables] == ["one"]
    with pytest.raises(BodyFieldInvalid):
        binder.from_json(b'"one"')


def test_what_is_missing_is_refused_in_the_operations_own_words() -> None:
    with pytest.raises(BodyFieldMissing) as caught:
        Binder(BotSettings.channel_enablement).from_json(b'{"type": "rtm"}')
    assert caught.value.wire == (412, "ValidationError", "Missing app details in the payload")
