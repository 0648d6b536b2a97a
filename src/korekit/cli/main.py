"""The entry point: starts quickly, runs the command, ends quickly."""

import gc
import os
import sys

__all__ = ["main"]

_INTERRUPTED = 130


def main() -> None:
    """Run the command line; never returns."""
    # Importing makes much and drops nothing, so a collection meanwhile costs time and finds nothing.
    gc.disable()
    try:
        _run(sys.argv[1:])
    except KeyboardInterrupt:
        # Before click runs, which tells it to people itself.
        os._exit(_INTERRUPTED)


def _run(arguments: list[str]) -> None:
    if "_KOREKIT_COMPLETE" in os.environ:
        from korekit.cli.completing.answering import answer

        answer(os.environ["_KOREKIT_COMPLETE"])
        _end(SystemExit(0))
    if not arguments:
        from korekit.cli.beginning.first_steps import next_steps

        steps = next_steps()
        if steps is not None:
            _end(_printed(steps))
    if arguments[:2] == ["token", "mint"]:
        # What scripts call again and again; click would take two thirds of its time.
        from korekit.cli.tokens.fresh import fresh_token

        token = fresh_token(arguments[2:])
        if token is not None:
            _end(_printed(token))
    from korekit.cli.root import root

    gc.freeze()
    gc.enable()
    try:
        root.main(prog_name="korekit")
    except SystemExit as end:
        _end(end)


def _printed(text: str) -> SystemExit:
    try:
        print(text, flush=True)
    except BrokenPipeError:
        return SystemExit(1)
    except OSError as error:
        print(f"error: The output cannot be written: {error.strerror}.", file=sys.stderr)
        print("help:  Make room, or write elsewhere.", file=sys.stderr)
        return SystemExit(1)
    return SystemExit(0)


def _end(end: SystemExit) -> None:
    # What wants to tidy up at the end (connections, a server, a keyring) has imported `logging`, which does too. Where
    # nothing does, taking the interpreter apart is a tenth of the time that a token takes.
    if "logging" in sys.modules or not isinstance(end.code, int):
        raise end
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except OSError:
            # Told already, or a reader that went away.
            os._exit(end.code or 1)
    os._exit(end.code)
