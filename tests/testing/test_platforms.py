"""A platform of the tests' own, its accounts and apps."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import korekit.testing
from korekit.catalog.operations import AllOperations
from korekit.catalog.planes import Plane
from korekit.client.requests import build, invoke
from korekit.flaws.every_flaw import Place, every_flaw
from korekit.ids import BotId
from korekit.testing import Account, FlawImpossible, Platform, Reply, assert_refused, platform
from korekit.testing.other_hosts import other_host
from korekit.tokens.tolerances import STRICT
from tests.cli.machine import CLI
from tests.testing.inner_runs import run

READ = AllOperations.get_change_logs


@pytest.fixture(scope="module")
def running() -> Iterator[Platform]:
    with platform() as made:
        yield made


@pytest.fixture
def account(running: Platform) -> Account:
    return running.account()


def test_nothing_is_left_of_a_platform() -> None:
    before = set(threading.enumerate())
    with platform() as made:
        assert made.local is not None
        folder = made.local._settings.data
        assert folder.is_dir()
        made.account().empty_bot()
    assert not folder.exists()
    left = {thread.name for thread in set(threading.enumerate()) - before}
    assert not {name for name in left if not name.startswith("korekit-passwords")}
    host, _, port = made.url.removeprefix("http://").partition(":")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, int(port)), timeout=2)


def sent(running: Platform, bot_id: BotId, token: str) -> Reply:
    """A call with this token as it stands."""
    return running.send(build(invoke(READ, bot_id), running.url).with_headers({"auth": token}))


def test_two_platforms_know_nothing_of_each_other(running: Platform, account: Account) -> None:
    token = account.admin_app("*").token()
    assert sent(running, account.empty_bot(), token).status == 200
    with platform() as other:
        bot_id = other.account().empty_bot()
        assert_refused(sent(other, bot_id, token), "app-unknown", platform=other)


def test_two_accounts_see_nothing_of_each_other(running: Platform) -> None:
    one, other = running.account(), running.account()
    bot_id, app = one.empty_bot(), one.admin_app("*")
    assert app.flawed_call("token-expired", READ, bot_id).status == 401
    assert [len(account.console.list_traces()) for account in (one, other)] == [1, 0]
    assert [len(account.console.list_apps()) for account in (one, other)] == [1, 0]
    assert [len(account.console.list_builder_bots(account.user_id)) for account in (one, other)] == [1, 0]


def test_settings_of_a_platform_are_taken() -> None:
    with platform(has_rate_limits=False, tolerances=STRICT) as made:
        account = made.account()
        app, bot_id = account.admin_app("*"), account.empty_bot()
        assert {app.call(READ, bot_id).status for _ in range(70)} == {200}
        foreign = sent(made, bot_id, app.token(aud="https://example.com"))
        assert_refused(foreign, "token-malformed", platform=made)


def test_scopes_are_named_as_people_know_them(account: Account) -> None:
    named, every = account.admin_app("Bot Audit Logs", "bot_definition:bot_import"), account.admin_app("*")
    none, ticked = account.admin_app(), account.admin_app("Bot Audit Logs", is_saved=False)
    apps = {app.client_id: app for app in account.console.list_apps()}
    assert sorted(apps[named.client_id].saved or []) == ["bot_definition:bot_import", "logs:change_logs"]
    assert len(apps[every.client_id].saved or []) > 20
    assert (apps[none.client_id].saved, apps[none.client_id].draft) == ([], [])
    assert (apps[ticked.client_id].saved, apps[ticked.client_id].draft) == ([], ["logs:change_logs"])
    with pytest.raises(ValueError, match=r"The admin plane has no scope Bot Imprt\. Did you mean Bot Import"):
        account.admin_app("Bot Imprt")


def test_a_bots_app_calls_for_its_bot(account: Account) -> None:
    bot_id = account.empty_bot()
    app = account.bot_app(bot_id, "Logs History")
    assert (app.plane, app.bot_id) == (Plane.BOT, bot_id)
    assert [entry["message"] for entry in app.call(READ, bot_id).json][-1] == "Saved BOT"
    assert app.call(READ, account.empty_bot()).status == 401


def test_a_bot_is_imported_whole_and_named(account: Account, running: Platform) -> None:
    bot_id = account.bot(name="Mine")
    (bot,) = account.console.list_builder_bots(account.user_id)
    assert (bot.id, bot.name) == (bot_id, "Mine")
    with account.admin_app("*").client() as client:
        assert "Import request completed" in [entry.message for entry in client.get_change_logs(bot_id)]


def test_clients_do_what_their_app_asks_of_tokens(account: Account) -> None:
    app = account.admin_app("*", is_jti_enforced=True, is_jwe_enforced=True)
    bot_id = account.empty_bot()
    with app.client() as client:
        assert [len(client.get_change_logs(bot_id)) for _ in range(2)] == [1, 1]
    assert app.token().count(".") == 4
    assert [app.call(READ, bot_id).status for _ in range(2)] == [200, 200]


async def test_an_asynchronous_client_does_as_well(account: Account) -> None:
    app, bot_id = account.admin_app("*"), account.empty_bot()
    async with app.async_client() as client:
        assert [entry.message for entry in await client.get_change_logs(bot_id)] == ["Saved BOT"]


@pytest.mark.parametrize("is_jwe_enforced", [False, True])
@pytest.mark.parametrize("is_jti_enforced", [False, True])
def test_a_flawed_token_is_ready_to_be_sent_whatever_the_app_enforces(
    running: Platform, account: Account, is_jti_enforced: bool, is_jwe_enforced: bool
) -> None:
    bot_id = account.empty_bot()
    made = 0
    for flaw in every_flaw():
        if flaw.place not in (Place.TOKEN, Place.HEADER):
            continue
        app = account.admin_app("*", is_jti_enforced=is_jti_enforced, is_jwe_enforced=is_jwe_enforced)
        try:
            reply = app.flawed_call(flaw.cause, READ, bot_id)
        except FlawImpossible:
            continue
        made += 1
        assert_refused(reply, flaw.cause, platform=running)
    # Of the 26, `jti-missing` takes an app that enforces it and `token-altered` one that does not.
    assert made == (25 if is_jwe_enforced else 24)


def test_a_flaw_that_needs_another_app_says_so(account: Account) -> None:
    app = account.admin_app("*")
    for cause, needed in (("jti-missing", "is_jti_enforced=True"), ("jwe-required", "is_jwe_enforced=True")):
        with pytest.raises(FlawImpossible, match=needed):
            app.flawed_token(cause)
    with pytest.raises(FlawImpossible, match="flawed_headers"):
        app.flawed_token("header-wrong-name")
    assert list(app.flawed_headers("header-wrong-name")) == ["Authorization"]
    assert (app.flawed_token("token-missing"), app.flawed_headers("token-missing")) == ("", {})


def test_the_clock_is_moved_for_a_while(running: Platform, account: Account) -> None:
    app, bot_id = account.admin_app("*"), account.empty_bot()
    machine = running.now_s()
    with running.moved(3600):
        assert running.now_s() - machine == pytest.approx(3600, abs=30)
        assert app.call(READ, bot_id).status == 200
        late = app.token()
    assert running.now_s() - machine == pytest.approx(0, abs=30)
    with running.moved(3600 + 301):
        assert_refused(sent(running, bot_id, late), "token-expired", platform=running)


def test_a_rotated_app_knows_both_secrets(running: Platform, account: Account) -> None:
    app, bot_id = account.admin_app("*"), account.empty_bot()
    before = app.client_secret
    app.rotate(overlap_s=60)
    assert app.client_secret != before
    assert app.call(READ, bot_id).status == 200
    app.rotate()
    assert_refused(
        app.flawed_call("signature-secret-retired", READ, bot_id), "signature-secret-retired", platform=running
    )


def test_another_host_is_tested_by_the_same_means_and_cleaned(
    running: Platform, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KOREKIT_CONFIG_DIR", str(tmp_path))
    monkeypatch.setenv("KOREKIT_EMAIL", running.email)
    monkeypatch.setenv("KOREKIT_PASSWORD", running.password)
    with other_host(running.url) as other:
        account = other.account("Elsewhere")
        bot_id = account.empty_bot()
        app = account.bot_app(bot_id, "*")
        assert app.call(READ, bot_id).status == 200
        assert_refused(app.flawed_call("token-expired", READ, bot_id), "token-expired", platform=other)
        with pytest.raises(FlawImpossible, match="cannot be moved"), other.moved(5):
            pass
        account.clean()
        assert account.console.list_apps() == []
        assert account.console.list_builder_bots(account.user_id) == []


def test_another_host_may_be_that_of_a_profile(
    running: Platform, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    cli = CLI(tmp_path, monkeypatch)
    cli.run("profile", "add", "team", "--host", running.url, "--email", running.email)
    monkeypatch.setenv("KOREKIT_PASSWORD", running.password)
    with other_host(profile="team") as other:
        assert (other.url, other.email) == (running.url, running.email)
        assert other.account("By profile").console.list_apps() == []


def test_names_show_no_secret(running: Platform, account: Account) -> None:
    app = account.admin_app()
    shown = f"{running!r} {account!r} {app!r} {running.local!r} {app.call(AllOperations.get_bots)!r}"
    assert app.client_secret not in shown
    assert running.password not in shown


def test_what_is_not_installed_is_named(tmp_path: Path) -> None:
    program = (
        "import sys\nsys.modules['uvicorn'] = None\nfrom korekit.testing import platform\nplatform().__enter__()\n"
    )
    ran = run(tmp_path, "-c", program)
    assert (
        ran.stderr.splitlines()[-1] == "ModuleNotFoundError: A platform needs uvicorn: pip install 'korekit[testing]'"
    )


def test_the_plugin_imports_nothing_of_the_platform(tmp_path: Path) -> None:
    program = (
        "import sys, pytest\nbefore = set(sys.modules)\nimport korekit.testing.plugin\n"
        "print(sorted(set(sys.modules) - before))"
    )
    assert run(tmp_path, "-c", program).stdout.strip() == str(
        ["korekit", "korekit._version", "korekit.testing", "korekit.testing.plugin"]
    )


def test_a_name_that_is_not_offered_is_no_name() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = korekit.testing.nothing
    assert [name for name in korekit.testing.__all__ if not hasattr(korekit.testing, name)] == []
