import json
import re

import pytest

from korekit.catalog.operations import all_operations
from tests.cli.machine import CLI, RunningPlatform
from tests.client.peer import Peer, answers, hangs_up, peer, stalls

APP = {"KOREKIT_CLIENT_ID": "cs-0f0e0d0c-0b0a-5908-8706-050403020100", "KOREKIT_CLIENT_SECRET": "hush-hush"}
REFUSED = b'{"errors":[{"msg":"Permission denied. Scope is incorrect!","code":4002}]}'


def at(host: Peer) -> dict[str, str]:
    return {**APP, "KOREKIT_HOST": host.host}


def test_every_operation_has_a_command_with_its_parameters(cli: CLI) -> None:
    for operation in all_operations():
        shown = cli.run("call", operation.id, "--help").stdout
        for parameter in operation.parameters:
            assert f"--{parameter.name.replace('_', '-')}" in shown, (operation.id, parameter.name)
    assert "Example: korekit call bot-export --bot-id … --export-type … --wait" in " ".join(
        cli.run("call", "bot-export", "--help").stdout.split()
    )


def test_an_answer_is_printed_as_it_came(cli: CLI) -> None:
    with peer(answers(body=b'{"total": 1,  "new":"\xc3\xa9"}')) as host:
        ran = cli.run("call", "get-bots", "--limit", "7", env=at(host))
    assert ran.stdout == '{"total": 1,  "new":"é"}\n'
    assert ran.stderr == ""
    assert host.heard[0].target == "/api/public/bots?offset=0&limit=7"
    assert host.heard[0].headers["auth"].count(".") == 2


def test_bodies_come_from_options_and_json(cli: CLI) -> None:
    (cli.folder / "options.json").write_text('{"exportOptions": {"tasks": ["botTask"]}, "exportType": "published"}')
    (cli.folder / "name.txt").write_text("latest\n")
    with peer(answers()) as host:
        cli.run(
            *("call", "bot-export", "--bot-id", "st-1", "--no-all-tasks", "--body", f"@{cli.folder}/options.json"),
            *("--export-type", f"@{cli.folder}/name.txt", "--sub-tasks", '{"dialogs": ["dg-1"]}'),
            env=at(host),
        )
    assert json.loads(host.heard[0].body) == {
        "exportType": "latest",
        "subTasks": {"dialogs": ["dg-1"]},
        "allTasks": False,
        "exportOptions": {"tasks": ["botTask"]},
    }


def test_a_body_alone_is_enough_and_may_hold_unknown_fields(cli: CLI) -> None:
    with peer(answers()) as host:
        cli.run("call", "bot-export", "--bot-id", "st-1", "--body", '{"exportType":"latest","new":1}', env=at(host))
    assert json.loads(host.heard[0].body) == {"exportType": "latest", "new": 1}


def test_lists_are_repeated_options(cli: CLI) -> None:
    with peer(answers()) as host:
        cli.run(
            *("call", "import-bot-as-new-bot", "--bot-functions", "a", "--bot-functions", "b"),
            env=at(host),
        )
    assert json.loads(host.heard[0].body) == {"botFunctions": ["a", "b"]}


def test_a_file_is_uploaded(cli: CLI) -> None:
    (cli.folder / "config.json").write_text("{}")
    with peer(answers(body=b'{"fileId":"5f"}')) as host:
        cli.run("call", "upload-file", "--file", f"@{cli.folder}/config.json", env=at(host))
    assert b'filename="config.json"' in host.heard[0].body
    assert b"bulkImport" in host.heard[0].body


def test_text_is_read_from_standard_input(cli: CLI) -> None:
    with peer(answers()) as host:
        cli.run(
            *("call", "sign-in", "--username", "ann@example.com", "--password", "@-"),
            given="pass word\n",
            env={"KOREKIT_HOST": host.host},
        )
    assert json.loads(host.heard[0].body)["password"] == "pass word"
    assert json.loads(host.heard[0].body)["grant_type"] == "password"


@pytest.mark.parametrize(
    "arguments",
    [
        ("get-change-logs",),
        ("get-change-logs", "--bot-id", "st-1", "--limit", "many"),
        ("bot-export", "--bot-id", "st-1"),
        ("bot-export", "--bot-id", "st-1", "--body", "{"),
        ("bot-export", "--bot-id", "st-1", "--body", "[]"),
        ("bot-export", "--bot-id", "st-1", "--body", "@/nonexistent"),
        ("bot-export", "--bot-id", "st-1", "--export-type", "latest", "--sub-tasks", "{"),
        ("upload-file", "--file", "@/nonexistent"),
        ("get-bots", "--wait"),
        ("get-botz",),
    ],
)
def test_wrong_usage_sends_nothing(cli: CLI, arguments: tuple[str, ...]) -> None:
    with peer(answers()) as host:
        cli.run("call", *arguments, env=at(host), code=2)
    assert host.heard == []


def test_a_missing_parameter_is_named_as_its_option(cli: CLI) -> None:
    shown = cli.run("call", "bot-export", env=APP | {"KOREKIT_HOST": "127.0.0.1:1"}, code=2).stderr
    assert "Missing --bot-id, --export-type." in shown


def test_a_refusal_ends_with_4_and_names_the_trace(cli: CLI) -> None:
    with peer(answers(401, REFUSED, x_korekit_trace="a" * 32)) as host:
        ran = cli.run("call", "get-bots", env=at(host), code=4)
        assert ran.stderr.splitlines() == [
            "error: get-bots: 401 4002 Permission denied. Scope is incorrect!",
            f"help:  `korekit doctor --trace {'a' * 32}` tells the cause.",
        ]
        assert ran.stdout == ""
        told = json.loads(cli.run("call", "get-bots", "--json", env=at(host), code=4).stderr)
    assert (told["status"], told["code"], told["traceId"]) == (401, 4002, "a" * 32)
    assert told["msg"] == "Permission denied. Scope is incorrect!"


