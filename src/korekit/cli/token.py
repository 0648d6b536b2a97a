"""`korekit token`: make tokens, lay them open, verify them."""

import click

from korekit.cli.terminal.command import Group
from korekit.cli.terminal.given import Given

__all__ = ["command"]


@click.group(cls=Group, name="token")
def command() -> None:
    """Make tokens, lay them open, verify them."""


@command.command("mint")
@click.option("--lifetime", metavar="TIME", help="Until it expires: 90, 5m, 1h, 2d; a few minutes by default.")
@click.option("--no-exp", "is_endless", is_flag=True, help="Leave `exp` out: the token never expires.")
@click.option("--jti", "has_jti", is_flag=True, help="Add a random `jti`: good for one request, at most 1h.")
@click.option(
    "--claim", "claims", multiple=True, metavar="NAME=VALUE", help="A further claim; JSON or text. Repeatable."
)
@click.option("--client-id", metavar="CS-…", help="Another app than the profile's; needs --secret-file.")
@click.option("--secret-file", metavar="FILE", help="Its secret, in a file that only its owner may read.")
@click.option("--platform-key", metavar="FILE", help="Encrypt the token to the platform's public JWK.")
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
) -> None:
    """Print a fresh token for the header `auth`.

    Client id and secret come from the profile or from KOREKIT_CLIENT_ID and KOREKIT_CLIENT_SECRET.

    Example: curl -H "auth: $(korekit token mint)" https://platform.kore.ai/api/public/bots
    """
    from korekit.cli.profiles.chosen import App, chosen_app
    from korekit.cli.tokens.minting import claims_of, seconds_of, warn_of
    from korekit.tokens.mint import DEFAULT_LIFETIME_S, mint

    if (client_id is None) != (secret_file is None):
        raise click.UsageError("--client-id and --secret-file belong together.")
    if client_id is not None and secret_file is not None:
        from korekit.cli.profiles.secrets import read_secret_file

        app = App(client_id, read_secret_file(secret_file))
    else:
        app = chosen_app(given)
    lifetime_s = seconds_of(lifetime) if lifetime is not None else DEFAULT_LIFETIME_S
    if is_endless or lifetime is not None:
        warn_of(None if is_endless else lifetime_s, has_jti=has_jti)
    token = mint(
        app.client_id,
        app.client_secret,
        lifetime_s=None if is_endless else lifetime_s,
        has_jti=has_jti,
        extra=claims_of(claims),
    )
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
