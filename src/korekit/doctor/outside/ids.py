"""Ids in the path and in the body: whether they can be what their place asks for.

An id of the right form may still name nothing; only the host knows.
"""

import re
from typing import Any, Final

from korekit.catalog.operation import Operation
from korekit.catalog.parameters import Parameter, Place
from korekit.catalog.planes import Caller, Plane
from korekit.doctor.given import is_open
from korekit.doctor.outside.scene import Scene
from korekit.doctor.redaction import safe_word
from korekit.errors.app_causes import BotNotOfApp, BotUnknown
from korekit.errors.refusal import Check
from korekit.errors.request_causes import FileUnknown, ResourceUnknown
from korekit.ids import BotId, FileId, JobId

__all__ = ["has_kind", "look_at_file_ids", "look_at_path_ids"]

_UUID: Final = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_BOT: Final = re.compile(f"st-{_UUID}", re.IGNORECASE)
_JOB: Final = re.compile(f"[a-z]+-{_UUID}", re.IGNORECASE)
_FILE: Final = re.compile(r"[0-9a-f]{24}", re.IGNORECASE)
_KINDS: Final = {"st": "a bot id", "cs": "a client id", "u": "a user id", "o": "an organisation's id"}


def has_kind(operation: Operation[Any, Any], kind: Any) -> bool:
    """Whether an operation takes an id of this kind, alone or in a list."""
    return any(_is_of(parameter, kind) for parameter in operation.parameters)


def _is_of(parameter: Parameter, kind: Any) -> bool:
    # Ids are `NewType`s, which stand by themselves, in a union with None, or in a list.
    waiting, seen = [parameter.kind], 0
    while waiting and seen < 20:
        one = waiting.pop()
        seen += 1
        if one is kind:
            return True
        waiting.extend(getattr(one, "__args__", ()))
    return False


def look_at_path_ids(scene: Scene) -> None:
    """Judge the bot and the job that the path names."""
    operation = scene.operation()
    if operation is None or operation.facts.caller is not Caller.APP:
        return
    if not has_kind(operation, BotId):
        scene.passed(Check.BOT)
    if not any(operation.facts.scopes.values()):
        scene.passed(Check.SCOPE)
    for parameter in operation.parameters_in(Place.PATH):
        value = scene.values.get(parameter.name, "")
        if not value or is_open(value):
            continue
        if _is_of(parameter, BotId) and not _BOT.fullmatch(value):
            _refuse_bot(scene, operation, value)
        elif _is_of(parameter, JobId) and not _JOB.fullmatch(value):
            found = f"`{safe_word(value)}`, {_kind_of(value)}"
            scene.fault(ResourceUnknown(expected="an id that the platform gave", found=found), is_certain=True)
        elif _is_of(parameter, JobId) and value.startswith("st-"):
            found = f"`{safe_word(value)}`, a bot id"
            scene.fault(ResourceUnknown(expected="the id of a request", found=found), is_certain=True)


def _refuse_bot(scene: Scene, operation: Operation[Any, Any], value: str) -> None:
    expected, found = "a bot id `st-<uuid>`", f"`{safe_word(value)}`, {_kind_of(value)}"
    by_plane = {
        Plane.ADMIN: BotUnknown(expected=expected, found=found),
        Plane.BOT: BotNotOfApp(expected=expected, found=found),
    }
    alternatives = [refusal for plane, refusal in by_plane.items() if plane in operation.planes]
    if alternatives:
        scene.fault(*alternatives, is_certain=True)


def look_at_file_ids(scene: Scene, given: dict[str, Any]) -> None:
    """Judge the file ids of a body whose fields have been read."""
    for parameter in [one for operation in scene.called for one in operation.parameters_in(Place.BODY)]:
        if not _is_of(parameter, FileId):
            continue
        value = given.get(parameter.wire)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str) and not is_open(one) and not _FILE.fullmatch(one):
                found = f"`{safe_word(one)}`, {_kind_of(one)}"
                scene.fault(
                    FileUnknown(at=f"`{parameter.wire}`", expected="24 hex digits", found=found), is_certain=True
                )


def _kind_of(value: str) -> str:
    prefix = value.partition("-")[0]
    if re.fullmatch(f"[a-z]+-{_UUID}", value, re.IGNORECASE):
        return _KINDS.get(prefix.lower(), "an id of another kind")
    if value[:1] in "{<:[$" or value.isupper():
        return "a placeholder that was not filled in"
    if prefix in _KINDS:
        return f"{_KINDS[prefix]} that is cut or altered"
    return "which is none"
