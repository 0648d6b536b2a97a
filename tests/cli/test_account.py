import json

import pytest

from tests.cli.machine import CLI, RunningPlatform


@pytest.fixture
def second(cli: CLI, host: RunningPlatform) -> str:
    """The id of a second account of the user, made for this test."""
    cli.use(host)
    name = f"Team {cli.folder.name}"
    made: str = json.loads(cli.run("call", "create-account", "--name", name).stdout)["id"]
    return made


def current(cli: CLI, *options: str) -> str:
    found: str = next(row["id"] for row in cli.json("account", "list", *options) if row["isCurrent"])
    return found


def test_accounts_are_listed_with_the_one_in_use(cli: CLI, second: str) -> None:
    rows = cli.json("account", "list")
    assert [row["role"] for row in rows if row["id"] == second] == ["owner"]
    assert [row["isCurrent"] for row in rows if row["id"] == second] == [False]
    assert f"   {second}  Team " in cli.run("account", "list").stdout


def test_the_profile_acts_in_the_account_that_was_switched_to(cli: CLI, second: str) -> None:
    first = current(cli)
    shown = cli.run("account", "switch", f"Team {cli.folder.name}").stderr
    assert f"The profile local acts in Team {cli.folder.name} from now on, as owner." in shown
    assert current(cli) == second
    assert cli.json("profile", "list")[0]["account"] == f"Team {cli.folder.name}"
    cli.run("account", "switch", first)
    assert current(cli) == first


def test_an_app_is_made_in_the_account_in_use_and_seen_in_no_other(cli: CLI, second: str) -> None:
    first = current(cli)
    cli.run("account", "switch", second)
    client_id = cli.run("app", "create", "ci", "--grant", "Bot Import").stdout.strip()
    assert [app["clientId"] for app in cli.json("app", "list")] == [client_id]
    assert client_id not in [app["clientId"] for app in cli.json("app", "list", "--account", first)]
    scopes = cli.json("app", "scopes", client_id)
    assert scopes["saved"] == ["bot_definition:bot_import"]


@pytest.mark.parametrize("way", ["option", "variable"])
def test_an_account_is_chosen_for_one_command(cli: CLI, second: str, way: str) -> None:
    for named in (second, f"Team {cli.folder.name}"):
        if way == "option":
            assert current(cli, "--account", named) == second
        else:
            rows = cli.json("account", "list", env={"KOREKIT_ACCOUNT": named})
            assert [row["id"] for row in rows if row["isCurrent"]] == [second]
    assert current(cli) != second


def test_an_account_of_nobody_or_of_another_is_refused(cli: CLI, second: str) -> None:
    cli.run("call", "list-apps", "--account", "0" * 24, code=4)
    assert "an app belongs to one account" in cli.run("bot", "list", "--account", second, code=2).stderr
    shown = cli.run("app", "list", "--account", "none", code=1).stderr
    assert shown.startswith("error: The user belongs to no account none.\nhelp:  There are: ")
    cli.run("account", "switch", "none", code=1)
    assert current(cli) != second


def test_two_accounts_of_one_name_are_told_apart_by_id(cli: CLI, second: str) -> None:
    name = f"Team {cli.folder.name}"
    other = json.loads(cli.run("call", "create-account", "--name", name).stdout)["id"]
    shown = cli.run("account", "switch", name, code=1).stderr
    assert second in shown
    assert other in shown
    cli.run("account", "switch", other)
    assert current(cli) == other


def test_an_account_that_is_gone_does_not_keep_anybody_from_switching(cli: CLI, second: str) -> None:
    path = cli.folder / "config" / "profiles.json"
    document = json.loads(path.read_text())
    document["profiles"]["local"]["account"] = "0" * 24
    path.write_text(json.dumps(document))
    cli.run("app", "list", code=4)
    cli.run("account", "switch", second)
    assert current(cli) == second


def test_the_account_of_a_profile_counts_for_its_host_and_user_alone(
    cli: CLI, second: str, host: RunningPlatform
) -> None:
    cli.run("account", "switch", second)
    other = cli.json("account", "list", "--host", host.url.replace("127.0.0.1", "localhost"))
    assert [row["id"] for row in other if row["isCurrent"]] != [second]


def test_without_a_profile_nothing_would_be_remembered(cli: CLI, host: RunningPlatform) -> None:
    env = {"KOREKIT_HOST": host.url, "KOREKIT_EMAIL": host.email, "KOREKIT_PASSWORD": host.password}
    assert "No profile would remember" in cli.run("account", "switch", "x", env=env, code=1).stderr
