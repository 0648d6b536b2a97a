"""The body against the catalogue, and ids where they stand."""

import pytest

from korekit.errors.refusal import Check
from tests.doctor.looking import BOT, TOKEN, diagnosed, states, told

HOST = "https://platform.kore.ai/api/public"
EXPORT = f"curl {HOST}/bot/{BOT}/export -H 'auth: {TOKEN}' -H 'Content-Type: application/json'"


def test_a_good_body_leaves_open_what_only_the_host_knows() -> None:
    text = f'{EXPORT} -d \'{{"exportType":"latest"}}\''
    assert states(text)[Check.BODY] == "unknown"
    assert {cause.cause for cause in told(text) if cause.check == "body"} == {
        "body-field-missing", "body-field-invalid"
    }  # fmt: skip


def test_a_value_that_is_not_listed_is_suspected() -> None:
    (cause, *_) = told(f'{EXPORT} -d \'{{"exportType":"newest"}}\'')
    assert (cause.cause, cause.certain) == ("body-field-invalid", False)
    assert "latest or published" in cause.detail


def test_a_call_without_a_body_passes() -> None:
    assert states(f"curl {HOST}/bots -H 'auth: {TOKEN}'")[Check.BODY] == "passed"


def test_a_missing_field_is_named_with_its_note() -> None:
    (cause,) = told(f"{EXPORT} -d '{{\"allTasks\":true}}'")
    assert cause.cause == "body-field-missing"
    assert "`exportType`" in cause.detail
    assert "`allTasks`" in cause.detail


def test_the_place_of_broken_json_is_told_and_its_text_is_not() -> None:
    (cause,) = told(f"{EXPORT} -d '{{\"exportType\": S3CRET}}'")
    assert cause.cause == "body-malformed"
    assert "line 1, column 16" in cause.detail
    assert "S3CRET" not in cause.detail


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('{"a":1,}', "a comma before a closing bracket"),
        ("{'a':1}", "a single quote"),
        ('{"a":1', "the end of the body"),
        ("{a:1}", "a name without double quotes"),
    ],
)
def test_the_usual_slips_are_called_by_their_names(body: str, words: str) -> None:
    text = f"POST {HOST}/bot/{BOT}/export\nauth: {TOKEN}\nContent-Type: application/json\n\n{body}"
    assert words in told(text)[0].detail


def test_an_optional_field_that_is_misspelled_is_no_reason_for_a_refusal() -> None:
    assert diagnosed(f'{EXPORT} -d \'{{"exportType":"latest","alltasks":true}}\'').verdict == "unknown"


def test_json_under_the_type_of_a_form_is_a_suspicion_where_hosts_may_look_at_the_text() -> None:
    plain = EXPORT.replace(" -H 'Content-Type: application/json'", "")
    (cause, *_) = told(f'{plain} -d \'{{"exportType":"latest"}}\'')
    assert (cause.cause, cause.certain) == ("content-type-wrong", False)


def test_a_body_without_a_type_is_read_as_json() -> None:
    text = f"POST {HOST}/bot/{BOT}/export HTTP/1.1\nHost: h\nauth: {TOKEN}\n\n{{}}"
    assert told(text)[0].cause == "body-field-missing"


def test_a_deep_body_does_no_harm() -> None:
    text = f"POST {HOST}/bot/{BOT}/export\nauth: {TOKEN}\nContent-Type: application/json\n\n" + "[" * 100_000
    assert told(text)[0].cause == "body-malformed"


def test_a_body_in_a_variable_is_not_judged() -> None:
    assert diagnosed(EXPORT.replace("'", '"') + ' -d "$BODY"').verdict == "unknown"


@pytest.mark.parametrize(
    "body", ['{"exportType":"$TYPE","allTasks":$ALL}', '{"exportType":$TYPE}', '{"exportType":"a$B"}']
)
def test_fields_in_variables_are_there_and_not_judged(body: str) -> None:
    text = EXPORT.replace("'", '"') + ' -d "' + body.replace('"', '\\"') + '"'
    assert diagnosed(text).causes[0].cause == "scope-missing"


def test_a_bot_id_of_another_kind_is_refused_by_either_plane() -> None:
    diagnosis = diagnosed(f"curl {HOST}/bot/cs-5f60ea18-ae7d-5e37-8a50-3e99f556b809/changelogs -H 'auth: {TOKEN}'")
    assert diagnosis.verdict == "refused"
    assert {cause.cause for cause in diagnosis.causes} == {"bot-unknown", "bot-not-of-app"}
    assert not any(cause.certain for cause in diagnosis.causes)
    assert "a client id" in diagnosis.causes[0].detail


def test_the_kind_of_a_wrong_id_is_told() -> None:
    (cause,) = told(f"curl {HOST}/bot/import/status/{BOT} -H 'auth: {TOKEN}'")
    assert (cause.cause, cause.certain) == ("resource-unknown", True)
    assert "a bot id" in cause.detail


def test_a_file_part_needs_its_name_and_its_file() -> None:
    start = f"curl {HOST}/uploadfile -H 'auth: {TOKEN}'"
    assert states(f"{start} -F file=@a")[Check.BODY] == "unknown"
    assert "spelled differently" in told(f"{start} -F File=@a")[0].detail
    assert "-F file=@name" in told(f"{start} -F file=a")[0].detail


def test_a_wrong_method_leaves_the_body_unjudged() -> None:
    causes = told(f"curl -X PUT {HOST}/bot/{BOT}/export -H 'auth: {TOKEN}' -d x")
    assert [cause.cause for cause in causes] == ["method-not-allowed"]
