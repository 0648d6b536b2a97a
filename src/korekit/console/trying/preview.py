"""A request before it is sent: its line, its headers, its body, and the same for other tools."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from korekit.catalog.additions import AppDetails
from korekit.catalog.operation import Operation
from korekit.catalog.planes import Caller
from korekit.client.errors import InvalidArgument
from korekit.client.requests import Request
from korekit.exporters.commands.built import BuiltCall, built_call
from korekit.exporters.commands.command_line import korekit_command
from korekit.exporters.commands.curl import curl_command, plain_curl_command
from korekit.exporters.commands.powershell import powershell_command
from korekit.exporters.commands.python_client import python_script

__all__ = ["Command", "Preview", "preview_of"]


_PLAIN_NOTE: Final = (
    "Needs only curl and openssl. While openssl signs, other users of the same machine can see the secret: "
    "on a shared machine, use curl with korekit."
)


@dataclass(frozen=True, slots=True)
class Command:
    """The request for one tool. `name`: the tool's; `text`: to copy; `note`: what to know before it runs."""

    name: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be sent. `trouble`: why nothing can be."""

    line: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    commands: tuple[Command, ...] = ()
    trouble: str = ""


def preview_of(
    operation: Operation[Any, Any], arguments: Mapping[str, Any], *, host: str, client_id: str, app: AppDetails | None
) -> Preview:
    """The request for people to look at.

    Args:
        operation: what is called.
        arguments: as `fields.hidden` gives them.
        host: its address.
        client_id: of the app that calls, empty where none does.
        app: the same, where the visitor may manage it.
    """
    try:
        call = built_call(
            operation, arguments, host, client_id=client_id, has_jti=app is not None and bool(app.is_jti_enforced)
        )
    except InvalidArgument as trouble:
        return Preview(trouble=str(trouble))
    return Preview(
        line=f"{call.request.method} {_readable(call.request.url.removeprefix(host))}",
        headers=tuple(_headers(call, app.app_name if app else "")),
        body=_body(call.request),
        commands=(
            *_curl_commands(call, is_encrypted=app is not None and bool(app.is_jwe_enforced)),
            Command("Python", python_script(call)),
            Command("korekit", korekit_command(call)),
            Command("PowerShell", powershell_command(call)),
        ),
    )


def _curl_commands(call: BuiltCall, *, is_encrypted: bool) -> Iterator[Command]:
    # The command line of openssl encrypts no token.
    if call.caller is not Caller.APP or is_encrypted:
        yield Command("curl", curl_command(call))
    else:
        yield Command("curl", plain_curl_command(call), _PLAIN_NOTE)
        yield Command("curl with korekit", curl_command(call))


def _readable(path: str) -> str:
    # What is still to be filled in stands in braces.
    return path.replace("%7B", "{").replace("%7D", "}")


def _headers(call: BuiltCall, app_name: str) -> Iterator[tuple[str, str]]:
    if call.caller is Caller.APP:
        yield "auth", f"a fresh token of {app_name}" if app_name else "nothing: no app is chosen"
    elif call.caller is Caller.USER:
        yield "authorization", "bearer, your own session"
    if call.request.files:
        yield "content-type", "multipart/form-data"
    elif "content-type" in call.request.headers:
        yield "content-type", call.request.headers["content-type"]


def _body(request: Request) -> str:
    if request.content is not None:
        return msgspec.json.format(request.content, indent=2).decode()
    parts = [f"{name}: {value}" for name, value in request.form]
    return "\n".join([*parts, *(f"{name}: the file {upload.name}" for name, upload in request.files)])
