"""The plugin in a run of pytest's own: what it prints, its options, what it leaves alone."""

import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from korekit.testing import Platform, platform
from tests.meta.source import ROOT
from tests.testing.inner_runs import run_pytest

FAILING = """
from korekit.catalog.operations import AllOperations


def test_it(korekit_account, korekit_admin_app, assert_refused):
    app = korekit_admin_app("Bot Audit Logs", is_saved=False)
    assert_refused(app.call(AllOperations.get_change_logs, korekit_account.empty_bot()), "scope-missing")
"""

HOST = """
import pytest

from korekit.catalog.operations import AllOperations


@pytest.mark.parametrize("number", [1, 2])
def test_it(number, korekit_platform, korekit_account, korekit_bot_app, korekit_client, assert_refused):
    assert korekit_platform.url == "URL"
    bot_id = korekit_account.empty_bot()
    client = korekit_client(korekit_bot_app("Logs History", bot_id=bot_id))
    assert client.get_change_logs(bot_id) is not None
    assert len(korekit_account.console.list_apps()) == 1
"""


@pytest.fixture(scope="module")
def running() -> Iterator[Platform]:
    with platform() as made:
        yield made


def test_a_failed_assertion_shows_the_checks_and_no_code_of_ours(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(FAILING, "utf-8")
    shown = run_pytest(tmp_path)
    assert "E       AssertionError: Expected a refusal for scope-missing, but the cause was scope-not-saved." in shown
    assert "✓ plane     ✗ scope     · bot" in shown
    assert "→ Tick the scope and save the mapping" in shown
    assert "korekit/testing" not in shown.partition("short test summary")[0]
    assert "1 failed" in shown


def test_the_same_tests_run_against_another_host(running: Platform, tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(HOST.replace("URL", running.url), "utf-8")
    env = {"KOREKIT_CONFIG_DIR": str(tmp_path), "KOREKIT_EMAIL": running.email, "KOREKIT_PASSWORD": running.password}
    shown = run_pytest(tmp_path, "--korekit-host", running.url, env=env)
    assert "2 passed" in shown, shown
    accounts = [one for one in running.console.list_accounts() if one.name.startswith("test_it[")]
    assert sorted(one.name for one in accounts) == ["test_it[1]", "test_it[2]"]
    for account in accounts:
        # What the tests made is deleted; the account itself stays.
        assert running.console.in_account(account.id).list_apps() == []


def test_pytest_finds_the_plugin_by_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["entry-points"]["pytest11"] == {"korekit": "korekit.testing.plugin"}
    assert project["optional-dependencies"]["testing"] == ["korekit[server]", "pytest>=8"]
    plugin = import_module("korekit.testing.plugin")
    assert {name for name in plugin.__all__ if not hasattr(plugin, name)} == set()
