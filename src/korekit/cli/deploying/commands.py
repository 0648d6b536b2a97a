"""`korekit bot deploy` and `korekit bot rollback` with their options."""

from pathlib import Path
from typing import Any

import click

from korekit.cli.terminal.command import Command
from korekit.cli.terminal.given import Given

__all__ = ["deploy", "rollback"]

_FILE = click.Path(dir_okay=False, path_type=Path)
_OUTPUTS = (
    click.option("--summary", metavar="FILE.md", type=_FILE, help="Write what came of it as Markdown."),
    click.option("--junit", metavar="FILE.xml", type=_FILE, help="Write what came of it as JUnit."),
)


def _with_outputs(function: Any) -> Any:
    for option in reversed(_OUTPUTS):
        function = option(function)
    return function


@click.command("deploy", cls=Command)
@click.option(
    "--from",
    "sources",
    multiple=True,
    required=True,
    metavar="STATE",
    help="A zip, a folder, an unpacked folder, or a bot on a host: st-…, st-…:published, st-…@PROFILE.",
)
@click.option("--to", "target", default="", metavar="PROFILE", help="The host, by its profile; the one in use else.")
@click.option("--bot", default="", metavar="BOT", help="Import into this bot, st-….")
@click.option("--new", "new_name", default="", metavar="NAME", help="Import as a new bot of this name.")
@click.option("--options", metavar="JSON|@FILE", help="Parts to import, as the operation's importOptions.")
@click.option("--version-comment", "comment", default="", metavar="TEXT", help="What this version is about.")
@click.option("--no-publish", "is_unpublished", is_flag=True, help="Import only.")
@click.option("--dry-run", "is_dry_run", is_flag=True, help="Tell what would change, and write nothing.")
@click.option("--state", type=_FILE, metavar="FILE", help="The journal; beside the archive by default.")
@click.option(
    "--rollback-to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Where the bot as it was is kept; beside the journal by default.",
)
@click.option("--again", "is_again", is_flag=True, help="Deploy what was deployed already.")
@click.option("--resend", "is_resend", is_flag=True, help="Send an import again whose answer was lost.")
@click.option("--request", "request_id", default="", metavar="ID", help="Go on with this import; its answer was lost.")
@_with_outputs
@click.pass_obj
def deploy(given: Given, /, **options: Any) -> None:
    """Bring a bot to a host: plan, keep the bot as it was, upload, import, publish, verify.

    Every step is written into a journal before and after it is done. Run the same command again after an
    interruption and it goes on; nothing is done twice. Where an answer was lost, the host's change log tells whether
    the import was taken; where that shows nothing, it stops and says so.

    Exit code 0 done, 1 failed, 4 refused, 8 a job still runs when --timeout is over: run it again.

    Example: korekit bot deploy --from ./my-bot --to production --bot st-… --version-comment "release 12"
    """
    from korekit.cli.bots.import_options import import_options
    from korekit.cli.deploying.deploying import Outputs, deploy_bot
    from korekit.cli.deploying.run import Lost
    from korekit.cli.deploying.taking_up import Wanted

    outputs = Outputs(options.pop("summary"), options.pop("junit"))
    if bool(options["bot"]) == bool(options["new_name"]):
        raise click.UsageError("Name the target: --bot ID, or --new NAME.")
    if options["options"] is not None and options["new_name"]:
        raise click.UsageError("--options is for a bot that exists: --bot.")
    if options.pop("is_unpublished"):
        if options["comment"]:
            raise click.UsageError("--version-comment is for what is published.")
        options["is_published"] = False
    else:
        options["is_published"] = True
    options["options"] = import_options(options["options"])
    lost = Lost(is_resend=options.pop("is_resend"), request_id=options.pop("request_id"))
    deploy_bot(given, Wanted(lost=lost, **options), outputs)


@click.command("rollback", cls=Command)
@click.option("--state", type=_FILE, required=True, metavar="FILE", help="The journal of the deployment.")
@click.option("--to", "target", default="", metavar="PROFILE", help="The host, by its profile; the one in use else.")
@click.option("--no-publish", "is_unpublished", is_flag=True, help="Import only.")
@_with_outputs
@click.pass_obj
def rollback(
    given: Given, *, state: Path, target: str, is_unpublished: bool, summary: Path | None, junit: Path | None
) -> None:
    """Put a bot back to how it was before a deployment, and publish it if that did.

    The archive that the deployment kept is imported whole. Runs into a journal of its own, so that it goes on
    where it stopped.

    Example: korekit bot rollback --state my-bot.st-….deploy.json --to production
    """
    from korekit.cli.deploying.deploying import Outputs, roll_back

    roll_back(given, state, target, Outputs(summary, junit), is_published=not is_unpublished)
