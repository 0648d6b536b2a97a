import re

import pytest

from tests.cli.machine import CLI, RunningPlatform


@pytest.fixture
def user(cli: CLI, host: RunningPlatform) -> CLI:
    """Somebody signed in, with a profile that has no app yet."""
    cli.use(host)
    return cli


def test_a_new_app_becomes_the_profile_s(user: CLI) -> None:
    ran = user.run("app", "create", "first", "--grant", "Role Management")
    client_id = ran.stdout.strip()
    assert re.fullmatch(r"cs-[0-9a-f-]{36}", client_id)
    secret = (user.folder / "secret").read_text().strip()
    assert len(secret) == 44
    assert secret not in ran.output
    assert user.client_id() == client_id
    assert "Saved scopes: role_management:role_management" in ran.stderr
    user.run("bot", "list")


def test_a_secret_is_shown_only_when_asked_for(user: CLI) -> None:
    document = user.json("app", "create", "shown", "--show-secret")
    assert set(document) == {"clientId", "clientSecret", "appName"}
    assert user.client_id() == ""
    lines = user.run("app", "create", "shown too", "--show-secret").stdout.splitlines()
    assert [line.split()[1] for line in lines] == ["id", "secret"]


def test_nothing_is_made_when_the_secret_has_no_place(user: CLI, host: RunningPlatform) -> None:
    user.run("app", "create", "mine")
    before = user.json("app", "list")
    shown = user.run("app", "create", "another", code=1).stderr
    assert "--show-secret" in shown
    assert user.json("app", "list") == before


def test_a_bot_s_app_has_scopes_of_its_plane(user: CLI) -> None:
    user.run("app", "create", "admin", "--grant", "Bot Import")
    bot_id = user.bot()
    document = user.json("app", "create", "of the bot", "--bot", bot_id, "--grant", "Logs History", "--show-secret")
    scopes = user.json("app", "scopes", document["clientId"])
    assert (scopes["plane"], scopes["saved"]) == ("bot", ["logs:change_logs"])
    env = {"KOREKIT_CLIENT_ID": document["clientId"], "KOREKIT_CLIENT_SECRET": document["clientSecret"]}
    assert isinstance(user.json("bot", "logs", bot_id, env=env), list)


def test_an_app_that_takes_each_token_once_can_be_used(user: CLI) -> None:
    user.run("app", "create", "once", "--jti", "--grant", "Role Management")
    user.run("bot", "list")
    user.run("bot", "list")


def test_scopes_are_granted_and_taken_by_either_name(user: CLI) -> None:
    client_id = user.run("app", "create", "scoped", "--grant", "Bot Import").stdout.strip()
    changed = user.json("app", "scopes", client_id, "--grant", "logs:change_logs", "--revoke", "bot import")
    assert changed["saved"] == ["logs:change_logs"]
    lines = user.run("app", "scopes", client_id).stdout.splitlines()
    assert lines[1].split("  ")[0] == "Logs > Bot Audit Logs"


def test_one_entry_of_the_console_may_be_two_scopes(user: CLI) -> None:
    client_id = user.run("app", "create", "publisher", "--grant", "Publish").stdout.strip()
    assert user.json("app", "scopes", client_id)["saved"] == [
        "bot_publish:publish_request",
        "bot_publish:publish_status",
    ]


def test_a_draft_does_not_count(user: CLI) -> None:
    client_id = user.run("app", "create", "draft").stdout.strip()
    ran = user.run("app", "scopes", client_id, "--grant", "Role Management", "--draft")
    assert "do not count yet" in ran.stderr
    scopes = user.json("app", "scopes", client_id)
    assert (scopes["draft"], scopes["saved"]) == (["role_management:role_management"], [])
    user.run("bot", "list", code=4)


def test_a_scope_that_is_almost_one_is_told(user: CLI) -> None:
    client_id = user.run("app", "create", "typo").stdout.strip()
    shown = user.run("app", "scopes", client_id, "--grant", "Bot Imprt", code=2).stderr
    assert "Did you mean Bot Import" in shown
    assert "no scope Logs History" in user.run("app", "create", "x", "--grant", "Logs History", code=2).stderr


def test_an_app_is_found_by_its_name_if_only_one_has_it(user: CLI) -> None:
    client_id = user.run("app", "create", "unique name").stdout.strip()
    assert user.json("app", "scopes", "unique name")["clientId"] == client_id
    assert "No app of the account is called nobody" in user.run("app", "scopes", "nobody", code=1).stderr
    user.run("app", "create", "twin", "--show-secret")
    user.run("app", "create", "twin", "--show-secret")
    assert "Several apps are called twin" in user.run("app", "scopes", "twin", code=1).stderr


def test_a_rotated_secret_is_kept_and_the_old_one_counts_as_long_as_asked(user: CLI) -> None:
    client_id = user.run("app", "create", "rotated", "--grant", "Role Management").stdout.strip()
    old = (user.folder / "secret").read_text().strip()
    env = {"KOREKIT_CLIENT_ID": client_id, "KOREKIT_CLIENT_SECRET": old}
    user.run("app", "rotate", client_id, "--overlap", "1h")
    assert (user.folder / "secret").read_text().strip() != old
    user.run("bot", "list")
    user.run("bot", "list", env=env)
    user.run("app", "rotate", client_id)
    user.run("bot", "list")
    user.run("bot", "list", env=env, code=4)


def test_another_app_s_new_secret_must_be_shown(user: CLI) -> None:
    user.run("app", "create", "mine")
    other = user.json("app", "create", "other", "--show-secret")
    user.run("app", "rotate", other["clientId"], code=1)
    rotated = user.json("app", "rotate", other["clientId"], "--show-secret")
    assert rotated["clientSecret"] != other["clientSecret"]


def test_a_deleted_app_is_gone_at_once(user: CLI) -> None:
    client_id = user.run("app", "create", "doomed", "--grant", "Role Management").stdout.strip()
    user.run("app", "delete", client_id, code=2)
    user.run("bot", "list")
    assert user.run("app", "delete", client_id, "--yes").stdout == f"Deleted: {client_id}\n"
    user.run("bot", "list", code=4)
    assert client_id not in [app["clientId"] for app in user.json("app", "list")]


def test_the_list_shows_no_secret(user: CLI) -> None:
    client_id = user.run("app", "create", "listed").stdout.strip()
    secret = (user.folder / "secret").read_text().strip()
    ran = user.run("app", "list")
    assert client_id in ran.stdout
    assert secret not in ran.output
