import json
import stat
from collections.abc import Iterator

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring

from korekit.cli.profiles.chosen import chosen_account, chosen_host, chosen_user
from korekit.cli.profiles.trouble import ProfileTrouble
from korekit.cli.terminal.given import Given
from tests.cli.keyring_in_memory import MemoryKeyring
from tests.cli.machine import CLI

APP = "cs-0f0e0d0c-0b0a-5908-8706-050403020100"
OTHER = "cs-1f0e0d0c-0b0a-5908-8706-050403020100"


@pytest.fixture
def ring() -> Iterator[MemoryKeyring]:
    before = keyring.get_keyring()
    held = MemoryKeyring()
    keyring.set_keyring(held)
    yield held
    keyring.set_keyring(before)


@pytest.fixture
def no_ring() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call] # the library's class has no types
    yield
    keyring.set_keyring(before)


def add(cli: CLI, name: str = "work", *more: str, given: str | None = "hush\n", code: int = 0) -> str:
    arguments = ["profile", "add", name, "--host", "bots.example", "--client-id", APP, *more]
    return cli.run(*arguments, given=given, code=code).stderr


def test_a_secret_is_piped_into_the_keyring_and_nowhere_else(cli: CLI, ring: MemoryKeyring) -> None:
    shown = add(cli)
    assert ring.held == {("korekit", f"{APP}@https://bots.example"): "hush"}
    written = (cli.folder / "config" / "profiles.json").read_text()
    assert "hush" not in written + shown
    assert json.loads(written)["profiles"]["work"] == {
        "host": "https://bots.example",
        "clientId": APP,
        "secret": {"in": "keyring"},
    }


def test_the_file_is_for_its_owner_alone(cli: CLI, ring: MemoryKeyring) -> None:
    add(cli)
    assert stat.S_IMODE((cli.folder / "config").stat().st_mode) == 0o700
    assert stat.S_IMODE((cli.folder / "config" / "profiles.json").stat().st_mode) == 0o600
    assert [path.name for path in (cli.folder / "config").iterdir()] == ["profiles.json"]


def test_the_secret_is_never_an_option(cli: CLI) -> None:
    shown = cli.run("profile", "add", "--help").stdout
    assert "--secret " not in shown
    assert "--client-secret" not in shown


def test_without_a_keyring_other_places_are_named(cli: CLI, no_ring: None) -> None:
    shown = add(cli, code=1)
    assert "no system keyring" in shown
    assert "--secret-file" in shown
    assert not (cli.folder / "config").exists()


def test_an_empty_secret_is_refused(cli: CLI, ring: MemoryKeyring) -> None:
    add(cli, given="\n", code=2)
    assert ring.held == {}


def test_a_variable_is_named_and_read_when_it_is_needed(cli: CLI) -> None:
    assert "MY_SECRET is not set now" in add(cli, "ci", "--secret-env", "MY_SECRET", given=None)
    assert cli.run("token", "mint", env={"MY_SECRET": "hush"}).stdout.count(".") == 2
    assert "MY_SECRET is not set" in cli.run("token", "mint", code=1).stderr


def test_a_command_prints_the_secret_each_time_it_is_needed(cli: CLI) -> None:
    path = cli.secret_file(text="hush\n")
    shown = add(cli, "ci", "--secret-command", f"cat '{path}'", given=None)
    token = cli.run("token", "mint").stdout.strip()
    cli.run("token", "verify", token)
    (cli.folder / "secret").write_text("another\n")
    cli.run("token", "verify", token, code=4)
    written = (cli.folder / "config" / "profiles.json").read_text()
    assert "hush" not in written + shown
    assert cli.json("profile", "list")[0]["secret"] == "command cat …"


def test_no_shell_reads_the_command(cli: CLI) -> None:
    add(cli, "ci", "--secret-command", "printf %s 'a$HOME;`x`'", given=None)
    token = cli.run("token", "mint").stdout.strip()
    cli.run("token", "verify", token, env={"KOREKIT_CLIENT_ID": APP, "KOREKIT_CLIENT_SECRET": "a$HOME;`x`"})


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("no-such-program-here", "no-such-program-here cannot be run"),
        ("sh -c 'echo hush; exit 3'", "sh ended with 3"),
        ("true", "prints no single line"),
        ("printf 'hush\\nhush'", "prints no single line"),
        ("cat 'unclosed", "is none"),
        ("'' x", "cannot be run"),
    ],
)
def test_a_command_that_prints_no_secret_is_told(cli: CLI, command: str, told: str) -> None:
    shown = add(cli, "ci", "--secret-command", command, given=None, code=1)
    assert told in shown
    assert "hush" not in shown
    assert len(shown.splitlines()) == 2


def test_a_command_is_not_run_where_others_could_have_written_it(cli: CLI) -> None:
    add(cli, "ci", "--secret-command", "echo hush", given=None)
    (cli.folder / "config" / "profiles.json").chmod(0o620)
    assert "may be written by others" in cli.run("token", "mint", code=1).stderr


