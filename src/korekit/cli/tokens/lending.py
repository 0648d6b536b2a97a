"""A command that gets a fresh token in its environment instead of the secret.

The token is never an argument, which every user of the machine could read. What holds the secret is taken out of the
command's environment: it gets a token for minutes, and nothing that makes another.
"""

import os
import re
import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NoReturn

import click

from korekit.cli.profiles.chosen import App, chosen_app, chosen_host, chosen_profile, platform_key_at
from korekit.cli.profiles.trouble import ProfileTrouble
from korekit.cli.terminal.ending import Failure
from korekit.cli.terminal.given import Given
from korekit.tokens.mint import mint

__all__ = ["LONGEST_S", "Loan", "lend"]

LONGEST_S: Final = 3_600
_TOKEN_FILE: Final = "KOREKIT_TOKEN_FILE"
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SECRETS: Final = ("KOREKIT_CLIENT_SECRET", "KOREKIT_PASSWORD")
_NOT_FOUND: Final = 127
_NOT_RUNNABLE: Final = 126


@dataclass(frozen=True, slots=True, kw_only=True)
class Loan:
    """What the command gets. `env`: name of the variable; `refresh_file`: empty where none is wanted."""

    env: str
    lifetime_s: int
    has_jti: bool
    refresh_file: str


class _NotStarted(Failure):
    """The command could not be run; the exit code is the one that shells give."""

    def __init__(self, what: str, helps: str, code: int) -> None:
        super().__init__(what, helps)
        self.exit_code = code  # type: ignore[misc]  # the class's own is what failures have otherwise


def lend(given: Given, command: Sequence[str], loan: Loan) -> NoReturn:
    """Run a command with a fresh token, and end as it ends.

    Raises:
        click.UsageError: a name that no variable can have, or a lifetime that is too long.
        Failure: the command cannot be run, or the file for the token is another's.
        ProfileTrouble: client id or secret are missing.
    """
    if _NAME.fullmatch(loan.env) is None:
        raise click.UsageError(f"{loan.env} is no name of a variable.")
    if loan.lifetime_s > LONGEST_S:
        raise click.UsageError(
            "At most 1h: a token stays short-lived. A program that runs longer reads it from --refresh-file again."
        )
    if loan.has_jti and loan.refresh_file:
        raise click.UsageError(
            "With --jti a token is good for one call, so no file can keep one; leave one of them out."
        )
    app = chosen_app(given)
    make = _maker(app, loan)
    environment = _environment(given, app) | {loan.env: make()}
    try:
        if loan.refresh_file:
            from korekit.cli.tokens.keeping_fresh import run_beside_file

            path = os.path.abspath(loan.refresh_file)
            run_beside_file(command, environment | {_TOKEN_FILE: path}, path, make, loan.lifetime_s / 2)
        _become(command, environment)
    except FileNotFoundError:
        raise _NotStarted(f"There is no command {command[0]}.", "Is it installed, and on PATH?", _NOT_FOUND) from None
    except (PermissionError, OSError) as error:
        what = f"{command[0]} cannot be run: {error.strerror}."
        raise _NotStarted(what, "Name a program that may be run.", _NOT_RUNNABLE) from None


def _maker(app: App, loan: Loan) -> Callable[[], str]:
    key: dict[str, Any] | None = platform_key_at(app.platform_key) if app.platform_key else None

    def make() -> str:
        token = mint(app.client_id, app.client_secret, lifetime_s=loan.lifetime_s, has_jti=loan.has_jti)
        if key is None:
            return token
        from korekit.tokens.jwe import encrypt

        return encrypt(token, key)

    return make


def _environment(given: Given, app: App) -> dict[str, str]:
    """The environment of now with host and client id, without what holds a secret."""
    _, profile = chosen_profile(given)
    hidden = set(_SECRETS)
    if profile is not None and profile.secret.kind == "env":
        hidden.add(profile.secret.name)
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    environment["KOREKIT_CLIENT_ID"] = app.client_id
    try:
        environment["KOREKIT_HOST"] = chosen_host(given)
    except ProfileTrouble:
        # The command may know its host itself.
        environment.pop("KOREKIT_HOST", None)
    return environment


def _become(command: Sequence[str], environment: Mapping[str, str]) -> NoReturn:
    """Be the command from now on, so that signals, terminal and exit code are its own."""
    if os.name != "posix":
        import subprocess

        raise SystemExit(subprocess.run(command, env=environment, check=False).returncode)  # noqa: S603 - as asked
    # Python ignores these, and a program that inherits that would not end with its pipe.
    for name in ("SIGPIPE", "SIGXFSZ"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    os.execvpe(command[0], list(command), dict(environment))  # noqa: S606 - without a shell, as asked
