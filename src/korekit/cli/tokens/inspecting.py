"""A token laid open for reading, and verified with a secret."""

import time
from typing import Any, Final

import click

from korekit.cli.profiles.chosen import App
from korekit.cli.terminal.ending import Failure, RefusedFailure
from korekit.cli.terminal.output import print_json
from korekit.cli.tokens.times import moment
from korekit.errors import Refusal
from korekit.errors.token_causes import SignatureInvalid
from korekit.tokens.jws import read_jws, segment_count
from korekit.tokens.names import APP_ID, MILLISECONDS_FROM
from korekit.tokens.reading import Reading, read_token
from korekit.tokens.suspects import explain_signature
from korekit.tokens.tolerances import LENIENT, STRICT
from korekit.tokens.verify import verify as verify_token

__all__ = ["show", "verify"]

_TIMES: Final = {"iat": "made", "nbf": "starts", "exp": "expires"}


def show(token: bytes, *, is_strict: bool, is_json: bool) -> None:
    """Print what a token says and what is odd about it.

    Raises:
        Failure: nothing of it can be read.
    """
    now_s = time.time()
    reading = read_token(token, now_s, STRICT if is_strict else LENIENT)
    if is_json:
        print_json(_document(reading, now_s))
    elif reading.header is not None or reading.claims is not None:
        _print(reading, now_s)
    if reading.header is None and reading.claims is None:
        refusal = reading.refusals[0] if reading.refusals else None
        raise Failure(refusal.detail if refusal else "This is no token.", refusal.hint if refusal else "")


def _document(reading: Reading, now_s: float) -> dict[str, Any]:
    return {
        "kind": reading.kind,
        "header": reading.header,
        "claims": reading.claims,
        "times": dict(_times(reading.claims or {}, now_s)),
        "problems": [
            {"cause": refusal.cause, "check": refusal.check, "detail": refusal.detail, "remedy": refusal.hint}
            for refusal in reading.refusals
        ],
        "remarks": list(reading.remarks),
    }


def _print(reading: Reading, now_s: float) -> None:
    import json

    for title, part in (("header", reading.header), ("claims", reading.claims)):
        shown = "(cannot be read)" if part is None else json.dumps(part, indent=2, ensure_ascii=True)
        click.echo(f"{click.style(title, bold=True)}  {shown}")
    for name, text in _times(reading.claims or {}, now_s):
        click.echo(f"{click.style(name, bold=True)}  {text}")
    for refusal in reading.refusals:
        click.echo(f"{click.style('wrong', fg='red')}  {refusal.detail}\n       {refusal.hint}")
    for remark in reading.remarks:
        click.echo(f"{click.style('note', bold=True)}  {remark}")
    if not reading.refusals and reading.kind == "JWS":
        click.echo("Nothing is wrong with it as far as it can be seen without the secret.")


def _times(claims: dict[str, Any], now_s: float) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for claim, word in _TIMES.items():
        value = claims.get(claim)
        if isinstance(value, int | float) and not isinstance(value, bool):
            is_millis = value >= MILLISECONDS_FROM
            text = moment(value / 1000 if is_millis else value, now_s)
            found.append((word, f"{text} if these are milliseconds; they count as seconds" if is_millis else text))
    return found


def verify(token: bytes, app: App, *, is_strict: bool, is_json: bool) -> None:
    """Say that a token is valid now, with an app's secret.

    Raises:
        RefusedFailure: it is not; the cause is as exact as one secret can tell.
    """
    now_s = time.time()
    secret = app.client_secret.encode()
    if segment_count(token) == 5:
        raise Failure("An encrypted token can be verified by the platform alone.", "Verify it before encrypting it.")
    try:
        claims = verify_token(token, secret, now_s, STRICT if is_strict else LENIENT)
    except Refusal as refusal:
        raise _refused(_more_exact(token, secret, refusal)) from None
    named = claims.get(APP_ID, claims.get("iss"))
    if named != app.client_id:
        raise RefusedFailure(
            "It is signed with this app's secret but names another app.",
            f"Put {app.client_id} into `{APP_ID}`, or use the other app's secret.",
            facts={"cause": "app-unknown"},
        )
    if is_json:
        print_json({"isValid": True, "claims": claims})
    else:
        expires = claims.get("exp")
        until = f" It expires {moment(expires, now_s)}." if isinstance(expires, int | float) else " It never expires."
        click.echo(f"Valid: signed with the secret of {app.client_id}.{until}")


def _more_exact(token: bytes, secret: bytes, refusal: Refusal) -> Refusal:
    if not isinstance(refusal, SignatureInvalid):
        return refusal
    return explain_signature(read_jws(token), [secret], [], [])


def _refused(refusal: Refusal) -> RefusedFailure:
    return RefusedFailure(refusal.detail, refusal.hint, facts={"cause": refusal.cause, "check": refusal.check})
