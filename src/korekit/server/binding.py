"""From what travelled to the arguments of a handler, by the operation's parameters.

Numbers in a query that are none count as absent; unknown keys are ignored; a body is as strict as the contract says.
Source: observed-errors.md 1.4, platform.md 6.5.
"""

import re
import types
import typing
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any, Final
from urllib.parse import parse_qsl

import msgspec

from korekit.catalog.operation import Operation
from korekit.catalog.parameters import Parameter, Place, Upload
from korekit.catalog.shapes import bare_type
from korekit.errors.json_words import misfit, what_is_malformed
from korekit.errors.request_causes import (
    BodyFieldInvalid,
    BodyFieldMissing,
    BodyFieldMisspelled,
    BodyMalformed,
    ContentTypeWrong,
    MultipartBroken,
    PathUnknown,
)
from korekit.nearness import nearest
from korekit.server.requests import without_nul, without_nul_escapes

__all__ = ["Binder"]

_MISSING: Final = re.compile(r"missing required field `([^`]+)`(?: - at `([^`]+)`)?")
_MAX_QUERY_FIELDS: Final = 100
# So many fit into 64 bits.
_MAX_DIGITS: Final = 18
_KEPT_QUERY: Final = 128


class Binder:
    """Binds the values of one operation."""

    def __init__(self, operation: Operation[Any, Any]) -> None:
        self._query = {parameter.wire: parameter for parameter in operation.parameters_in(Place.QUERY)}
        self._path = operation.parameters_in(Place.PATH)
        self._body = operation.parameters_in(Place.BODY)
        self._facts = operation.facts
        self._whole = operation.whole_body
        self.takes_body = bool(self._body)
        self._struct = _struct_of(operation.id, self._body) if self._body and self._whole is None else None
        self._also = {other: one.wire for one in self._body for other in one.also}
        self._is_reshaped = bool(self._also) or self._facts.is_list_unwrapped or self._facts.is_case_folded
        kind = self._whole.kind if self._whole is not None else Any if self._is_reshaped else self._struct
        self._decoder = msgspec.json.Decoder(kind) if self.takes_body else None
        # Callers send the same few queries again and again; short ones only, so that a stranger cannot fill the memory.
        self._known_query = lru_cache(maxsize=256)(self._parse_query)

    def from_query(self, query: bytes) -> Mapping[str, Any]:
        """The arguments that a query string gives; not to be changed.

        Raises:
            BodyFieldInvalid: more fields than any caller means.
        """
        if not query or not self._query:
            return {}
        return self._known_query(query) if len(query) <= _KEPT_QUERY else self._parse_query(query)

    def _parse_query(self, query: bytes) -> dict[str, Any]:
        arguments: dict[str, Any] = {}
        for wire, text in _query_pairs(query.decode("latin-1")):
            parameter = self._query.get(wire)
            if parameter is None or text == "":
                continue
            value = _query_value(parameter, without_nul(text))
            if value is not None:
                arguments[parameter.name] = value
        return arguments

    def from_json(self, body: bytes) -> dict[str, Any]:
        """The arguments that a JSON body gives.

        Raises:
            BodyMalformed, BodyFieldMissing, BodyFieldMisspelled, BodyFieldInvalid: as their names say.
        """
        if self._decoder is None:
            return {}
        body = without_nul_escapes(body.removeprefix(b"\xef\xbb\xbf"))
        if not body.strip():
            body = self._empty_body()
        try:
            return self._from_decoded(self._decoder.decode(body))
        except msgspec.ValidationError as error:
            raise self._explain(error, body) from None
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            at, found = what_is_malformed(body, str(error))
            raise BodyMalformed(at=at, expected="JSON", found=found, wire=self._facts.missing) from None
        except RecursionError:
            raise BodyMalformed(found="a document that nests too deep", wire=self._facts.missing) from None

    def _from_decoded(self, value: Any) -> dict[str, Any]:
        if self._whole is not None:
            return {self._whole.name: value}
        if self._is_reshaped:
            value = msgspec.convert(self._reshaped(value), self._struct)
        return self._arguments(value)

    def _reshaped(self, value: Any) -> Any:
        """The body in the catalogue's one spelling, where clients use several."""
        if self._facts.is_list_unwrapped and isinstance(value, list) and len(value) == 1:
            value = value[0]
        if self._facts.is_case_folded:
            value = _case_folded(value, self._struct)
        if self._also and isinstance(value, dict):
            for other, wire in self._also.items():
                if other in value:
                    value.setdefault(wire, value[other])
        return value

    def from_form(self, fields: list[tuple[str, Any]]) -> dict[str, Any]:
        """The arguments that the fields of a form give; a field of a list may stand once or often.

        Raises:
            BodyFieldMissing, BodyFieldMisspelled, BodyFieldInvalid, MultipartBroken, ContentTypeWrong: as their names
                say.
        """
        if self._struct is None:
            return {}
        known = {parameter.wire: parameter for parameter in self._body}
        given: dict[str, Any] = {}
        for wire, value in fields:
            parameter = known.get(wire.removesuffix("[]"))
            if parameter is None:
                given[wire] = value
            elif _is_list(parameter.kind):
                given.setdefault(parameter.wire, []).append(value)
            elif parameter.wire in given:
                raise BodyFieldInvalid(at=f"`{wire}`", expected="the field once", found="the field twice")
            else:
                given[parameter.wire] = _form_value(parameter, value)
        if fields and fields[0][0].lstrip().startswith("{") and not known.keys() & given.keys():
            # Read as a form, JSON is one field with a strange name.
            raise ContentTypeWrong(expected="`application/json`", found="JSON sent as a form", wire=self._facts.missing)
        for one in self._body:
            if one.kind is Upload and isinstance(given.get(one.wire), str):
                raise MultipartBroken(expected="a file part with a file name", found="a text")
            if one.kind is Upload and one.is_required and one.wire not in given:
                raise MultipartBroken(
                    expected=f"a file in the part `{one.wire}`", found="none there", wire=self._facts.missing
                )
        try:
            return self._arguments(msgspec.convert(given, self._struct, strict=False))
        except msgspec.ValidationError as error:
            raise self._explain(error, msgspec.json.encode(list(given))) from None

    def from_path(self, values: dict[str, str]) -> dict[str, Any]:
        """The arguments that the path gives: texts as they are, numbers where one is declared.

        Raises:
            PathUnknown: no number where one is declared.
        """
        return {parameter.name: _path_value(parameter, values[parameter.name]) for parameter in self._path}

    def _empty_body(self) -> bytes:
        if any(parameter.is_required for parameter in self._body):
            raise BodyMalformed(expected="a JSON object", found="an empty body", wire=self._facts.missing)
        return b"{}"

    def _arguments(self, struct: Any) -> dict[str, Any]:
        given = {parameter.name: getattr(struct, parameter.name) for parameter in self._body}
        # A null means what is absent means.
        return {
            parameter.name: parameter.default if given[parameter.name] is None else given[parameter.name]
            for parameter in self._body
        }

    def explained(self, missing: BodyFieldMissing, body: bytes) -> BodyFieldMissing | BodyFieldMisspelled:
        """A refusal for a field of a JSON body that is missing, or misspelled if a field of no other use is near it."""
        wires = {parameter.wire for parameter in self._body}
        name = missing.expected.strip("`")
        close = _close_key(body, name, wires | self._also.keys()) if name in wires and not missing.at else None
        if close is None:
            return missing
        return BodyFieldMisspelled(expected=missing.expected, found=f"`{close}`", wire=missing.wire)

    def _explain(
        self, error: msgspec.ValidationError, body: bytes
    ) -> BodyFieldMissing | BodyFieldMisspelled | BodyFieldInvalid:
        text = str(error)
        missing = _MISSING.search(text)
        if missing is None:
            told = misfit(text)
            field = next((one for one in self._body if told.at == f"$.{one.wire}"), None)
            if field is not None and field.choices:
                told = misfit(text, field.choices)
            return BodyFieldInvalid(at=f"`{told.at}`" if told.at else "", expected=told.expected, found=told.found)
        name = missing.group(1)
        place = (missing.group(2) or "$").removeprefix("$")
        close = None if place else _close_key(body, name)
        if close is not None:
            return BodyFieldMisspelled(expected=f"`{name}`", found=f"`{close}`", wire=self._facts.missing)
        return BodyFieldMissing(expected=f"`{name}`", at=f"`{place}`" if place else "", wire=self._facts.missing)


