"""A bot with nothing in it, as an export of such a bot is laid out.

Keys and their order are those of real exports; the values are our own. Nothing here is dated or by anybody, so
that the same arguments give the same bytes.

Source: contract, export-archive.md, top-level keys and Partial export.
"""

from collections.abc import Callable
from functools import partial

from korekit.archive.bot_archive import Archive
from korekit.archive.json_text import in_bytes, pretty
from korekit.ids import derived_id

__all__ = ["empty_archive"]

_COLOUR = "#009dab"
_SESSION_MS = 900_000
_DISCARDED = "Sorry, something went wrong and this task had to be discarded. Please try again."
_ENVIRONMENT = "9.1.7"  # what every archive since 2022 says
_EMPTY_BEFORE_OPTIONS = (
    "actions alerts patterns dialogs dialogComponents scenes sceneComponents widgetThemes knowledgeTasks smallTalk"
    " widgets panels forms unexportedTasks customDashboards paramMaps taskDgParamMaps idpConfigurations sentences"
    " koraResponses customTemplates"
)


def empty_archive(bot_id: str, ref_id: str, name: str, language: str, icon: bytes) -> Archive:
    """The archive of a bot that was just made: settings at their start, one namespace, one event, no content.

    Args:
        bot_id: `st-<uuid>`; every id inside is derived from it.
        ref_id: the bot's uuid.
        name: in config.json and for its language.
        language: the only one, for example `en`.
        icon: a PNG.
    """
    inner_id = partial(derived_id, bot_id)
    namespace_id, namespace_ref = f"ns-{inner_id('namespace')}", inner_id("namespace refId")
    definition: dict[str, object] = {
        "_id": bot_id,
        "refId": ref_id,
        **_settings(language, namespace_id, namespace_ref),
        **_language_parts(name, language),
        "botSentimentEvents": [],
        "enableNegativePatterns": False,
        "advancedNLSettings": _nl_settings(bot_id, language, inner_id),
        "botEvents": {"TASK_FAILURE_EVENT": _failure_event(bot_id, language)},
        **{key: [] for key in _EMPTY_BEFORE_OPTIONS.split()},
        "mlParams": [_training(language)],
        "contentVariables": [],
        "namespaces": [
            {
                "_id": namespace_id,
                "type": "system",
                "streamId": bot_id,
                "status": "configured",
                "name": "default",
                "refId": namespace_ref,
                "__v": 0,
            }
        ],
        "traits": [],
        "exportOptions": {
            "tasks": ["botTask", "knowledgeGraph", "smallTalk", "forms"],
            "nlpData": ["nlpSettings", "utterances", "patterns", "standardResponses"],
            "settings": ["botSettings", "botVariables", "ivrSettings"],
            "subTasks": {"dialogs": [], "alerts": [], "actions": [], "forms": []},
            "IncludeDependentTasks": True,
            "IncludeFormDependentTasks": True,
        },
        "environmentVersionInfo": _ENVIRONMENT,
    }
    config = {"name": name, "envVariables": []}
    return Archive(definition=pretty(in_bytes(definition)), config=pretty(in_bytes(config)), icon=icon)


def _settings(language: str, namespace_id: str, namespace_ref: str) -> dict[str, object]:
    return {
        "notifyUserViaEmail": True,
        "purpose": "customer",
        "hasUserEndpoint": False,
        "offKoraConfirmation": False,
        "skipMakeEditLinks": False,
        "type": "default",
        "variables": [],
        "showInMp": False,
        "defaultLanguage": language,
        "supportedLanguages": [language],
        "languagePreferences": {"type": "perVolley"},
        "multiLingualConfigurations": {
            language: {"nluLanguage": language, "inputTranslation": False, "responseTranslation": False}
        },
        "ivrSettings": None,
        "twilioVoiceSettings": None,
        "audioCodesSettings": None,
        "strict_pii": False,
        "languageConfigurations": {language: {"enabled": True}},
        "channels": [],
        "vNameSpace": [namespace_id],
        "krVNameSpace": [namespace_ref],
        "evVNameSpace": [namespace_ref],
        "color": _COLOUR,
        "sBannerColor": _COLOUR,
        "bBannerColor": _COLOUR,
        "categoryIds": [],
        "class": [],
        "featured": False,
        "sendVcf": False,
        "isNLEnabled": True,
        "interruptsEnabled": True,
        "sessionInactiveTime": _SESSION_MS,
        "sessionClosureProcess": 1,
        "skipSessionMessage": False,
        "languagesToBeIgnored": [],
    }


def _language_parts(name: str, language: str) -> dict[str, object]:
    engines = ("ml", "faq", "cs", "rr")
    return {
        "localeData": {
            language: {
                "name": name,
                "errorCodes": {"pollError": []},
                "description": name,
                "isSmalltalkMigrated": True,
                "nlMeta": {"mlUtterances": 0, "patterns": 0, "synonyms": 0},
                "keywords": [],
                "synonyms": {},
                "confidenceConfigs": [{"mode": engine, "isActive": True} for engine in engines],
            }
        },
        "interruptOptions": {
            "interruptsEnabled": True,
            "numTasksToHold": "1",
            "type": {"option": "developer", "message": ""},
            "holdUxOptions": {"option": "discardCurrTaskNoNotify", "message": ""},
            "faqBehaviour": "respondAndResume",
            "smallTalkBehaviour": "respondAndResume",
            "showAmbiguous": True,
        },
        "detectMultiIntent": False,
        "assignAllChildBots": True,
        "recentBotLimit": 5,
        "isCsMatchEnabled": False,
    }


def _nl_settings(bot_id: str, language: str, inner_id: Callable[[str], str]) -> list[object]:
    return [
        {
            "_id": f"anls-{inner_id(key)}",
            "isCustom": False,
            "configurationKeyName": key,
            "nlpEngine": "ML",
            "configurationValue": True,
            "requiresTraining": requires_training,
            "state": "configured",
            "streamId": bot_id,
            "language": language,
            "refId": inner_id(f"{key} refId"),
            "__v": 0,
        }
        for key, requires_training in (("TestPlaceHolders", False), ("NoneIntent", True))
    ]


def _failure_event(bot_id: str, language: str) -> dict[str, object]:
    text = _DISCARDED.replace(" ", "%20").replace(",", "%2C")  # as encodeURIComponent writes it
    message = {
        "localeData": {language: {"type": "basic", "text": text}},
        "vNameSpace": [],
        "streamId": bot_id,
        "channel": "default",
        "__v": 0,
    }
    return {
        "enabled": True,
        "action": "showMsg",
        "task": None,
        "script": "",
        "msg": [message],
        "welcomeIvrOptions": [],
    }


def _training(language: str) -> dict[str, object]:
    return {
        "intentParams": {
            "type": "V3",
            "minngram": 1,
            "maxngram": 4,
            "ngram": [1, 1],
            "useSynonyms": False,
            "f_negation": False,
            "useStopwords": False,
            "usePlaceholders": True,
            "useTestPlaceholders": False,
            "features": "n_gram",
            "skip_gram": {"seqLength": 2, "maxSkipDistance": 1},
        },
        "nerParams": {"type": "corenlp"},
        "intentData": {"stopwords": ""},
        "mlConfigurations": {},
        "utterances": [],
        "btutterances": [],
        "language": language,
        "state": "configured",
    }
