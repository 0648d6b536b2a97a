"""How long a command takes to start: `korekit --help` and `korekit token mint` beside `python -c pass`."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Final

from bench.results import Budget, Result, Table, at_most, middle
from bench.room import Room
from bench.tokens import CLIENT_ID, SECRET

__all__ = ["run"]

ROUNDS: Final = 15


def run(room: Room) -> Result:
    """Run each command in turn."""
    program = str(room.program("korekit"))
    commands: dict[str, list[str]] = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "korekit --help": [program, "--help"],
        "korekit token mint": [program, "token", "mint"],
        "korekit token mint --jti": [program, "token", "mint", "--jti"],
        "korekit": [program],
        "korekit --version": [program, "--version"],
    }
    # The command line's own settings must not come from whoever runs this.
    settings = {"KOREKIT_CLIENT_ID": CLIENT_ID, "KOREKIT_CLIENT_SECRET": SECRET}
    environment = {**os.environ, **settings, "XDG_CONFIG_HOME": str(room.new_folder("settings"))}
    times = _rounds(commands, environment)
    base = times["python -c pass"]
    rows = tuple((name, f"{middle(found) * 1000:.0f}", f"{_ratio(found, base):.2f}") for name, found in times.items())
    budgets: tuple[Budget, ...] = tuple(
        at_most(name, _ratio(times[name], base), 4, "the time of `python -c pass`")
        for name in ("korekit --help", "korekit token mint", "korekit token mint --jti")
    )
    table = Table("Time to start and end", ("command", "ms", "times `python -c pass`"), rows)
    how = f"{ROUNDS} rounds, each command in turn, from start to exit; medians, ratios of each round."
    return Result(name="cli_start", how=how, tables=(table,), budgets=budgets)


def _ratio(of: Sequence[float], to: Sequence[float]) -> float:
    return middle([a / b for a, b in zip(of, to, strict=True)])


def _rounds(commands: Mapping[str, list[str]], environment: Mapping[str, str]) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(ROUNDS + 1):
        for name, command in commands.items():
            begun = time.perf_counter()
            done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
            seconds = time.perf_counter() - begun
            if done.returncode != 0:
                raise RuntimeError(f"{name}: {done.stderr.strip()[-300:]}")
            if number:
                times[name].append(seconds)
    return times
