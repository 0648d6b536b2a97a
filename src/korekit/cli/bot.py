"""`korekit bot`: list, import, export and publish bots, read their change logs."""

from typing import Any

import click

from korekit.cli.deploying.commands import deploy, rollback
from korekit.cli.terminal.command import Group
from korekit.cli.terminal.given import Given

__all__ = ["command"]


@click.group(cls=Group, name="bot")
def command() -> None:
    """List, import, export and publish bots, read their change logs."""


command.add_command(deploy)
command.add_command(rollback)


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
@click.option("--version", "number", type=click.IntRange(min=1), help="A published version instead; as a user.")
@click.pass_obj
def _export(
    given: Given, *, bot: str, output: str | None, export_type: str, options: str | None, number: int | None
) -> None:
    """Export BOT, wait for it and save the zip; prints the file's name.

    Example: korekit bot export st-… -o my-bot.zip
    """
    from korekit.cli.bots.exporting import export_bot
    from korekit.cli.bots.versions import save_version

    if number is not None:
        if options is not None:
            raise click.UsageError("--options is for a new export, not for a version.")
        save_version(given, bot, number, output=output or f"{bot}-{number}.zip")
        return
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


@command.command("versions")
@click.argument("bot")
@click.pass_obj
def _versions(given: Given, *, bot: str) -> None:
    """List the published versions of BOT, newest first. Made as a user.

    Example: korekit bot versions st-…
    """
    from korekit.cli.bots.versions import list_versions

    list_versions(given, bot)


@command.command("restore")
@click.argument("bot")
@click.argument("number", type=click.IntRange(min=1))
@click.pass_obj
def _restore(given: Given, *, bot: str, number: int) -> None:
    """Put BOT back to version NUMBER. Made as a user.

    Its latest definition becomes that version; what is published stays until the next publish.

    Example: korekit bot restore st-… 3
    """
    from korekit.cli.bots.versions import restore_version

    restore_version(given, bot, number)


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


@command.command("check")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True))
@click.pass_context
def _check(ctx: click.Context, *, paths: tuple[str, ...]) -> None:
    """Say what is wrong with a bot in PATHS: a zip, a folder, an unpacked folder, or its files.

    Each problem names the file, the JSON path in it, and why. Exit code 1 if there are errors.

    Example: korekit bot check my-bot.zip --json
    """
    from korekit.cli.bots.problems import show_problems

    if not show_problems(ctx.ensure_object(Given), paths):
        ctx.exit(1)


@command.command("unpack")
@click.argument("archive", type=click.Path(exists=True))
@click.argument("folder", type=click.Path(file_okay=False))
@click.option("--force", "is_forced", is_flag=True, help="Write into a folder that holds other things.")
@click.pass_obj
def _unpack(given: Given, *, archive: str, folder: str, is_forced: bool) -> None:
    """Write the bot in ARCHIVE into FOLDER as small files, to be kept in git.

    A folder that was unpacked before is brought up to date; files that are no part of a bot stay. Values of
    secured variables are left out.

    Example: korekit bot unpack my-bot.zip ./my-bot
    """
    from korekit.cli.bots.folders import unpack_archive

    unpack_archive(given, archive, folder, is_forced=is_forced)


@command.command("pack")
@click.argument("folder", type=click.Path(exists=True, file_okay=False))
@click.argument("archive", type=click.Path(dir_okay=False))
@click.option("--force", "is_forced", is_flag=True, help="Replace ARCHIVE if it is there.")
@click.option("--check", "is_check", is_flag=True, help="Write nothing; exit 1 if ARCHIVE holds anything else.")
@click.pass_context
def _pack(ctx: click.Context, *, folder: str, archive: str, is_forced: bool, is_check: bool) -> None:
    """Make the zip ARCHIVE out of FOLDER, which `korekit bot unpack` made, or which holds an export's files.

    The same folder gives the same zip to the byte. What is wrong in the folder is told by file and JSON path.

    Example: korekit bot pack ./my-bot my-bot.zip
    """
    from korekit.cli.bots.folders import compare_folder, pack_folder

    if not is_check:
        pack_folder(ctx.ensure_object(Given), folder, archive, is_forced=is_forced)
    elif not compare_folder(ctx.ensure_object(Given), folder, archive):
        ctx.exit(1)


_ONLY = "Only this sort of part: dialog, intent, entity, node, faq, environment-variable, setting, …"


def _sorts(ctx: click.Context, parameter: click.Parameter, names: tuple[str, ...]) -> tuple[str, ...]:
    """The sorts that are named, in any spelling that is near: `FAQs`, `environment_variable`, `faq,dialog`.

    Raises:
        click.BadParameter: there is no such sort.
    """
    if not names:
        return ()
    from korekit.cli.differences.sorts import sort_named

    return tuple(sort_named(part) for name in names for part in name.split(","))


_SHOWN = (
    click.option("--markdown", "is_markdown", is_flag=True, help="Print Markdown, for a pull request or a job's page."),
    click.option("--layout", "has_layout", is_flag=True, help="Tell and count what only moved on the canvas, too."),
    click.option("--only", metavar="SORT", multiple=True, callback=_sorts, help=f"{_ONLY} Repeatable."),
    click.option("--full", "is_full", is_flag=True, help="Cut no text and leave nothing out."),
)


def _how_shown(function: Any) -> Any:
    for option in reversed(_SHOWN):
        function = option(function)
    return function


@command.command("diff")
@click.argument("old")
@click.argument("new")
@_how_shown
@click.pass_context
def _diff(ctx: click.Context, /, *, old: str, new: str, **shown: Any) -> None:
    """Tell what differs between two states of a bot, part by part.

    OLD and NEW are each a zip, a folder, an unpacked folder, or a bot on a host: st-… in its latest state,
    st-…:published, st-…:version-3 as `korekit bot versions` lists them, or st-…@PROFILE for the host of another
    profile. Parts are matched by reference id, never by line; ids and times that every export or import renews
    count for nothing. Values of secured variables are not shown.

    Exit code 0 if they are the same, 1 if they differ, 3 if the comparison failed; 2, 4 and 8 as everywhere.

    Example: korekit bot diff my-bot.zip st-…:published@production
    """
    from korekit.cli.differences.diffing import Shown, diff_states
    from korekit.cli.terminal.unfinished import FAILED, failing_with

    given = ctx.ensure_object(Given)
    with failing_with(FAILED, given):
        is_same = diff_states(given, old, new, Shown(**shown))
    if not is_same:
        ctx.exit(1)


@command.command("plan")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True))
@click.option("--bot", required=True, metavar="BOT", help="The bot to import into: st-… or st-…@PROFILE.")
@click.option("--options", metavar="JSON|@FILE", help="Parts to import, as the operation's importOptions.")
@_how_shown
@click.pass_obj
def _plan(given: Given, /, *, paths: tuple[str, ...], bot: str, options: str | None, **shown: Any) -> None:
    """Tell what importing the archive at PATHS into BOT would change, and change nothing.

    The bot is exported, and the import is worked out here the way the platform does it. Exit code 0 whatever it
    would change, 1 if it would fail.

    Example: korekit bot plan my-bot.zip --bot st-…@production
    """
    from korekit.cli.differences.diffing import Shown, plan_import

    plan_import(given, paths, bot, options, Shown(**shown))
