"""What people look at of a bot before they change it: its parts, a file to import, differences, filtered change logs.

All under `/api/korekit`; the vendor's platform shows such things in its builder and has no public call for them.
"""

from typing import Literal

from korekit.catalog.bot_definition import ImportOptions
from korekit.catalog.bot_definition_results import ChangeLogEntry, ChangeLogUser, WireStruct
from korekit.catalog.operation import GET, POST, Area, M, operation
from korekit.catalog.paging import BY_PAGE
from korekit.catalog.parameters import Date, Page50, PageNumber
from korekit.catalog.planes import Caller, Role
from korekit.ids import BotId, FileId

__all__ = [
    "BotActivity",
    "BotChange",
    "BotDifference",
    "BotFile",
    "BotImportPlan",
    "BotOverview",
    "BotPartCount",
    "BotProblem",
    "BotViews",
    "ChangeLogNames",
    "ChangedPlace",
    "SeenChannel",
    "SeenLanguage",
]


class BotPartCount(WireStruct):
    """How many parts of one sort a bot has. `name`: the sort, in the plural."""

    name: str = ""
    count: int = 0


class SeenLanguage(WireStruct):
    """A language of a bot. `parts`: how many dialogs, tasks and texts have it."""

    code: str = ""
    name: str = ""
    is_default: bool = False
    is_enabled: bool = True
    parts: int = 0


class SeenChannel(WireStruct):
    """A channel that a bot has, without anything secret.

    `details`: what it is set up with, by wire key; `app_id`: the client id of its app; `credentials`: the wire keys of
    those that are kept for it.
    """

    type: str = ""
    name: str = ""
    is_enabled: bool = False
    app_id: str = ""
    details: dict[str, str | bool] | None = None
    credentials: list[str] | None = None


class BotActivity(WireStruct):
    """The last import, export or publish. `state`: pending, running, success or failure; `by`: the user's email.

    `message`: why it failed.
    """

    kind: str = ""
    id: str = ""
    state: str = ""
    asked_on: str = ""
    by: str = ""
    message: str = ""


class BotOverview(WireStruct):
    """A bot at a glance. `restored_version`: the version that it was put back to and not published since."""

    parts: list[BotPartCount] | None = None
    languages: list[SeenLanguage] | None = None
    channels: list[SeenChannel] | None = None
    activities: list[BotActivity] | None = None
    last_change_on: str = ""
    size_bytes: int = 0
    versions: int = 0
    restored_version: int | None = None


class BotProblem(WireStruct):
    """What is wrong with a file: in which member, at which JSON path, why. Without errors it can be imported."""

    member: str = ""
    path: str = ""
    why: str = ""
    is_error: bool = False


class BotFile(WireStruct):
    """An uploaded archive of a bot. `is_importable`: whether an import of all of it as a new bot would go through."""

    file_name: str = ""
    size_bytes: int = 0
    name: str = ""
    is_importable: bool = False
    parts: list[BotPartCount] | None = None
    languages: list[str] | None = None
    problems: list[BotProblem] | None = None


class ChangedPlace(WireStruct):
    """One place inside a part. `place`: its path; `words`: the same for people, empty where the part says it already.

    `old`, `new`: its values in words, absent where it has none or they are not shown.
    """

    place: str = ""
    words: str = ""
    old: str | None = None
    new: str | None = None
    is_hidden: bool | None = None


class BotChange(WireStruct):
    """A part that differs. `kind`: added, removed, changed or renamed; `what`: its sort; `within`: in which part.

    `heading`: the sort in the plural.
    """

    kind: str = ""
    what: str = ""
    heading: str = ""
    name: str = ""
    old_name: str = ""
    within: str = ""
    language: str = ""
    places: list[ChangedPlace] | None = None


class BotDifference(WireStruct):
    """What differs between two states of a bot. `total`: how many parts; `changes`: the first 500 of them."""

    total: int = 0
    changes: list[BotChange] | None = None


class BotImportPlan(BotDifference):
    """What an import would change. With `problems` that are errors it would fail and change nothing."""

    problems: list[BotProblem] | None = None
    is_importable: bool = False


