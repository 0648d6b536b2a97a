"""The scripts that requests carry, each with the facts that it needs on top."""

import json
import re
from collections.abc import Iterable, Sequence
from importlib.resources import files
from typing import Any, Final

from korekit.catalog.operations import AllOperations
from korekit.catalog.parameters import Place
from korekit.errors.wire import INVALID_CREDENTIALS
from korekit.exporters.collections.examples import example_of
from korekit.exporters.collections.requests import Request
from korekit.exporters.collections.variables import (
    ACCESS_TOKEN,
    BASE_URL,
    PASSWORD,
    SESSION_VARIABLES,
    USER_NAME,
    reference,
    token_variable,
)

__all__ = ["answer_lines", "facts_of", "leave_out_lines", "script"]

_SIGN_IN: Final = AllOperations.sign_in


def facts_of(requests: Iterable[Request]) -> dict[str, Any]:
    """What the scripts of a whole collection need: planes, tokens, how to sign in."""
    planes = dict.fromkeys(one.operation.planes for one in requests if one.operation.planes)
    given = (USER_NAME, PASSWORD)
    return {
        "planes": sorted({plane.value for each in planes for plane in each}),
        "tokens": {token_variable(each): [plane.value for plane in each] for each in planes},
        "session": {
            "url": reference(BASE_URL) + _SIGN_IN.path,
            "body": {one.wire: example_of(one) for one in _SIGN_IN.parameters_in(Place.BODY) if one.wire not in given},
            "given": list(given),
            "token": ACCESS_TOKEN,
            "at": ["authorization", "accessToken"],
            "variables": {name: list(path) for name, path in SESSION_VARIABLES.items()},
        },
        "tokenRefused": INVALID_CREDENTIALS.msg,
    }


def script(name: str, **facts: Any) -> list[str]:
    """The lines of a script, after its facts as constants.

    Args:
        name: several are put together, as in `tokens, postman-before`.
        facts: each becomes a constant of this name.
    """
    constants = [f"const {key} = {json.dumps(value, ensure_ascii=False)};" for key, value in facts.items()]
    folder = files("korekit.exporters.collections") / "scripts"
    texts = [(folder / f"{one}.js").read_text("utf-8").rstrip() for one in name.split(", ")]
    return [*constants, *"\n\n".join(texts).splitlines()]


def answer_lines(tool: str, request: Request, facts: dict[str, Any]) -> list[str]:
    """What is done with the answer of one request."""
    job = request.follows
    what = {
        "documented": list(request.documented),
        "fillings": [
            {"variable": one.variable, "field": one.field, "first": one.is_in_list, "ifEmpty": one.is_only_if_empty}
            for one in request.fillings
        ],
        "links": [
            {
                "field": one.field,
                "pattern": f"{re.escape(one.before)}([^/]+){re.escape(one.after)}$",
                "path": one.in_path,
                "query": dict(one.in_query),
            }
            for one in request.links
        ],
        "job": None if job is None else {"running": _lower(job.running), "done": _lower(job.done)},
        "endsSession": request.ends_session,
    }
    return script(f"{tool}-answer", facts={"session": {"token": facts["session"]["token"]}}, request=what)


def leave_out_lines(tool: str, request: Request) -> list[str]:
    """What is done before a request with optional fields, if it has any."""
    if request.body is None or not request.body.left_out_if_empty:
        return []
    return script(f"{tool}-leave-out", optional=list(request.body.left_out_if_empty))


def _lower(states: Sequence[str]) -> list[str]:
    return [state.lower() for state in states]
