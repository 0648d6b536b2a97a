"""Differences as files, in the words of the command line. No value of a secured variable is in them."""

from typing import Final

import msgspec

from korekit.archive import ArchiveBroken
from korekit.calls.call import Call
from korekit.calls.handlers import FileBody, handles
from korekit.calls.own_bot import own_bot
from korekit.catalog.bot_comparisons import BotComparisons, DifferenceForm
from korekit.catalog.bot_definition import ImportOptions
from korekit.errors.console import InputInvalid
from korekit.features.bot_views.before_changes import UNPACKED, own_file, state_of
from korekit.features.bot_views.difference_texts import compared_text, planned_text, state_words
from korekit.ids import BotId, FileId
from korekit.records.definitions import stored_size

__all__ = ["get_difference_file", "get_import_plan_file"]

_ENDINGS: Final = {"markdown": "md", "text": "txt", "json": "json"}
_TYPES: Final = {
    "markdown": "text/markdown; charset=utf-8",
    "text": "text/plain; charset=utf-8",
    "json": "application/json; charset=utf-8",
}


def _check_form(form: str) -> None:
    if form not in _ENDINGS:
        raise InputInvalid(f"`form` is one of {', '.join(_ENDINGS)}.")


@handles(BotComparisons.get_difference_file)
async def get_difference_file(
    call: Call, bot_id: BotId, *, form: DifferenceForm = "markdown", old: int = 0, new: int = 0
) -> FileBody:
    """The whole difference from the old state to the new one.

    Raises:
        NotFound: the account has no such bot, or the bot no such version.
        InputInvalid: a state cannot be read, or there is no such form.
    """
    _check_form(form)
    bot = await own_bot(call, bot_id)
    before, after = await state_of(call, bot, old), await state_of(call, bot, new)
    services, words = call.services, (state_words(old), state_words(new))
    size = stored_size(services.blobs, bot, before) + stored_size(services.blobs, bot, after)
    try:
        text = await services.offload.run(size, compared_text, services.blobs, bot, (before, after), words, form)
    except ArchiveBroken as broken:
        raise InputInvalid(f"A state cannot be read: {str(broken)[:200]}") from None
    return _file(call, text, f"{bot.name} {_short(old)} to {_short(new)}", form)


@handles(BotComparisons.get_import_plan_file)
async def get_import_plan_file(
    call: Call,
    bot_id: BotId,
    file_id: FileId,
    *,
    form: DifferenceForm = "markdown",
    import_options: ImportOptions | None = None,
) -> FileBody:
    """Everything that the import would change in the bot as it is now.

    Raises:
        NotFound: the account has no such bot, or uploaded no such file.
        InputInvalid: the import would fail, or there is no such form.
    """
    _check_form(form)
    bot, file = await own_bot(call, bot_id), await own_file(call, file_id)
    options = None if import_options is None else msgspec.to_builtins(import_options)
    services = call.services
    try:
        text = await services.offload.run(
            file.size * UNPACKED, planned_text, services.blobs, bot, (file.sha256, file.name), options, form
        )
    except ArchiveBroken as broken:
        raise InputInvalid(f"The import would fail: {str(broken)[:200]}") from None
    return _file(call, text, f"{bot.name} import plan", form)


def _short(number: int) -> str:
    return f"version {number}" if number else "latest"


def _file(call: Call, text: str, name: str, form: DifferenceForm) -> FileBody:
    path = call.services.blobs.temporary()
    path.write_text(text, "utf-8", errors="replace", newline="\n")
    return FileBody(path, f"{name}.{_ENDINGS[form]}", _TYPES[form], is_temporary=True)
