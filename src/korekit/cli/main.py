"""The entry point: starts quickly, runs the command, ends quickly."""

import gc
import os
import sys

__all__ = ["main"]


def main() -> None:
    """Run the command line; never returns."""
    # Importing makes much and drops nothing, so a collection meanwhile costs time and finds nothing.
    gc.disable()
    if sys.argv[1:] == ["token", "mint"]:
        # What scripts call again and again; click would take two thirds of its time.
        from korekit.cli.tokens.fresh import fresh_token

        token = fresh_token()
        if token is not None:
            print(token)
            _end(SystemExit(0))
    from korekit.cli.root import root

    gc.freeze()
    gc.enable()
    try:
        root.main(prog_name="korekit")
    except SystemExit as end:
        _end(end)


def _end(end: SystemExit) -> None:
    # What wants to tidy up at the end (connections, a server, a keyring) has imported `logging`, which does too. Where
    # nothing does, taking the interpreter apart is a tenth of the time that a token takes.
    if "logging" in sys.modules or not isinstance(end.code, int):
        raise end
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(end.code)
