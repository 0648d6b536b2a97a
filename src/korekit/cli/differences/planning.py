"""What an import would make of a bot, worked out with what the platform itself does."""

from collections.abc import Mapping

from korekit.archive import Archive, ArchiveBroken, ExportType, check, is_old_universal, rekeyed, select, shaped_like
from korekit.archive.merging import merged
from korekit.cli.terminal.ending import Failure
from korekit.ids import derived_id

__all__ = ["outcome"]


def outcome(target: Archive, source: Archive, bot_id: str, options: Mapping[str, object] | None) -> Archive:
    """The bot after the import.

    Args:
        target: the bot as its export has it.
        source: what would be imported.
        bot_id: the bot's id.
        options: `importOptions` as sent; None imports everything.

    Raises:
        Failure: the import would be refused, or would fail.
    """
    try:
        if is_old_universal(source):
            raise Failure("The import would be refused.", "It is a universal bot of a version that no import takes.")
        # What only a part of the file names may be in the bot.
        errors = [problem for problem in check(source, is_part=options is not None) if problem.is_error]
        if errors:
            raise ArchiveBroken(errors)
        own = rekeyed(source, bot_id, None, lambda old: shaped_like(old, derived_id(bot_id, old)))
        after, _ = merged(target, own, options)
    except ArchiveBroken as broken:
        facts = [{"member": one.member, "path": one.path, "why": one.why} for one in broken.problems]
        raise Failure(f"The import would fail: {broken}.", "Mend the archive.", facts={"problems": facts}) from None
    # An import may bring parts in the other state; an export of the bot has them all in one.
    return select(after, None, ExportType.LATEST)
