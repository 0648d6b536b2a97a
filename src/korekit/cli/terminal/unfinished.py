"""What could not be looked at, told apart from what was found: for commands whose exit code 1 is an answer."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import click

from korekit.cli.terminal.ending import Failure
from korekit.cli.terminal.failures import failure_of
from korekit.cli.terminal.given import Given

__all__ = ["FAILED", "failing_with"]

FAILED: Final = 3


@contextmanager
def failing_with(code: int, given: Given) -> Iterator[None]:
    """Give failures of the block, faults of ours included, this exit code where they would have 1."""
    try:
        yield
    except (click.UsageError, click.exceptions.Exit):
        raise
    except click.Abort:
        raise click.exceptions.Exit(code) from None
    except Exception as error:
        # The edge of the process: with exit code 1, a script would take what broke for an answer.
        meant = error if isinstance(error, Failure) else failure_of(error)
        if meant is None:
            traceback.print_exc()
            raise click.exceptions.Exit(code) from error
        if meant.exit_code == Failure.exit_code:
            stated = _Failed(meant.message, meant.helps, facts=meant.facts)
            stated.is_json = given.is_json
            raise stated from error
        raise meant from error


class _Failed(Failure):
    """What was asked could not be found out."""

    exit_code = FAILED
