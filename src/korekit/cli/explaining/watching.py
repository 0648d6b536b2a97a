"""The refused calls of an account, one after the other, in the words of the platform's own traces."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import click

from korekit.catalog.additions import Trace
from korekit.catalog.operations import all_operations
from korekit.catalog.planes import Caller
from korekit.cli.explaining.showing import styled
from korekit.cli.profiles.connecting import client_for
from korekit.cli.terminal.given import Given
from korekit.cli.terminal.output import say
from korekit.client.errors import NotReached, ServerFailed
from korekit.client.sync import Client
from korekit.doctor.inside import explain_trace
from korekit.errors import causes

__all__ = ["Wanted", "watch"]

_AT_ONCE: Final = 50
_LONGEST_WAIT_S: Final = 30.0
_REMEMBERED: Final = 1_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which calls to show; what is empty leaves all."""

    app: str
    causes: frozenset[str]
    operations: frozenset[str]

    def fits(self, trace: Trace) -> bool:
        """Whether a call is one of them."""
        return (
            self.app in ("", trace.client_id, trace.app_name)
            and (not self.causes or trace.cause in self.causes)
            and (not self.operations or trace.operation in self.operations)
        )


def watch(given: Given, wanted: Wanted, *, is_past_shown: bool, every_s: float, count: int | None) -> None:
    """Print refused calls as they happen, until interrupted or until enough of them are shown.

    Args:
        given: the command's options.
        wanted: which calls to show.
        is_past_shown: begin with those of before.
        every_s: seconds between two looks.
        count: how many to show at most, without end by default.
    """
    _check_names(wanted)
    shown = 0
    try:
        with client_for(given, Caller.USER) as client:
            for trace in _new_traces(client, every_s, is_past_shown=is_past_shown):
                if not wanted.fits(trace):
                    continue
                click.echo(_line(trace) if given.is_json else _told(trace))
                shown += 1
                if count is not None and shown >= count:
                    return
    except KeyboardInterrupt:
        # As it is meant to end.
        say("")


def _check_names(wanted: Wanted) -> None:
    """A filter that nothing can pass is a mistake."""
    for kind, named, known in (
        ("cause", wanted.causes, set(causes())),
        ("operation", wanted.operations, {operation.id for operation in all_operations()}),
    ):
        strange = sorted(named - known)
        if strange:
            from korekit.nearness import nearest

            near = nearest(strange[0], sorted(known))
            raise click.UsageError(f"There is no {kind} {strange[0]}." + (f" Did you mean {near}?" if near else ""))


def _new_traces(client: Client, every_s: float, *, is_past_shown: bool) -> Iterator[Trace]:
    """Yield each refused call once, oldest first, without end."""
    seen: dict[str, None] = dict.fromkeys([] if is_past_shown else [trace.id for trace in client.list_traces()])
    if not is_past_shown:
        say("Watching for refused calls. Ctrl-C ends it.")
    wait_s, is_first = every_s, is_past_shown
    while True:
        if not is_first:
            time.sleep(wait_s)
        try:
            listed = client.list_traces(limit=_AT_ONCE)
        except (NotReached, ServerFailed) as error:
            if is_first:
                raise
            # A restart of the platform is no reason to end.
            wait_s = min(_LONGEST_WAIT_S, wait_s * 2)
            say(f"{error} Trying again in {wait_s:.0f} s.")
            continue
        wait_s = every_s
        new = [trace for trace in listed if trace.id not in seen]
        if len(new) == _AT_ONCE and not is_first:
            say(f"More than {_AT_ONCE} calls were refused since the last look; only the latest are shown.")
        is_first = False
        seen.update(dict.fromkeys(trace.id for trace in reversed(new)))
        while len(seen) > _REMEMBERED:
            del seen[next(iter(seen))]
        yield from reversed(new)


def _told(trace: Trace) -> str:
    """One call in two lines."""
    cause = explain_trace(trace).causes[0]
    name = trace.app_name or trace.client_id or "an app that is not known"
    head = f"{trace.refused_on}  {trace.operation or trace.path}  {name}  {styled(cause.cause, 'bad')}"
    lines = [head, f"    {cause.detail}", f"    → {cause.remedy}"]
    # Names and paths come from whoever called.
    return "\n".join("".join(sign if sign.isprintable() or sign == "\x1b" else "�" for sign in line) for line in lines)


def _line(trace: Trace) -> str:
    """One call as a line of JSON."""
    cause = explain_trace(trace).causes[0]
    document = {
        "refusedOn": trace.refused_on,
        "traceId": trace.id,
        "operation": trace.operation,
        "method": trace.method,
        "path": trace.path,
        "clientId": trace.client_id,
        "appName": trace.app_name,
        "botId": trace.bot_id,
        "cause": cause.cause,
        "check": cause.check,
        "detail": cause.detail,
        "remedy": cause.remedy,
    }
    return json.dumps(document, ensure_ascii=False)
