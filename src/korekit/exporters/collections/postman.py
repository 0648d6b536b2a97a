"""A Postman collection v2.1 with its environment.

The collection's scripts mint the tokens; none is stored, and no secret stands in either file.
"""

import json
import uuid
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote

from korekit._version import __version__
from korekit.exporters.collections.requests import Body, Pair, Request
from korekit.exporters.collections.run_order import Folder, variables_of
from korekit.exporters.collections.scripting import answer_lines, facts_of, leave_out_lines, script
from korekit.exporters.collections.variables import BASE_URL, reference

__all__ = ["postman_collection", "postman_environment"]

_JSON = dict[str, Any]
_SCHEMA: Final = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
_NAME: Final = "Kore.ai public APIs"
_ABOUT: Final = """\
Every operation of the Kore.ai public APIs that korekit knows, with requests that make their own tokens.

Import the environment too, and fill it: the host, client id and client secret of an app of the bot plane, of the admin
plane or of both, and for the requests of a session a user's address and password. The header `auth` of a request says
which planes may call it: `{{botOrAdminToken}}` is a token of the bot plane's app, or of the admin plane's where the
environment names none.

A run from top to bottom goes through: answers fill the variables that later requests read. By a user's session, and
where something is removed, only what the collection itself made is touched (`newBotId`, `newClientId`); imports and
publishes go to the bot in `botId`.
"""


def postman_collection(folders: Sequence[Folder]) -> _JSON:
    """The collection, ready to be written as JSON."""
    facts = facts_of(one for folder in folders for one in folder.requests)
    return {
        "info": {
            "_postman_id": _id("collection"),
            "name": _NAME,
            "description": _ABOUT,
            "schema": _SCHEMA,
            "version": __version__,
        },
        "item": [
            {
                "name": folder.title,
                "description": folder.about,
                "item": [_item(one, facts) for one in folder.requests],
            }
            for folder in folders
        ],
        "event": [
            _event("prerequest", script("tokens, postman-before", facts=facts)),
            _event("test", script("postman-after", facts={"tokenRefused": facts["tokenRefused"]})),
        ],
    }


def postman_environment(
    folders: Sequence[Folder], base_url: str, known: Mapping[str, str] = MappingProxyType({})
) -> _JSON:
    """The environment to fill.

    Args:
        folders: the collection.
        base_url: the host to call, for example `http://127.0.0.1:8070`.
        known: what is filled in already, by the names of variables; what is secret never is.
    """
    return {
        "id": _id(base_url),
        "name": f"{_NAME}: {base_url.partition('://')[2] or base_url}",
        "values": [
            {
                "key": one.name,
                "value": one.value if one.is_secret else known.get(one.name, one.value),
                "type": "secret" if one.is_secret else "default",
                "enabled": True,
                "description": one.note,
            }
            for one in variables_of(folders, base_url)
        ],
        "_postman_variable_scope": "environment",
    }


def _id(of: str) -> str:
    """An id that stays the same, so that an import of a newer file replaces the older one."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"korekit:{of}"))


def _item(request: Request, facts: _JSON) -> _JSON:
    sent: _JSON = {
        "method": request.operation.method,
        "header": [_pair(one) for one in request.headers],
        "url": _url(request),
        "description": request.documentation,
    }
    events = [_event("test", answer_lines("postman", request, facts))]
    if before := leave_out_lines("postman", request):
        events.insert(0, _event("prerequest", before))
    if request.body is not None:
        sent["body"] = _body(request.body)
        if request.body.form == "json":
            sent["header"].append({"key": "Content-Type", "value": "application/json"})
    return {"name": request.name, "event": events, "request": sent, "response": []}


def _url(request: Request) -> _JSON:
    path = [f":{part[1:-1]}" if part.startswith("{") else part for part in request.path.strip("/").split("/")]
    if request.path.endswith("/"):
        path.append("")
    enabled = [f"{quote(one.name)}={one.value}" for one in request.query if one.is_enabled]
    url: _JSON = {
        "raw": "/".join([reference(BASE_URL), *path]) + (f"?{'&'.join(enabled)}" if enabled else ""),
        "host": [reference(BASE_URL)],
        "path": path,
    }
    if request.query:
        url["query"] = [_pair(one) for one in request.query]
    if request.in_path:
        url["variable"] = [_pair(one) for one in request.in_path]
    return url


def _pair(pair: Pair) -> _JSON:
    found: _JSON = {"key": pair.name, "value": pair.value}
    if pair.note:
        found["description"] = pair.note
    if not pair.is_enabled:
        found["disabled"] = True
    return found


def _body(body: Body) -> _JSON:
    if body.form == "json":
        text = json.dumps(body.value, indent=2, ensure_ascii=False)
        return {"mode": "raw", "raw": text, "options": {"raw": {"language": "json"}}}
    if body.form == "urlencoded":
        return {"mode": "urlencoded", "urlencoded": [{**_pair(one), "type": "text"} for one in body.pairs]}
    return {"mode": "formdata", "formdata": [_part(one) for one in body.pairs]}


def _part(pair: Pair) -> _JSON:
    if not pair.is_file:
        return {**_pair(pair), "type": "text"}
    part = _pair(pair)
    del part["value"]
    return {**part, "type": "file", "src": pair.value}


def _event(listen: str, lines: list[str]) -> _JSON:
    # In a function of its own, because the sandbox has globals with some of the names.
    return {"listen": listen, "script": {"type": "text/javascript", "exec": ["(() => {", *lines, "})();"]}}
