"""`./dev bench [NAME…]`: runs the benchmarks; without names all of them, and writes `docs/performance.md`."""

import argparse
import compileall
import importlib
import sys
import time
from typing import Final

from bench.report import write_report
from bench.results import Result, as_text
from bench.room import ROOT, Room, room

NAMES: Final = (
    "hot_call",
    "tokens",
    "startup",
    "cli_start",
    "imports",
    "archives",
    "exports",
    "differences",
    "crowd",
    "paging",
    "console_pages",
    "jobs",
)


def main() -> int:
    """Run what was asked for; 1 where a budget is not met."""
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(NAMES)}")
    names: list[str] = parser.parse_args().names
    unknown = sorted(set(names) - set(NAMES))
    if unknown:
        parser.error(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(NAMES)}")
    # As an installer leaves it, and as the peers are: a checkout edited just now would compile itself at every start
    # where PYTHONDONTWRITEBYTECODE is set.
    compileall.compile_dir(ROOT / "src", quiet=1)
    with room() as opened:
        results = [_run(name, opened) for name in names or NAMES]
    if not names:
        path = write_report(results)
        print(f"written: {path.relative_to(ROOT)}", file=sys.stderr)
    return 0


def _run(name: str, opened: Room) -> Result:
    print(f"== {name}", file=sys.stderr)
    begun = time.monotonic()
    result: Result = importlib.import_module(f"bench.{name}").run(opened)
    for table in result.tables:
        print(as_text(table), end="\n\n", flush=True)
    for budget in result.budgets:
        print(f"{budget.verdict:8} {budget.what}: {budget.shown} (budget: {budget.budget})", flush=True)
    print(f"   {time.monotonic() - begun:.0f} s\n", file=sys.stderr)
    return result


if __name__ == "__main__":
    sys.exit(main())
