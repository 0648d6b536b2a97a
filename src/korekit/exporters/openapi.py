"""The operations as an OpenAPI 3.1 document, made by walking them.

What OpenAPI has no word for stands under `x-korekit-…`: scopes and roles, rate limits, jobs, other spellings of a
path, whether this platform serves the operation.
"""

from collections.abc import Container, Sequence
from typing import Any, Final

from korekit._version import __version__
from korekit.catalog.operation import Operation
from korekit.catalog.parameters import Place
from korekit.catalog.planes import Caller, Plane
from korekit.errors.wire import WireError
from korekit.exporters.bodies import body_schema
from korekit.exporters.refusals import HEADERS, refusals_of
from korekit.exporters.schemas import SCHEMA_PATH, Schemas

__all__ = ["openapi_document"]

_JSON = dict[str, Any]
_AnyOperation = Operation[Any, Any]

_JSON_TYPE: Final = "application/json"
_FORM_TYPE: Final = "application/x-www-form-urlencoded"
_TAGS: Final = {
    Caller.APP: ("Public API", "Calls of apps, with a token in the header `auth`."),
    Caller.USER: ("Console", "Calls of signed-in users, with an access token after `bearer`."),
    Caller.ANYONE: ("Open", "Calls that need neither."),
}
_SECURITY: Final[dict[Caller, list[_JSON]]] = {
    Caller.APP: [{"token": []}],
    Caller.USER: [{"session": []}],
    Caller.ANYONE: [],
}
_SCHEMES: Final = {
    "token": {
        "type": "apiKey",
        "in": "header",
        "name": "auth",
        "description": "A JWT, bare: signed with the app's client secret and HS256, the app's client id in `appId`.",
    },
    "session": {"type": "http", "scheme": "bearer", "description": "The access token that a sign-in answers."},
}
_ACCOUNT: Final = {
    "name": "AccountId",
    "in": "header",
    "required": False,
    "description": "The account to act in; the user's first one by default.",
    "schema": {"type": "string"},
}
_ENVELOPE: Final = {
    "title": "Errors",
    "description": "What a refused call answers: always one error.",
    "type": "object",
    "required": ["errors"],
    "additionalProperties": False,
    "properties": {
        "errors": {
            "type": "array",
            "minItems": 1,
            "maxItems": 1,
            "items": {
                "type": "object",
                "required": ["msg", "code"],
                "additionalProperties": False,
                "properties": {"msg": {"type": "string"}, "code": {"type": ["integer", "string"]}},
            },
        }
    },
}


def openapi_document(
    operations: Sequence[_AnyOperation], server_url: str, *, served: Container[str] | None = None
) -> _JSON:
    """The document, ready to be written as JSON.

    Args:
        operations: what it describes, in the order in which it lists them.
        server_url: where they are called, for example `http://127.0.0.1:8070`.
        served: ids of the operations that the server serves; the others are marked. None marks nothing.
    """
    schemas = Schemas(operations)
    paths: _JSON = {}
    for one in operations:
        if one.facts.served_by:
            # A document has one entry for a method and path.
            continue
        described = _operation(one, schemas, is_served=served is None or one.id in served)
        if link := _link(one, operations):
            described["responses"]["200"]["links"] = {"status": link}
        paths.setdefault(_path(one, one.path), {})[one.method.lower()] = described
    callers = {one.facts.caller for one in operations}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Kore.ai public APIs, as korekit serves them",
            "version": __version__,
            "summary": "Wire-compatible with the vendor's; an independent project.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": server_url.rstrip("/")}],
        "tags": [{"name": name, "description": about} for caller, (name, about) in _TAGS.items() if caller in callers],
        "paths": paths,
        "components": {"securitySchemes": _SCHEMES, "schemas": {**schemas.components, "Errors": _ENVELOPE}},
    }


def _operation(one: _AnyOperation, schemas: Schemas, *, is_served: bool) -> _JSON:
    facts = one.facts
    described: _JSON = {
        "operationId": one.id,
        "summary": one.summary,
        "description": _description(one, is_served=is_served),
        "tags": [_TAGS[facts.caller][0]],
        "security": _SECURITY[facts.caller],
        "parameters": [*_parameters(one, schemas), *([_ACCOUNT] if facts.caller is Caller.USER else [])],
        "responses": _responses(one, schemas, is_served=is_served),
        **_extensions(one, is_served=is_served),
    }
    if body := _request_body(one, schemas):
        described["requestBody"] = body
    return {key: value for key, value in described.items() if value != [] or key == "security"}


def _path(one: _AnyOperation, template: str) -> str:
    """A path with the wire's names in braces."""
    for parameter in one.parameters_in(Place.PATH):
        template = template.replace(f"{{{parameter.name}}}", f"{{{parameter.wire}}}")
    return template


