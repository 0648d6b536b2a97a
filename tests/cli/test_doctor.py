"""`korekit doctor` as people use it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from korekit.cli.root import root
from korekit.tokens.mint import mint
from tests.client.peer import answers, peer

CLIENT = "cs-5f60ea18-ae7d-5e37-8a50-3e99f556b809"
BOT = "st-5f60ea18-ae7d-5e37-8a50-3e99f556b809"
SECRET = "q0f3V+u8aTz/3n1dYk2m7xWbR5cLhPEoGsVtJiA9KXM="
TOKEN = mint(CLIENT, SECRET)
URL = f"https://platform.kore.ai/api/public/bot/{BOT}/changelogs"
GOOD = f"curl {URL} -H 'auth: {TOKEN}'"
BEARER = f"curl {URL} -H 'auth: Bearer {TOKEN}'"


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KOREKIT_CONFIG_DIR", str(tmp_path))
    for name in ("KOREKIT_PROFILE", "KOREKIT_HOST", "KOREKIT_EMAIL", "KOREKIT_PASSWORD", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


def doctor(*arguments: str, given: str | None = None, color: bool = False) -> Result:
    return CliRunner().invoke(root, ["doctor", *arguments], input=given, color=color)


def test_a_refused_call_ends_with_4_and_says_why() -> None:
    result = doctor(BEARER)
    assert result.exit_code == 4
    assert "This call is refused." in result.stdout
    assert "header-bearer-prefix" in result.stdout
    assert TOKEN not in result.output


def test_a_call_that_shows_no_fault_ends_with_1() -> None:
    assert doctor(GOOD).exit_code == 1


def test_a_call_that_was_answered_well_ends_with_0() -> None:
    assert doctor(GOOD, "--answer-status", "200", "--answer-body", "[]").exit_code == 0


def test_the_answer_narrows() -> None:
    body = '{"errors":[{"msg":"Permission denied. Scope is incorrect!","code":4002}]}'
    result = doctor(GOOD, "--answer-status", "401", "--answer-body", body, "--json")
    assert result.exit_code == 4
    assert json.loads(result.stdout)["causes"][0]["cause"] == "scope-missing"


def test_json_is_the_promised_document() -> None:
    document = json.loads(doctor(BEARER, "--json").stdout)
    assert document["verdict"] == "refused"
    assert document["causes"][0] == {
        "cause": "header-bearer-prefix",
        "check": "header",
        "certain": True,
        "detail": "The `auth` header starts with the word `Bearer`. Expected: the bare token. "
        "Found: the word Bearer before it.",
        "remedy": "Drop the word: `auth: <token>`.",
    }
    assert document["checks"][0] == {"check": "path", "state": "passed"}


def test_the_request_comes_from_standard_input_or_a_file_as_well(tmp_path: Path) -> None:
    file = tmp_path / "call.txt"
    file.write_text(BEARER)
    assert "header-bearer-prefix" in doctor(given=BEARER).stdout
    assert "header-bearer-prefix" in doctor("-", given=BEARER).stdout
    assert "header-bearer-prefix" in doctor("--file", str(file)).stdout


def test_the_words_of_a_command_may_follow_two_dashes() -> None:
    assert "header-bearer-prefix" in doctor("--", "curl", URL, "-H", f"auth: Bearer {TOKEN}").stdout


def test_a_secret_in_the_environment_checks_the_signature(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THE_SECRET", SECRET)
    wrong = mint(CLIENT, SECRET + "\n")
    result = doctor(f"curl {URL} -H 'auth: {wrong}'", "--secret-env", "THE_SECRET")
    assert "signature-secret-decorated" in result.stdout
    assert SECRET not in result.output
    assert "✓ signature" in doctor(GOOD, "--secret-env", "THE_SECRET").stdout


def test_a_secret_that_is_not_there_is_wrong_usage() -> None:
    result = doctor(GOOD, "--secret-env", "NOT_THERE")
    assert result.exit_code == 2
    assert "NOT_THERE" in result.stderr


@pytest.mark.parametrize(
    "arguments", [("a", "--file", __file__), ("a", "--trace", "b"), ("--answer-status", "7", "a"), ("--nonsense",)]
)
def test_what_does_not_fit_together_is_wrong_usage(arguments: tuple[str, ...]) -> None:
    assert doctor(*arguments).exit_code == 2


def test_what_is_no_request_fails_without_quoting_it() -> None:
    result = doctor(SECRET)
    assert result.exit_code == 1
    assert SECRET not in result.output
    assert "no form that is known" in result.stderr
    assert json.loads(doctor("hello", "--json").stderr)["error"]


def test_colours_are_for_terminals_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[" not in doctor(BEARER).stdout
    assert "\x1b[" in doctor(BEARER, color=True).stdout
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in doctor(BEARER, color=True).stdout


def test_a_probe_shows_its_question_before_it_asks() -> None:
    body = b'{"errors":[{"msg":"Permission denied. Scope is incorrect!","code":4002}]}'
    with peer(answers(401, body)) as host:
        result = doctor(f"curl {host.host}/api/public/bot/{BOT}/changelogs -H 'auth: {TOKEN}'", "--probe")
    assert result.exit_code == 4
    assert "Asking: the call itself (get-change-logs)" in result.stderr
    assert TOKEN not in result.output
    assert [one.headers["auth"] for one in host.heard] == [TOKEN]
    assert "scope-missing" in result.stdout


def test_without_a_probe_nothing_is_asked() -> None:
    with peer(answers(200)) as host:
        doctor(f"curl {host.host}/api/public/bot/{BOT}/changelogs -H 'auth: {TOKEN}'")
        assert host.heard == []


def test_a_probe_that_gets_no_answer_fails() -> None:
    result = doctor(f"curl http://127.0.0.1:1/api/public/bot/{BOT}/changelogs -H 'auth: {TOKEN}'", "--probe")
    assert result.exit_code == 1
    assert "127.0.0.1" in result.stderr


def test_a_trace_is_asked_of_the_platform_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOREKIT_EMAIL", "me@example.com")
    monkeypatch.setenv("KOREKIT_PASSWORD", "long enough")
    session = {"authorization": {"accessToken": "session", "accountId": "a"}, "userInfo": {"id": "u", "orgID": "o"}}
    trace = {
        "cause": "scope-not-saved",
        "check": "scope",
        "expected": "`Logs History`",
        "checks": [{"check": "path", "state": "passed"}, {"check": "scope", "state": "failed"}],
    }
    with peer(answers(200, json.dumps(session).encode()), answers(200, json.dumps(trace).encode())) as host:
        result = doctor("--trace", "0" * 32, "--host", host.host, "--json")
    assert result.exit_code == 4
    (cause,) = json.loads(result.stdout)["causes"]
    assert (cause["cause"], cause["certain"]) == ("scope-not-saved", True)
    assert "`Logs History`" in cause["detail"]
    assert host.heard[-1].target.endswith("/traces/" + "0" * 32)


def test_several_calls_are_told_by_a_table_first() -> None:
    result = doctor(given=f"{BEARER}\n{GOOD} -X PUT\n")
    assert result.exit_code == 4
    lines = result.stdout.splitlines()
    assert lines[0] == "2 calls (curl):"
    assert lines[2].startswith("  1 ✗ GET https://platform.kore.ai/api/public/bot/")
    assert lines[2].endswith("header-bearer-prefix")
    assert lines[3].endswith("method-not-allowed")
    assert result.stdout.count("This call is refused.") == 2


def test_several_calls_are_one_document() -> None:
    document = json.loads(doctor("--json", given=f"{BEARER}\n{GOOD} -X PUT\n").stdout)
    assert (document["verdict"], document["total"]) == ("refused", 2)
    assert [call["causes"][0]["cause"] for call in document["calls"]] == ["header-bearer-prefix", "method-not-allowed"]


def test_of_very_many_calls_the_first_are_judged() -> None:
    result = doctor(given=f"{BEARER}\n" * 30)
    assert "30 calls (curl):" in result.stdout
    assert "Only the first 20 are judged" in result.stdout


def test_a_bundle_gives_the_same_verdict_on_an_empty_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = str(tmp_path / "call.json")
    monkeypatch.setenv("THE_SECRET", SECRET)
    wrong = mint(CLIENT, SECRET + "\n")
    first = doctor(f"curl {URL} -H 'auth: {wrong}'", "--secret-env", "THE_SECRET", "--bundle", bundle, "--json")
    monkeypatch.delenv("THE_SECRET")
    again = doctor("--replay", bundle, "--json")
    assert again.exit_code == first.exit_code == 4
    assert json.loads(again.stdout) == json.loads(first.stdout)
    assert json.loads(again.stdout)["causes"][0]["cause"] == "signature-secret-decorated"
    text = Path(bundle).read_text("utf-8")
    assert SECRET not in text
    assert wrong.rpartition(".")[2] not in text
    assert Path(bundle).stat().st_mode & 0o077 == 0
    assert "signature-secret-decorated" in doctor("--replay", bundle).stdout


def test_what_is_no_bundle_cannot_be_replayed(tmp_path: Path) -> None:
    (tmp_path / "no.json").write_text("{}")
    result = doctor("--replay", str(tmp_path / "no.json"))
    assert result.exit_code == 1
    assert "the bundle: it is none" in result.stderr
    assert doctor("--replay", str(tmp_path / "no.json"), "curl x").exit_code == 2


def test_the_secret_of_every_profile_is_tried_if_asked(tmp_path: Path) -> None:
    other_secret = SECRET.replace("q", "r")
    for name, client_id, secret in (("one", CLIENT, SECRET), ("two", CLIENT.replace("cs-5", "cs-6"), other_secret)):
        place = tmp_path / name
        place.write_text(secret)
        place.chmod(0o600)
        arguments = ["--host", "https://platform.kore.ai", "--client-id", client_id, "--secret-file", str(place)]
        assert CliRunner().invoke(root, ["profile", "add", name, *arguments]).exit_code == 0
    result = doctor(f"curl {URL} -H 'auth: {mint(CLIENT, other_secret)}'", "--all-profiles")
    assert result.exit_code == 4
    assert "signature-secret-of-other-app" in result.stdout
    assert "✓ signature" in doctor(GOOD, "--all-profiles").stdout
    assert SECRET not in result.output


def test_a_secret_is_asked_for_on_a_terminal_alone() -> None:
    result = doctor(GOOD, "--ask-secret")
    assert result.exit_code == 2
    assert "--secret-env" in result.stderr


def test_no_secret_is_shown_at_the_highest_log_level(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    with peer(answers(401, b"no")) as host:
        result = doctor(f"curl {host.host}/api/public/bots -H 'auth: {TOKEN}' -H 'cookie: s={SECRET}'", "--probe")
    shown = result.output + caplog.text
    assert SECRET not in shown
    assert TOKEN.rpartition(".")[2] not in shown
