"""PowerShell: `Invoke-RestMethod` and `Invoke-WebRequest` with the variables, hashtables and headers before them."""

import json
import re
from typing import Any, Final

from korekit.doctor.answers import answer_in
from korekit.doctor.form import Form
from korekit.doctor.given import GivenRequest, Part, Unreadable, is_open, opened
from korekit.doctor.powershell.expressions import Expressions, Json, shown

__all__ = ["FORM"]

_CALL: Final = re.compile(r"(?<![\w-])(?:Invoke-RestMethod|Invoke-WebRequest|irm|iwr)\b(?![ \t]*:)", re.IGNORECASE)
_FITS: Final = re.compile(
    r"\b(?:Invoke-RestMethod|Invoke-WebRequest)\b|(?:^|[ =|(])(?:irm|iwr)[ \t]+[-'\"h$]", re.IGNORECASE | re.MULTILINE
)
_STATEMENT: Final = re.compile(
    r"""(?P<call>(?<![\w-])(?:Invoke-RestMethod|Invoke-WebRequest|irm|iwr)\b(?![ \t]*:))
    | \$(?P<name>\w+)(?:\.(?P<field>\w+)|\[\s?(?P<quote>['"])(?P<key>[^'"\n]{1,80})(?P=quote)\s?\])?[ \t]*=(?!=)
    | \$(?P<owner>\w+)\.Add\(""",
    re.VERBOSE | re.IGNORECASE,
)
_PARAMETER: Final = re.compile(r"-(\w+):?")
_SPLAT: Final = re.compile(r"@(\w+)")
_END: Final = re.compile(r"\r?\n|[;|)}]|$")
_COMMAND: Final = re.compile(r"(?!(?:True|False)\b)[A-Za-z&.][\w./\\-]*(?=[ \t\r\n;|]|$)", re.IGNORECASE)
_CALL_HEAD: Final = re.compile(r"New-Object[^\n;]*|ConvertTo-Json", re.IGNORECASE)
_PIPED_JSON: Final = re.compile(r"[ \t]*\|[ \t]*ConvertTo-Json[^\n;]*", re.IGNORECASE)
_FLAGS: Final = frozenset(
    {"usebasicparsing", "skipcertificatecheck", "verbose", "debug", "usedefaultcredentials",
     "allowunencryptedauthentication", "skipheadervalidation", "skiphttperrorcheck", "passthru"}
)  # fmt: skip
_SHORT: Final = ("uri", "method", "headers", "body", "contenttype", "form", "infile", "authentication", "token")
_FORM_TYPE: Final = "application/x-www-form-urlencoded"
_MAX_STATEMENTS: Final = 3_000


def _fits(text: str) -> bool:
    return _FITS.search(text) is not None


def _read(text: str) -> list[GivenRequest]:
    script = Expressions(text)
    found: list[tuple[GivenRequest, int]] = []
    at = 0
    for _ in range(_MAX_STATEMENTS):
        statement = _STATEMENT.search(text, at)
        if statement is None:
            break
        at = statement.end()
        if statement["call"]:
            given, at = _parameters(script, at)
            if given.get("uri"):
                found.append((_request(given), at))
        elif statement["owner"]:
            at = _add(script, statement["owner"], at)
        else:
            at = _assign(script, statement, at)
    if not found:
        raise Unreadable("the PowerShell script", "no call with an address")
    requests = [request for request, _ in found]
    return [*requests[:-1], requests[-1].answered(answer_in(text[found[-1][1] :]))]


def _assign(script: Expressions, statement: re.Match[str], at: int) -> int:
    at = script.blank(at, is_line=True)
    if _CALL.match(script.text, at):
        # Read as a call of its own.
        return at
    head = _CALL_HEAD.match(script.text, at)
    command = _COMMAND.match(script.text, at)
    value: Any
    if command and not head:
        # What a command gives is not known.
        script.variables[statement["name"].lower()] = opened(f"${statement['name']}")
        return command.end()
    value, end = ({}, head.end()) if head and head[0].lower().startswith("new-object") else script.value(at)
    piped = _PIPED_JSON.match(script.text, end)
    if piped:
        value, end = Json(value), piped.end()
    name, key = statement["name"].lower(), statement["field"] or statement["key"]
    owner = script.variables.get(name)
    if key is None:
        script.variables[name] = value
    elif isinstance(owner, dict):
        owner[key] = value
    return max(end, at)


