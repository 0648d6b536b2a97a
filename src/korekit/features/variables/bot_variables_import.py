"""Putting variables into a bot, by key.

Values of collections have no place in an archive; they go sealed beside the bot. Source: bot-definition.yaml
bot-variables-import with its quirks.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from korekit.archive import Archive
from korekit.archive.variable_edits import GivenNamespace, GivenVariable, has_variable, with_variables
from korekit.calls.bot_edits import Edited, edit_bot
from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.catalog.bot_settings import BotSettings
from korekit.catalog.bot_settings_results import Variable, VariableNamespace, VariableSet, VariablesImported
from korekit.clock import iso_time
from korekit.errors.request_causes import BodyFieldInvalid, BodyFieldMissing
from korekit.errors.wire import WireError
from korekit.ids import BotId
from korekit.records.bot_secrets import forget_values, keep_secret, read_secret
from korekit.records.change_logs import Change
from korekit.storage.database import Transaction

__all__ = ["bot_variables_import"]

_EMPTY: Final = WireError(500, 500, "Internal Server Error")
_KINDS: Final = ("env", "locale")
# `onInstall` is not documented; clients send it.
_SCOPES: Final = ("prePopulated", "askOnInstall", "hidden", "onInstall")
_KEY_CHARACTERS: Final = 200
_COLLECTIONS: Final = "variable-collections"


@handles(BotSettings.bot_variables_import)
async def bot_variables_import(call: Call, bot_id: BotId, variables: list[Variable] | VariableSet) -> VariablesImported:
    """Add and change variables; the message counts both, each key once.

    Raises:
        BodyFieldMissing: an object without anything, or a variable without key.
        BodyFieldInvalid: another kind or scope, or a collection's value for what is not there.
    """
    given = variables if isinstance(variables, VariableSet) else VariableSet(bot_variables=variables)
    if given == VariableSet():
        raise BodyFieldMissing(expected="an array of variables, or `botVariables`", wire=_EMPTY)
    wanted = [_given(variable) for variable in given.bot_variables or []]
    count = len({variable.key for variable in wanted})
    change = Change("variables", bot_id, "Bot variables are imported")

    def edit(archive: Archive) -> Edited[None]:
        changed = with_variables(archive, wanted, lambda space: _namespace(call, bot_id, space))
        for one in given.bot_collection_variables or []:
            if not has_variable(changed, one.key):
                raise BodyFieldInvalid(at="`botCollectionVariables`", expected="keys of variables", found="another key")
        return Edited(changed, None, (change,))

    blanked = {(one.key, language) for one in wanted for language in _blanks(one)}

    async def keep(transaction: Transaction) -> None:
        if blanked:
            await forget_values(transaction, call.services.sealer, bot_id, blanked, now_ms=call.now_ms())
        if given.bot_collections or given.bot_collection_variables:
            await _keep_collections(call, transaction, bot_id, given)

    await edit_bot(call, bot_id, edit, also=keep)
    return VariablesImported(message=f"{count} Variables imported/updated successfully.")


def _given(variable: Variable) -> GivenVariable:
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


def _blanks(variable: GivenVariable) -> Iterator[str]:
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


def _namespace(call: Call, bot_id: str, given: GivenNamespace) -> Mapping[str, object]:
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


async def _keep_collections(call: Call, transaction: Transaction, bot_id: str, given: VariableSet) -> None:
    """Add to the collections of the bot, by refId, and to their values, by refId and key."""
    sealer = call.services.sealer
    kept = await read_secret(transaction, sealer, bot_id, _COLLECTIONS)
    collections: dict[str, Any] = kept.get("collections", {})
    values: dict[str, dict[str, Any]] = kept.get("values", {})
    for collection in given.bot_collections or []:
        if not collection.ref_id:
            raise BodyFieldMissing(at="`botCollections`", expected="`refId`")
        collections[collection.ref_id] = msgspec.to_builtins(collection)
    for one in given.bot_collection_variables or []:
        if one.ref_id not in collections:
            raise BodyFieldInvalid(at="`botCollectionVariables`", expected="the `refId` of a collection")
        own = {"value": one.value, "audioTag": one.audio_tag}
        mine = values.setdefault(one.ref_id, {}).setdefault(one.key, {})
        mine |= {name: value for name, value in own.items() if value is not None}
    document = {"collections": collections, "values": values}
    await keep_secret(transaction, sealer, bot_id, _COLLECTIONS, document, now_ms=call.now_ms())
