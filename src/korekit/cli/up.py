"""`korekit up`: start the platform and stay."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from korekit.server.serving import Ready

__all__ = ["command"]


class _UpCommand(click.Command):
    """Takes its options behind a `--` as well, as `./dev up -- --port 8070` passes them."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, args[1:] if args[:1] == ["--"] else args)


@click.command("up", cls=_UpCommand)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8070, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("korekit-data"),
    show_default=True,
    help="Folder for the database, files and keys.",
)
@click.option("--database", default="", metavar="URL", help="postgresql://… instead of SQLite in the data folder.")
@click.option(
    "--public-url", default="", metavar="URL", help="How callers reach this platform, for addresses in answers."
)
@click.option("--behind-proxy", is_flag=True, help="Believe a proxy on this machine about who calls.")
@click.option("--max-upload-mb", default=128, show_default=True, type=click.IntRange(1), help="Largest uploaded file.")
@click.option("--no-rate-limits", is_flag=True, help="Let every call through, however many.")
@click.option("--strict-tokens", is_flag=True, help="Refuse tokens that need one of the vendor's tolerances.")
@click.option("--allow-rsa1-5", is_flag=True, help="Take encrypted tokens made with RSA1_5, which is breakable.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line when ready.")
def command(
    *,
    host: str,
    port: int,
    data: Path,
    database: str,
    public_url: str,
    behind_proxy: bool,
    max_upload_mb: int,
    no_rate_limits: bool,
    strict_tokens: bool,
    allow_rsa1_5: bool,
    as_json: bool,
) -> None:
    """Start the platform and stay, until Ctrl-C or SIGTERM.

    The first start makes an owner: KOREKIT_OWNER_EMAIL and KOREKIT_OWNER_PASSWORD if they are set, otherwise a
    password is made and printed once.

    Example: korekit up --port 8070 --data ./korekit-data
    """
    from korekit.storage.holding import FolderHeld, hold_folder

    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    is_sqlite = not database or database.startswith("sqlite:")
    try:
        held = hold_folder(data) if is_sqlite else None
    except FolderHeld as held_already:
        raise click.ClickException(str(held_already)) from None
    try:
        from korekit.server.dispatch import ServerLimits
        from korekit.server.platform import Settings
        from korekit.server.serving import Listening, serve
    except ModuleNotFoundError as missing:
        raise click.ClickException(f"the platform needs {missing.name}: pip install 'korekit[server]'") from None
    from korekit.tokens.tolerances import LENIENT, STRICT

    settings = Settings(
        data=data.absolute(),
        database_url=database,
        has_rate_limits=not no_rate_limits,
        tolerances=STRICT if strict_tokens else LENIENT,
        is_rsa1_5_allowed=allow_rsa1_5,
        limits=ServerLimits(upload_bytes=max_upload_mb << 20, public_url=public_url.rstrip("/")),
    )
    listening = Listening(host=host, port=port, is_behind_proxy=behind_proxy)
    try:
        _run(serve(settings, listening, _tell_json if as_json else _tell))
    finally:
        if held is not None:
            held.close()


def _run(serving: "Coroutine[Any, Any, None]") -> None:
    import asyncio

    if sys.platform == "win32":
        asyncio.run(serving)
        return
    import uvloop

    uvloop.run(serving)


def _tell_json(ready: "Ready") -> None:
    shown = {
        "url": ready.url,
        "ownerEmail": ready.owner_email,
        "ownerPassword": ready.owner_password,
        "accountId": ready.account_id,
    }
    print(json.dumps({key: value for key, value in shown.items() if value}), flush=True)


def _tell(ready: "Ready") -> None:
    say = click.echo
    say(f"korekit serves the Kore.ai public APIs at {ready.url}")
    if ready.owner_email:
        say(f"\n  owner     {ready.owner_email}\n  account   {ready.account_id}")
        if ready.owner_password:
            say(f"  password  {ready.owner_password}   (shown once; keep it)")
    say(f"""
Next, in another terminal:

  korekit profile add local --host {ready.url} --email {ready.owner_email or "YOU@EXAMPLE.COM"}
  korekit app create my-app --grant "Bot Import" --grant "Role Management"
  korekit bot import PATH-TO-EXPORT
  korekit bot list

Stop with Ctrl-C.""")
    sys.stdout.flush()
