"""Operations on a bot's definition: upload, import, export, publish, change logs.

Source: contract, bot-definition.yaml.
"""

from typing import Annotated, Any

from msgspec import Struct, field

from korekit.catalog.bot_definition_results import (
    ChangeLogEntry,
    ExportRequest,
    ExportStatus,
    ImportedFunctions,
    ImportRequest,
    ImportStatus,
    PublishedResource,
    PublishStatus,
    UploadedFile,
)
from korekit.catalog.limits import PER_ACCOUNT, PER_BOT, PER_REQUEST
from korekit.catalog.operation import GET, POST, Alias, Area, Job, M, operation
from korekit.catalog.paging import BY_PAGE
from korekit.catalog.parameters import Date, InQuery, Page50, PageNumber, Upload, WholeBody, Wire
from korekit.catalog.planes import Caller, Plane, Role
from korekit.catalog.scopes import (
    ADMIN_BOT_EXPORT,
    BOT_AUDIT_LOGS,
    BOT_EXPORT,
    BOT_IMPORT,
    LOGS_HISTORY,
    PUBLISH,
    PUBLISH_STATUS,
)
from korekit.ids import BotId, FileId, JobId

__all__ = [
    "BUILT_IN_ICON",
    "BotDefinition",
    "ExportDetails",
    "ExportOptions",
    "FunctionFile",
    "ImportDetails",
    "ImportOptions",
    "Merge",
    "Options",
    "SubTasks",
    "VariableOptions",
]

# Public clients send this id without ever uploading it. Source: observed-errors.md 2.1.
BUILT_IN_ICON = FileId("5fcb2ebfbbab2c550c2b1707")


class Options(Struct, rename="camel", omit_defaults=True, kw_only=True):
    """What a caller may leave out is left out on the wire."""


class VariableOptions(Options):
    """`ignore`: keys of variables to leave out."""

    ignore: list[str] = field(default_factory=list)
    ignore_environment_variables: bool = False
    ignore_content_variables: bool = False


class Merge(Options):
    """Whether what exists is kept; where both are on `append` wins, and it is the builder's default."""

    append: bool | None = None
    replace: bool | None = None


class ImportDetails(Options):
    """How parts are merged into the bot."""

    utterances: Merge | None = None
    patterns: Merge | None = None
    bot_variables: VariableOptions | None = None


class SubTasks(Options):
    """Ids or names of single tasks."""

    dialogs: list[str] = field(default_factory=list)
    alerts: list[str] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)
    experience_flows: list[str] = field(default_factory=list)


class ImportOptions(Options):
    """Parts to import. Names of both vocabularies are taken, and unknown ones are not refused."""

    tasks: list[str] | None = None
    nlp_data: list[str] | None = None
    settings: list[str] | None = None
    bot_components: list[str] | None = None
    agent_assist: list[str] | None = field(name="AgentAssist", default=None)
    quality_ai: list[str] | None = field(name="qualityAI", default=None)
    story_board_scenes: dict[str, Any] | None = None
    custom_dashboard: bool | None = None
    options: ImportDetails | None = None
    sub_tasks: SubTasks | None = None
    all_tasks: bool | None = None
    include_dependent_tasks: bool | None = field(name="IncludeDependentTasks", default=None)
    include_form_dependent_tasks: bool | None = field(name="IncludeFormDependentTasks", default=None)


class ExportDetails(Options):
    """How variables are exported."""

    bot_variables: VariableOptions | None = None


class ExportOptions(Options):
    """Parts to export. Names of both vocabularies are taken, and unknown ones are not refused."""

    tasks: list[str] | None = None
    nlp_data: list[str] | None = None
    settings: list[str] | None = None
    bot_components: list[str] | None = None
    agent_assist: list[str] | None = field(name="AgentAssist", default=None)
    agent_ai: list[str] | None = field(name="AgentAI", default=None)
    options: ExportDetails | None = None
    sub_tasks: SubTasks | None = None
    all_tasks: bool | None = None
    custom_dashboards: bool | None = None
    include_dependent_tasks: bool | None = field(name="IncludeDependentTasks", default=None)
    include_form_dependent_tasks: bool | None = field(name="IncludeFormDependentTasks", default=None)


class FunctionFile(Struct, rename="camel", kw_only=True):
    """An uploaded script. `file_name`: for example BotFunctions.js."""

    file_name: str
    file_id: FileId


_IMPORT_JOB = Job(
    status_operation="bot-import-status",
    running=("pending",),
    done=("success",),
    failed=("failure", "failed"),
    handle="_id",
    result="streamId",
)


