"""Bodies and answers of the operations on channels, languages, variables and linked apps.

Source: contract, bot-definition.yaml.
"""

from typing import Any

from msgspec import Struct, field

from korekit.catalog.bot_definition_results import WireStruct

__all__ = [
    "AddedLanguage",
    "ChangedDefaultLanguage",
    "Channel",
    "ChannelApp",
    "ChannelDetails",
    "CollectionVariable",
    "LanguageData",
    "LanguageMode",
    "LanguageParts",
    "LinkedApp",
    "LinkedAppIds",
    "LinkedApps",
    "LocaleValue",
    "NLULanguage",
    "SampleBotCopy",
    "Variable",
    "VariableCollection",
    "VariableNamespace",
    "VariableSet",
    "VariablesImported",
    "Visibility",
    "WebClient",
]


class ChannelApp(WireStruct):
    """The app that a channel's users are signed in with."""

    client_id: str = ""
    app_name: str = ""


class ChannelDetails(WireStruct):
    """A channel as it is set up. `type`: rtm, ivr, msteams or slack; what else counts depends on it."""

    type: str
    enable: bool
    display_name: str | None = None
    name: str | None = None
    app: ChannelApp | None = None
    create_instance: bool | None = None
    enable_polling: bool | None = None
    is_async: bool | None = None
    bot_name: str | None = None
    app_id: str | None = None
    app_password: str | None = None
    access_token: str | None = None
    client_id: str | None = None
    client_secret: str | None = None
    verification_token: str | None = None
    is_alerts_enabled: bool | None = None
    stt_enabled: bool | None = None
    stt_engine: str | None = None

    def __repr__(self) -> str:
        return f"ChannelDetails(type={self.type!r}, enable={self.enable!r})"


class WebClient(WireStruct):
    """How a page embeds the bot."""

    script_tag: str | None = None
    css_tag: str | None = None
    domains: list[str] | None = None
    api_key: str = ""
    test_api_key: str = field(name="testAPIKey", default="")
    chat_url: str = field(name="chatURL", default="")
    is_url_enabled: bool | None = field(name="isURLEnabled", default=None)

    def __repr__(self) -> str:
        return "WebClient()"


class Channel(WireStruct):
    """An enabled channel: flat for rtm and slack; `stream_id`, `channel_details` and `type` for ivr and msteams."""

    display_name: str = ""
    type: str = ""
    enable: bool | None = None
    notification: dict[str, Any] | None = None
    name: str = ""
    embed_web_client_details: WebClient | None = None
    stream_user_account_id: str = ""
    verification_token: str = ""
    stream_id: str = ""
    channel_details: dict[str, Any] | None = None

    def __repr__(self) -> str:
        return f"Channel(type={self.type!r}, stream_id={self.stream_id!r})"


class LanguageData(WireStruct):
    """What a new language takes over from its base language."""

    training: bool = False
    faqs: bool = False
    ontology: bool = False
    smalltalk: bool = False
    traits: bool = False


class LanguageMode(WireStruct):
    """How a new language is filled. `type`: Basic, advancedConfig or fileUpload, with `file_id` for the last."""

    base_language: str | None = None
    type: str | None = None
    file_id: str | None = None
    preferred_data: LanguageData | None = None


class NLULanguage(Struct, rename="camel", kw_only=True):
    """In which language a text is understood, and what is translated."""

    nlu_language: str
    input_translation: bool
    response_translation: bool


class LanguageParts(WireStruct):
    """How many parts of each kind the language has. `knowledget_tasks` is spelled as on the wire."""

    dialogs: int | None = None
    alerts: int | None = None
    actions: int | None = None
    knowledget_tasks: int | None = None
    small_talk: int | None = None
    panels: int | None = None
    widgets: int | None = None


class AddedLanguage(WireStruct):
    """A language that was added or updated."""

    message: str = ""
    configuration_details: LanguageParts | None = None


class ChangedDefaultLanguage(WireStruct):
    """A changed default language. `language_code`: the regional code, en-US for en."""

    status: str = ""
    message: str = ""
    language_code: str = field(name="language code", default="")


class LocaleValue(WireStruct):
    """A variable in one language."""

    value: str | None = None
    hint: str | None = None
    audio_tag: str | None = None


class VariableNamespace(WireStruct):
    """A namespace of variables. `ref_id`: a bare uuid or 24 hex digits."""

    name: str | None = None
    ref_id: str = ""


