"""`korekit watch` follows what a running platform refuses."""

import base64
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Timer

import httpx2
import pytest

from tests.cli.machine import CLI, RunningPlatform, cleared


def app_of(token: str) -> str:
    """The client id in a token: others use the platform too, and their refused calls are none of these tests."""
    claims = token.split(".")[1]
    found: str = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["appId"]
    return found


def refuse(host: RunningPlatform, bot: str, header: str, value: str) -> None:
    answer = httpx2.get(f"{host.url}/api/public/bot/{bot}/changelogs", headers={header: value})
    assert answer.status_code == 401


@pytest.fixture
def app(host: RunningPlatform, cli: CLI) -> tuple[str, str]:
    """A bot and a token of an app without scopes, of the platform in use."""
    cli.use(host)
    cli.run("app", "create", "bare")
    token = cli.run("token", "mint").stdout.strip()
    return cli.bot(), token


def test_refused_calls_of_before_are_told_with_cause_and_remedy(
    host: RunningPlatform, cli: CLI, app: tuple[str, str]
) -> None:
    bot, token = app
    refuse(host, bot, "auth", token)
    result = cli.run("watch", "--past", "--app", app_of(token), "--cause", "scope-not-saved", "--count", "1")
    head, detail, remedy = result.stdout.splitlines()[:3]
    assert "get-change-logs" in head
    assert "bare" in head
    assert head.endswith("scope-not-saved")
    assert detail.strip().startswith("The needed scope was never saved")
    assert remedy.strip().startswith("→ Tick the scope")
    assert token not in result.output


def test_each_call_is_one_line_of_json(host: RunningPlatform, cli: CLI, app: tuple[str, str]) -> None:
    bot, token = app
    refuse(host, bot, "auth", token)
    refuse(host, bot, "Authorization", f"Bearer {token}")
    result = cli.run("watch", "--past", "--count", "2", "--operation", "get-change-logs", "--json")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(lines) == 2
    assert {"refusedOn", "traceId", "cause", "remedy", "clientId"} <= lines[0].keys()


def test_calls_are_told_as_they_happen_until_interrupted(host: RunningPlatform, cli: CLI, app: tuple[str, str]) -> None:
    bot, token = app
    environment = cleared() | {
        "KOREKIT_CONFIG_DIR": str(cli.folder / "config"),
        "KOREKIT_PASSWORD": host.password,
    }
    arguments = [sys.executable, "-m", "korekit", "watch", "--app", app_of(token), "--every", "0.1", "--json"]
    process = subprocess.Popen(
        arguments, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1
    )
    assert process.stdout is not None
    assert process.stderr is not None
    alarm = Timer(20, process.kill)
    alarm.start()
    try:
        assert "Watching" in process.stderr.readline()
        refuse(host, bot, "auth", token)
        assert json.loads(process.stdout.readline())["cause"] == "scope-not-saved"
        os.kill(process.pid, signal.SIGINT)
        assert process.wait(10) == 0
        assert "Traceback" not in process.stderr.read()
    finally:
        alarm.cancel()
        process.kill()
        process.stdout.close()
        process.stderr.close()


def test_a_filter_that_nothing_can_pass_is_wrong_usage(host: RunningPlatform, cli: CLI) -> None:
    cli.use(host)
    assert "scope-missing" in cli.run("watch", "--cause", "scope-mising", code=2).stderr
    assert "There is no operation" in cli.run("watch", "--operation", "nothing", code=2).stderr


def test_the_probe_separates_causes_on_a_real_platform(host: RunningPlatform, cli: CLI, app: tuple[str, str]) -> None:
    bot, token = app
    call = f"curl {host.url}/api/public/bot/{bot}/publish -H 'auth: {token}' --json '{{\"versionComment\":\"x\"}}'"
    before = json.loads(cli.run("doctor", call, "--json", code=1).stdout)
    after = cli.run("doctor", call, "--probe", "--yes", "--json", code=1)
    states = {one["check"]: one["state"] for one in json.loads(after.stdout)["checks"]}
    assert "signature-invalid" in {cause["cause"] for cause in before["causes"]}
    assert (states["signature"], states["app"]) == ("passed", "passed")
    assert json.loads(after.stdout)["causes"][0]["check"] == "scope"
    assert after.stderr.count("Asking:") == 1
    assert token not in after.output


def test_the_probe_of_a_read_ends_with_the_hosts_own_answer(
    host: RunningPlatform, cli: CLI, app: tuple[str, str]
) -> None:
    bot, token = app
    call = f"curl {host.url}/api/public/bot/{bot}/changelogs -H 'auth: {token}'"
    told = json.loads(cli.run("doctor", call, "--probe", "--yes", "--json", code=4).stdout)
    assert told["causes"][0]["cause"] in ("scope-missing", "scope-not-saved")


def test_a_trace_in_a_bundle_is_explained_without_the_platform(
    host: RunningPlatform, cli: CLI, app: tuple[str, str], tmp_path: Path
) -> None:
    bot, token = app
    answer = httpx2.get(f"{host.url}/api/public/bot/{bot}/changelogs", headers={"auth": token})
    bundle = str(tmp_path / "bundle.json")
    trace_id = answer.headers["x-korekit-trace"]
    first = cli.run("doctor", "--trace", trace_id, "--bundle", bundle, "--json", code=4)
    again = cli.run("doctor", "--replay", bundle, "--json", code=4)
    assert json.loads(first.stdout) == json.loads(again.stdout)
    assert json.loads(again.stdout)["causes"][0]["cause"] == "scope-not-saved"
