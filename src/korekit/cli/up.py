"""`korekit up`: start the platform and stay."""

import gc
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from korekit.cli.beginning.platform_here import noting
from korekit.cli.terminal.command import PlainCommand
from korekit.cli.terminal.ending import Failure

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from korekit.server.serving import Around, Ready

__all__ = ["command"]


class _UpCommand(PlainCommand):
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
@click.option(
    "--keep-files",
    default=30,
    show_default=True,
    metavar="DAYS",
    type=click.IntRange(0, 36_500),
    help="How long uploaded and exported files are kept; 0 keeps them for good.",
)
@click.option("--no-rate-limits", is_flag=True, help="Let every call through, however many.")
@click.option("--strict-tokens", is_flag=True, help="Refuse tokens that need one of the vendor's tolerances.")
@click.option("--allow-rsa1-5", is_flag=True, help="Take encrypted tokens made with RSA1_5, which is breakable.")
@click.option(
    "--metrics-token-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Serve /metrics to whoever has this file's token; made with a new one where there is none.",
)
@click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="json writes one line for each call to standard error; text only what went wrong.",
)
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
    keep_files: int,
    no_rate_limits: bool,
    strict_tokens: bool,
    allow_rsa1_5: bool,
    metrics_token_file: Path | None,
    log_format: str,
    as_json: bool,
) -> None:
    """Start the platform and stay, until Ctrl-C or SIGTERM.

    The first start prints a link, good once, with which you make yourself the owner in the browser. Where
    KOREKIT_OWNER_EMAIL or KOREKIT_OWNER_PASSWORD is set it makes the owner itself, and prints a password if none is
    set.

    Example: korekit up --port 8070 --data ./korekit-data
    """
    # Until calls are answered much is made and nothing dropped: looking through it again and again takes a seventh of
    # the time and finds nothing.
    gc.disable()
    click.get_current_context().call_on_close(gc.enable)
    from korekit.storage.holding import FolderHeld, hold_folder

    _check_address(host, port)
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    is_sqlite = not database or database.startswith("sqlite:")
    try:
        held = hold_folder(data) if is_sqlite else None
    except FolderHeld:
        raise Failure(f"Another process uses {data}.", "Stop that one, or take another folder: --data DIR") from None
    try:
        from korekit.server.dispatch import ServerLimits
        from korekit.server.platform import Settings
        from korekit.server.serving import Listening, serve
    except ModuleNotFoundError as missing:
        raise Failure(f"The platform needs {missing.name}.", "Install it: pip install 'korekit[server]'") from None
    from korekit.storage.sealing import MasterKeyUnusable
    from korekit.tokens.tolerances import LENIENT, STRICT

    settings = Settings(
        data=data.absolute(),
        database_url=database,
        has_rate_limits=not no_rate_limits,
        tolerances=STRICT if strict_tokens else LENIENT,
        is_rsa1_5_allowed=allow_rsa1_5,
        kept_files_ms=keep_files * 86_400_000,
        limits=ServerLimits(upload_bytes=max_upload_mb << 20, public_url=public_url.rstrip("/")),
    )
    around = _around(metrics_token_file, log_format)
    listening = Listening(host=host, port=port, is_behind_proxy=behind_proxy)
    try:
        with noting(str(data)) as note:

            def tell(ready: "Ready") -> None:
                # What is there now stays until the end, so no collection needs to look at it any more.
                gc.freeze()
                gc.enable()
                note(ready.url)
                (_tell_json if as_json else _tell)(ready)

            _run(serve(settings, listening, tell, around))
    except MasterKeyUnusable as trouble:
        raise Failure(str(trouble), trouble.hint) from None
    finally:
        if held is not None:
            held.close()


def _check_address(host: str, port: int) -> None:
    """Whether calls can be taken there; asked before anything is made."""
    import socket

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        where = f"port {port} of {host}" if port else host
        # Python lengthens the system's words; an address that has no meaning has a number of another kind.
        number = error.errno or 0
        why = os.strerror(number) if number > 0 else error.strerror
        told = f"The platform cannot listen on {where}: {why}."
        raise Failure(told, "Take another one: --port N, where 0 takes a free one, or --host ADDRESS") from None


def _around(token_file: Path | None, log_format: str) -> "Around":
    """What stands in front of the platform: the console, and whoever tells what was called, if somebody asks for it."""
    from korekit.console.mounting import mount

    if token_file is None and log_format == "text":
        return mount
    from korekit.server.observing import Observed, TokenTooShort, metrics_token, to_stderr

    try:
        token = metrics_token(token_file) if token_file is not None else ""
    except (OSError, TokenTooShort) as trouble:
        raise Failure(f"No token for /metrics: {trouble}.", "Name a file that can be made or read.") from None
    write = to_stderr if log_format == "json" else None
    return lambda platform, asgi: Observed(platform, mount(platform, asgi), token=token, write=write)


def _run(serving: "Coroutine[Any, Any, None]") -> None:
    import asyncio

    if sys.platform == "win32":
        asyncio.run(serving)
        return
    import uvloop

    uvloop.run(serving)


def _first_run_url(ready: "Ready") -> str:
    """Where the owner is made. The code stands in the fragment, which no browser sends and no log keeps."""
    return f"{ready.url}/console/first-run#{ready.first_run_code}" if ready.first_run_code else ""


def _tell_json(ready: "Ready") -> None:
    shown = {
        "url": ready.url,
        "ownerEmail": ready.owner_email,
        "ownerPassword": ready.owner_password,
        "accountId": ready.account_id,
        "firstRunUrl": _first_run_url(ready),
    }
    print(json.dumps({key: value for key, value in shown.items() if value}), flush=True)


def _tell(ready: "Ready") -> None:
    say = click.echo
    say(f"korekit serves the Kore.ai public APIs at {ready.url}")
    if ready.first_run_code:
        say(f"\nNobody owns it yet. Make yourself the owner; the link is good once:\n\n  {_first_run_url(ready)}")
    else:
        say(f"The console is at {ready.url}/console")
    if ready.owner_email:
        say(f"\n  owner     {ready.owner_email}\n  account   {ready.account_id}")
        if ready.owner_password:
            say(f"  password  {ready.owner_password}   (shown once; keep it)")
    say(f"""
From a shell, in another terminal:

  korekit profile add local --host {ready.url} --email {ready.owner_email or "YOU@EXAMPLE.COM"}
  korekit app create my-app --grant "Bot Import" --grant "Role Management"
  korekit bot import PATH-TO-EXPORT
  korekit bot list

Stop with Ctrl-C.""")
    sys.stdout.flush()