def _add(script: Expressions, owner: str, at: int) -> int:
    name, at = script.value(at)
    at = script.blank(at)
    if script.text[at : at + 1] != ",":
        return at
    value, at = script.value(at + 1)
    target = script.variables.get(owner.lower())
    if isinstance(target, dict):
        target[shown(name)] = value
    return at


def _parameters(script: Expressions, at: int) -> tuple[dict[str, Any], int]:
    """The parameters of a call by their names in lower case, and where it ends."""
    given: dict[str, Any] = {}
    while True:
        at = script.blank(at, is_line=True)
        parameter = _PARAMETER.match(script.text, at)
        splat = _SPLAT.match(script.text, at)
        if parameter:
            name = _whole_name(parameter[1].lower())
            at = parameter.end()
            if name in _FLAGS:
                continue
            value, at = script.value(script.blank(at, is_line=True))
            given[name] = value
        elif splat:
            more = script.variables.get(splat[1].lower())
            given.update(
                {str(name).lower(): value for name, value in more.items()} if isinstance(more, dict) else {"**": True}
            )
            at = splat.end()
        elif _END.match(script.text, at):
            return given, at
        else:
            value, at = script.value(at)
            given.setdefault("uri", value)


def _whole_name(name: str) -> str:
    return next((one for one in _SHORT if one.startswith(name)), name)


def _request(given: dict[str, Any]) -> GivenRequest:
    headers_given = given.get("headers", {})
    headers = (
        [(str(name), shown(value)) for name, value in headers_given.items()] if isinstance(headers_given, dict) else []
    )
    method = shown(given.get("method", "GET")).upper()
    if shown(given.get("authentication", "")).lower() in ("bearer", "oauth"):
        headers.append(("Authorization", "Bearer " + opened("-Token")))
    body, is_known, kind = _body(given, method)
    if "contenttype" in given:
        headers = [(name, value) for name, value in headers if name.lower() != "content-type"]
        headers.append(("Content-Type", shown(given["contenttype"])))
    elif kind and not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", kind))
    form = given.get("form")
    parts = (
        tuple(Part(str(name), is_file=not isinstance(value, str) or is_open(value)) for name, value in form.items())
        if isinstance(form, dict)
        else ()
    )
    url = shown(given["uri"])
    return GivenRequest(
        form="PowerShell",
        method=method,
        url=url if "://" in url or is_open(url[:1]) or url.startswith("/") else f"http://{url}",
        headers=tuple(headers),
        are_headers_whole=isinstance(headers_given, dict) and "**" not in given,
        body=body.encode("utf-8", "replace") if body is not None else None,
        is_body_known=is_known,
        is_form=form is not None,
        is_boundary_automatic=form is not None and "contenttype" not in given,
        parts=parts or ((Part("", is_file=True),) if form is not None else ()),
    )


def _body(given: dict[str, Any], method: str) -> tuple[str | None, bool, str]:
    """The body, whether it is known, the content type that PowerShell adds."""
    if "form" in given:
        return None, False, "multipart/form-data"
    if "infile" in given:
        return None, False, ""
    value = given.get("body")
    if value is None:
        return None, True, ""
    kind = _FORM_TYPE if method in ("POST", "PUT") else ""
    if isinstance(value, Json):
        text = (
            value.value
            if isinstance(value.value, str) and is_open(value.value)
            else json.dumps(_plain(value.value), ensure_ascii=False)
        )
        return text, True, kind
    if isinstance(value, dict):
        return "&".join(f"{name}={shown(one)}" for name, one in value.items()), True, kind
    return shown(value), True, kind


def _plain(value: Any) -> Any:
    if isinstance(value, Json):
        return _plain(value.value)
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list) else value


FORM: Final = Form("a PowerShell call", 18, _fits, _read)
