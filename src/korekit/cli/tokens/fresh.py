"""The token that `korekit token mint` prints with its simplest options, made without importing click."""

from collections.abc import Sequence

from korekit.cli.profiles.chosen import chosen_app
from korekit.cli.profiles.trouble import ProfileTrouble
from korekit.cli.terminal.given import Given
from korekit.cli.tokens.spans import seconds_in
from korekit.tokens.mint import DEFAULT_LIFETIME_S, mint

__all__ = ["fresh_token"]


def fresh_token(arguments: Sequence[str]) -> str | None:
    """A signed token for the chosen app.

    Args:
        arguments: what stands behind `token mint`; `--jti` or `--lifetime TIME`, and `--profile NAME` are known here.

    Returns:
        `None` where that takes more, or does not work: the command then tells why.
    """
    given, has_jti, lifetime_s = Given(), False, None
    waiting = list(arguments)
    while waiting:
        match waiting:
            case ["--jti", *waiting]:
                has_jti = True
            case ["--profile", name, *waiting] if name and not name.startswith("-"):
                given.profile = name
            case ["--lifetime", text, *waiting] if lifetime_s is None:
                lifetime_s = seconds_in(text)
                if lifetime_s is None:
                    return None
            case _:
                return None
    if has_jti and lifetime_s is not None:
        # May deserve a warning.
        return None
    try:
        app = chosen_app(given)
    except (ProfileTrouble, OSError):
        return None
    if app.platform_key:
        return None
    return mint(app.client_id, app.client_secret, lifetime_s=lifetime_s or DEFAULT_LIFETIME_S, has_jti=has_jti)
