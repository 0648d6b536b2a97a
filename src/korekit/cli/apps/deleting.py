"""The end of an app."""

import sys

import click

from korekit.catalog.planes import Caller
from korekit.cli.apps.finding import app_named
from korekit.cli.profiles.connecting import client_for
from korekit.cli.terminal.given import Given
from korekit.cli.terminal.output import print_json
from korekit.ids import ClientId

__all__ = ["delete_app"]


def delete_app(given: Given, app: str, *, is_sure: bool) -> None:
    """Delete an app, asked for on a terminal unless sure.

    Raises:
        click.UsageError: nobody can be asked.
    """
    with client_for(given, Caller.USER) as client:
        found = app_named(client, app)
        if not is_sure:
            if not sys.stdin.isatty():
                raise click.UsageError("Say --yes to delete without being asked.")
            click.confirm(f"Delete {found.app_name} ({found.client_id}) with its scopes?", abort=True, err=True)
        client.delete_app(ClientId(found.client_id))
    if given.is_json:
        print_json({"clientId": found.client_id, "isDeleted": True})
    else:
        click.echo(f"Deleted: {found.client_id}")
