"""Claims and lifetimes as people type them."""

from typing import Any, Final

import click

__all__ = ["claims_of", "seconds_of", "warn_of"]

_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def seconds_of(text: str) -> int:
    """`90`, `90s`, `5m`, `1h`, `2d` as seconds.

    Raises:
        click.UsageError: another form, or nothing.
    """
    number, unit = (text[:-1], text[-1]) if text[-1:] in _UNITS else (text, "s")
    if not (number.isascii() and number.isdigit()) or int(number) == 0:
        raise click.UsageError(f"{text} is no duration; say 90, 5m, 1h or 2d.")
    return int(number) * _UNITS[unit]


def claims_of(pairs: tuple[str, ...]) -> dict[str, Any]:
    """`NAME=VALUE` as claims; a value that is JSON counts as JSON, anything else as text.

    Raises:
        click.UsageError: no `=`, or no name before it.
    """
    import json

    claims: dict[str, Any] = {}
    for pair in pairs:
        name, separator, text = pair.partition("=")
        if not separator or not name:
            raise click.UsageError("--claim takes NAME=VALUE.")
        try:
            claims[name] = json.loads(text)
        except (ValueError, RecursionError):
            claims[name] = text
    return claims


def warn_of(lifetime_s: float | None, *, has_jti: bool) -> None:
    """Say what is risky, or useless, about a token before it is made."""
    if lifetime_s is None:
        click.echo("warning: this token never expires; who sees it can use it until the secret is rotated.", err=True)
    if has_jti:
        from korekit.tokens.claims import JTI_LIFETIME_S

        if lifetime_s is None or lifetime_s > JTI_LIFETIME_S:
            click.echo(f"warning: with `jti` it is refused unless it expires within {JTI_LIFETIME_S} s.", err=True)
