"""A command as all of ours are: with the options that each has, and errors told in two lines.

Imports little beside click, because every command imports it.
"""

from typing import Any, Final

import click

from korekit.cli.terminal.ending import Failure
from korekit.cli.terminal.examples import examples_of, text_of
from korekit.cli.terminal.given import Given

__all__ = ["Command", "Given", "Group", "PlainCommand"]

_LONGEST_HELP: Final = 90
_EVERYWHERE: Final = frozenset({"--profile", "--host", "--account", "--ca-bundle", "--timeout", "--json", "--help"})


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
            ["--profile"], metavar="PROFILE", expose_value=False, callback=_into("profile"), help="Profile to use."
        ),
        click.Option(["--host"], metavar="HOST", expose_value=False, callback=_into("host"), help="Host to call."),
        click.Option(
            ["--account"],
            metavar="ACCOUNT",
            expose_value=False,
            callback=_into("account"),
            help="Account to act in, by id or name, where the call is made as a user.",
        ),
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
            ["--json"],
            is_flag=True,
            # Read first, so that what is wrong with other options is told as JSON too.
            is_eager=True,
            expose_value=False,
            callback=_into("is_json"),
            help="Print data as JSON.",
        ),
    ]


class _Helpful(click.Command):
    """Help with examples that can be copied, and with one's own options before those of every command."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        text = text_of(self)
        if text:
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(text)
        examples = examples_of(self, ctx)
        if examples:
            with formatter.section("Examples" if len(examples) > 1 else "Example"):
                for example in examples:
                    for line in example.splitlines():
                        formatter.write(f"{'':>{formatter.current_indent}}{line}\n")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        own: list[tuple[str, str]] = []
        common: list[tuple[str, str]] = []
        parameters = self.get_params(ctx)
        has_common = any(parameter.name == "profile" and not parameter.expose_value for parameter in parameters)
        for parameter in parameters:
            record = parameter.get_help_record(ctx)
            # What an argument is, the text tells; click would list its bare name.
            if record is None or (isinstance(parameter, click.Argument) and not record[1]):
                continue
            is_common = has_common and not parameter.expose_value and bool(_EVERYWHERE & set(parameter.opts))
            (common if is_common else own).append(record)
        for title, records in (("Options", own), ("Options of every command", common)):
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)


class PlainCommand(_Helpful):
    """A command without the options that calling a host needs."""

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


class Command(PlainCommand):
    """A command with `--profile`, `--host`, `--account`, `--ca-bundle`, `--timeout` and `--json`.

    They are kept as the context's `Given`.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = {option for parameter in self.params for option in parameter.opts}
        self.params += [option for option in _options() if not own & set(option.opts)]


class Group(_Helpful, click.Group):
    """A command with commands under it; of a name that is almost one, the nearest is told."""

    command_class = Command

    def names(self, ctx: click.Context) -> dict[str, str]:
        """What each command under it does, by its name."""
        below = {name: self.get_command(ctx, name) for name in self.list_commands(ctx)}
        return {name: one.get_short_help_str(limit=_LONGEST_HELP) for name, one in below.items() if one is not None}

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Options first, then the commands under it."""
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that a name means.

        Raises:
            click.UsageError: there is none; the nearest is named.
        """
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            from difflib import get_close_matches

            near = get_close_matches(name, self.list_commands(ctx), n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise click.UsageError(f"There is no command {name}.{hint}", ctx)
        return super().resolve_command(ctx, args)