def test_a_private_file_is_used_as_it_is(cli: CLI) -> None:
    add(cli, "ci", "--secret-file", cli.secret_file(), given=None)
    assert cli.run("token", "verify", cli.run("token", "mint").stdout.strip()).exit_code == 0


def test_a_file_that_is_not_there_is_made_private(cli: CLI) -> None:
    path = cli.folder / "new-secret"
    add(cli, "ci", "--secret-file", str(path))
    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("hush\n", 0o600)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o622, 0o777])
def test_a_file_that_others_may_read_is_refused(cli: CLI, mode: int) -> None:
    path = cli.secret_file(mode=mode)
    assert "may be read by others" in add(cli, "ci", "--secret-file", path, given=None, code=1)


def test_a_file_is_refused_when_it_becomes_open_later(cli: CLI) -> None:
    path = cli.secret_file()
    add(cli, "ci", "--secret-file", path, given=None)
    (cli.folder / "secret").chmod(0o644)
    assert f"chmod 600 {path}" in cli.run("token", "mint", code=1).stderr


@pytest.mark.parametrize("kind", ["folder", "empty"])
def test_what_is_no_secret_file_is_refused(cli: CLI, kind: str) -> None:
    path = cli.secret_file(text="  \n")
    add(cli, "ci", "--secret-file", str(cli.folder) if kind == "folder" else path, given=None, code=1)


@pytest.mark.parametrize(
    "arguments",
    [
        ("add", "work", "--client-id", APP),
        ("add", "work", "--host", "bots.example"),
        ("add", "work", "--host", "bots.example", "--client-id", "st-1"),
        ("add", "../work", "--host", "bots.example", "--email", "a@b.c"),
        ("add", "", "--host", "bots.example", "--email", "a@b.c"),
        ("add", "w", "--host", "b.c", "--client-id", APP, "--secret-env", "X", "--secret-file", "y"),
        ("add", "w", "--host", "b.c", "--client-id", APP, "--secret-command", "X", "--secret-file", "y"),
    ],
)
def test_what_does_not_fit_is_wrong_usage(cli: CLI, arguments: tuple[str, ...]) -> None:
    cli.run("profile", *arguments, code=2)


def test_a_host_that_is_none_is_refused(cli: CLI) -> None:
    cli.run("profile", "add", "work", "--host", "ftp://x", "--email", "a@b.c", code=1)


def test_profiles_are_listed_used_and_removed(cli: CLI, ring: MemoryKeyring) -> None:
    add(cli, "one")
    cli.run("profile", "add", "two", "--host", "http://127.0.0.1:8070", "--email", "ann@example.com")
    rows = cli.json("profile", "list")
    assert [(row["name"], row["isCurrent"], row["secret"]) for row in rows] == [
        ("one", False, "system keyring"),
        ("two", True, ""),
    ]
    cli.run("profile", "use", "one")
    assert [row["name"] for row in cli.json("profile", "list") if row["isCurrent"]] == ["one"]
    assert "*  one" in cli.run("profile", "list").stdout
    cli.run("profile", "remove", "one")
    assert ring.held == {}
    assert [row["name"] for row in cli.json("profile", "list")] == ["two"]
    assert "no profile one" in cli.run("profile", "use", "one", code=1).stderr
    assert "no profile one" in cli.run("profile", "remove", "one", code=1).stderr


def test_a_secret_stays_while_another_profile_needs_it(cli: CLI, ring: MemoryKeyring) -> None:
    add(cli, "one")
    add(cli, "two")
    cli.run("profile", "remove", "one")
    assert len(ring.held) == 1
    cli.run("token", "mint")


def test_no_profiles_are_no_error(cli: CLI) -> None:
    assert "There is none." in cli.run("profile", "list").stderr
    assert cli.json("profile", "list") == []


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"profiles": {"x": {}}}', '{"profiles": {"x": 7}}', "\x00"])
def test_a_damaged_file_is_told(cli: CLI, text: str) -> None:
    (cli.folder / "config").mkdir()
    (cli.folder / "config" / "profiles.json").write_text(text)
    assert "is damaged" in cli.run("profile", "list", code=1).stderr


def test_options_come_before_environment_before_profile(cli: CLI) -> None:
    add(cli, "one", "--secret-file", cli.secret_file(), given=None)
    other = {"KOREKIT_CLIENT_ID": OTHER, "KOREKIT_CLIENT_SECRET": "other"}
    claims = json.loads(cli.run("token", "inspect", "--json", given=cli.run("token", "mint", env=other).stdout).stdout)
    assert claims["claims"]["appId"] == OTHER
    cli.run("profile", "add", "two", "--host", "b.c", "--client-id", OTHER, "--secret-env", "X")
    token = cli.run("token", "mint", "--profile", "one", env={"KOREKIT_PROFILE": "two"}).stdout
    assert json.loads(cli.run("token", "inspect", "--json", given=token).stdout)["claims"]["appId"] == APP
    assert "no profile three" in cli.run("token", "mint", env={"KOREKIT_PROFILE": "three"}, code=1).stderr


