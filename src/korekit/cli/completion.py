"""`korekit completion`: print the script that completes command lines in bash, zsh or fish."""

import os
import sys

import click

from korekit.cli.terminal.command import PlainCommand

__all__ = ["command"]


@click.command("completion", cls=PlainCommand)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]), required=False)
def command(shell: str | None) -> None:
    """Print the script that completes command lines in SHELL: bash, zsh or fish; in the shell in use by default.

    Commands, options, operations, scopes, causes, profiles, files, and the bots that `korekit bot list` has shown are
    completed from this machine alone; no host is asked.

    Example: eval "$(korekit completion bash)"

    Example: korekit completion fish > ~/.config/fish/completions/korekit.fish
    """
    from korekit.cli.completing.scripts import INSTALLING, SHELLS, script_for

    wanted = shell or os.path.basename(os.environ.get("SHELL", ""))
    if wanted not in SHELLS:
        raise click.UsageError("Which shell? Say bash, zsh or fish.")
    click.echo(script_for(wanted), nl=False)
    if sys.stdout.isatty():
        click.echo(INSTALLING[wanted], err=True)
