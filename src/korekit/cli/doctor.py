"""`korekit doctor`: say why a call is refused, and what helps."""

import os
import sys
from typing import TYPE_CHECKING, Final

import click

from korekit.cli.terminal.command import Command
from korekit.cli.terminal.given import Given

if TYPE_CHECKING:
    from korekit.doctor.diagnosis import Diagnosis
    from korekit.doctor.given import Answer, GivenRequest
    from korekit.doctor.outside.scene import KnownSecret

__all__ = ["command"]

_EXIT_CODES: Final = {"ok": 0, "refused": 4, "unknown": 1}
_COLOURS: Final = {"good": "green", "bad": "red", "doubt": "yellow"}
# Four bytes are the most that a character takes.
_MAX_BYTES: Final = 4_000_004


@click.command("doctor", cls=Command)
@click.argument("request", nargs=-1, metavar="[REQUEST]")
@click.option("--file", "file", type=click.Path(exists=True, dir_okay=False), help="Read the request from a file.")
@click.option("--trace", default="", metavar="ID", help="Ask the platform why it refused a call: x-korekit-trace.")
@click.option("--probe", is_flag=True, help="Ask the host a few harmless questions; each is shown first.")
@click.option("--answer-status", type=click.IntRange(100, 599), metavar="N", help="The status that the host answered.")
@click.option("--answer-body", default=None, metavar="TEXT", help="The body that the host answered.")
@click.option(
    "--secret-env", multiple=True, metavar="NAME", help="Variable with the client secret; checks the signature."
)
@click.pass_context
def command(
    ctx: click.Context,
    *,
    request: tuple[str, ...],
    file: str | None,
    trace: str,
    probe: bool,
    answer_status: int | None,
    answer_body: str | None,
    secret_env: tuple[str, ...],
) -> None:
    """Say why a call is refused, and what helps.

    REQUEST is a curl command in quotes, the text of an HTTP request, a token or an address; without it, the request is
    read from standard input. Nothing in it is run, no file that it names is read, and no secret is shown.

    With --profile, the signature is checked with the profile's secret. Exit codes: 0 nothing is wrong, 4 the call is
    refused, 1 it is not known.

    Example: korekit doctor 'curl https://platform.kore.ai/api/public/bots -H "auth: Bearer eyJ…"'
    """
    given = ctx.ensure_object(Given)
    if trace:
        if request or file or probe:
            raise click.UsageError("--trace explains a call that the platform knows; give no request beside it.")
        _end(ctx, given, _explained_by_trace(given, trace))
        return
    from korekit.doctor.reading import read_request

    found = read_request(_text(request, file))
    found = found.answered(_answer(found, answer_status, answer_body))
    secrets = _secrets(given, secret_env)
    diagnosis = _probed(given, found, secrets) if probe else _judged(found, secrets)
    _end(ctx, given, diagnosis, found)


def _text(request: tuple[str, ...], file: str | None) -> str:
    if request and file:
        raise click.UsageError("Give the request or a file with it, not both.")
    if file:
        with open(file, "rb") as source:
            return source.read(_MAX_BYTES).decode("utf-8", "replace")
    if request and request != ("-",):
        import shlex

        # Behind `--` the words of a command may stand without quotes around them all.
        return request[0] if len(request) == 1 else shlex.join(request)
    if sys.stdin.isatty():
        raise click.UsageError("Give a request: korekit doctor 'curl …', or feed it to standard input.")
    return sys.stdin.buffer.read(_MAX_BYTES).decode("utf-8", "replace")


def _answer(found: "GivenRequest", status: int | None, body: str | None) -> "Answer | None":
    from korekit.doctor.given import Answer

    if status is None and body is None:
        return None
    known = found.answer or Answer(None)
    return Answer(known.status if status is None else status, known.body if body is None else body)


def _secrets(given: Given, names: tuple[str, ...]) -> "list[KnownSecret]":
    from korekit.doctor.outside.scene import KnownSecret

    found: list[KnownSecret] = []
    for name in names:
        value = os.environ.get(name, "")
        if not value.strip():
            raise click.UsageError(f"The environment variable {name} is not set.")
        found.append(KnownSecret(value.encode("utf-8", "surrogateescape")))
    if given.profile:
        from korekit.cli.profiles.chosen import chosen_app

        app = chosen_app(given)
        found.append(KnownSecret(app.client_secret.encode(), app.client_id))
    return found


def _judged(found: "GivenRequest", secrets: "list[KnownSecret]") -> "Diagnosis":
    from korekit.clock import SystemClock
    from korekit.doctor.outside.judge import judge

    return judge(found, now_s=SystemClock().now_ms() / 1000, secrets=secrets)


def _probed(given: Given, found: "GivenRequest", secrets: "list[KnownSecret]") -> "Diagnosis":
    from korekit.cli.terminal.output import say
    from korekit.clock import SystemClock
    from korekit.doctor.asking import http_asker
    from korekit.doctor.probe import Question, probe
    from korekit.doctor.redaction import safe_header, safe_url

    def show(question: Question) -> None:
        headers = [safe_header(name, value) for name, value in question.headers]
        say("\n  ".join([f"Asking: {question.purpose}", f"GET {safe_url(question.url)}", *headers]))

    clock = SystemClock()
    with http_asker(timeout_s=given.timeout_s or 15.0, ca_bundle=given.ca_bundle) as ask:
        return probe(found, ask, show, now_s=lambda: clock.now_ms() / 1000, secrets=secrets)


def _explained_by_trace(given: Given, trace_id: str) -> "Diagnosis":
    from korekit.catalog.planes import Caller
    from korekit.cli.profiles.connecting import client_for
    from korekit.doctor.inside import explain_trace
    from korekit.ids import TraceId

    with client_for(given, Caller.USER) as client:
        return explain_trace(client.get_trace(TraceId(trace_id)))


def _end(ctx: click.Context, given: Given, diagnosis: "Diagnosis", found: "GivenRequest | None" = None) -> None:
    """Print the diagnosis and leave with its exit code."""
    if given.is_json:
        from korekit.cli.terminal.output import print_json

        print_json(diagnosis.to_json())
    else:
        from korekit.doctor.redaction import shown_request
        from korekit.doctor.report import report

        lines = report(
            diagnosis,
            _style,
            request=shown_request(found) if found else (),
            notes=found.notes if found else (),
            answer=found.answer if found else None,
        )
        click.echo("\n".join(lines))
    ctx.exit(_EXIT_CODES[diagnosis.verdict])


def _style(text: str, tone: str) -> str:
    # On anything but a terminal, click takes the codes out again.
    if os.environ.get("NO_COLOR") or tone == "plain":
        return text
    return click.style(text, fg=_COLOURS.get(tone), dim=tone == "dim" or None, bold=tone == "strong" or None)