def app_of(cli: CLI, *arguments: str, env: dict[str, str]) -> str:
    token = cli.run("token", "mint", *arguments, env=env).stdout
    claims: str = json.loads(cli.run("token", "inspect", "--json", given=token).stdout)["claims"]["appId"]
    return claims


def test_a_named_profile_speaks_for_its_own_app_whatever_the_environment_says(cli: CLI) -> None:
    add(cli, "one", "--secret-file", cli.secret_file(), given=None)
    cli.run("profile", "add", "two", "--host", "b.c", "--client-id", OTHER, "--secret-env", "TWO")
    both = {"KOREKIT_CLIENT_ID": "cs-9", "KOREKIT_CLIENT_SECRET": "of cs-9", "TWO": "two"}
    assert app_of(cli, "--profile", "one", env=both) == APP
    assert app_of(cli, "--profile", "two", env=both) == OTHER
    assert app_of(cli, env=both) == "cs-9"
    # KOREKIT_PROFILE is no more explicit than the other variables.
    assert app_of(cli, env={**both, "KOREKIT_PROFILE": "one"}) == "cs-9"
    token = cli.run("token", "mint", "--profile", "two", env=both).stdout
    mine = {"KOREKIT_CLIENT_ID": OTHER, "KOREKIT_CLIENT_SECRET": "two"}
    cli.run("token", "verify", token, env=mine)
    # A lone secret is nobody knows whose; one beside the profile's own client id is the profile's.
    alone = cli.run("token", "mint", "--profile", "two", env={"TWO": "two", "KOREKIT_CLIENT_SECRET": "stray"}).stdout
    cli.run("token", "verify", alone, env=mine)
    cli.run("token", "mint", "--profile", "two", env=mine)


def test_the_environment_fills_in_what_a_named_profile_does_not_say(cli: CLI) -> None:
    cli.run("profile", "add", "hosted", "--host", "b.c", "--email", "ann@example.com")
    given = {"KOREKIT_CLIENT_ID": OTHER, "KOREKIT_CLIENT_SECRET": "other"}
    assert app_of(cli, "--profile", "hosted", env=given) == OTHER


@pytest.mark.parametrize(
    ("profile", "environment", "host", "email", "account"),
    [
        ("", {}, "https://b.c", "ann@example.com", "acc-1"),
        ("", {"KOREKIT_HOST": "d.e"}, "d.e", "ann@example.com", ""),
        ("one", {"KOREKIT_HOST": "d.e", "KOREKIT_ACCOUNT": "acc-2"}, "https://b.c", "ann@example.com", "acc-1"),
        ("", {"KOREKIT_ACCOUNT": "acc-2"}, "https://b.c", "ann@example.com", "acc-2"),
        ("", {"KOREKIT_EMAIL": "bob@example.com"}, "https://b.c", "bob@example.com", ""),
    ],
)
def test_host_user_and_account_follow_the_same_order(
    cli: CLI,
    monkeypatch: pytest.MonkeyPatch,
    profile: str,
    environment: dict[str, str],
    host: str,
    email: str,
    account: str,
) -> None:
    cli.run("profile", "add", "one", "--host", "b.c", "--email", "ann@example.com")
    store = cli.folder / "config" / "profiles.json"
    document = json.loads(store.read_text())
    document["profiles"]["one"]["account"] = "acc-1"
    store.write_text(json.dumps(document))
    given = Given()
    given.profile = profile
    for name, value in {"KOREKIT_PASSWORD": "secret", "KOREKIT_CONFIG_DIR": str(store.parent), **environment}.items():
        monkeypatch.setenv(name, value)
    chosen = chosen_host(given)
    assert (chosen, chosen_user(given).email, chosen_account(given, chosen)) == (host, email, account)


def test_a_password_is_never_sent_for_another_user(cli: CLI, monkeypatch: pytest.MonkeyPatch) -> None:
    cli.run("profile", "add", "one", "--host", "b.c", "--email", "ann@example.com")
    monkeypatch.setenv("KOREKIT_CONFIG_DIR", str(cli.folder / "config"))
    monkeypatch.setenv("KOREKIT_EMAIL", "bob@example.com")
    monkeypatch.setenv("KOREKIT_PASSWORD", "bob's")
    given = Given()
    assert chosen_user(given) == ("bob@example.com", "bob's")
    given.profile = "one"
    with pytest.raises(ProfileTrouble, match=r"The password of ann@example\.com is needed"):
        chosen_user(given)


def test_a_client_id_is_never_paired_with_another_ones_secret(cli: CLI) -> None:
    add(cli, "one", "--secret-file", cli.secret_file(), given=None)
    shown = cli.run("token", "mint", env={"KOREKIT_CLIENT_ID": OTHER}, code=1).stderr
    assert "without its secret" in shown


def test_without_anything_two_lines_say_what_helps(cli: CLI) -> None:
    for arguments in (("token", "mint"), ("bot", "list"), ("app", "list")):
        lines = cli.run(*arguments, code=1).stderr.splitlines()
        assert len(lines) == 2
        assert lines[1].startswith("help:  ")
        document = json.loads(cli.run(*arguments, "--json", code=1).stderr)
        assert set(document) == {"error", "help"}
