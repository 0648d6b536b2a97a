"""The client of a command, made for the kind of caller that an operation wants."""

from dataclasses import replace

import click

from korekit.catalog.planes import Caller
from korekit.cli.accounts.naming import account_named, is_account_id
from korekit.cli.profiles.chosen import chosen_account, chosen_app, chosen_host, chosen_user, platform_key_at
from korekit.cli.terminal.given import Given
from korekit.client.jobs import Patience
from korekit.client.settings import ClientSettings
from korekit.client.sync import Client

__all__ = ["client_for", "settings_of"]

_CONNECT_AT_MOST_S = 10.0


def client_for(given: Given, caller: Caller, *, is_first_account: bool = False) -> Client:
    """A client that can call as an app, as a user or as nobody.

    Tokens carry a `jti` always: an app that enforces it needs one, and no other minds.

    Args:
        given: the options that every command has.
        caller: whom the operations want.
        is_first_account: act in the user's first account, whatever was chosen.

    Raises:
        Failure: the user belongs to no account of the name that was chosen.
        click.UsageError: an account is named for a call that is not made as a user.
        ProfileTrouble: something that identifies the caller is missing.
        ClientError: the host or the CA bundle is none.
    """
    host = chosen_host(given)
    settings = settings_of(given)
    if caller is Caller.APP:
        if given.account:
            raise click.UsageError("--account is for calls made as a user; an app belongs to one account.")
        app = chosen_app(given)
        key = platform_key_at(app.platform_key) if app.platform_key else None
        return Client(
            host,
            client_id=app.client_id,
            client_secret=app.client_secret,
            jti=True,
            platform_key=key,
            settings=settings,
        )
    if caller is Caller.USER:
        user = chosen_user(given)
        account = "" if is_first_account else chosen_account(given, host)
        if account and not is_account_id(account):
            with Client(host, email=user.email, password=user.password, settings=settings) as asked:
                account = account_named(asked, account).id
        settings = replace(settings, account_id=account)
        return Client(host, email=user.email, password=user.password, settings=settings)
    return Client(host, settings=settings)


def settings_of(given: Given) -> ClientSettings:
    """How a client of this command behaves."""
    defaults = ClientSettings()
    wait_s = given.timeout_s
    return ClientSettings(
        connect_timeout_s=min(wait_s or _CONNECT_AT_MOST_S, _CONNECT_AT_MOST_S),
        read_timeout_s=wait_s or defaults.read_timeout_s,
        ca_bundle=given.ca_bundle,
        patience=Patience(timeout_s=wait_s or defaults.patience.timeout_s),
    )
