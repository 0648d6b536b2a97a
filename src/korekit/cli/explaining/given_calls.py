"""What the user gives: the calls as text, their answer, the secrets at hand."""

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import click

from korekit.cli.profiles.trouble import ProfileTrouble
from korekit.cli.terminal.given import Given
from korekit.doctor.given import Answer, GivenRequest
from korekit.doctor.outside.scene import KnownSecret
from korekit.doctor.reading import read_requests

__all__ = ["given_requests", "given_secrets", "given_text"]

# Four bytes are the most that a character takes.
_MAX_BYTES: Final = 40_000_004


def given_text(request: tuple[str, ...], file: str | None) -> str:
    """The text with the calls: the argument, the file, or standard input.

    Raises:
        UsageError: both an argument and a file, or nothing at all on a terminal.
    """
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


def given_requests(text: str, status: int | None, body: str | None) -> Sequence[GivenRequest]:
    """The calls in the text; an answer given beside them is the last one's.

    Raises:
        Unreadable: no call is found.
    """
    found = read_requests(text)
    if status is None and body is None:
        return found
    known = found[-1].answer or Answer(None)
    answer = replace(
        known, status=known.status if status is None else status, body=known.body if body is None else body
    )
    return [*found[:-1], found[-1].answered(answer)]


def given_secrets(
    given: Given, variables: tuple[str, ...], *, is_every_profile: bool, is_asked: bool
) -> list[KnownSecret]:
    """The secrets at hand, the chosen profile's first.

    Raises:
        UsageError: a variable that is not set, or no terminal to ask on.
    """
    found: list[KnownSecret] = []
    for name in variables:
        value = os.environ.get(name, "")
        if not value.strip():
            raise click.UsageError(f"The environment variable {name} is not set.")
        found.append(KnownSecret(value.encode("utf-8", "surrogateescape")))
    if is_asked:
        found.append(KnownSecret(_typed().encode()))
    if given.profile:
        from korekit.cli.profiles.chosen import chosen_app

        app = chosen_app(given)
        found.append(KnownSecret(app.client_secret.encode(), app.client_id))
    return found + (_of_every_profile() if is_every_profile else [])


def _typed() -> str:
    if not sys.stdin.isatty():
        raise click.UsageError("--ask-secret needs a terminal; elsewhere use --secret-env NAME.")
    typed: str = click.prompt("Client secret", hide_input=True, err=True)
    return typed


def _of_every_profile() -> list[KnownSecret]:
    from korekit.cli.profiles.secrets import read_secret
    from korekit.cli.profiles.store import load

    found: list[KnownSecret] = []
    for profile in load().by_name.values():
        if not profile.client_id:
            continue
        try:
            found.append(KnownSecret(read_secret(profile).encode(), profile.client_id))
        except (ProfileTrouble, OSError):
            # A secret that is not to be had today says nothing about this call.
            continue
    return found
