"""The profiles of a user: one file in his configuration folder, readable by him alone, without any secret."""

import json
import os
import sys
from contextlib import suppress
from typing import Any, Final, Literal, NamedTuple

from korekit.cli.profiles.trouble import ProfileTrouble

__all__ = ["Profile", "Profiles", "SecretPlace", "config_folder", "load", "profiles_path", "save", "write_private"]

_FILE: Final = "profiles.json"


# Named tuples and not dataclasses, which would take longer to define than a token to make.


class SecretPlace(NamedTuple):
    """Where a client secret lies: in the system keyring, or where `name` says.

    `name`: an environment variable, a file, or a command that prints the secret, as words of a shell.
    """

    kind: Literal["keyring", "env", "file", "command"] = "keyring"
    name: str = ""

    def __str__(self) -> str:
        if self.kind == "command":
            # Its arguments are its owner's affair.
            return f"command {self.name.split()[0]} …" if self.name.split() else "command"
        return {"keyring": "system keyring", "env": f"${self.name}", "file": self.name}[self.kind]


class Profile(NamedTuple):
    """A host with an app, a user, or both.

    `platform_key`: file of the JWK, where the app enforces JWE. `account`: id of the account to act in as the user,
    his first one by default; `account_name` as it was when it was chosen.
    """

    host: str
    client_id: str = ""
    email: str = ""
    secret: SecretPlace = SecretPlace()
    platform_key: str = ""
    account: str = ""
    account_name: str = ""


class Profiles(NamedTuple):
    """All profiles by name, and which one is used where none is named."""

    current: str
    by_name: dict[str, Profile]


def config_folder() -> str:
    """`KOREKIT_CONFIG_DIR`, or the folder that the system keeps for this."""
    named = os.environ.get("KOREKIT_CONFIG_DIR")
    if named:
        return named
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        return os.path.join(os.environ.get("APPDATA", home), "korekit")
    if sys.platform == "darwin":
        return os.path.join(home, "Library", "Application Support", "korekit")
    return os.path.join(os.environ.get("XDG_CONFIG_HOME") or os.path.join(home, ".config"), "korekit")


def profiles_path() -> str:
    """The file that holds the profiles."""
    return os.path.join(config_folder(), _FILE)


def load() -> Profiles:
    """The profiles as they were saved; none where nothing was.

    Raises:
        ProfileTrouble: the file cannot be read as profiles.
    """
    path = profiles_path()
    try:
        with open(path, encoding="utf-8") as file:
            document = json.load(file)
        found = {name: _profile(fields) for name, fields in document["profiles"].items()}
        return Profiles(str(document.get("current", "")), found)
    except FileNotFoundError:
        return Profiles("", {})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ProfileTrouble(f"{path} is damaged.", "Mend it, or move it away and add the profiles again.") from None


def _profile(fields: dict[str, Any]) -> Profile:
    secret = fields.get("secret", {})
    kind = secret.get("in", "keyring")
    if kind not in ("keyring", "env", "file", "command"):
        raise ValueError
    return Profile(
        host=str(fields["host"]),
        client_id=str(fields.get("clientId", "")),
        email=str(fields.get("email", "")),
        secret=SecretPlace(kind, str(secret.get("name", ""))),
        platform_key=str(fields.get("platformKey", "")),
        account=str(fields.get("account", "")),
        account_name=str(fields.get("accountName", "")),
    )


def save(profiles: Profiles) -> None:
    """Write the profiles, whole or not at all, for their owner's eyes only."""
    folder = config_folder()
    os.makedirs(folder, mode=0o700, exist_ok=True)
    document = {
        "current": profiles.current,
        "profiles": {name: _fields(profile) for name, profile in sorted(profiles.by_name.items())},
    }
    write_private(profiles_path(), json.dumps(document, indent=2, ensure_ascii=False) + "\n")


def _fields(profile: Profile) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "host": profile.host,
        "clientId": profile.client_id,
        "email": profile.email,
        "platformKey": profile.platform_key,
        "account": profile.account,
        "accountName": profile.account_name,
        "secret": {"in": profile.secret.kind} | ({"name": profile.secret.name} if profile.secret.name else {}),
    }
    return {key: value for key, value in fields.items() if value}


def write_private(path: str, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    part = f"{path}.{os.getpid()}.part"
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(part, path)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(part)
