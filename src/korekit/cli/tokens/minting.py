"""Claims and lifetimes as people type them."""

from typing import Any

import click

from korekit.cli.tokens.spans import seconds_in

__all__ = ["claims_of", "seconds_of", "warn_of"]


def seconds_of(text: str) -> int:
    """`90`, `90s`, `5m`, `1h`, `2d` as seconds.

    Raises:
        click.UsageError: another form, or nothing.
    """
    seconds = seconds_in(text)
    if seconds is None:
        raise click.UsageError(f"{text} is no duration; say 90, 5m, 1h or 2d.")
    return seconds


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
