"""`korekit app`: list, create, scope, rotate and delete apps."""

import click

from korekit.cli.terminal.command import Group
from korekit.cli.terminal.given import Given

__all__ = ["command"]


@click.group(cls=Group, name="app")
def command() -> None:
    """List, create, scope, rotate and delete apps.

    These are calls of the console, made as a user: the profile's email, or KOREKIT_EMAIL and KOREKIT_PASSWORD.
    """


@command.command("list")
@click.pass_obj
def _list(given: Given) -> None:
    """List the account's apps, without secrets.

    Example: korekit app list --json
    """
    from korekit.cli.apps.listing import list_apps

    list_apps(given)


@command.command("create")
@click.argument("name")
@click.option("--bot", metavar="BOT", help="Make it on the bot plane, for this bot; on the admin plane by default.")
@click.option(
    "--grant", "grants", multiple=True, metavar="SCOPE", help="Save this scope, by id or shown name. Repeatable."
)
@click.option("--jti", "is_jti_enforced", is_flag=True, help="Take each token once only.")
@click.option("--jwe", "is_jwe_enforced", is_flag=True, help="Take encrypted tokens only.")
@click.option("--show-secret", is_flag=True, help="Print the secret instead of storing it with the profile.")
@click.pass_obj
def _create(
    given: Given,
    *,
    name: str,
    bot: str | None,
    grants: tuple[str, ...],
    is_jti_enforced: bool,
    is_jwe_enforced: bool,
    show_secret: bool,
) -> None:
    """Create the app NAME and print its client id.

    Its secret goes where the profile keeps its own, and the profile then uses this app. A profile that has an app
    already keeps it: use --show-secret, or another profile.

    Example: korekit app create ci --grant "Bot Import" --grant "Bot Export"
    """
    from korekit.cli.apps.creating import NewApp, create_app

    wanted = NewApp(
        name=name,
        bot_id=bot or "",
        grants=grants,
        is_jti_enforced=is_jti_enforced,
        is_jwe_enforced=is_jwe_enforced,
    )
    create_app(given, wanted, is_secret_shown=show_secret)


@command.command("scopes")
@click.argument("app")
@click.option(
    "--grant", "grants", multiple=True, metavar="SCOPE", help="Add this scope, by id or shown name. Repeatable."
)
@click.option("--revoke", "revokes", multiple=True, metavar="SCOPE", help="Take this scope away. Repeatable.")
@click.option("--draft", "is_draft", is_flag=True, help="Tick without saving: the scopes do not count yet.")
@click.pass_obj
def _scopes(given: Given, *, app: str, grants: tuple[str, ...], revokes: tuple[str, ...], is_draft: bool) -> None:
    """Show the scopes of APP, a client id or a name, and change them.

    Example: korekit app scopes ci --grant "Bot Export" --revoke "Bot Import"
    """
    from korekit.cli.apps.scoping import change_scopes, show_scopes

    if grants or revokes:
        change_scopes(given, app, grants=grants, revokes=revokes, is_draft=is_draft)
    else:
        show_scopes(given, app)


@command.command("rotate")
@click.argument("app", required=False)
@click.option(
    "--overlap", default="0", metavar="TIME", help="How long the old secret still counts: 1h, 2d; at most 30d."
)
@click.option("--show-secret", is_flag=True, help="Print the new secret instead of storing it with the profile.")
@click.pass_obj
def _rotate(given: Given, *, app: str | None, overlap: str, show_secret: bool) -> None:
    """Give APP, a client id or a name, a new secret; without APP the profile's app.

    The secret goes where the profile keeps its own, if APP is the profile's app, and is tried with a call. Meanwhile
    the old one counts as long as --overlap says: move everybody over, then it ends by itself.

    Example: korekit app rotate ci --overlap 1d
    """
    from korekit.cli.apps.rotating import rotate_app
    from korekit.cli.tokens.minting import seconds_of

    overlap_s = 0 if overlap == "0" else seconds_of(overlap)
    rotate_app(given, app or "", overlap_s=overlap_s, is_secret_shown=show_secret)


@command.command("delete")
@click.argument("app")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def _delete(given: Given, *, app: str, yes: bool) -> None:
    """Delete APP, a client id or a name, with its scopes; its tokens stop counting at once.

    Example: korekit app delete ci --yes
    """
    from korekit.cli.apps.deleting import delete_app

    delete_app(given, app, is_sure=yes)
