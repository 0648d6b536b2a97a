"""Operations on a bot's surroundings: sample bots, channels, languages, variables, linked apps.

Source: contract, bot-definition.yaml.
"""

from typing import Annotated

from korekit.catalog.bot_settings_results import (
    AddedLanguage,
    ChangedDefaultLanguage,
    Channel,
    ChannelDetails,
    LanguageMode,
    LinkedApps,
    NLULanguage,
    SampleBotCopy,
    Variable,
    VariableSet,
    VariablesImported,
)
from korekit.catalog.limits import PER_ACCOUNT, PER_BOT
from korekit.catalog.operation import GET, POST, PUT, Alias, Area, M, operation
from korekit.catalog.parameters import AlwaysSent, WholeBody, Wire
from korekit.catalog.planes import Plane, Role
from korekit.catalog.scopes import (
    ADMIN_LANGUAGES,
    ADMIN_LINKED_APPS,
    BOT_CREATE,
    BOT_LANGUAGES,
    BOT_LINKED_APPS,
    BOT_VARIABLES_EXPORT,
    BOT_VARIABLES_IMPORT,
    CHANNEL_MANAGEMENT,
)
from korekit.errors.wire import WireError
from korekit.ids import BotId, FileId

__all__ = ["BotSettings"]

_LANGUAGES = {Plane.BOT: BOT_LANGUAGES, Plane.ADMIN: ADMIN_LANGUAGES}


