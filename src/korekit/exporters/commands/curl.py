"""A call for curl in a POSIX shell."""

import shlex
from typing import Final

from korekit.catalog.planes import Caller
from korekit.exporters.commands.built import ACCESS_TOKEN, BuiltCall

__all__ = ["curl_command"]

# In double quotes, so that the shell fills them in; nothing that somebody typed stands in them.
_CALLERS: Final = {
    Caller.APP: '"auth: $token"',
    Caller.USER: f'"Authorization: bearer ${ACCESS_TOKEN}"',
}


def curl_command(call: BuiltCall) -> str:
    """The command, an option a line; before it the token, without which nothing is sent."""
    request = call.request
    method = "" if request.method == "GET" else f" -X {request.method}"
    lines = [f"curl -sS{method} {shlex.quote(request.url)}"]
    if call.caller in _CALLERS:
        lines.append(f"-H {_CALLERS[call.caller]}")
    if "content-type" in request.headers:
        lines.append(f"-H {shlex.quote('content-type: ' + request.headers['content-type'])}")
    if request.content is not None:
        lines.append(f"--data-binary {shlex.quote(_text(request.content))}")
    lines += [f"--form-string {shlex.quote(f'{name}={value}')}" for name, value in request.form]
    lines += [f"-F {shlex.quote(f'{name}=@{_path(upload.name)}')}" for name, upload in request.files]
    command = " \\\n  ".join(lines)
    return f"token=$({call.mint}) &&\n{command}" if call.caller is Caller.APP else command


def _text(content: bytes) -> str:
    # curl reads a file where the data begins with `@`; JSON never does.
    return content.decode()


def _path(name: str) -> str:
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"'
