"""The top-level keys of `botDefinition.json`, by what brings them into an export.

Source: contract, export-archive.md, top-level keys; platform.md 9.3.
"""

__all__ = [
    "ARRAYS",
    "BOT_SETTINGS",
    "IVR_SETTINGS",
    "KNOWN",
    "LINKED_BOTS",
    "LLM_SETTINGS",
    "NLP_SETTINGS",
    "OBJECT_ARRAYS",
    "REQUIRED",
    "VARIABLE_SETTINGS",
]


def _keys(text: str) -> frozenset[str]:
    return frozenset(text.split())


REQUIRED = ("_id", "refId", "localeData", "defaultLanguage", "dialogs", "dialogComponents")

_IDENTITY = _keys(
    "_id refId purpose type defaultLanguage supportedLanguages languagePreferences multiLingualConfigurations"
    " localeData isNLEnabled detectMultiIntent assignAllChildBots isCsMatchEnabled recentBotLimit"
    " interruptOptions defaultDialogId enableAutoUtteranceAddition amendConfig exportOptions"
    " environmentVersionInfo encryptedHash"
)
BOT_SETTINGS = _keys(
    "notifyUserViaEmail hasUserEndpoint offKoraConfirmation skipMakeEditLinks showInMp featured sendVcf"
    " interruptsEnabled skipSessionMessage isDeflect strict_pii enableInputTranslation isSmartAssist"
    " clearAllAuthTokens hasTenant enable_pii channels categoryIds class languagesToBeIgnored"
    " translationEngines externalNluAdapters preBuiltIntegrations feedbackSurveys pii_patterns metaTags"
    " demoVideoLink languageConfigurations runCustomScript deflectAppStatus solutionBotSettings color"
    " sBannerColor bBannerColor sessionInactiveTime sessionClosureProcess"
)
VARIABLE_SETTINGS = _keys("variables vNameSpace krVNameSpace evVNameSpace enableNameSpace")
IVR_SETTINGS = _keys("ivrSettings twilioVoiceSettings audioCodesSettings korevgSettings")
LLM_SETTINGS = _keys("llmConfiguration promptLibraries")

# Keys that only the option `nlpSettings` brings.
NLP_SETTINGS = _keys("botSentimentEvents enableNegativePatterns")

# Arrays whose elements are objects that we know.
OBJECT_ARRAYS = (
    "dialogs",
    "dialogComponents",
    "patterns",
    "sentences",
    "mlParams",
    "traits",
    "knowledgeTasks",
    "smallTalk",
    "koraResponses",
    "contentVariables",
    "namespaces",
    "actions",
    "alerts",
    "forms",
    "widgets",
    "panels",
    "scenes",
    "sceneComponents",
    "widgetThemes",
    "customDashboards",
    "advancedNLSettings",
    "botSentimentEvents",
)
ARRAYS = (
    *OBJECT_ARRAYS,
    "idpConfigurations",
    "customTemplates",
    "paramMaps",
    "taskDgParamMaps",
    "unexportedTasks",
)
LINKED_BOTS = _keys("linkedBotsDetails fallbackDetails inclusiveDetails")

KNOWN = frozenset().union(
    _IDENTITY,
    BOT_SETTINGS,
    VARIABLE_SETTINGS,
    IVR_SETTINGS,
    LLM_SETTINGS,
    NLP_SETTINGS,
    LINKED_BOTS,
    ARRAYS,
    {"botEvents", "universalBotVersion"},
)
