"""Variables as callers give them: checked, and ready for an archive.

Source: bot-definition.yaml bot-variables-import with its quirks.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from korekit.archive.variable_edits import GivenNamespace, GivenVariable
from korekit.calls.call import Call
from korekit.catalog.bot_settings_results import Variable, VariableNamespace
from korekit.clock import iso_time
from korekit.errors.request_causes import BodyFieldInvalid, BodyFieldMissing

__all__ = ["blanks_of", "given_variable", "made_namespace"]

_KINDS: Final = ("env", "locale")
# `onInstall` is not documented; clients send it.
_SCOPES: Final = ("prePopulated", "askOnInstall", "hidden", "onInstall")
_KEY_CHARACTERS: Final = 200


def given_variable(variable: Variable) -> GivenVariable:
    """A variable as it goes into an archive.

    Raises:
        BodyFieldMissing: no key, or a content variable's value without a language.
        BodyFieldInvalid: another kind or scope, or a namespace without name and id.
    """
    if not variable.key.strip() or len(variable.key) > _KEY_CHARACTERS:
        raise BodyFieldMissing(at="`key`", expected=f"a key of 1 to {_KEY_CHARACTERS} characters")
    if variable.variable_type not in ("", *_KINDS):
        raise BodyFieldInvalid(at="`variableType`", expected="env or locale", found="another word")
    if variable.scope not in ("", *_SCOPES):
        raise BodyFieldInvalid(at="`scope`", expected=", ".join(_SCOPES), found="another word")
    if variable.variable_type == "locale" and variable.locale_data is None and variable.value is not None:
        raise BodyFieldMissing(at="`localeData`", expected="the values by language")
    members: dict[str, Any] = msgspec.to_builtins(variable)
    for name in ("key", "variableType", "vNameSpace"):
        members.pop(name, None)
    members = {name: value for name, value in members.items() if value is not None}
    spaces = variable.v_name_space
    return GivenVariable(
        key=variable.key,
        kind=variable.variable_type,
        members=members,
        namespaces=None if spaces is None else [_wanted_namespace(space) for space in spaces],
    )


def blanks_of(variable: GivenVariable) -> Iterator[str]:
    """The languages whose value is given and empty, which blanks a secured one; an empty text for the value itself."""
    locale = variable.members.get("localeData")
    for language, holder in (("", variable.members), *(locale.items() if isinstance(locale, Mapping) else ())):
        if isinstance(holder, Mapping) and holder.get("value") == "":
            yield language


def _wanted_namespace(space: VariableNamespace) -> GivenNamespace:
    name = space.name or ""
    if not (name or space.ref_id) or max(len(name), len(space.ref_id)) > _KEY_CHARACTERS:
        raise BodyFieldInvalid(at="`vNameSpace`", expected=f"names and ids of 1 to {_KEY_CHARACTERS} characters")
    return GivenNamespace(name, space.ref_id)


def made_namespace(call: Call, bot_id: str, given: GivenNamespace) -> Mapping[str, object]:
    """A namespace that the bot does not have yet, as an archive lists it."""
    ref_id, now = given.ref_id or call.services.ids.uuid(), iso_time(call.now_ms())
    return {
        "_id": call.services.ids.prefixed("ns"),
        "type": "custom",
        "lModifiedOn": now,
        "createdOn": now,
        "streamId": bot_id,
        "createdBy": call.caller.user_id,
        "status": "configured",
        "name": given.name or ref_id,
        "refId": ref_id,
        "__v": 0,
    }
