"""The variables of a bot one by one: looked at without a word in its change log, saved, deleted.

A revision tells apart what a variable was and is. It is checked while the bot is held, so that of two who save one
variable the second is told.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from korekit.archive import Archive, ArchiveBroken
from korekit.archive.variable_edits import has_variable, namespace_names, with_variables, without_variable
from korekit.calls.bot_edits import Edited, edit_bot
from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.calls.own_bot import own_bot
from korekit.catalog.bot_settings_results import Variable, VariableNamespace
from korekit.catalog.bot_variables import BotVariables, SeenVariable
from korekit.errors.console import ChangedMeanwhile, InputInvalid, NotFound
from korekit.features.variables.bot_variables_export import exported_variables, variables_of
from korekit.features.variables.given_variables import blanks_of, given_variable, made_namespace
from korekit.ids import BotId
from korekit.records.bot_secrets import SECURED_VARIABLES, forget_values, read_secret
from korekit.records.change_logs import Change
from korekit.records.definitions import load_archive, stored_in
from korekit.storage.database import Reader, Transaction

__all__ = [
    "delete_bot_variable",
    "get_bot_variable",
    "list_bot_variables",
    "list_variable_namespaces",
    "save_bot_variable",
]

_REVISION_CHARACTERS: Final = 24
_Kept = Mapping[str, Mapping[str, Mapping[str, str]]]


@handles(BotVariables.list_bot_variables)
async def list_bot_variables(
    call: Call, bot_id: BotId, *, search: str = "", variable_type: str = "", namespace: str = ""
) -> list[SeenVariable]:
    """Environment variables, then content variables, in the order of the definition.

    Raises:
        NotFound: the account has no such bot.
        InputInvalid: its definition cannot be read.
    """
    wanted = search.strip().casefold()
    return [
        one
        for one in await _listed(call, bot_id)
        if variable_type in ("", one.variable_type)
        and (not namespace or namespace in (space.name for space in one.v_name_space or []))
        and (not wanted or any(wanted in text.casefold() for text in _texts(one)))
    ]


@handles(BotVariables.get_bot_variable)
async def get_bot_variable(call: Call, bot_id: BotId, key: str) -> SeenVariable:
    """The variable as it is.

    Raises:
        NotFound: the account has no such bot, or the bot no such variable.
        InputInvalid: its definition cannot be read.
    """
    for one in await _listed(call, bot_id):
        if one.key == key:
            return one
    raise NotFound()


@handles(BotVariables.list_variable_namespaces)
async def list_variable_namespaces(call: Call, bot_id: BotId) -> list[VariableNamespace]:
    """In the order of the definition.

    Raises:
        NotFound: the account has no such bot.
        InputInvalid: its definition cannot be read.
    """
    bot = await own_bot(call, bot_id)
    try:
        archive = await asyncio.to_thread(load_archive, call.services.blobs, bot, stored_in(bot))
        return [VariableNamespace(name=name, ref_id=ref) for ref, name in namespace_names(archive).items() if ref]
    except ArchiveBroken as broken:
        raise _unreadable(broken) from None


@handles(BotVariables.save_bot_variable)
async def save_bot_variable(
    call: Call, bot_id: BotId, key: str, variable: Variable, *, is_new: bool = False, expected_revision: str = ""
) -> SeenVariable:
    """Add or change the variable; the change log tells of it.

    Raises:
        NotFound: the account has no such bot.
        InputInvalid: the variable has another key than the path.
        ChangedMeanwhile: it is there though it is to be new, or has another revision than the expected one.
        BodyFieldMissing, BodyFieldInvalid: as `given_variable` says.
    """
    await own_bot(call, bot_id)
    if variable.key not in ("", key):
        raise InputInvalid("The variable has another key than the address.")
    given = given_variable(msgspec.structs.replace(variable, key=key))
    seen = _Seen()

    def edit(archive: Archive) -> Edited[None]:
        seen.before = _variable_in(archive, key)
        changed = with_variables(archive, [given], lambda space: made_namespace(call, bot_id, space))
        seen.after = _variable_in(changed, key)
        word = "changed" if seen.before else "added"
        return Edited(changed, None, (Change("variables", bot_id, f"Bot variable {key[:200]} is {word}"),))

    async def check(transaction: Transaction) -> None:
        if is_new and seen.before is not None:
            raise ChangedMeanwhile("The bot has a variable of this key already.")
        await _check_revision(call, transaction, bot_id, seen.before, expected_revision)

    blanked = {(key, language) for language in blanks_of(given)}

    async def keep(transaction: Transaction) -> None:
        if blanked:
            await forget_values(transaction, call.services.sealer, bot_id, blanked, now_ms=call.now_ms())
        seen.kept = await _kept(call, transaction, bot_id)

    await edit_bot(call, bot_id, edit, first=check, also=keep)
    if seen.after is None:
        raise NotFound()
    return _seen(call, bot_id, seen.after, seen.kept)


@handles(BotVariables.delete_bot_variable)
async def delete_bot_variable(call: Call, bot_id: BotId, key: str, *, expected_revision: str = "") -> dict[str, Any]:
    """Delete a variable with what is kept sealed of it; the change log tells of it.

    Raises:
        NotFound: the account has no such bot, or the bot no such variable.
        ChangedMeanwhile: it has another revision than the expected one.
    """
    await own_bot(call, bot_id)
    seen = _Seen()
    languages = {""}

    def edit(archive: Archive) -> Edited[None]:
        if not has_variable(archive, key):
            raise NotFound()
        seen.before = _variable_in(archive, key)
        # An empty text stands for the value itself.
        languages.update(archive.languages, seen.before.locale_data or () if seen.before else ())
        change = Change("variables", bot_id, f"Bot variable {key[:200]} is deleted")
        return Edited(without_variable(archive, key), None, (change,))

    async def check(transaction: Transaction) -> None:
        await _check_revision(call, transaction, bot_id, seen.before, expected_revision)

    async def forget(transaction: Transaction) -> None:
        blanked = {(key, language) for language in languages}
        await forget_values(transaction, call.services.sealer, bot_id, blanked, now_ms=call.now_ms())

    await edit_bot(call, bot_id, edit, first=check, also=forget)
    return {"key": key}


@dataclass(slots=True)
class _Seen:
    """What an edit saw of a variable and made of it."""

    before: Variable | None = None
    after: Variable | None = None
    kept: _Kept = field(default_factory=dict)


async def _listed(call: Call, bot_id: BotId) -> list[SeenVariable]:
    bot = await own_bot(call, bot_id)
    try:
        found = await asyncio.to_thread(variables_of, call.services.blobs, bot)
    except ArchiveBroken as broken:
        raise _unreadable(broken) from None
    kept = await _kept(call, call.database, bot_id)
    return [_seen(call, bot_id, one, kept) for one in found]


def _unreadable(broken: ArchiveBroken) -> InputInvalid:
    return InputInvalid(f"The bot's definition cannot be read: {str(broken)[:200]}")


async def _kept(call: Call, reader: Reader, bot_id: str) -> _Kept:
    """The values of secured variables, by kind, key and language."""
    return await read_secret(reader, call.services.sealer, bot_id, SECURED_VARIABLES)


async def _check_revision(
    call: Call, transaction: Transaction, bot_id: str, before: Variable | None, expected: str
) -> None:
    if not expected:
        return
    if before is None:
        raise ChangedMeanwhile("Somebody else deleted this variable meanwhile.")
    kept = await _kept(call, transaction, bot_id)
    if _revision(call, bot_id, before, kept) != expected:
        raise ChangedMeanwhile()


def _variable_in(archive: Archive, key: str) -> Variable | None:
    return next((one for one in exported_variables(archive) if one.key == key), None)


def _seen(call: Call, bot_id: str, variable: Variable, kept: _Kept) -> SeenVariable:
    return SeenVariable(**msgspec.structs.asdict(variable), revision=_revision(call, bot_id, variable, kept))


def _revision(call: Call, bot_id: str, variable: Variable, kept: _Kept) -> str:
    """Signed, since a plain hash would let somebody who sees it try values of a secured variable."""
    own = kept.get(variable.variable_type, {}).get(variable.key, {}) if variable.is_secured else {}
    content = msgspec.json.encode(["variable-revision", bot_id, variable, sorted(own.items())])
    return call.services.sealer.sign(content).hex()[:_REVISION_CHARACTERS]


def _texts(variable: Variable) -> list[str]:
    texts = [variable.key, variable.hint or "", variable.value or ""]
    for one in (variable.locale_data or {}).values():
        texts += [one.value or "", one.hint or ""]
    return texts
