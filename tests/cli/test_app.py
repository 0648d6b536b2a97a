import os
import re
import stat

import pytest

from korekit.catalog.additions import RotatedSecret
from korekit.catalog.planes import Caller
from korekit.cli.apps import rotating
from korekit.cli.apps.keeping import Keeper
from korekit.cli.profiles.connecting import client_for
from korekit.cli.terminal.ending import Failure
from korekit.cli.terminal.given import Given
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


def test_without_an_app_the_profile_s_own_is_rotated(user: CLI) -> None:
    client_id = user.run("app", "create", "own", "--grant", "Role Management").stdout.strip()
    before = (user.folder / "secret").read_text()
    ran = user.run("app", "rotate", "--overlap", "1h")
    assert ran.stdout == f"{client_id}\n"
    assert (user.folder / "secret").read_text() != before
    assert "counts until" in ran.stderr
    assert "warning" not in ran.stderr


@pytest.mark.parametrize("more", [("--jti",), ("--jwe",), ("--grant", "Bot Import"), ()])
def test_the_new_secret_is_tried_whatever_the_app_may_do(user: CLI, more: tuple[str, ...]) -> None:
    user.run("app", "create", "tried", *more)
    shown = user.run("app", "rotate").stderr
    assert "The new secret was tried: the host takes it." in shown


def test_a_secret_that_lost_its_place_meanwhile_is_rescued(user: CLI, monkeypatch: pytest.MonkeyPatch) -> None:
    client_id = user.run("app", "create", "rescued", "--grant", "Role Management").stdout.strip()
    old = (user.folder / "secret").read_text().strip()
    # The place turns bad after it was looked at: a folder stands where the part file would go.
    (user.folder / f"secret.{os.getpid()}.part").mkdir()
    lines = user.run("app", "rotate", "--overlap", "1h", code=1).stderr.splitlines()
    assert "could not be kept" in lines[0]
    rescued = user.folder / "config" / f"rescued-{client_id}"
    assert str(rescued) in lines[1]
    assert stat.S_IMODE(rescued.stat().st_mode) == 0o600
    assert (user.folder / "secret").read_text().strip() == old
    for secret in (old, rescued.read_text().strip()):
        assert secret not in "".join(lines)
        user.run("bot", "list", env={"KOREKIT_CLIENT_ID": client_id, "KOREKIT_CLIENT_SECRET": secret})


def test_a_secret_that_the_host_does_not_take_is_rolled_back(user: CLI) -> None:
    user.run("app", "create", "refused", "--grant", "Role Management")
    old = (user.folder / "secret").read_text()
    given = Given()
    wrong = RotatedSecret(client_id=user.client_id(), client_secret="not what the host made", old_works_until="then")
    keeper = Keeper(given, is_secret_shown=False, client_id=wrong.client_id)
    keeper.store(wrong.client_id, wrong.client_secret)
    with client_for(given, Caller.USER) as client, pytest.raises(Failure, match="the old one was put back"):
        rotating._try(given, client, keeper, wrong, old.strip())
    assert (user.folder / "secret").read_text() == old
    user.run("bot", "list")


def test_a_profile_that_cannot_be_written_says_what_to_do(user: CLI, host: RunningPlatform) -> None:
    made = user.json("app", "create", "of ci", "--show-secret")
    where = ("--host", host.url, "--client-id", made["clientId"], "--email", host.email, "--secret-env", "MY_SECRET")
    user.run("profile", "add", "ci", *where, env={"MY_SECRET": made["clientSecret"]})
    shown = user.run("app", "rotate", env={"MY_SECRET": made["clientSecret"]}, code=1).stderr
    assert "--show-secret, then set MY_SECRET wherever it is used" in shown
    rotated = user.json("app", "rotate", "--show-secret")
    assert rotated["clientSecret"] != made["clientSecret"]


def test_another_profile_that_keeps_the_old_secret_is_named(user: CLI, host: RunningPlatform) -> None:
    client_id = user.run("app", "create", "twice").stdout.strip()
    copy = user.secret_file("copy", (user.folder / "secret").read_text())
    user.run("profile", "add", "other", "--host", host.url, "--client-id", client_id, "--secret-file", copy)
    user.run("profile", "use", "local")
    assert "the profile other keeps a secret of this app elsewhere" in user.run("app", "rotate").stderr


def test_the_vendor_s_hosts_are_not_asked_for_what_they_lack(cli: CLI) -> None:
    lines = cli.run("app", "rotate", "ci", "--host", "platform.kore.ai", code=1).stderr.splitlines()
    assert lines[0] == "error: The vendor's hosts cannot rotate a secret."
    assert "By hand" in lines[1]


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
