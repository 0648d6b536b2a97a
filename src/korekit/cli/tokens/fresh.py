"""The token that `korekit token mint` prints without any option, made without importing click."""

from korekit.cli.profiles.chosen import chosen_app
from korekit.cli.profiles.trouble import ProfileTrouble
from korekit.cli.terminal.given import Given
from korekit.tokens.mint import mint

__all__ = ["fresh_token"]


def fresh_token() -> str | None:
    """A signed token for the chosen app; `None` where that takes more, or does not work: the command then tells why."""
    try:
        app = chosen_app(Given())
    except (ProfileTrouble, OSError):
        return None
    return None if app.platform_key else mint(app.client_id, app.client_secret)