def _description(one: _AnyOperation, *, is_served: bool) -> str:
    lines = [] if is_served else ["Declared, and not served yet: answers 501.\n"]
    about = one.documentation.partition("\n")[2]
    for heading in ("Args:", "Returns:", "Raises:", "Source:"):
        about = about.partition(f"\n{heading}")[0] if f"\n{heading}" in about else about
    if about.strip():
        lines.append(about.strip() + "\n")
    if one.facts.quirks:
        lines += ["Worth knowing:\n", *(f"- {quirk}" for quirk in one.facts.quirks)]
    return "\n".join(lines).strip() or one.summary


def _parameters(one: _AnyOperation, schemas: Schemas) -> list[_JSON]:
    return [
        {
            "name": parameter.wire,
            "in": parameter.place.value,
            "required": parameter.place is Place.PATH or parameter.is_required,
            **({"description": parameter.note} if parameter.note else {}),
            "schema": schemas.of_parameter(parameter),
        }
        for parameter in one.parameters
        if parameter.place is not Place.BODY
    ]


def _request_body(one: _AnyOperation, schemas: Schemas) -> _JSON | None:
    parameters = one.parameters_in(Place.BODY)
    if not parameters:
        return None
    schema = body_schema(one, schemas)
    types = ["multipart/form-data"] if one.facts.body == "multipart" else [_JSON_TYPE]
    if one.facts.is_form_accepted:
        types.append(_FORM_TYPE)
    return {
        "required": any(parameter.is_required for parameter in parameters),
        "content": {content_type: {"schema": schema} for content_type in types},
    }


def _responses(one: _AnyOperation, schemas: Schemas, *, is_served: bool) -> _JSON:
    content: _JSON
    if one.facts.is_file:
        content = {"application/zip": {"schema": {"type": "string", "format": "binary"}}}
    else:
        content = {_JSON_TYPE: {"schema": schemas.of(one.result)}}
    done: _JSON = {"description": one.summary, "content": content}
    refused = {str(status): _refused(status, errors) for status, errors in refusals_of(one).items()}
    if not is_served:
        refused["501"] = _refused(501, {})
    return {"200": done, **refused, "default": {**_refused(0, {}), "description": "Refused for another reason."}}


def _refused(status: int, errors: dict[WireError, list[str]]) -> _JSON:
    """One answer of the envelope, with what its messages mean."""
    lines = [f"- `{error.msg}` (code {error.code}): {', '.join(causes)}" for error, causes in errors.items()]
    response: _JSON = {
        "description": "\n".join(["Refused.", "", *lines]).strip(),
        "content": {_JSON_TYPE: {"schema": {"$ref": f"{SCHEMA_PATH}Errors"}}},
    }
    if status in HEADERS:
        response["headers"] = HEADERS[status]
    return response


def _link(one: _AnyOperation, operations: Sequence[_AnyOperation]) -> _JSON | None:
    """How the answer leads to the operation that follows its job."""
    job = one.facts.job
    status = next((other for other in operations if job is not None and other.id == job.status_operation), None)
    if job is None or status is None:
        return None
    # The status is asked with what this call was asked with, and else with the answer's handle.
    own = {parameter.wire for parameter in one.parameters_in(Place.PATH)}
    wanted = [parameter.wire for parameter in status.parameters_in(Place.PATH)]
    given = {name: f"$request.path.{name}" if name in own else f"$response.body#/{job.handle}" for name in wanted}
    return {"operationId": status.id, "parameters": given}


def _extensions(one: _AnyOperation, *, is_served: bool) -> _JSON:
    facts = one.facts
    found: _JSON = {}
    if facts.caller is Caller.APP:
        found["x-korekit-scopes"] = {plane.value: _scope(one, plane) for plane in one.planes}
    if facts.role is not None:
        found["x-korekit-role"] = facts.role.value
    if facts.limit is not None:
        limit = facts.limit
        found["x-korekit-rate-limit"] = {"per": limit.per, "minute": limit.minute, "hour": limit.hour}
    if facts.job is not None:
        job = facts.job
        found["x-korekit-job"] = {
            "statusOperation": job.status_operation,
            "running": list(job.running),
            "done": list(job.done),
            "failed": list(job.failed),
            "handle": job.handle or None,
            "result": job.result or None,
        }
    if facts.aliases:
        found["x-korekit-aliases"] = [
            {"method": a.method or one.method, "path": _path(one, a.path), "seenIn": a.seen_in} for a in facts.aliases
        ]
    if facts.is_ours:
        found["x-korekit-ours"] = True
    found["x-korekit-served"] = is_served
    return found


def _scope(one: _AnyOperation, plane: Plane) -> _JSON | None:
    scope = one.facts.scopes[plane]
    return None if scope is None else {"id": scope.id, "name": scope.shown, "isIdKnown": scope.is_id_known}
