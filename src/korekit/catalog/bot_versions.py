"""Versions of a bot: every state that was published can be listed, fetched and put back.

The vendor's platform keeps them in its builder and has no public call for them. All under `/api/korekit`.
"""

from korekit.catalog.bot_definition_results import WireStruct
from korekit.catalog.operation import GET, POST, Area, M, operation
from korekit.catalog.paging import BY_PAGE
from korekit.catalog.parameters import Page50, PageNumber
from korekit.catalog.planes import Caller, Role
from korekit.ids import BotId

__all__ = ["BotVersion", "BotVersions"]


class BotVersion(WireStruct):
    """A published state of a bot. `number`: from 1; `published_by`: the user's email; `size_bytes`: of all parts."""

    number: int | None = None
    comment: str | None = None
    published_on: str = ""
    published_by: str = ""
    size_bytes: int | None = None


class BotVersions(Area[M]):
    """What was published of a bot, for users."""

    @operation(
        GET,
        "/api/korekit/bots/{bot_id}/versions",
        caller=Caller.USER,
        role=Role.VIEWER,
        is_ours=True,
        paging=BY_PAGE,
    )
    def list_bot_versions(self, bot_id: BotId, *, offset: PageNumber = 0, limit: Page50 = 50) -> list[BotVersion]:
        """Versions of a bot, newest first.

        Args:
            bot_id: the bot, `st-…`.
            offset: a page number from 0.
            limit: versions a page, at most 50.
        """

    @operation(
        GET,
        "/api/korekit/bots/{bot_id}/versions/{number}/archive",
        caller=Caller.USER,
        role=Role.DEVELOPER,
        is_ours=True,
        is_file=True,
    )
    def get_bot_version_archive(self, bot_id: BotId, number: int) -> bytes:
        """The zip of a version, as an export of type `published` wrote it then.

        Args:
            bot_id: the bot, `st-…`.
            number: the version.
        """

    @operation(
        POST,
        "/api/korekit/bots/{bot_id}/versions/{number}/restore",
        caller=Caller.USER,
        role=Role.DEVELOPER,
        is_ours=True,
        body="none",
    )
    def restore_bot_version(self, bot_id: BotId, number: int) -> BotVersion:
        """Make a version the bot's latest definition. No import into the bot is taken until it is published.

        Args:
            bot_id: the bot, `st-…`.
            number: the version.
        """
