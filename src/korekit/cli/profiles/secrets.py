"""Secrets: read from where a profile says they lie, written there, never shown and never an argument.

In the keyring a secret is filed under its app and host, so that it can never be paired with another client id.
"""

import os
import stat
from contextlib import suppress
from typing import Any, Final

from korekit.cli.profiles.store import Profile, write_private
from korekit.cli.profiles.trouble import ProfileTrouble

__all__ = ["check_can_write", "forget_secret", "read_secret", "read_secret_file", "write_secret"]

_SERVICE: Final = "korekit"
_NO_KEYRING: Final = "Keep the secret in a file with --secret-file, or in an environment variable with --secret-env."
_LONGEST_SECRET_BYTES: Final = 4096


def read_secret(profile: Profile) -> str:
    """The client secret of a profile.

    Raises:
        ProfileTrouble: it is not there, or others could have read it.
    """
    place = profile.secret
    if place.kind == "env":
        found = os.environ.get(place.name, "").strip()
        if not found:
            raise ProfileTrouble(f"The environment variable {place.name} is not set.", "Set it to the client secret.")
        return found
    if place.kind == "file":
        return read_secret_file(place.name)
    if place.kind == "command":
        from korekit.cli.profiles.secret_commands import printed_secret

        return printed_secret(place.name)
    stored = _keyring_call("get_password", _SERVICE, _entry(profile))
    if not stored:
        raise ProfileTrouble(
            f"The keyring holds no secret of {profile.client_id}.", "Store it: `korekit profile add NAME …` again."
        )
    return str(stored)


def read_secret_file(path: str) -> str:
    """A secret from a file that only its owner may read.

    Raises:
        ProfileTrouble: no such file, no plain file, too open, or empty.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        raise ProfileTrouble(f"{path}: {error.strerror}.", "Name the file that holds the client secret.") from None
    with os.fdopen(descriptor, "rb") as file:
        facts = os.fstat(descriptor)
        if not stat.S_ISREG(facts.st_mode):
            raise ProfileTrouble(f"{path} is no plain file.", "Name the file that holds the client secret.")
        if os.name == "posix":
            _check_private(path, facts)
        text = file.read(_LONGEST_SECRET_BYTES).decode("utf-8", "replace").strip()
    if not text:
        raise ProfileTrouble(f"{path} is empty.", "Put the client secret into it, nothing else.")
    return text


def _check_private(path: str, facts: os.stat_result) -> None:
    if facts.st_uid != os.geteuid():
        raise ProfileTrouble(f"{path} belongs to another user.", "Make a file of your own: its owner can change it.")
    if facts.st_mode & 0o077:
        raise ProfileTrouble(
            f"{path} may be read by others (mode {stat.S_IMODE(facts.st_mode):04o}).", f"Run: chmod 600 {path}"
        )


def check_can_write(profile: Profile) -> None:
    """Whether a secret could be stored; asked before one is made that is shown only once.

    Raises:
        ProfileTrouble: it could not.
    """
    place = profile.secret
    if place.kind == "env":
        raise ProfileTrouble(
            f"This profile reads its secret from the environment, and {place.name} cannot be set from here.",
            f"Use --show-secret, then set {place.name} wherever it is used; or a profile with keyring or file.",
        )
    if place.kind == "command":
        raise ProfileTrouble(
            "This profile's secret is printed by a command, and where that has it from cannot be written.",
            "Use --show-secret, then store it where the command looks; or a profile with keyring or file.",
        )
    if place.kind == "file":
        folder = os.path.dirname(os.path.abspath(place.name))
        if not os.access(folder, os.W_OK):
            raise ProfileTrouble(f"{folder} cannot be written.", "Choose another file with --secret-file.")
        return
    import keyring
    from keyring.backends import fail

    if isinstance(keyring.get_keyring(), fail.Keyring):
        raise ProfileTrouble("This machine has no system keyring.", _NO_KEYRING)


def write_secret(profile: Profile, secret: str) -> None:
    """Store a client secret where the profile keeps it."""
    check_can_write(profile)
    if profile.secret.kind == "file":
        write_private(profile.secret.name, secret + "\n")
    else:
        _keyring_call("set_password", _SERVICE, _entry(profile), secret)


def forget_secret(profile: Profile) -> None:
    """Delete a secret from the keyring; files and the environment are their owner's business."""
    if profile.secret.kind != "keyring" or not profile.client_id:
        return
    with suppress(ProfileTrouble):
        _keyring_call("delete_password", _SERVICE, _entry(profile))


def _entry(profile: Profile) -> str:
    return f"{profile.client_id}@{profile.host}"


def _keyring_call(name: str, *arguments: str) -> Any:
    import keyring
    from keyring.errors import KeyringError, NoKeyringError

    try:
        return getattr(keyring, name)(*arguments)
    except NoKeyringError:
        raise ProfileTrouble("This machine has no system keyring.", _NO_KEYRING) from None
    except KeyringError as error:
        # Its text is the keyring's own and names no secret.
        raise ProfileTrouble(f"The keyring refused: {error}.", "Unlock it, or keep the secret elsewhere.") from None
