"""A call for PowerShell 7."""

import re
from typing import Final

from korekit.catalog.planes import Caller
from korekit.exporters.commands.built import ACCESS_TOKEN, BuiltCall

__all__ = ["powershell_command"]

# PowerShell takes typographic ones for quotes as well.
_QUOTES: Final = re.compile("(['\u2018\u2019\u201a\u201b])")
_CALLERS: Final = {
    Caller.APP: "@{ auth = $token }",
    Caller.USER: f'@{{ Authorization = "bearer $env:{ACCESS_TOKEN}" }}',
}


def powershell_command(call: BuiltCall) -> str:
    """The command, a parameter a line; before it the token, without which nothing is sent."""
    request = call.request
    lines = [f"Invoke-RestMethod -Method {request.method.capitalize()} -Uri {_quoted(request.url)}"]
    if call.caller in _CALLERS:
        lines.append(f"-Headers {_CALLERS[call.caller]}")
    if request.content is not None:
        lines.append(f"-ContentType {_quoted(request.headers['content-type'])}")
        lines.append(f"-Body {_quoted(request.content.decode())}")
    if request.files:
        fields = [f"{_quoted(name)} = {_quoted(value)}" for name, value in request.form]
        fields += [f"{_quoted(name)} = Get-Item {_quoted(upload.name)}" for name, upload in request.files]
        lines.append(f"-Form @{{ {'; '.join(fields)} }}")
    command = " `\n  ".join(lines)
    return f"$token = {call.mint}\nif ($?) {{ {command} }}" if call.caller is Caller.APP else command


def _quoted(text: str) -> str:
    return "'" + _QUOTES.sub(r"\1\1", text) + "'"
