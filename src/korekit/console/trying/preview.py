"""A request before it is sent: its line, its headers, its body, and the same for other tools."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from korekit.catalog.operation import Operation
from korekit.catalog.planes import Caller
from korekit.client.errors import InvalidArgument
from korekit.client.requests import Request
from korekit.exporters.commands.built import BuiltCall, built_call
from korekit.exporters.commands.command_line import korekit_command
from korekit.exporters.commands.curl import curl_command
from korekit.exporters.commands.powershell import powershell_command
from korekit.exporters.commands.python_client import python_script

__all__ = ["Preview", "preview_of"]


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be sent. `commands`: names with texts to copy; `trouble`: why nothing can be."""

    line: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    commands: tuple[tuple[str, str], ...] = ()
    trouble: str = ""


def preview_of(
    operation: Operation[Any, Any], arguments: Mapping[str, Any], *, host: str, client_id: str, app_name: str
) -> Preview:
    """The request for people to look at.

    Args:
        operation: what is called.
        arguments: as `fields.hidden` gives them.
        host: its address.
        client_id: of the app that calls, empty where none does.
        app_name: the app's.
    """
    try:
        call = built_call(operation, arguments, host, client_id=client_id)
    except InvalidArgument as trouble:
        return Preview(trouble=str(trouble))
    return Preview(
        line=f"{call.request.method} {_readable(call.request.url.removeprefix(host))}",
        headers=tuple(_headers(call, app_name)),
        body=_body(call.request),
        commands=(
            ("curl", curl_command(call)),
            ("Python", python_script(call)),
            ("korekit", korekit_command(call)),
            ("PowerShell", powershell_command(call)),
        ),
    )


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
