"""A call for curl in a POSIX shell, with a token that this project's command makes or that openssl signs."""

import json
import shlex
from typing import Final

from korekit.catalog.planes import Caller
from korekit.exporters.commands.built import ACCESS_TOKEN, BuiltCall
from korekit.tokens.mint import HEADER
from korekit.tokens.names import APP_ID

__all__ = ["curl_command", "plain_curl_command"]

# In double quotes, so that the shell fills them in; nothing that somebody typed stands in them.
_CALLERS: Final = {
    Caller.APP: '"auth: $token"',
    Caller.USER: f'"Authorization: bearer ${ACCESS_TOKEN}"',
}
_SECRET: Final = "KOREKIT_CLIENT_SECRET"
_LIFETIME_S: Final = 60


def curl_command(call: BuiltCall) -> str:
    """The command, an option a line; before it the token, without which nothing is sent."""
    command = _command(call)
    return f"token=$({call.mint}) &&\n{command}" if call.caller is Caller.APP else command


def plain_curl_command(call: BuiltCall) -> str:
    """The same where there are only curl and openssl: the token lives a minute, the secret is read from a variable.

    While openssl signs, the secret is among its arguments, for other users of that machine to see.
    """
    command = _command(call)
    return "\n".join([*(f"{line} &&" for line in _signing(call)), command]) if call.caller is Caller.APP else command


def _signing(call: BuiltCall) -> list[str]:
    client_id = shlex.quote(json.dumps(call.client_id)[1:-1]) if call.client_id else '"$KOREKIT_CLIENT_ID"'
    names, values = f'"{APP_ID}":"%s","iat":%d,"exp":%d', f'{client_id} "$now" "$((now + {_LIFETIME_S}))"'
    if call.has_jti:
        names, values = f'{names},"jti":"%s"', f'{values} "$(openssl rand -hex 16)"'
    needed = "" if call.client_id else ': "${KOREKIT_CLIENT_ID:?Enter the client id first: KOREKIT_CLIENT_ID=cs-...}"'
    return [
        *([needed] if needed else []),
        f': "${{{_SECRET}:?Enter the client secret first: read -rs {_SECRET}}}"',
        "openssl version > /dev/null",
        "base64url() { openssl base64 -A | tr '+/' '-_' | tr -d =; }",
        "now=$(date +%s)",
        f"header=$(printf %s '{json.dumps(HEADER, separators=(',', ':'))}' | base64url)",
        f"claims=$(printf '{{{names}}}' {values} | base64url)",
        f'signature=$(printf %s "$header.$claims" | openssl dgst -sha256 -hmac "${_SECRET}" -binary | base64url)',
        'token="$header.$claims.$signature"',
    ]


def _command(call: BuiltCall) -> str:
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
    return " \\\n  ".join(lines)


def _text(content: bytes) -> str:
    # curl reads a file where the data begins with `@`; JSON never does.
    return content.decode()


def _path(name: str) -> str:
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"'