@pytest.mark.parametrize(("status", "code"), [(400, 4), (404, 4), (405, 4), (412, 4), (500, 1), (302, 1)])
def test_the_exit_code_tells_refusals_from_failures(cli: CLI, status: int, code: int) -> None:
    with peer(answers(status)) as host:
        ran = cli.run("call", "publish-bot", "--bot-id", "st-1", "--version-comment", "x", env=at(host), code=code)
    assert len(ran.stderr.splitlines()) == 2


def test_a_rate_limit_says_how_long_to_wait(cli: CLI) -> None:
    with peer(answers(429, Retry_After="1800")) as host:
        assert "Wait 1800 s" in cli.run("call", "get-bots", env=at(host), code=4).stderr


@pytest.mark.parametrize("play", [hangs_up, stalls])
def test_no_answer_is_a_failure_in_two_lines(cli: CLI, play: object) -> None:
    with peer(play) as host:  # type: ignore[arg-type] # a play each
        arguments = ("call", "publish-bot", "--bot-id", "st-1", "--version-comment", "x", "--timeout", "0.2")
        assert len(cli.run(*arguments, env=at(host), code=1).stderr.splitlines()) == 2


def test_no_secret_is_shown_whatever_happens(cli: CLI) -> None:
    with peer(answers(401, b'{"errors":[{"msg":"no","code":1}]}')) as host:
        ran = cli.run("call", "get-bots", env=at(host), code=4)
    token = host.heard[0].headers["auth"]
    assert "hush-hush" not in ran.output
    assert token not in ran.output


def test_every_token_is_new_and_good_for_one_request(cli: CLI) -> None:
    with peer(answers(503), answers()) as host:
        cli.run("call", "get-bots", env=at(host))
    assert host.heard[0].headers["auth"] != host.heard[1].headers["auth"]


def test_a_job_is_followed_to_its_end(cli: CLI) -> None:
    plays = [
        answers(body=b'{"_id":"ber-1","status":"pending"}'),
        answers(body=b'{"_id":"ber-1","status":"pending"}'),
        answers(body=b'{"_id":"ber-1","status":"success","downloadURL":"/x"}'),
    ]
    with peer(*plays) as host:
        ran = cli.run("call", "bot-export", "--bot-id", "st-1", "--export-type", "latest", "--wait", env=at(host))
    assert json.loads(ran.stdout)["status"] == "success"
    assert ran.stderr.splitlines() == ["bot-export: pending", "bot-export: success", "bot-export: done"]


def test_a_job_that_fails_ends_with_1_and_prints_its_status(cli: CLI) -> None:
    plays = [answers(body=b'{"_id":"ber-1"}'), answers(body=b'{"_id":"ber-1","status":"failed"}')]
    with peer(*plays) as host:
        arguments = ("call", "bot-export", "--bot-id", "st-1", "--export-type", "latest", "--wait")
        ran = cli.run(*arguments, env=at(host), code=1)
    assert json.loads(ran.stdout)["status"] == "failed"


def test_a_job_that_outlasts_the_timeout_ends_with_8_and_says_how_to_go_on(cli: CLI) -> None:
    with peer(answers(body=b'{"_id":"bir-1","status":"pending"}')) as host:
        arguments = ("call", "import-bot-as-new-bot", "--wait", "--timeout", "2")
        ran = cli.run(*arguments, env=at(host), code=8)
    assert "korekit call bot-import-status --request-id bir-1" in ran.stderr


def test_a_file_is_written_where_asked(cli: CLI) -> None:
    target = cli.folder / "a.zip"
    with peer(answers(body=b"PK\x00\xff")) as host:
        cli.run(*("call", "download-file", "--file-name", "a.zip", "--key", "k", "-o", str(target)), env=at(host))
        raw = cli.run("call", "download-file", "--file-name", "a.zip", "--key", "k", env=at(host)).stdout_bytes
    assert target.read_bytes() == raw == b"PK\x00\xff"


def test_a_user_is_signed_in_and_his_ids_are_filled_in(cli: CLI, host: RunningPlatform) -> None:
    env = {"KOREKIT_HOST": host.url, "KOREKIT_EMAIL": host.email, "KOREKIT_PASSWORD": host.password}
    made = json.loads(cli.run("call", "create-bot", "--name", "From the command line", env=env).stdout)
    assert re.fullmatch(r"st-[0-9a-f-]{36}", made["_id"])
    listed = json.loads(cli.run("call", "list-builder-bots", env=env).stdout)
    assert made["_id"] in [bot["_id"] for bot in listed]
    cli.run("call", "delete-builder-bot", "--bot-id", made["_id"], env=env)


def test_a_wrong_password_is_a_refusal(cli: CLI, host: RunningPlatform) -> None:
    env = {"KOREKIT_HOST": host.url, "KOREKIT_EMAIL": host.email, "KOREKIT_PASSWORD": "wrong"}
    shown = cli.run("call", "list-builder-bots", env=env, code=4).stderr
    assert "wrong" not in shown


def test_a_password_that_nobody_can_be_asked_for_is_said(cli: CLI, host: RunningPlatform) -> None:
    env = {"KOREKIT_HOST": host.url, "KOREKIT_EMAIL": host.email}
    assert "KOREKIT_PASSWORD" in cli.run("call", "list-builder-bots", env=env, code=1).stderr
