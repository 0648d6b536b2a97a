"""A client secret that a command prints: a password manager's, a vault's."""

import os
import shlex
import subprocess
from typing import Final

from korekit.cli.profiles.store import profiles_path
from korekit.cli.profiles.trouble import ProfileTrouble

__all__ = ["printed_secret"]

# Long enough for somebody to unlock his password manager.
_LONGEST_S: Final = 120
_LONGEST_SECRET: Final = 4_096


def printed_secret(command: str) -> str:
    """What the command prints, without blanks around it. It may ask on the terminal.

    Args:
        command: as words of a shell; none runs it.

    Raises:
        ProfileTrouble: it cannot be run, fails, takes over two minutes or prints no secret; or others than the owner
            could have written the command.
    """
    _check_trusted()
    words = _words(command)
    try:
        ran = subprocess.run(  # noqa: S603 - what the owner of the profile asked for, without a shell
            words, stdout=subprocess.PIPE, timeout=_LONGEST_S, check=False
        )
    except subprocess.TimeoutExpired:
        raise ProfileTrouble(f"{words[0]} printed no secret within {_LONGEST_S} s.", "Run it by hand.") from None
    except OSError as error:
        raise ProfileTrouble(f"{words[0]} cannot be run: {error.strerror}.", "It prints the client secret.") from None
    if ran.returncode != 0:
        raise ProfileTrouble(f"{words[0]} ended with {ran.returncode}, without a secret.", "Run it by hand.")
    secret = ran.stdout.decode("utf-8", "replace").strip()
    if not secret or len(secret) > _LONGEST_SECRET or "\n" in secret:
        raise ProfileTrouble(
            f"{words[0]} prints no single line with a secret.", "Let it print the client secret alone."
        )
    return secret


def _words(command: str) -> list[str]:
    try:
        words = shlex.split(command, posix=os.name == "posix")
    except ValueError:
        words = []
    if not words:
        raise ProfileTrouble("The command that prints the secret is none.", "Write it as for a shell, quotes closed.")
    return words


def _check_trusted() -> None:
    """Whoever could write the profiles could have any program run."""
    if os.name != "posix":
        return
    path = profiles_path()
    try:
        facts = os.stat(path)
    except FileNotFoundError:
        return
    if facts.st_uid != os.geteuid() or facts.st_mode & 0o022:
        raise ProfileTrouble(f"{path} may be written by others, who could name a command.", f"Run: chmod 600 {path}")