class BotSettings(Area[M]):
    """What a bot needs around its definition: channels, languages, variables, linked apps."""

    @operation(
        GET,
        "/api/public/samplebots/{sample_id}/add",
        scopes={Plane.ADMIN: BOT_CREATE},
        limit=PER_ACCOUNT,
        is_read=False,
        aliases=(Alias("/api/public/samplebots/{sample_id}/add", "docs, docs-v2", method=POST),),
        quirks=(
            "Documented with POST; clients call GET, and were once answered 405 to POST. Both are served.",
            "The new bot's state is `setup`.",
            "The headers `AccountId`, `userId` and `bot-language` are documented and not insisted on.",
        ),
    )
    def install_sample_bot(self, sample_id: str) -> SampleBotCopy:
        """Make a bot of the account from a sample.

        Args:
            sample_id: the sample, `st-…`.

        Source: docs-v2 install-sample-bot.
        """

    @operation(
        POST,
        "/api/public/channels",
        scopes={Plane.ADMIN: CHANNEL_MANAGEMENT},
        role=Role.DEVELOPER,
        limit=PER_ACCOUNT,
        is_bot_in_body=True,
        missing=WireError(412, "ValidationError", "Missing app details in the payload"),
        quirks=(
            "The answer is flat for rtm and slack; ivr and msteams echo what was sent.",
            "`type` is sent twice, beside the details and in them.",
            "Credentials of another provider are kept as sent and not tried.",
        ),
    )
    def channel_enablement(self, stream_id: BotId, type: str, channel_details: ChannelDetails) -> Channel:
        """Enable a channel of a bot; a bot needs one before it can be published.

        Args:
            stream_id: the bot, `st-…`.
            type: rtm, ivr, msteams or slack.
            channel_details: how the channel is set up.

        Source: docs-v2 channel-enablement.
        """

    @operation(
        POST,
        "/api/1.1/public/bot/{bot_id}/language",
        scopes=_LANGUAGES,
        role=Role.DEVELOPER,
        limit=PER_BOT,
        is_list_unwrapped=True,
        is_case_folded=True,
        quirks=(
            "The body may be an array that holds the object.",
            "Keys are spelled in two cases: `Type` and `type`, `Smalltalk` and `smalltalk`.",
            "The answer's key `knowledgetTasks` carries a stray t.",
        ),
    )
    def add_enable_new_language(
        self,
        bot_id: BotId,
        enable_language: str,
        lang_definition_mode: LanguageMode,
        multi_lingual_configurations: NLULanguage,
    ) -> list[AddedLanguage]:
        """Add a language to a bot and enable it.

        Args:
            bot_id: the bot, `st-…`.
            enable_language: the language's code.
            lang_definition_mode: how the language is filled.
            multi_lingual_configurations: how it is understood and translated.

        Source: docs-v2 add-enable-new-language.
        """

    @operation(
        POST,
        "/api/1.1/public/bot/{bot_id}/language/status",
        scopes=_LANGUAGES,
        role=Role.DEVELOPER,
        limit=PER_BOT,
        is_list_unwrapped=True,
        quirks=("The answer is a JSON string that names the language in English.",),
    )
    def enable_existing_language(
        self, bot_id: BotId, language: str, *, enable: Annotated[bool, AlwaysSent()] = True
    ) -> str:
        """Enable a language that the bot has.

        Args:
            bot_id: the bot, `st-…`.
            language: the language's code.
            enable: true.

        Source: docs-v2 enable-existing-language.
        """

    @operation(
        POST,
        "/api/1.1/public/bot/{bot_id}/language/status",
        scopes=_LANGUAGES,
        role=Role.DEVELOPER,
        limit=PER_BOT,
        is_list_unwrapped=True,
        served_by="enable-existing-language",
        quirks=("Method and path are those of enable-existing-language.", "The answer is text without quotes."),
    )
    def disable_existing_language(
        self, bot_id: BotId, language: str, *, enable: Annotated[bool, AlwaysSent()] = False
    ) -> str:
        """Disable a language of a bot.

        Args:
            bot_id: the bot, `st-…`.
            language: the language's code.
            enable: false.

        Source: docs-v2 disable-existing-language.
        """

    @operation(
        PUT,
        "/api/1.1/public/bot/{bot_id}/language",
        scopes=_LANGUAGES,
        role=Role.DEVELOPER,
        limit=PER_BOT,
        is_list_unwrapped=True,
        is_case_folded=True,
        quirks=(
            "`updateLanguage` is also sent as `updateLanugage`.",
            "`fileId` may be empty; the documentation's table calls it `field`.",
        ),
    )
    def language_updation(
        self,
        bot_id: BotId,
        update_language: Annotated[str, Wire("updateLanguage", "updateLanugage")],
        file_id: Annotated[FileId, Wire("fileId", "field")],
        multi_lingual_configurations: NLULanguage,
    ) -> list[AddedLanguage]:
        """Change how a language of a bot is understood and translated.

        Args:
            bot_id: the bot, `st-…`.
            update_language: the language's code.
            file_id: a new file, for a language that was filled by one; may be empty.
            multi_lingual_configurations: how it is understood and translated.

        Source: docs-v2 language-updation.
        """

    @operation(
        POST,
        "/api/1.1/public/bot/{bot_id}/defaultLanguage",
        scopes=_LANGUAGES,
        role=Role.DEVELOPER,
        limit=PER_BOT,
        quirks=(
            "The field is `Language`, `language` or `languageCode`; short and regional codes count.",
            "The answer has a key with a blank in it, `language code`, and gives the regional code.",
        ),
    )
    def change_default_language(
        self, bot_id: BotId, language: Annotated[str, Wire("Language", "language", "languageCode")]
    ) -> ChangedDefaultLanguage:
        """Make another language the default one, at once.

        Args:
            bot_id: the bot, `st-…`.
            language: the code of an enabled language that was published.

        Source: docs-v2 change-default-language.
        """

    @operation(
        POST,
        "/api/1.1/public/builder/bot/{bot_id}/variables/import",
        scopes={Plane.BOT: BOT_VARIABLES_IMPORT},
        role=Role.DEVELOPER,
        limit=PER_BOT,
        aliases=(Alias("/api/public/builder/stream/{bot_id}/variables/import", "a client, 2023"),),
        quirks=(
            "The body is an array, or an object where collections are meant.",
            "An empty object is answered 500.",
            "Variables are matched by key; the number in the answer counts new and changed ones.",
        ),
    )
    def bot_variables_import(
        self, bot_id: BotId, variables: Annotated[list[Variable] | VariableSet, WholeBody()]
    ) -> VariablesImported:
        """Add variables to a bot and change those it has.

        Args:
            bot_id: the bot, `st-…`.
            variables: the variables, alone or with their collections.

        Source: docs-v2 bot-variables-import.
        """

    @operation(
        POST,
        "/api/1.1/public/builder/bot/{bot_id}/variables/export",
        scopes={Plane.BOT: BOT_VARIABLES_EXPORT},
        limit=PER_BOT,
        body="none",
        is_read=True,
        aliases=(Alias("/api/1.1/public/builder/stream/{bot_id}/variables/export", "docs"),),
        quirks=(
            "POST, although nothing changes but the change log.",
            "A secured variable has an empty value: an import of this answer would blank it.",
        ),
    )
    def bot_variables_export(self, bot_id: BotId) -> list[Variable]:
        """The variables of a bot, secured ones without value.

        Args:
            bot_id: the bot, `st-…`.

        Source: docs-v2 bot-variables-export.
        """

    @operation(
        GET,
        "/api/1.1/public/bot/{bot_id}/universalbot/link",
        scopes={Plane.BOT: BOT_LINKED_APPS, Plane.ADMIN: ADMIN_LINKED_APPS},
        limit=PER_BOT,
        quirks=(
            "`configuredVersion` is a number and `publishedVersion` a text, both Unix seconds.",
            "The documented browser headers are not insisted on.",
        ),
    )
    def get_linked_apps(self, bot_id: BotId, *, language: str = "en") -> LinkedApps:
        """The bots that a universal bot leads to.

        Args:
            bot_id: the universal bot, `st-…`.
            language: the language's code.

        Source: docs-v2 get-linked-apps.
        """
