"""`korekit ci`: write the files of a pipeline that checks, plans and deploys a bot."""

from pathlib import Path

import click

from korekit.cli.terminal.command import Group
from korekit.cli.terminal.given import Given

__all__ = ["command"]


@click.group(cls=Group, name="ci")
def command() -> None:
    """Write the files of a pipeline that checks, plans and deploys a bot."""


@command.command("init")
@click.argument("product", type=click.Choice(["github", "gitlab", "jenkins", "azure"]))
@click.option("--force", "is_forced", is_flag=True, help="Replace files that are there.")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    metavar="DIR",
    help="The repository; the current folder by default.",
)
@click.pass_obj
def _init(given: Given, *, product: str, is_forced: bool, folder: Path) -> None:
    """Write the files for PRODUCT into the repository; comments in them say what is to be set.

    They check the bot in bot/ and look for secrets, show on each pull request what a deployment would change,
    and deploy what comes to the branch main.

    Example: korekit ci init github
    """
    from korekit.cli.pipelines.writing import write_files

    write_files(given, product, folder, is_forced=is_forced)
