"""Variables of a collection's environment: how each is called, what it holds, whether it is a secret.

An id is one variable wherever it stands (`botId`), but files are one for each use (`configInfoFileId`), since a call
may name several. `newBotId` is a bot that the collection itself made.
"""

import re
import types
import typing
from dataclasses import dataclass
from typing import Any, Final

from korekit import ids
from korekit.catalog.parameters import camel
from korekit.catalog.planes import Plane

__all__ = [
    "ACCESS_TOKEN",
    "BASE_URL",
    "PASSWORD",
    "POLL_MS",
    "SESSION_VARIABLES",
    "USER_NAME",
    "Variable",
    "bare",
    "file_variable",
    "id_variable",
    "is_secret",
    "made_by_us",
    "names_in",
    "plane_variables",
    "reference",
    "token_variable",
]

BASE_URL: Final = "baseUrl"
USER_NAME: Final = "username"
PASSWORD: Final = "password"
POLL_MS: Final = "pollMs"
# Filled by the collection's script, and kept in no environment.
ACCESS_TOKEN: Final = "accessToken"
# What a sign-in tells, and where its answer says so.
SESSION_VARIABLES: Final = {"userId": ("userInfo", "id"), "orgId": ("userInfo", "orgID")}

_REFERENCE: Final = re.compile(r"{{(\w+)}}")
_SECRET_WORDS: Final = ("password", "secret", "token", "key", "code")


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """One variable of the environment. `note`: what to put there, or what puts it there."""

    name: str
    note: str
    value: str = ""

    @property
    def is_secret(self) -> bool:
        """Whether its value is one to hide."""
        return is_secret(self.name)


def is_secret(name: str) -> bool:
    """Whether what has this name is to be hidden."""
    return any(word in name.lower() for word in _SECRET_WORDS)


def reference(name: str) -> str:
    """How a request refers to a variable, in every tool."""
    return "{{" + name + "}}"


def names_in(text: str) -> set[str]:
    """The variables that a text refers to."""
    return set(_REFERENCE.findall(text))


def bare(kind: Any) -> Any:
    """A type without `None`, `Annotated` and, if it is a list, its brackets."""
    while True:
        if typing.get_origin(kind) in (typing.Union, types.UnionType):
            kind = next(one for one in typing.get_args(kind) if one is not type(None))
        elif typing.get_origin(kind) in (typing.Annotated, list):
            kind = typing.get_args(kind)[0]
        else:
            return kind


def id_variable(kind: Any, wire: str) -> str | None:
    """The variable of an id of this type; `None` for what is no id.

    Args:
        kind: a parameter's or field's type.
        wire: its name on the wire, which tells files apart.
    """
    plain = bare(kind)
    name = getattr(plain, "__name__", "")
    if not isinstance(plain, typing.NewType) or getattr(ids, name, None) is not plain:
        return None
    if plain is not ids.FileId:
        return f"{name[0].lower()}{name[1:]}"
    return wire if wire.lower().endswith("fileid") else f"{wire}FileId"


def file_variable(id_name: str) -> str:
    """The variable with the path of the file whose id goes into `id_name`."""
    return id_name.removesuffix("Id").removesuffix("id") + "Path" if id_name != "fileId" else "filePath"


def made_by_us(name: str) -> str:
    """The variable for what the collection itself made: `botId` as `newBotId`."""
    return "new" + name[0].upper() + name[1:]


def plane_variables(plane: Plane) -> tuple[Variable, Variable]:
    """Client id and client secret of the app that calls on a plane."""
    return (
        Variable(name=f"{plane}ClientId", note=f"Client id of an app of the {plane} plane."),
        Variable(name=f"{plane}ClientSecret", note=f"Its client secret, as shown: {plane} plane."),
    )


def token_variable(planes: tuple[Plane, ...]) -> str:
    """The variable with a token of these planes: `botOrAdminToken` is the bot plane's, or else the admin plane's."""
    return camel("_or_".join(planes) + "_token")
