"""`korekit token`: create tokens, lay them open, verify them, lend them."""

from typing import Any

import click

from korekit.cli.terminal.command import Group
from korekit.cli.terminal.given import Given

__all__ = ["command"]


@click.group(cls=Group, name="token")
def command() -> None:
    """Create tokens, lay them open, verify them, lend them to a command."""


@command.command("mint")
@click.option("--lifetime", metavar="TIME", help="Until it expires: 90, 5m, 1h, 2d; a few minutes by default.")
@click.option("--no-exp", "is_endless", is_flag=True, help="Leave `exp` out: the token never expires.")
@click.option("--jti", "has_jti", is_flag=True, help="Add a random `jti`: good for one request, at most 1h.")
@click.option(
    "--claim", "claims", multiple=True, metavar="NAME=VALUE", help="A further claim; JSON or text. Repeatable."
)
@click.option(
    "--client-id",
    metavar="CS-…",
    help="Another app than the profile's; its secret is asked for where no profile has it.",
)
@click.option("--secret-file", metavar="FILE", help="Its secret, in a file that only its owner may read.")
@click.option("--platform-key", metavar="FILE", help="Encrypt the token to the platform's public JWK.")
@click.option("--flaw", metavar="CAUSE", help="Make it wrong in this one way, for tests; `list` shows which there are.")
@click.option(
    "--other-secret-file", metavar="FILE", help="Another app's secret, or an old one, for flaws that need it."
)
@click.pass_obj
def _mint(
    given: Given,
    *,
    lifetime: str | None,
    is_endless: bool,
    has_jti: bool,
    claims: tuple[str, ...],
    client_id: str | None,
    secret_file: str | None,
    platform_key: str | None,
    flaw: str | None,
    other_secret_file: str | None,
) -> None:
    """Print a fresh token for the header `auth`.

    Client id and secret come from the profile or from KOREKIT_CLIENT_ID and KOREKIT_CLIENT_SECRET.

    Example: curl -H "auth: $(korekit token mint)" https://platform.kore.ai/api/public/bots
    """
    from korekit.cli.profiles.chosen import App, app_of, chosen_app
    from korekit.cli.tokens.minting import claims_of, seconds_of, warn_of
    from korekit.tokens.mint import DEFAULT_LIFETIME_S, mint

    if flaw == "list":
        from korekit.cli.tokens.flawing import list_flaws

        list_flaws(is_json=given.is_json)
        return
    if client_id is None:
        if secret_file is not None:
            raise click.UsageError("--secret-file needs --client-id, which says whose it is.")
        app = chosen_app(given)
    elif secret_file is None:
        app = app_of(client_id)
    else:
        from korekit.cli.profiles.secrets import read_secret_file

        app = App(client_id, read_secret_file(secret_file))
    wanted_s = seconds_of(lifetime) if lifetime is not None else DEFAULT_LIFETIME_S
    lifetime_s = None if is_endless else wanted_s
    recipe: dict[str, Any] = {"lifetime_s": lifetime_s, "has_jti": has_jti, "extra": claims_of(claims)}
    if flaw is not None:
        from korekit.cli.tokens.flawing import print_flawed

        app = app._replace(platform_key=platform_key or app.platform_key)
        other = other_secret_file or ""
        print_flawed(flaw, app, other_secret_file=other, is_json=given.is_json, **recipe)
        return
    if is_endless or lifetime is not None:
        warn_of(lifetime_s, has_jti=has_jti)
    token = mint(app.client_id, app.client_secret, **recipe)
    key_path = platform_key or app.platform_key
    if key_path:
        from korekit.cli.profiles.chosen import platform_key_at
        from korekit.tokens.jwe import encrypt

        token = encrypt(token, platform_key_at(key_path))
    if given.is_json:
        import json

        token = json.dumps({"token": token})
    click.echo(token)


@command.command("inspect")
@click.argument("token", required=False)
@click.option("--strict", is_flag=True, help="Show what a platform with --strict-tokens would refuse, too.")
@click.pass_obj
def _inspect(given: Given, *, token: str | None, strict: bool) -> None:
    """Show header, claims and times of TOKEN, and what is odd about it; without TOKEN it is read from standard input.

    Nothing is sent anywhere, and the signature is not looked at.

    Example: korekit token mint | korekit token inspect
    """
    from korekit.cli.tokens.inspecting import show
    from korekit.cli.tokens.times import token_given

    show(token_given(token), is_strict=strict, is_json=given.is_json)


@command.command("verify")
@click.argument("token", required=False)
@click.option("--strict", is_flag=True, help="Allow none of the vendor's tolerances.")
@click.pass_obj
def _verify(given: Given, *, token: str | None, strict: bool) -> None:
    """Verify TOKEN with the profile's secret; without TOKEN it is read from standard input.

    Exit code 0: it is valid now. 4: it is not, and why.

    Example: korekit token verify "$TOKEN"
    """
    from korekit.cli.profiles.chosen import chosen_app
    from korekit.cli.tokens.inspecting import verify
    from korekit.cli.tokens.times import token_given

    verify(token_given(token), chosen_app(given), is_strict=strict, is_json=given.is_json)


@command.command("exec", context_settings={"allow_interspersed_args": False})
@click.argument("arguments", nargs=-1, required=True, type=click.UNPROCESSED, metavar="-- COMMAND...")
@click.option("--env", "env", default="KOREKIT_TOKEN", show_default=True, metavar="NAME", help="The token's variable.")
@click.option(
    "--lifetime", default="300", show_default=True, metavar="TIME", help="Until it expires: 90, 5m; at most 1h."
)
@click.option("--jti", "has_jti", is_flag=True, help="Add a random `jti`: good for one call.")
@click.option("--refresh-file", default="", metavar="FILE", help="Keep a fresh token in this file while COMMAND runs.")
@click.pass_obj
def _exec(
    given: Given, *, arguments: tuple[str, ...], env: str, lifetime: str, has_jti: bool, refresh_file: str
) -> None:
    """Run COMMAND with a fresh token in its environment, and end as it ends.

    COMMAND gets KOREKIT_TOKEN, KOREKIT_HOST and KOREKIT_CLIENT_ID, and neither the client secret nor a password. No
    shell is in between. The token is short-lived on purpose; a command that outlives it reads it again from the file
    of --refresh-file, which KOREKIT_TOKEN_FILE names: it is renewed at half the lifetime, for its owner alone, and
    removed at the end.

    Example: korekit token exec -- sh -c 'curl -H "auth: $KOREKIT_TOKEN" "$KOREKIT_HOST/api/public/bots"'
    """
    from korekit.cli.tokens.lending import Loan, lend
    from korekit.cli.tokens.minting import seconds_of

    loan = Loan(env=env, lifetime_s=seconds_of(lifetime), has_jti=has_jti, refresh_file=refresh_file)
    lend(given, arguments, loan)
