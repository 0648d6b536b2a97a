"""`--probe`: each question shown before it is sent, and asked for on a terminal."""

import sys
from collections.abc import Sequence

import click

from korekit.cli.terminal.given import Given
from korekit.cli.terminal.output import say
from korekit.clock import SystemClock
from korekit.doctor.asking import http_asker
from korekit.doctor.given import GivenRequest
from korekit.doctor.outside.scene import KnownSecret
from korekit.doctor.probe import Outcome, Question, probe
from korekit.doctor.redaction import safe_header, safe_url

__all__ = ["probed"]


def probed(given: Given, request: GivenRequest, secrets: Sequence[KnownSecret], *, is_sure: bool) -> Outcome:
    """What asking the host led to.

    Args:
        given: the command's options.
        request: the call.
        secrets: client secrets at hand.
        is_sure: the user has said yes to every question.
    """

    def may_ask(question: Question) -> bool:
        headers = [safe_header(name, value) for name, value in question.headers]
        say("\n  ".join([f"Asking: {question.purpose}", f"GET {safe_url(question.url)}", *headers]))
        if is_sure or not sys.stdin.isatty():
            return True
        return click.confirm("Send it?", default=False, err=True)

    clock = SystemClock()
    with http_asker(timeout_s=given.timeout_s or 15.0, ca_bundle=given.ca_bundle) as ask:
        return probe(request, ask, may_ask, now_s=lambda: clock.now_ms() / 1000, secrets=secrets)
