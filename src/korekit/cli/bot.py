"""`korekit bot`: list, import, export and publish bots, read their change logs."""

import click

from korekit.cli.terminal.command import Group
from korekit.cli.terminal.given import Given

__all__ = ["command"]


@click.group(cls=Group, name="bot")
def command() -> None:
    """List, import, export and publish bots, read their change logs."""


@command.command("list")
@click.pass_obj
def _list(given: Given) -> None:
    """List the account's bots. Needs an admin app.

    The host's answer holds secrets of the bots' apps; they are left out here, also with --json.

    Example: korekit bot list --json
    """
    from korekit.cli.bots.listing import list_bots

    list_bots(given)


@command.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True))
@click.option("--into", metavar="BOT", help="Import into this bot, st-…, instead of making a new one.")
@click.option("--name", help="The new bot's name; the archive's by default.")
@click.pass_obj
def _import(given: Given, *, paths: tuple[str, ...], into: str | None, name: str | None) -> None:
    """Import a bot from PATHS: a folder, a zip, or botDefinition.json, config.json, icon.png and scripts.

    Waits for the import to end and prints the bot's id. Exit code 1 if it fails, 8 if it outlasts --timeout.

    Example: korekit bot import ./my-bot.zip
    """
    from korekit.cli.bots.importing import import_bot

    if into is not None and name is not None:
        raise click.UsageError("--name is for a new bot.")
    import_bot(given, paths, into=into, name=name)


@command.command("export")
@click.argument("bot")
@click.option("-o", "--output", metavar="FILE", help="Where to write the zip; BOT.zip by default.")
@click.option(
    "--type",
    "export_type",
    type=click.Choice(["latest", "published"]),
    default="latest",
    show_default=True,
    help="State.",
)
@click.option("--options", metavar="JSON|@FILE", help="Parts to export, as the operation's exportOptions.")
@click.pass_obj
def _export(given: Given, *, bot: str, output: str | None, export_type: str, options: str | None) -> None:
    """Export BOT, wait for it and save the zip; prints the file's name.

    Example: korekit bot export st-… -o my-bot.zip
    """
    from korekit.cli.bots.exporting import export_bot

    export_bot(given, bot, output=output or f"{bot}.zip", export_type=export_type, options=options)


@command.command("publish")
@click.argument("bot")
@click.option("--comment", required=True, help="What this version is about.")
@click.option("--train/--no-train", "is_training", default=None, help="Whether to train as well; the host's default.")
@click.pass_obj
def _publish(given: Given, *, bot: str, comment: str, is_training: bool | None) -> None:
    """Publish everything in BOT that is configured, and wait for it.

    Example: korekit bot publish st-… --comment "new greeting"
    """
    from korekit.cli.bots.publishing import publish_bot

    publish_bot(given, bot, comment=comment, is_training=is_training)


@command.command("logs")
@click.argument("bot")
@click.option("--since", metavar="DATE", help="From this ISO date on.")
@click.option("--until", metavar="DATE", help="Up to this ISO date, inclusive.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="How many entries.")
@click.option("--all", "is_all", is_flag=True, help="Every entry, however many pages that takes.")
@click.pass_obj
def _logs(given: Given, *, bot: str, since: str | None, until: str | None, limit: int, is_all: bool) -> None:
    """Show the changes made to BOT, newest first.

    Example: korekit bot logs st-… --since 2026-01-01 --all --json
    """
    from korekit.cli.bots.change_logs import show_logs

    show_logs(given, bot, since=since, until=until, limit=None if is_all else limit)
