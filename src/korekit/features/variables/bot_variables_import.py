"""Putting variables into a bot, by key.

Values of collections have no place in an archive; they go sealed beside the bot. Source: bot-definition.yaml
bot-variables-import with its quirks.
"""

from typing import Any, Final

import msgspec

from korekit.archive import Archive
from korekit.archive.variable_edits import has_variable, with_variables
from korekit.calls.bot_edits import Edited, edit_bot
from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.catalog.bot_settings import BotSettings
from korekit.catalog.bot_settings_results import Variable, VariableSet, VariablesImported
from korekit.errors.request_causes import BodyFieldInvalid, BodyFieldMissing
from korekit.errors.wire import WireError
from korekit.features.variables.given_variables import blanks_of, given_variable, made_namespace
from korekit.ids import BotId
from korekit.records.bot_secrets import forget_values, keep_secret, read_secret
from korekit.records.change_logs import Change
from korekit.storage.database import Transaction

__all__ = ["bot_variables_import"]

_EMPTY: Final = WireError(500, 500, "Internal Server Error")
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
    wanted = [given_variable(variable) for variable in given.bot_variables or []]
    count = len({variable.key for variable in wanted})
    change = Change("variables", bot_id, "Bot variables are imported")

    def edit(archive: Archive) -> Edited[None]:
        changed = with_variables(archive, wanted, lambda space: made_namespace(call, bot_id, space))
        for one in given.bot_collection_variables or []:
            if not has_variable(changed, one.key):
                raise BodyFieldInvalid(at="`botCollectionVariables`", expected="keys of variables", found="another key")
        return Edited(changed, None, (change,))

    blanked = {(one.key, language) for one in wanted for language in blanks_of(one)}

    async def keep(transaction: Transaction) -> None:
        if blanked:
            await forget_values(transaction, call.services.sealer, bot_id, blanked, now_ms=call.now_ms())
        if given.bot_collections or given.bot_collection_variables:
            await _keep_collections(call, transaction, bot_id, given)

    await edit_bot(call, bot_id, edit, also=keep)
    return VariablesImported(message=f"{count} Variables imported/updated successfully.")


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
