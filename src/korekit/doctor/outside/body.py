"""The body against the catalogue: its type, its JSON, its fields.

Unknown fields are no fault: hosts ignore them. Source: observed-errors.md 1.4 and 2, platform.md 6.5.
"""

import json
import re
from typing import Any, Final
from urllib.parse import parse_qsl

import msgspec

from korekit.catalog.operation import Operation
from korekit.catalog.parameters import Parameter, Place
from korekit.doctor.given import is_open, json_with_open, with_open_as
from korekit.doctor.outside.ids import has_kind, look_at_file_ids
from korekit.doctor.outside.multipart import look_at_multipart
from korekit.doctor.outside.scene import Scene
from korekit.doctor.outside.scopes import look_at_scope_names
from korekit.doctor.redaction import safe_name, safe_type, safe_word
from korekit.errors.json_words import misfit, oddity
from korekit.errors.refusal import Check
from korekit.errors.request_causes import (
    BodyFieldInvalid,
    BodyFieldMissing,
    BodyFieldMisspelled,
    BodyMalformed,
    ContentTypeWrong,
)
from korekit.ids import JobId
from korekit.nearness import folded, nearest

__all__ = ["content_type_of", "look_at_body"]

_JSON_TYPE: Final = "application/json"
_FORM_TYPE: Final = "application/x-www-form-urlencoded"
_MULTIPART_TYPE: Final = "multipart/form-data"
# The catalogue's notes say it of fields that one of two modes needs: "required unless a zip is sent".
_CONDITION: Final = re.compile(r"required unless (?:an? )?`?(\w+)`?")
# What one of the files may be, which its id does not show.
_UNSEEN: Final = "archive"
# Notes of fields with few values: "latest or published".
_LISTED: Final = re.compile(r"\w+(?:, \w+)* or \w+")
_WORD: Final = re.compile(r"\w+")
_MAX_FORM_FIELDS: Final = 500


def content_type_of(scene: Scene) -> str:
    """The body's type without its parameters, in lower case, empty where none is said."""
    values = scene.request.values("content-type")
    return values[0].partition(";")[0].strip().lower() if values else ""


def look_at_body(scene: Scene) -> None:
    """Judge what the call carries, if the operation and the body are known."""
    operation = scene.operation()
    if operation is None or any(fault.check is Check.METHOD for fault in scene.faults):
        return
    if not operation.parameters_in(Place.BODY):
        if not has_kind(operation, JobId):
            scene.passed(Check.BODY)
        return
    if not scene.request.are_headers_whole and not scene.request.headers:
        return
    if operation.facts.body == "multipart":
        look_at_multipart(scene, content_type_of(scene))
        return
    if _is_type_wrong(scene, operation) or not scene.request.is_body_known:
        return
    fields = _form_fields(scene) if _is_form(scene, operation) else _json_fields(scene, operation)
    if fields is None:
        return
    _look_at_fields(scene, operation, fields)
    look_at_file_ids(scene, fields)
    look_at_scope_names(scene, fields)
    # Whether the values mean anything, and whether they need further fields, only the host knows.
    scene.exclude(BodyMalformed, ContentTypeWrong)
    documented = {parameter.wire for parameter in operation.parameters_in(Place.BODY)}
    if documented <= fields.keys():
        scene.exclude(BodyFieldMissing)
    if fields.keys() <= documented:
        scene.exclude(BodyFieldMisspelled)


def _is_form(scene: Scene, operation: Operation[Any, Any]) -> bool:
    return operation.facts.is_form_accepted and content_type_of(scene) == _FORM_TYPE


def _is_type_wrong(scene: Scene, operation: Operation[Any, Any]) -> bool:
    """Judge the content type; whether nothing further can be said of the body."""
    given = content_type_of(scene)
    refusal = ContentTypeWrong(expected=f"`{_JSON_TYPE}`", found=f"`{safe_type(given)}`")
    if given == _MULTIPART_TYPE or scene.request.is_form:
        scene.fault(refusal, is_certain=True)
        return True
    if given != _FORM_TYPE or not scene.request.is_body_known:
        if given and given != _FORM_TYPE and "json" not in given and scene.request.body:
            # Hosts that look at the type do not parse the body; others look at the text alone.
            scene.fault(refusal, is_certain=False)
        return False
    is_json = (scene.request.body or b"").lstrip()[:1] in (b"{", b"[")
    if not operation.facts.is_form_accepted:
        # Some hosts look at the text and not at its type, since curl says so of every `-d`.
        scene.fault(refusal, is_certain=not is_json)
        return not is_json
    if is_json:
        # Read as a form, JSON is one field with a strange name, so that the needed ones are missing.
        needed = _needed(operation, {})
        if needed:
            scene.fault(refusal, BodyFieldMissing(expected=f"`{needed[0].wire}`"), is_certain=True)
        return True
    return False


def _form_fields(scene: Scene) -> dict[str, Any] | None:
    text = (scene.request.body or b"").decode("utf-8", "replace")
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=_MAX_FORM_FIELDS)
    except ValueError:
        return None
    return {name.removesuffix("[]"): value for name, value in pairs}