class BotDefinition(Area[M]):
    """Bots as files: upload, import, export, publish, change logs."""

    @operation(
        POST,
        "/api/public/uploadfile",
        scopes={Plane.BOT: None, Plane.ADMIN: None},
        role=Role.DEVELOPER,
        limit=PER_ACCOUNT,
        body="multipart",
        quirks=(
            "Any app of the account may call it, whatever its scopes.",
            "`fileExtension` may be missing, wrong, in capitals or with a leading dot.",
        ),
    )
    def upload_file(
        self, file: Upload, *, file_context: str = "bulkImport", file_extension: str = "json"
    ) -> UploadedFile:
        """Upload one file for a later import.

        Args:
            file: the file itself.
            file_context: bulkImport for every bot, test or utterance file; findly for Search AI.
            file_extension: json, js, csv, png, pdf, docx, txt or pptx, with or without a dot.

        Source: docs-v2 upload-file.
        """

    @operation(
        POST,
        "/api/public/bot/import",
        scopes={Plane.ADMIN: BOT_IMPORT},
        role=Role.DEVELOPER,
        limit=PER_ACCOUNT,
        is_form_accepted=True,
        job=_IMPORT_JOB,
        quirks=(
            "Without `uploadMode`, JSON is meant.",
            "The first row of `statusLogs` is `success` at once, while the job is pending.",
            "`botFunctions` may be one text where the body is form-encoded.",
            "The bot functions may be absent; definition, config and icon may not.",
        ),
    )
    def import_bot_as_new_bot(
        self,
        bot_definition: FileId | None = None,
        config_info: FileId | None = None,
        icon: FileId | None = None,
        *,
        bot_functions: list[FileId] | None = None,
        zip_info: FileId | None = None,
        upload_mode: str | None = None,
        name: str | None = None,
        purpose: str | None = None,
    ) -> ImportRequest:
        """Import uploaded files as a new bot.

        Args:
            bot_definition: file id of botDefinition.json; required unless a zip is sent.
            config_info: file id of config.json; required unless a zip is sent.
            icon: file id of the icon; required unless a zip is sent.
            bot_functions: file ids of function scripts.
            zip_info: file id of an export archive, where the mode is ZIP.
            upload_mode: JSON or ZIP.
            name: the new bot's name; the archive's by default.
            purpose: customer or employee.

        Source: docs-v2 import-bot-as-new-bot.
        """

    @operation(
        GET,
        "/api/public/bot/import/status/{request_id}",
        scopes={Plane.ADMIN: BOT_IMPORT},
        role=Role.VIEWER,
        limit=PER_REQUEST,
        quirks=("Utterances are spelled `Utterences` in `taskType` and `taskName`.",),
    )
    def bot_import_status(self, request_id: JobId) -> ImportStatus:
        """How an import stands.

        Args:
            request_id: the id that the import answered, `bir-…`.

        Source: docs-v2 bot-import-status.
        """

    @operation(
        POST,
        "/api/public/bot/{bot_id}/import",
        scopes={Plane.ADMIN: BOT_IMPORT},
        role=Role.DEVELOPER,
        limit=PER_BOT,
        is_form_accepted=True,
        job=_IMPORT_JOB,
        quirks=(
            "Without `importOptions`, everything is imported.",
            "A zip is said to be taken, and no field of its own is documented: `zipInfo` counts as in an import as a "
            "new bot, and so does the id of a zip as `botDefinition` without `configInfo`.",
            "An old universal bot is refused with 422 here and with 400 as a new bot.",
            "The bot's webhook channel stays, and so do secured variables whose value the file does not have.",
            "A bot that was put back to a version takes no import until it is published.",
        ),
    )
    def import_bot_into_an_existing_bot(
        self,
        bot_id: BotId,
        bot_definition: FileId | None = None,
        config_info: FileId | None = None,
        *,
        bot_functions: list[FileId] | None = None,
        import_options: ImportOptions | None = None,
        zip_info: FileId | None = None,
        upload_mode: str | None = None,
    ) -> ImportRequest:
        """Import uploaded files into a bot that exists.

        Args:
            bot_id: the bot, `st-…`.
            bot_definition: file id of botDefinition.json, or of an export archive; required unless `zip_info` is sent.
            config_info: file id of config.json; required unless an archive is sent.
            bot_functions: file ids of function scripts; an archive brings its own.
            zip_info: file id of an export archive, where the mode is ZIP.
            upload_mode: JSON or ZIP.
            import_options: parts to import; everything by default.

        Source: docs-v2 import-bot-into-an-existing-bot.
        """

    @operation(
        POST,
        "/api/public/bot/{bot_id}/import/botfunctions",
        scopes={Plane.ADMIN: BOT_IMPORT},
        limit=PER_BOT,
        quirks=(
            "The body is an array, the answer one object.",
            "`requestType` is `BotImport` and `status` is `Success` here, against `Botimport` and `success` elsewhere.",
            "There is no job: what is answered is done.",
        ),
    )
    def import_bot_functions(
        self, bot_id: BotId, files: Annotated[list[FunctionFile], WholeBody()]
    ) -> ImportedFunctions:
        """Put uploaded function scripts into a bot.

        Args:
            bot_id: the bot, `st-…`.
            files: the uploaded scripts with the names they get.

        Source: docs-v2 import-bot-functions.
        """

    @operation(
        POST,
        "/api/public/bot/{bot_id}/export",
        scopes={Plane.BOT: BOT_EXPORT, Plane.ADMIN: ADMIN_BOT_EXPORT},
        role=Role.DEVELOPER,
        limit=PER_BOT,
        job=Job(
            status_operation="bot-export-status",
            running=("pending",),
            done=("success",),
            failed=("failure", "failed"),
            result="downloadURL",
            is_download=True,
        ),
        quirks=(
            "Empty lists in `exportOptions` are a selection of nothing and refused; empty ones in `subTasks` are not.",
            "The status is asked by bot, so only the latest export can be seen, and one that waits is replaced by it.",
            "Sub-tasks are ids, refIds or names; where the bot has none of them, the export fails.",
        ),
    )
    def bot_export(
        self,
        bot_id: BotId,
        export_type: str,
        *,
        export_options: ExportOptions | None = None,
        sub_tasks: SubTasks | None = None,
        all_tasks: bool | None = None,
        custom_dashboards: bool | None = None,
        include_dependent_tasks: Annotated[bool | None, Wire("IncludeDependentTasks")] = None,
    ) -> ExportRequest:
        """Export a bot to an archive.

        Args:
            bot_id: the bot, `st-…`.
            export_type: latest or published.
            export_options: parts to export; everything by default.
            sub_tasks: single tasks to export.
            all_tasks: every task; counts for nothing beside sub-tasks.
            custom_dashboards: dashboards as well.
            include_dependent_tasks: tasks that the asked ones need.

        Source: docs-v2 bot-export.
        """

    @operation(
        GET,
        "/api/public/bot/{bot_id}/export/status",
        scopes={Plane.BOT: BOT_EXPORT, Plane.ADMIN: ADMIN_BOT_EXPORT},
        role=Role.DEVELOPER,
        limit=PER_REQUEST,
        quirks=("`fileSize` is digits in a text.", "Both `botId` and `streamId` are answered."),
    )
    def bot_export_status(self, bot_id: BotId) -> ExportStatus:
        """How the latest export of a bot stands, with the address of its archive once it is done.

        Args:
            bot_id: the bot, `st-…`.

        Source: docs-v2 bot-export-status.
        """

    @operation(
        GET,
        "/api/getMediaStream/market/{file_name}",
        caller=Caller.ANYONE,
        is_file=True,
        quirks=("The address itself is the permission: it carries an unguessable key and expires.",),
    )
    def download_file(self, file_name: str, *, key: Annotated[str, InQuery()] = "") -> bytes:
        """An exported archive, by the address that the export status gave.

        Args:
            file_name: any name; it names the saved file.
            key: the unguessable part.

        Source: observed-errors.md 2.1, quirks of bot-export-status.
        """

    @operation(
        POST,
        "/api/public/bot/{bot_id}/publish",
        scopes={Plane.ADMIN: PUBLISH},
        role=Role.DEVELOPER,
        limit=PER_BOT,
        job=Job(
            status_operation="bot-publish-status",
            running=("inprogress",),
            done=("successful",),
            failed=("failed",),
        ),
        quirks=(
            "The answer is the list of resources; no job id is given.",
            "Documented to need an enabled channel, without a word on what is answered otherwise: not insisted on.",
        ),
    )
    def publish_bot(
        self, bot_id: BotId, version_comment: str, *, initiate_training: bool | None = None
    ) -> list[PublishedResource]:
        """Publish everything in a bot that is configured.

        Args:
            bot_id: the bot, `st-…`.
            version_comment: what this version is about.
            initiate_training: whether to train as well; true by default.

        Source: docs-v2 publish-bot.
        """

    @operation(
        GET,
        "/api/public/bot/{bot_id}/publish/status",
        scopes={Plane.ADMIN: PUBLISH_STATUS},
        role=Role.VIEWER,
        limit=PER_REQUEST,
        aliases=(Alias("/api/1.1/public/bot/{bot_id}/publish/status/", "samples of docs-v2, docs, v9.1, v9.2"),),
        quirks=("Job states are lower case, states of resources upper case.",),
    )
    def bot_publish_status(self, bot_id: BotId) -> PublishStatus:
        """How the running or the last publish of a bot stands.

        Args:
            bot_id: the bot, `st-…`.

        Source: docs-v2 bot-publish-status.
        """

    @operation(
        GET,
        "/api/public/bot/{bot_id}/changelogs",
        scopes={Plane.BOT: LOGS_HISTORY, Plane.ADMIN: BOT_AUDIT_LOGS},
        role=Role.VIEWER,
        limit=PER_BOT,
        paging=BY_PAGE,
        quirks=(
            "`offset` is a page number, not a row number.",
            "A number that is none counts as absent, a `limit` over 50 as 50.",
        ),
    )
    def get_change_logs(
        self,
        bot_id: BotId,
        *,
        offset: PageNumber = 0,
        limit: Page50 = 50,
        start_date: Date | None = None,
        end_date: Date | None = None,
    ) -> list[ChangeLogEntry]:
        """Changes made to a bot's definition, newest first.

        Args:
            bot_id: the bot, `st-…`.
            offset: page number, from 0.
            limit: entries on a page, at most 50.
            start_date: ISO date, inclusive; the bot's creation by default.
            end_date: ISO date, inclusive.

        Source: docs-v2 get-change-logs.
        """
