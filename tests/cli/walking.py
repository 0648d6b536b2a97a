"""Every command, found by walking: so that what holds for all holds for a new one too."""

import click

from korekit.cli.root import root

__all__ = ["ALL_COMMANDS", "Path", "every_command"]

Path = tuple[str, ...]


def every_command(group: click.Group = root, path: Path = ()) -> dict[Path, click.Command]:
    """Every command by its path, groups too; those of operations, which are made alike, by one."""
    found: dict[Path, click.Command] = {}
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if path == ("call",) and name != "get-change-logs":
            continue
        found[*path, name] = command
        if isinstance(command, click.Group):
            found |= every_command(command, (*path, name))
    return found


ALL_COMMANDS = every_command()