def _json_fields(scene: Scene, operation: Operation[Any, Any]) -> dict[str, Any] | None:
    """The fields of a JSON body, or `None` where it has none that can be looked at."""
    text = (scene.request.body or b"").decode("utf-8", "replace").removeprefix("\ufeff")
    if not text.strip():
        if not _needed(operation, {}):
            return {}
        scene.fault(BodyMalformed(expected="a JSON object", found="an empty body"), is_certain=True)
        return None
    if is_open(text) and not with_open_as(text, "").strip():
        # The whole body stands in a variable.
        return None
    try:
        found = _parsed(text)
    except json.JSONDecodeError as error:
        place, found_there = oddity(text, error)
        scene.fault(BodyMalformed(at=place, expected="JSON", found=found_there), is_certain=not is_open(text))
        return None
    except (ValueError, RecursionError):
        scene.fault(BodyMalformed(found="a document that nests too deep"), is_certain=True)
        return None
    if operation.whole_body is not None:
        # A list, or whatever it is: no fields to look at.
        scene.exclude(BodyMalformed, ContentTypeWrong, BodyFieldMisspelled)
        return None
    if operation.facts.is_list_unwrapped and isinstance(found, list) and len(found) == 1:
        found = found[0]
    if not isinstance(found, dict):
        scene.fault(BodyFieldInvalid(expected="a JSON object", found="another kind of JSON"), is_certain=True)
        return None
    return _in_one_spelling(operation, found)


def _in_one_spelling(operation: Operation[Any, Any], given: dict[str, Any]) -> dict[str, Any]:
    """The fields under the names of the catalogue, where hosts take several for one."""
    also: dict[str, str] = {}
    for parameter in operation.parameters_in(Place.BODY):
        also |= dict.fromkeys(parameter.also, parameter.wire)
        if operation.facts.is_case_folded:
            also[parameter.wire.lower()] = parameter.wire
    documented = set(also.values())
    found: dict[str, Any] = {}
    for name, value in given.items():
        folded_name = name.lower() if operation.facts.is_case_folded else name
        found[name if name in documented else also.get(name, also.get(folded_name, name))] = value
    return found


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        if not is_open(text):
            raise
        # A variable without quotes around it stands for a number, a list, an object.
        return json.loads(json_with_open(text))


def _needed(operation: Operation[Any, Any], given: dict[str, Any]) -> list[Parameter]:
    """The fields that must be there, those of the chosen mode included."""
    return [
        parameter
        for parameter in operation.parameters_in(Place.BODY)
        if parameter.is_required or _is_needed_here(parameter, given)
    ]


def _is_needed_here(parameter: Parameter, given: dict[str, Any]) -> bool:
    condition = _CONDITION.search(parameter.note)
    if condition is None:
        return False
    word = folded(condition[1])
    is_unseen = word == _UNSEEN and any("zip" in name.lower() for name in given)
    return not is_unseen and not any(
        word in folded(name) or folded(str(value)) == word for name, value in given.items()
    )


def _is_unseen(parameter: Parameter) -> bool:
    """Whether it depends on what only the host can see that the field is needed."""
    condition = _CONDITION.search(parameter.note)
    return condition is not None and condition[1] == _UNSEEN and not parameter.is_required


def _look_at_fields(scene: Scene, operation: Operation[Any, Any], given: dict[str, Any]) -> None:
    documented = {parameter.wire: parameter for parameter in operation.parameters_in(Place.BODY)}
    strange = [name for name in given if name not in documented and not is_open(name)]
    for parameter in _needed(operation, given):
        if parameter.wire in given:
            continue
        close = next((name for name in strange if nearest(name, (parameter.wire,))), None)
        if close is None:
            refusal = BodyFieldMissing(expected=_described(parameter), found=_names(given))
            scene.fault(refusal, is_certain=not _is_unseen(parameter))
        else:
            strange.remove(close)
            misspelled = BodyFieldMisspelled(expected=f"`{parameter.wire}`", found=f"`{safe_name(close)}`")
            scene.fault(misspelled, is_certain=not _is_unseen(parameter))
    if not _is_form(scene, operation) and not operation.facts.is_case_folded:
        _look_at_types(scene, documented, given)


def _look_at_types(scene: Scene, documented: dict[str, Parameter], given: dict[str, Any]) -> None:
    for name, value in given.items():
        parameter = documented.get(name)
        if parameter is None or _holds_open(value) or (value is None and not parameter.is_required):
            continue
        choices = _choices(parameter)
        if choices and isinstance(value, str) and value.lower() not in map(str.lower, choices):
            found = f"`{safe_word(value)}`"
            scene.fault(BodyFieldInvalid(at=f"`{name}`", expected=" or ".join(choices), found=found), is_certain=False)
        try:
            msgspec.convert(value, parameter.kind)
        except msgspec.ValidationError as error:
            # Quoted values stay out: a field may hold a secret.
            told = misfit(str(error), choices)
            found = "" if told.found.startswith("`") else told.found
            at = f"`{name}{told.at.removeprefix('$')}`"
            # How strict a host is with types is its own affair.
            scene.fault(BodyFieldInvalid(at=at, expected=told.expected, found=found), is_certain=False)


def _choices(parameter: Parameter) -> tuple[str, ...]:
    """The documented values, from the type or from a note that lists nothing else."""
    listed = _LISTED.fullmatch(parameter.note.rstrip("."))
    return parameter.choices or (tuple(_WORD.findall(listed[0].replace(" or ", " "))) if listed else ())


def _holds_open(value: Any) -> bool:
    return is_open(json.dumps(value, ensure_ascii=False)) if value is not None else False


def _described(parameter: Parameter) -> str:
    return f"`{parameter.wire}`" + (f", {parameter.note.rstrip('.')}" if parameter.note else "")


def _names(given: dict[str, Any]) -> str:
    names = ", ".join(f"`{safe_name(name)}`" for name in list(given)[:8])
    return f"the fields {names}" if names else "no fields"
