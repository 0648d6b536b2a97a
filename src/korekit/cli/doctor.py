"""`korekit doctor`: say why a call is refused, and what helps."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from korekit.cli.terminal.command import Command
from korekit.cli.terminal.given import Given

if TYPE_CHECKING:
    from korekit.doctor.given import GivenRequest
    from korekit.doctor.outside.scene import KnownSecret
    from korekit.errors.refusal import Check

__all__ = ["command"]

_EXISTING = click.Path(exists=True, dir_okay=False)


@click.command("doctor", cls=Command)
@click.argument("request", nargs=-1, metavar="[REQUEST]")
@click.option("--file", "file", type=_EXISTING, help="Read the request from a file.")
@click.option("--trace", default="", metavar="ID", help="Ask the platform why it refused a call: x-korekit-trace.")
@click.option("--probe", is_flag=True, help="Ask the host a few harmless questions; each is shown first.")
@click.option("--yes", is_flag=True, help="Send the questions of --probe without asking on the terminal.")
@click.option("--answer-status", type=click.IntRange(100, 599), metavar="N", help="The status that the host answered.")
@click.option("--answer-body", default=None, metavar="TEXT", help="The body that the host answered.")
@click.option(
    "--secret-env", multiple=True, metavar="NAME", help="Variable with the client secret; checks the signature."
)
@click.option("--ask-secret", is_flag=True, help="Ask for the client secret on the terminal; checks the signature.")
@click.option("--all-profiles", is_flag=True, help="Check the signature with the secret of every profile.")
@click.option("--bundle", type=click.Path(dir_okay=False), help="Write what is known to a file without secrets.")
@click.option("--replay", type=_EXISTING, help="Explain a file that --bundle has written.")
@click.pass_context
def command(
    ctx: click.Context,
    *,
    request: tuple[str, ...],
    file: str | None,
    trace: str,
    probe: bool,
    yes: bool,
    answer_status: int | None,
    answer_body: str | None,
    secret_env: tuple[str, ...],
    ask_secret: bool,
    all_profiles: bool,
    bundle: str | None,
    replay: str | None,
) -> None:
    """Say why a call is refused, and what helps.

    REQUEST is what you have: a curl, wget or HTTPie command, PowerShell, Python, JavaScript or Java code, the text of
    an HTTP request, a HAR file, a Postman collection, a Bruno file, a CI log, a traceback, a token, an address;
    without it, standard input is read. Nothing in it is run, no file that it names is read, and no secret is shown.

    With --profile, the signature is checked with the profile's secret. Exit codes: 0 nothing is wrong, 4 the call is
    refused, 1 it is not known.

    Example: korekit doctor 'curl https://platform.kore.ai/api/public/bots -H "auth: Bearer eyJ…"'
    """
    given = ctx.ensure_object(Given)
    if trace or replay:
        if request or file or probe or (trace and replay) or (replay and bundle):
            raise click.UsageError("--trace and --replay explain a call that is known; give no request beside them.")
        verdict = _replayed(given, replay) if replay else _traced(given, trace, bundle)
    else:
        from korekit.cli.explaining.given_calls import given_requests, given_secrets, given_text

        calls = given_requests(given_text(request, file), answer_status, answer_body)
        secrets = given_secrets(given, secret_env, is_every_profile=all_profiles, is_asked=ask_secret)
        verdict = _judged(given, calls, secrets, is_probed=probe, is_sure=yes, bundle=bundle)
    from korekit.cli.explaining.showing import EXIT_CODES

    ctx.exit(EXIT_CODES[verdict])


def _judged(
    given: Given,
    calls: "Sequence[GivenRequest]",
    secrets: "list[KnownSecret]",
    *,
    is_probed: bool,
    is_sure: bool,
    bundle: str | None,
) -> str:
    """Judge the calls, print what was found, write the bundle; the verdict of all."""
    from korekit.cli.explaining.showing import show_calls
    from korekit.clock import SystemClock
    from korekit.doctor.outside.judge import conclude, look
    from korekit.doctor.reading import MAX_REQUESTS

    found = []
    for call in calls[:MAX_REQUESTS]:
        request, now_s = call, SystemClock().now_ms() / 1000
        proved: tuple[Check, ...] = ()
        if is_probed:
            from korekit.cli.explaining.probing import probed

            outcome = probed(given, call, secrets, is_sure=is_sure)
            request, now_s, proved = outcome.request, outcome.now_s, outcome.proved
        scene = look(request, now_s=now_s, secrets=secrets, proved=proved)
        found.append((scene, conclude(scene, request.answer)))
    verdict = show_calls([(scene.request, told) for scene, told in found], len(calls), is_json=given.is_json)
    if bundle:
        from korekit.cli.explaining.bundling import write_calls

        write_calls(bundle, found)
    return verdict


def _replayed(given: Given, path: str) -> str:
    from korekit.cli.explaining.bundling import replay

    return replay(path, is_json=given.is_json)


def _traced(given: Given, trace_id: str, bundle: str | None) -> str:
    """Print what the platform's own trace says; the verdict."""
    from korekit.catalog.planes import Caller
    from korekit.cli.explaining.showing import show_one
    from korekit.cli.profiles.connecting import client_for
    from korekit.cli.terminal.output import print_json
    from korekit.doctor.inside import explain_trace
    from korekit.ids import TraceId

    with client_for(given, Caller.USER) as client:
        trace = client.get_trace(TraceId(trace_id))
    diagnosis = explain_trace(trace)
    if given.is_json:
        print_json(diagnosis.to_json())
    else:
        show_one(diagnosis)
    if bundle:
        from korekit.cli.explaining.bundling import write_trace

        write_trace(bundle, trace)
    return diagnosis.verdict
