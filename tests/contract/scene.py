"""Two accounts with bots and apps, and requests for any operation of the catalogue: what the walks start from."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from korekit.catalog.bot_settings_results import Variable
from korekit.catalog.operation import Operation
from korekit.catalog.operations import all_operations
from korekit.catalog.parameters import Parameter, Place, Upload
from korekit.catalog.planes import Caller, Plane
from tests.platform import API, Headers, MadeApp, Person, Reply, make_app, make_bot, make_person

__all__ = [
    "BOUNDARY",
    "NO_BOT",
    "NO_REQUEST",
    "AnyOperation",
    "Scene",
    "body_of",
    "fill",
    "make_scene",
    "of_apps",
    "of_users",
    "parameter_values",
    "send",
    "takes_bot",
]

NO_BOT = "st-00000000-0000-5000-8000-000000000000"
NO_REQUEST = "bir-00000000-0000-5000-8000-000000000000"
BOUNDARY = "b0undary"
AnyOperation = Operation[Any, Any]


def of_apps() -> tuple[AnyOperation, ...]:
    """Every operation that apps call, of those of one method and path the one that serves them."""
    return tuple(one for one in all_operations() if one.facts.caller is Caller.APP and not one.facts.served_by)


def of_users() -> tuple[AnyOperation, ...]:
    """Every operation that signed-in users call."""
    return tuple(one for one in all_operations() if one.facts.caller is Caller.USER)


def takes_bot(operation: AnyOperation) -> bool:
    """Whether the path names a bot."""
    return any(parameter.name == "bot_id" for parameter in operation.parameters_in(Place.PATH))


@dataclass(frozen=True)
class Scene:
    """An account with two bots, and one of somebody else. Each app holds every scope of its plane."""

    owner: Person
    stranger: Person
    bot_id: str
    sibling_id: str
    foreign_id: str
    admin: MadeApp
    builder: MadeApp
    foreign_admin: MadeApp

    def app_for(self, operation: AnyOperation) -> MadeApp:
        """An app that may call the operation, for `bot_id` where it names a bot."""
        return self.admin if Plane.ADMIN in operation.planes else self.builder

    def apps_for(self, operation: AnyOperation) -> Iterator[MadeApp]:
        """One app of each plane that may call the operation."""
        if Plane.ADMIN in operation.planes:
            yield self.admin
        if Plane.BOT in operation.planes:
            yield self.builder


async def make_scene(api: API) -> Scene:
    """Make the two accounts."""
    owner, stranger = await make_person(api, name="owner"), await make_person(api, name="stranger")
    bot_id = await make_bot(api, owner)
    return Scene(
        owner=owner,
        stranger=stranger,
        bot_id=bot_id,
        sibling_id=await make_bot(api, owner),
        foreign_id=await make_bot(api, stranger),
        admin=await make_app(api, owner),
        builder=await make_app(api, owner, plane=Plane.BOT, bot_id=bot_id),
        foreign_admin=await make_app(api, stranger),
    )


def parameter_values(operation: AnyOperation, **given: str) -> dict[str, str]:
    """A value for each name in the path: the given one, or one that fits nothing."""
    unknown = {"bot_id": NO_BOT, "request_id": NO_REQUEST}
    names = [parameter.name for parameter in operation.parameters_in(Place.PATH)]
    return {name: given.get(name, unknown.get(name, "nothing")) for name in names}


def fill(path: str, values: dict[str, str]) -> str:
    """A path's template with its values."""
    for name, value in values.items():
        path = path.replace("{" + name + "}", value)
    return path


def body_of(operation: AnyOperation) -> tuple[str, bytes]:
    """Content type and body with every required field, of the right type and with made-up values."""
    parameters = operation.parameters_in(Place.BODY)
    if operation.facts.body == "multipart":
        parts = [_part(parameter) for parameter in parameters]
        return f"multipart/form-data; boundary={BOUNDARY}", "".join(parts).encode() + f"--{BOUNDARY}--\r\n".encode()
    if operation.whole_body is not None:
        return "application/json", b"[]"
    given = {one.wire: _made_up(one) for one in parameters if one.is_required}
    return "application/json", json.dumps(given).encode() if parameters else b""


def _part(parameter: Parameter) -> str:
    file_name = '; filename="a.json"' if parameter.kind is Upload else ""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{parameter.wire}"{file_name}\r\n\r\n'
    return f"{head}json\r\n"


def _made_up(parameter: Parameter) -> Any:
    if parameter.kind is Variable:
        return {}
    return ["made up"] if "list" in str(parameter.kind) else "made up"


async def send(
    api: API,
    operation: AnyOperation,
    *,
    token: str | None = None,
    headers: Headers | tuple[()] = (),
    method: str | None = None,
    body: bytes | None = None,
    **given: str,
) -> Reply:
    """Call an operation as it is documented, but for what is given; `given` are values of its path."""
    content_type, content = body_of(operation)
    pairs = [*(headers.items() if isinstance(headers, dict) else headers), ("content-type", content_type)]
    if token is not None:
        pairs.append(("auth", token))
    path = fill(operation.path, parameter_values(operation, **given))
    return await api.request(method or operation.method, path, headers=pairs, body=content if body is None else body)
