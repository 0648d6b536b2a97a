"""A command as all of ours are: with the options that each has, and errors told in two lines.

Imports little beside click, because every command imports it.
"""

from typing import Any

import click

from korekit.cli.terminal.ending import Failure
from korekit.cli.terminal.given import Given

__all__ = ["Command", "Given", "Group"]


def _into(name: str) -> Any:
    def keep(ctx: click.Context, parameter: click.Parameter, value: Any) -> None:
        if value is not None:
            setattr(ctx.ensure_object(Given), name, value)

    return keep


def _path(ctx: click.Context, parameter: click.Parameter, value: str | None) -> None:
    if value is not None:
        from pathlib import Path

        ctx.ensure_object(Given).ca_bundle = Path(value)


def _options() -> list[click.Parameter]:
    return [
        click.Option(
            ["--profile"], metavar="NAME", expose_value=False, callback=_into("profile"), help="Profile to use."
        ),
        click.Option(["--host"], metavar="HOST", expose_value=False, callback=_into("host"), help="Host to call."),
        click.Option(
            ["--ca-bundle"],
            type=click.Path(exists=True, dir_okay=False),
            expose_value=False,
            callback=_path,
            help="Certificates of further authorities to trust.",
        ),
        click.Option(
            ["--timeout"],
            type=click.FloatRange(min=0, min_open=True),
            metavar="SECONDS",
            expose_value=False,
            callback=_into("timeout_s"),
            help="Longest wait for an answer (60) or for a job (600).",
        ),
        click.Option(
            ["--json"], is_flag=True, expose_value=False, callback=_into("is_json"), help="Print data as JSON."
        ),
    ]


class Command(click.Command):
    """A command with `--profile`, `--host`, `--ca-bundle`, `--timeout` and `--json`, kept as the context's `Given`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = {option for parameter in self.params for option in parameter.opts}
        self.params += [option for option in _options() if not own & set(option.opts)]

    def invoke(self, ctx: click.Context) -> Any:
        """Run it; errors that are no fault of ours become failures."""
        given = ctx.ensure_object(Given)
        try:
            return super().invoke(ctx)
        except Failure as failure:
            failure.is_json = given.is_json
            raise
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except Exception as error:
            # The edge of the process: what is no fault of ours becomes two lines, the rest a traceback.
            from korekit.cli.terminal.failures import failure_of

            meant = failure_of(error)
            if meant is None:
                raise
            meant.is_json = given.is_json
            raise meant from error


class Group(click.Group):
    """A command with commands under it."""

    command_class = Command