class Variable(WireStruct):
    """A variable of a bot. `variable_type`: env or locale; `locale_data` by language code, for locale ones only.

    `scope`: prePopulated, askOnInstall or hidden. `value`: never exported where `is_secured`.
    """

    key: str = ""
    value: str | None = None
    hint: str | None = None
    audio_tag: str | None = None
    variable_type: str = ""
    scope: str = ""
    locale_data: dict[str, LocaleValue] | None = None
    group: str | None = None
    propagate_value: bool | None = None
    v_name_space: list[VariableNamespace] | None = None
    is_secured: bool | None = None

    def __repr__(self) -> str:
        return f"Variable(key={self.key!r})"


class VariableCollection(WireStruct):
    """A collection: an environment with values of its own."""

    name: str = ""
    description: str | None = None
    ref_id: str = ""


class CollectionVariable(WireStruct):
    """The value of a variable in one collection. `ref_id`: the collection's."""

    key: str = ""
    value: str | None = None
    audio_tag: str | None = None
    ref_id: str = ""

    def __repr__(self) -> str:
        return f"CollectionVariable(key={self.key!r})"


class VariableSet(WireStruct):
    """Variables with collections, where a bot has those."""

    bot_variables: list[Variable] | None = None
    bot_collections: list[VariableCollection] | None = None
    bot_collection_variables: list[CollectionVariable] | None = None


class VariablesImported(WireStruct):
    """How an import of variables went; `message` begins with their number."""

    message: str = ""


class LinkedApp(WireStruct):
    """A bot that a universal bot leads to. `status`: 1 is active. Versions are Unix seconds, one of them in a text."""

    id: str = field(name="_id", default="")
    name: str = ""
    default_language: str = ""
    app_type: str = ""
    type: str = ""
    status: int | None = None
    is_dialog_gpt_enabled: bool | None = field(name="isDialogGPTEnabled", default=None)
    configured_version: int | None = None
    published_version: str | None = None


class LinkedAppIds(Struct, rename="camel", kw_only=True):
    """Ids of linked bots in one state."""

    linked_apps: list[str] = field(default_factory=list)
    is_uxoub: bool = field(name="isUXOUB", default=False)


class LinkedApps(Struct, rename="camel", kw_only=True):
    """The bots that a universal bot leads to, as configured and as published."""

    type: str = ""
    app_type: str = ""
    is_uxoub: bool = field(name="isUXOUB", default=False)
    is_dialog_gpt_enabled: bool = field(name="isDialogGPTEnabled", default=False)
    configured_linked_apps: list[LinkedApp] = field(default_factory=list)
    published_linked_apps: list[LinkedApp] = field(default_factory=list)
    uxo_ub_configured: LinkedAppIds = field(name="uxoUBConfigured", default_factory=LinkedAppIds)
    uxo_ub_published: LinkedAppIds = field(name="uxoUBPublished", default_factory=LinkedAppIds)


class Visibility(Struct, rename="camel", kw_only=True):
    """Who sees a bot."""

    namespace: str = ""
    namespace_ids: list[str] = field(default_factory=list)


class SampleBotCopy(Struct, rename="camel", kw_only=True):
    """A bot made from a sample. `id`: the new bot, `st-…`; `state`: setup until it is set up."""

    visibility: Visibility = field(default_factory=Visibility)
    languages: list[str] = field(default_factory=list)
    screen_shots: list[str] = field(default_factory=list)
    download_count: int = 0
    alerts: list[str] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    widgets: list[str] = field(default_factory=list)
    panels: list[str] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)
    category_ids: list[str] = field(default_factory=list)
    class_: list[str] = field(name="class", default_factory=list)
    featured: bool = False
    profile_required: bool = True
    send_vcf: bool = False
    is_nl_enabled: bool = field(name="isNLEnabled", default=True)
    interrupts_enabled: bool = True
    state: str = ""
    default_language: str = ""
    id: str = field(name="_id", default="")
    modified_on: str = ""
    s_banner_color: str = ""
    b_banner_color: str = ""
    created_on: str = ""
    created_by: str = ""
    last_modified_by: str = ""
    account_id: str = ""
    shared_by: list[str] = field(default_factory=list)
    version: int = field(name="__v", default=0)
    name: str = ""
    keywords: list[str] = field(default_factory=list)
    original_name: str = ""
    icon: str = ""
    color: str = ""
