"""Differences between states of a bot as files: for a pull request, a ticket or a script.

All under `/api/korekit`; the vendor's platform compares nothing.
"""

from typing import Literal

from korekit.catalog.bot_definition import ImportOptions
from korekit.catalog.operation import GET, POST, Area, M, operation
from korekit.catalog.planes import Caller, Role
from korekit.ids import BotId, FileId

__all__ = ["BotComparisons", "DifferenceForm"]

DifferenceForm = Literal["markdown", "text", "json"]


class BotComparisons(Area[M]):
    """What differs between two states of a bot, and what an import would change, in the words of `korekit bot diff`."""

    @operation(
        GET,
        "/api/korekit/bots/{bot_id}/difference-file",
        caller=Caller.USER,
        role=Role.VIEWER,
        is_ours=True,
        is_file=True,
    )
    def get_difference_file(
        self, bot_id: BotId, *, form: DifferenceForm = "markdown", old: int = 0, new: int = 0
    ) -> bytes:
        """Everything that differs between two states of a bot, as a file; values of secured variables are not in it.

        Args:
            bot_id: the bot, `st-…`.
            form: markdown, text, or json as `korekit bot diff --json` prints it.
            old: the number of a version; 0 for the latest state.
            new: the number of a version; 0 for the latest state.
        """

    @operation(
        POST,
        "/api/korekit/bots/{bot_id}/import-plan-file",
        caller=Caller.USER,
        role=Role.DEVELOPER,
        is_ours=True,
        is_file=True,
        is_read=True,
    )
    def get_import_plan_file(
        self,
        bot_id: BotId,
        file_id: FileId,
        *,
        form: DifferenceForm = "markdown",
        import_options: ImportOptions | None = None,
    ) -> bytes:
        """Everything that an import of an uploaded archive would change, as a file; nothing is changed.

        Args:
            bot_id: the bot, `st-…`.
            file_id: the uploaded zip.
            form: markdown, text, or json as `korekit bot plan --json` prints it.
            import_options: parts to import; everything by default.
        """
