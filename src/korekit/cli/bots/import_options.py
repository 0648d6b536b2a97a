"""What is imported of an archive, as a command line says it."""

from typing import Any

import click

from korekit.catalog.bot_definition import ImportOptions
from korekit.cli.operations.values import json_value

__all__ = ["import_options"]


def import_options(text: str | None) -> dict[str, Any] | None:
    """`importOptions` as typed, or from the file that is named with `@`; everything is imported without.

    Raises:
        click.UsageError: they are none.
    """
    if text is None:
        return None
    import msgspec

    found = json_value(text, "--options")
    try:
        msgspec.convert(found, ImportOptions)
    except msgspec.ValidationError as error:
        raise click.UsageError(f"--options: {error}.") from None
    return dict(found)
