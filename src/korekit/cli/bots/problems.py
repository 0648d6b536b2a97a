"""What is wrong with a bot's archive or folder, as it is shown."""

from collections.abc import Sequence
from typing import Final

import click

from korekit.archive import ArchiveBroken, Problem, check
from korekit.archive.folders import is_unpacked, pack, read_unpacked
from korekit.cli.bots.parts import read_archive
from korekit.cli.terminal.ending import Failure
from korekit.cli.terminal.given import Given
from korekit.cli.terminal.output import print_json, say

__all__ = ["refuse_errors", "show_problems"]

_SHOWN_AT_MOST: Final = 20


def show_problems(given: Given, paths: tuple[str, ...]) -> bool:
    """Print every problem of an archive, errors first; answers whether there is no error."""
    try:
        if len(paths) == 1 and is_unpacked(paths[0]):
            packed = pack(read_unpacked(paths[0]))
            problems: Sequence[Problem] = (*map(packed.origins.told, packed.archive.notes), *packed.problems())
        else:
            problems = check(read_archive(paths))
    except ArchiveBroken as broken:
        problems = broken.problems
    problems = sorted(dict.fromkeys(problems), key=lambda problem: not problem.is_error)
    errors = sum(problem.is_error for problem in problems)
    if given.is_json:
        rows = [{"member": one.member, "path": one.path, "why": one.why, "isError": one.is_error} for one in problems]
        print_json({"isSound": not errors, "problems": rows})
    else:
        for problem in problems:
            click.echo(_line(problem))
        say(f"{errors} errors, {len(problems) - errors} warnings")
    return not errors


def refuse_errors(problems: Sequence[Problem], what: str, helps: str) -> None:
    """Tell the errors among the problems and fail, if there are any.

    Raises:
        Failure: there are errors.
    """
    errors = [problem for problem in problems if problem.is_error]
    for problem in errors[:_SHOWN_AT_MOST]:
        say(_line(problem))
    if len(errors) > _SHOWN_AT_MOST:
        say(f"and {len(errors) - _SHOWN_AT_MOST} more")
    if errors:
        facts = [{"member": one.member, "path": one.path, "why": one.why} for one in errors]
        raise Failure(what, helps, facts={"problems": facts})


def _line(problem: Problem) -> str:
    return f"{'error' if problem.is_error else 'warning'}: {problem}"