class ChangeLogNames(WireStruct):
    """Who and what stands in the newest thousand entries of a change log."""

    users: list[ChangeLogUser] | None = None
    resource_types: list[str] | None = None


class BotViews(Area[M]):
    """A bot at a glance, plans and differences, and its change log by user, resource and date."""

    @operation(GET, "/api/korekit/bots/{bot_id}/overview", caller=Caller.USER, role=Role.VIEWER, is_ours=True)
    def get_bot_overview(self, bot_id: BotId) -> BotOverview:
        """A bot at a glance: parts, languages, channels, the last import, export and publish.

        Args:
            bot_id: the bot, `st-…`.
        """

    @operation(GET, "/api/korekit/bot-files/{file_id}", caller=Caller.USER, role=Role.DEVELOPER, is_ours=True)
    def get_bot_file(self, file_id: FileId) -> BotFile:
        """What an uploaded archive holds, and what is wrong with it, as `korekit bot check` tells.

        Args:
            file_id: the uploaded zip.
        """

    @operation(
        POST,
        "/api/korekit/bots/{bot_id}/import-plan",
        caller=Caller.USER,
        role=Role.DEVELOPER,
        is_ours=True,
        is_read=True,
    )
    def plan_bot_import(
        self, bot_id: BotId, file_id: FileId, *, import_options: ImportOptions | None = None
    ) -> BotImportPlan:
        """What an import of an uploaded archive into a bot would change; nothing is changed.

        Args:
            bot_id: the bot, `st-…`.
            file_id: the uploaded zip.
            import_options: parts to import; everything by default.
        """

    @operation(GET, "/api/korekit/bots/{bot_id}/difference", caller=Caller.USER, role=Role.VIEWER, is_ours=True)
    def compare_bot_states(self, bot_id: BotId, *, old: int = 0, new: int = 0) -> BotDifference:
        """What differs between two states of a bot, part by part.

        Args:
            bot_id: the bot, `st-…`.
            old: the number of a version; 0 for the latest state.
            new: the number of a version; 0 for the latest state.
        """

    @operation(
        GET,
        "/api/korekit/bots/{bot_id}/changelogs",
        caller=Caller.USER,
        role=Role.VIEWER,
        is_ours=True,
        paging=BY_PAGE,
    )
    def search_change_logs(
        self,
        bot_id: BotId,
        *,
        by: str = "",
        resource_type: str = "",
        start_date: Date | None = None,
        end_date: Date | None = None,
        offset: PageNumber = 0,
        limit: Page50 = 50,
    ) -> list[ChangeLogEntry]:
        """Changes of a bot by user, resource and date, newest first.

        Args:
            bot_id: the bot, `st-…`.
            by: made by this user alone, `u-…`; by everybody by default.
            resource_type: of this sort of resource alone.
            start_date: ISO date, inclusive.
            end_date: ISO date, inclusive.
            offset: page number, from 0.
            limit: entries on a page, at most 50.
        """

    @operation(GET, "/api/korekit/bots/{bot_id}/changelog-names", caller=Caller.USER, role=Role.VIEWER, is_ours=True)
    def get_change_log_names(self, bot_id: BotId) -> ChangeLogNames:
        """The users and the sorts of resources in the newest thousand entries of a change log.

        Args:
            bot_id: the bot, `st-…`.
        """

    @operation(
        GET,
        "/api/korekit/bots/{bot_id}/changelog-file",
        caller=Caller.USER,
        role=Role.VIEWER,
        is_ours=True,
        is_file=True,
    )
    def get_change_log_file(
        self,
        bot_id: BotId,
        *,
        form: Literal["csv", "json"] = "csv",
        by: str = "",
        resource_type: str = "",
        start_date: Date | None = None,
        end_date: Date | None = None,
    ) -> bytes:
        """The change log as a file, all of it that the filter lets through, newest first.

        Args:
            bot_id: the bot, `st-…`.
            form: csv, in which no cell is a formula, or json.
            by: made by this user alone, `u-…`; by everybody by default.
            resource_type: of this sort of resource alone.
            start_date: ISO date, inclusive.
            end_date: ISO date, inclusive.
        """