def _struct_of(name: str, parameters: tuple[Parameter, ...]) -> type[msgspec.Struct]:
    fields: list[Any] = []
    for parameter in parameters:
        # A received file is a value already.
        kind = Any if parameter.kind is Upload else parameter.kind
        if parameter.is_required or parameter.is_always_sent:
            fields.append((parameter.name, kind))
        else:
            # Clients send null for what they do not set.
            fields.append((parameter.name, kind | None, parameter.default))
    return msgspec.defstruct(
        name.replace("-", "_"),
        fields,
        rename={parameter.name: parameter.wire for parameter in parameters},
        kw_only=True,
    )


def _case_folded(value: Any, kind: Any) -> Any:
    """The value with the keys of a struct as the struct spells them, whatever their case; other keys stay."""
    if isinstance(kind, types.UnionType):
        kind = next((one for one in typing.get_args(kind) if hasattr(one, "__struct_fields__")), kind)
    if not isinstance(value, dict) or not hasattr(kind, "__struct_fields__"):
        return value
    known = {member.encode_name.lower(): member for member in msgspec.structs.fields(kind)}
    folded: dict[str, Any] = {}
    for key, held in value.items():
        member = known.get(key.lower())
        if member is None:
            folded[key] = held
        else:
            folded[member.encode_name] = _case_folded(held, member.type)
    return folded


