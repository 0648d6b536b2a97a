"""From the catalogue to a Postman collection, through newman, to a running platform: every operation, in one run."""

import base64
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from korekit.catalog.operations import all_operations
from korekit.catalog.planes import Caller
from korekit.cli.root import root
from korekit.errors import Check, causes
from korekit.server.discovery import find_handlers
from tests.cli.machine import running_platform
from tests.exporters.collections.account import fill_account
from tests.exporters.collections.node_tools import run_newman

# The platform has an owner; the bot that the run made was never published; its invitation was accepted.
REFUSED = {"create-owner": 404, "restore-bot-version": 404, "revoke-invitation": 404}
# Said before a handler is reached; 404 of an unknown path is told apart by the list above.
BEFORE_A_HANDLER = {one.wire.msg for one in causes().values() if one.check not in (Check.BODY, Check.METHOD)}


@dataclass(frozen=True)
class Run:
    """A run with its account: the exit code, what was printed, the answers by request, what was exported."""

    code: int
    printed: str
    executions: list[dict[str, Any]]
    values: dict[str, str]
    exported: dict[str, str]

    def answers(self) -> dict[str, tuple[int, str]]:
        """The last status and body of each request, by its name."""
        found = {}
        for one in self.executions:
            answer = one.get("response")
            assert answer, f"{one['item']['name']}: {one.get('requestError')}"
            body = bytes(answer["stream"]["data"]).decode("utf-8", "replace")
            found[str(one["item"]["name"])] = (int(answer["code"]), body)
        return found


def run_all(folder: Path) -> Run:
    """Export, fill the environment as a user would, run."""
    with running_platform(folder / "data") as platform:
        values = fill_account(platform, folder)
        given = ["api", "postman", "--server", platform.url, "--out", str(folder / "out")]
        done = CliRunner().invoke(root, given, catch_exceptions=False)
        assert done.exit_code == 0
        exported = {path.name: path.read_text() for path in (folder / "out").iterdir()}
        filled = filled_in(exported["korekit.postman_environment.json"], values, folder)
        collection = folder / "out" / "korekit.postman_collection.json"
        code, printed, executions = run_newman(collection, filled, folder / "report.json")
    return Run(code, printed, executions, values, exported)


def filled_in(environment: str, values: dict[str, str], folder: Path) -> Path:
    """The environment with an account's values, as its user would fill it."""
    document = json.loads(environment)
    names = {one["key"] for one in document["values"]}
    assert set(values) <= names
    for one in document["values"]:
        one["value"] = values.get(one["key"], one["value"])
    path = folder / "filled.json"
    path.write_text(json.dumps(document))
    return path


def operation_of(name: str) -> str:
    """The operation's id in a request's name."""
    return name.partition(",")[0].partition(":")[0]


def the_collections_own_tests_pass(run: Run) -> None:
    assert run.code == 0, run.printed[-6000:]


def every_operation_is_called(run: Run) -> None:
    assert {operation_of(name) for name in run.answers()} == {one.id for one in all_operations()}


def every_served_operation_is_reached_and_does_its_work(run: Run) -> None:
    served = {one.id for one in find_handlers()}
    refused = {
        name: answer
        for name, answer in run.answers().items()
        if operation_of(name) in served and not 200 <= answer[0] < 300
    }
    known = {name: answer for name, answer in refused.items() if REFUSED.get(name) == answer[0]}
    assert set(known) == set(REFUSED)
    for name in set(refused) - set(known):
        status, body = refused[name]
        # The example's values do not fit this bot: a handler said so.
        assert status in (400, 409, 412, 422), (name, status, body)
        assert json.loads(body)["errors"][0]["msg"] not in BEFORE_A_HANDLER, (name, body)
    done = {operation_of(name) for name in run.answers()} - {operation_of(name) for name in refused}
    assert done >= {
        "accept-invitation",
        "bot-export",
        "bot-export-status",
        "bot-import-status",
        "bot-publish-status",
        "create-bot",
        "delete-app",
        "delete-builder-bot",
        "download-file",
        "get-bots",
        "get-change-logs",
        "get-trace",
        "import-bot-as-new-bot",
        "import-bot-into-an-existing-bot",
        "publish-bot",
        "rotate-app-secret",
        "save-admin-app",
        "save-bot-app",
        "sign-out",
        "upload-file",
    }


def what_is_not_served_says_so(run: Run) -> None:
    served = {one.id for one in find_handlers()}
    for name, (status, _) in run.answers().items():
        operation = next(one for one in all_operations() if one.id == operation_of(name))
        if operation.id not in served and operation.facts.served_by not in served:
            assert status == 501, name


def jobs_are_followed_to_their_end(run: Run) -> None:
    answers = run.answers()
    ends = {name: json.loads(body)["status"] for name, (_, body) in answers.items() if ", after " in name}
    assert ends["bot-import-status, after import-bot-as-new-bot"] == "success"
    assert ends["bot-import-status, after import-bot-into-an-existing-bot, as a form"] == "success"
    assert ends["bot-export-status, after bot-export"] == "success"
    assert ends["bot-publish-status, after publish-bot"] == "successful"


def each_request_of_an_app_carries_a_token_of_its_own(run: Run) -> None:
    tokens = [
        header["value"] for one in run.executions for header in one["request"]["header"] if header["key"] == "auth"
    ]
    claims = [json.loads(base64.urlsafe_b64decode(one.split(".")[1] + "==")) for one in tokens]
    of_apps = {one.id for one in all_operations() if one.facts.caller is Caller.APP}
    assert len(tokens) >= len(of_apps)
    assert len({one["jti"] for one in claims}) == len(claims)
    assert {one["exp"] - one["iat"] for one in claims} == {120}
    assert {one["appId"] for one in claims} == {run.values["adminClientId"], run.values["botClientId"]}


def the_environments_own_bot_and_apps_outlive_the_run(run: Run) -> None:
    removed = [one["request"]["url"]["path"][-1] for one in run.executions if one["request"]["method"] == "DELETE"]
    assert len(removed) >= 2
    assert not set(removed) & set(run.values.values())


def no_secret_stands_in_what_was_exported(run: Run) -> None:
    for text in run.exported.values():
        for name, value in run.values.items():
            if name != "baseUrl" and name != "pollMs":
                assert value not in text, name
    environment = json.loads(run.exported["korekit.postman_environment.json"])
    kinds = {one["key"]: (one["type"], one["value"]) for one in environment["values"]}
    assert kinds["adminClientSecret"] == kinds["botClientSecret"] == kinds["password"] == ("secret", "")
    assert kinds["botClientId"] == ("default", "")


def test_every_operation_goes_through_newman_to_the_platform_and_back(tmp_path: Path) -> None:
    """One run, looked at from every side: in tests of their own, each worker would run it again."""
    run = run_all(tmp_path)
    the_collections_own_tests_pass(run)
    every_operation_is_called(run)
    every_served_operation_is_reached_and_does_its_work(run)
    what_is_not_served_says_so(run)
    jobs_are_followed_to_their_end(run)
    each_request_of_an_app_carries_a_token_of_its_own(run)
    the_environments_own_bot_and_apps_outlive_the_run(run)
    no_secret_stands_in_what_was_exported(run)
