"""The same tests against another host: whose address and user come from a profile, options or the environment."""

import contextlib
from collections.abc import Iterator

from korekit.cli.profiles.chosen import chosen_host, chosen_user
from korekit.cli.terminal.given import Given
from korekit.client.hosts import base_url
from korekit.testing.platforms import Platform

__all__ = ["other_host"]


@contextlib.contextmanager
def other_host(host: str = "", profile: str = "") -> Iterator[Platform]:
    """A platform that runs already.

    Args:
        host: its address; the profile's by default.
        profile: as `korekit profile add` remembered it; its user signs in, or that of `KOREKIT_EMAIL`, with
            `KOREKIT_PASSWORD`.

    Raises:
        ProfileTrouble: host, user or password are missing.
    """
    given = Given()
    given.host, given.profile = host, profile
    user = chosen_user(given)
    with contextlib.closing(Platform(base_url(chosen_host(given)), user.email, user.password)) as found:
        yield found