def _query_pairs(query: str) -> list[tuple[str, str]]:
    if query.count("&") >= _MAX_QUERY_FIELDS:
        raise BodyFieldInvalid(expected=f"at most {_MAX_QUERY_FIELDS} query fields", found="more")
    if "%" in query or "+" in query:
        return parse_qsl(query, keep_blank_values=True)
    # Nothing is encoded, as in most calls: cutting is enough, and several times faster.
    found: list[tuple[str, str]] = []
    for part in query.split("&"):
        wire, _, text = part.partition("=")
        found.append((wire, text))
    return found


def _path_value(parameter: Parameter, text: str) -> Any:
    if parameter.kind is not int:
        return text
    if not text.isascii() or not text.isdigit() or len(text) > _MAX_DIGITS:
        raise PathUnknown(at=f"`{parameter.wire}`", expected="a number", found="another text")
    return int(text)


def _query_value(parameter: Parameter, text: str) -> Any:
    if parameter.maximum is None and bare_type(parameter.kind) is not int:
        return text
    if not text.isascii() or not text.isdigit() or len(text) > _MAX_DIGITS:
        return None
    return int(text) if parameter.maximum is None else min(int(text), parameter.maximum)


def _is_list(kind: Any) -> bool:
    parts = typing.get_args(kind) if isinstance(kind, types.UnionType) else (kind,)
    return any(typing.get_origin(part) is list for part in parts)


def _form_value(parameter: Parameter, value: Any) -> Any:
    # Objects travel in a form as their JSON text.
    if isinstance(value, str) and value.startswith("{") and parameter.kind is not str:
        try:
            return msgspec.json.decode(value)
        except msgspec.DecodeError:
            return value
    return value


def _close_key(body: bytes, wanted: str, known: Collection[str] = ()) -> str | None:
    try:
        given = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    words = (
        [key for key in given if isinstance(key, str) and key not in known] if isinstance(given, dict | list) else []
    )
    near = nearest(wanted, words[:_MAX_QUERY_FIELDS])
    return None if near is None else near[:60]
