"""The pytest plugin: a platform for the whole run, an account for each test, what tests need in it.

pytest loads this file wherever korekit is installed, so it imports nothing of the platform before a test asks.
"""

import functools
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from korekit.client.sync import Client
    from korekit.doctor.diagnosis import Diagnosis
    from korekit.ids import BotId
    from korekit.testing.accounts import Account
    from korekit.testing.apps import App
    from korekit.testing.platforms import Platform
    from korekit.testing.replies import Reply

__all__ = [
    "assert_refused",
    "korekit_account",
    "korekit_admin_app",
    "korekit_archive",
    "korekit_bot",
    "korekit_bot_app",
    "korekit_client",
    "korekit_platform",
    "korekit_refusal",
    "pytest_addoption",
]

_LONGEST_NAME: Final = 100


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("korekit", "korekit: a platform for tests")
    group.addoption("--korekit-host", default="", metavar="HOST", help="Test against this host, not a platform made.")
    group.addoption("--korekit-profile", default="", metavar="NAME", help="Test against the host of this profile.")


@pytest.fixture(scope="session")
def korekit_platform(pytestconfig: pytest.Config) -> "Iterator[Platform]":
    """A platform for the whole run: started for it, in this process, or the host that the options name."""
    with _chosen(pytestconfig.getoption("korekit_host"), pytestconfig.getoption("korekit_profile")) as found:
        yield found


def _chosen(host: str, profile: str) -> "AbstractContextManager[Platform]":
    if host or profile:
        from korekit.testing.other_hosts import other_host  # lazy: most runs need no platform at all

        return other_host(host, profile)
    from korekit.testing.platforms import platform  # lazy: see above

    return platform()


@pytest.fixture
def korekit_account(korekit_platform: "Platform", request: pytest.FixtureRequest) -> "Iterator[Account]":
    """An account of this test's own: nothing that other tests do can be seen in it."""
    account = korekit_platform.account(request.node.name[:_LONGEST_NAME])
    yield account
    if korekit_platform.local is None:
        # A platform of one's own is deleted altogether.
        account.clean()


@pytest.fixture(scope="session")
def korekit_archive() -> Path | None:
    """The export that `korekit_bot` is made from: korekit's sample. Override it to return a zip or folder of yours."""
    return None


@pytest.fixture
def korekit_bot(korekit_account: "Account", korekit_archive: Path | None) -> "BotId":
    """A bot of the test's account, imported from `korekit_archive`."""
    return korekit_account.bot(korekit_archive)


@pytest.fixture
def korekit_admin_app(korekit_account: "Account") -> "Callable[..., App]":
    """Make an app of the admin plane; arguments as for `Account.admin_app`."""
    return korekit_account.admin_app


@pytest.fixture
def korekit_bot_app(korekit_account: "Account", request: pytest.FixtureRequest) -> "Callable[..., App]":
    """Make an app of a bot, of `korekit_bot` unless `bot_id` is given; otherwise as for `Account.bot_app`."""

    def make(*scopes: str, bot_id: str = "", **options: object) -> "App":
        chosen = bot_id or request.getfixturevalue("korekit_bot")
        return korekit_account.bot_app(chosen, *scopes, **options)  # type: ignore[arg-type]  # handed through

    return make


@pytest.fixture
def korekit_client() -> "Iterator[Callable[..., Client]]":
    """Make a client of an app, closed when the test ends; arguments as for `App.client`."""
    made: list[Client] = []

    def make(app: "App", *args: object, **options: object) -> "Client":
        client = app.client(*args, **options)  # type: ignore[arg-type]  # handed through
        made.append(client)
        return client

    yield make
    for client in made:
        client.close()


@pytest.fixture
def korekit_refusal(korekit_platform: "Platform") -> "Callable[[str], Reply]":
    """Get the answer to a call that is refused for a chosen cause, in an account of its own."""
    from korekit.testing.provoking import provoke  # lazy: few tests need it

    return functools.partial(provoke, korekit_platform)


@pytest.fixture
def assert_refused(korekit_platform: "Platform") -> "Callable[[object, str], Diagnosis]":
    """Check that a call was refused for a cause; arguments as for `korekit.testing.assert_refused`."""
    from korekit.testing.refusals import assert_refused as check  # lazy: see above

    return functools.partial(check, platform=korekit_platform)
