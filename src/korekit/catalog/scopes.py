"""Every API scope of the bot plane and of the admin plane: its id, its shown name, its other spellings.

Scopes are compared by id. Where no source tells the id, one of ours stands in and `is_id_known` is false; it follows
the form of the known ones. Source: contract, platform.md 3.2 and 3.3, observed-errors.md 3.
"""

from dataclasses import dataclass
from typing import Final

from korekit.catalog.planes import Plane

# What an app made for the SDK or for a channel holds instead of API scopes.
SDK_GRANTS: Final = frozenset({"anonymouschat", "registration"})


@dataclass(frozen=True, slots=True)
class Scope:
    """One permission of one plane.

    `name` is what users see, `group` the heading it stands under, `spellings` other names that sources give it.
    """

    id: str
    plane: Plane
    name: str
    group: str
    spellings: tuple[str, ...] = ()
    is_id_known: bool = True

    @property
    def shown(self) -> str:
        """The name with its group, as the console prints it."""
        return f"{self.group} > {self.name}" if self.plane is Plane.ADMIN else self.name


def _bot(scope_id: str, name: str, *spellings: str, group: str = "Automation", known: bool = True) -> Scope:
    return Scope(scope_id, Plane.BOT, name, group, spellings, known)


def _admin(scope_id: str, group: str, name: str, *spellings: str, known: bool = True) -> Scope:
    return Scope(scope_id, Plane.ADMIN, name, group, spellings, known)


# Bot plane, in the order of the builder.
BOT_FIND_INTENT: Final = _bot("intent_entity:detection", "Intent and Entity Detection")
BOT_USER_ENGAGEMENT: Final = _bot("user_engagement:count", "User Engagement Trend")
BOT_BATCH_EXECUTION: Final = _bot("batchtest:execution", "Batch Tests Execution")
BOT_BATCH_MANAGEMENT: Final = _bot("batchtest:management", "Batch Tests Management")
BOT_CHAT_HISTORY: Final = _bot("chat_history:read", "Chat History")
BOT_DEBUG_LOGS: Final = _bot("debug_logs:read", "Debug Logs")
BOT_EXPORT: Final = _bot("bot_definition:bot_export", "Bot Export")
BOT_VARIABLES_IMPORT: Final = _bot("bot_variables:import", "Import Variables")
BOT_VARIABLES_EXPORT: Final = _bot("bot_variables:export", "Export Variables")
BOT_PROACTIVE: Final = _bot("channel_management:proactive_messages", "Proactive Messages")
BOT_TRAIN_ML: Final = _bot("test_and_train:ml", "Train ML")
BOT_TRAIN_FAQ: Final = _bot("test_and_train:faq", "Train FAQ")
BOT_UTTERANCES_IMPORT: Final = _bot("test_and_train:ml_import", "Utterances Import")
BOT_UTTERANCES_EXPORT: Final = _bot("test_and_train:ml_export", "Utterances Export")
LOGS_HISTORY: Final = _bot("logs:change_logs", "Logs History")
BOT_SESSIONS: Final = _bot("bot_sessions:read", "Bot Sessions", "App Sessions")
BOT_BILLING: Final = _bot("billing_sessions:read", "Billing Sessions")
BOT_CUSTOM_REPORTS: Final = _bot("custom_dashboards:custom_dashboards", "Custom Reports")
BOT_RCS: Final = _bot("rcs_optin:optin_users", "RCS Message Events")
BOT_METRICS: Final = _bot("get_metrics:get_metrics", "Metrics")
BOT_KNOWLEDGE: Final = _bot("knowledge_graph_export:knowledge_graph_export", "Manage Knowledge Graph")
BOT_NLP: Final = _bot("nlp_configurations:nlp_configurations", "NLP Configurations")
BOT_UPDATE_FAQS: Final = _bot("update_faqs:update_faqs", "Update FAQs")
BOT_LANGUAGES: Final = _bot(
    "language_settings:publicAPI",
    "Languages Configuration",
    "Language Configuration",
    "Language Management",
    known=False,
)
BOT_CONVERSATION_MANAGEMENT: Final = _bot("conversation_tests:management", "Conversation Tests Management", known=False)
BOT_CONVERSATION_EXECUTION: Final = _bot("conversation_tests:execution", "Conversation Tests Execution", known=False)
BOT_SDK_PUSH: Final = _bot(
    "sdk_push_notifications:manage", "SDK Push Notifications", "SDKPushNotifications", known=False
)
BOT_LINKED_APPS: Final = _bot("link_external_bots:link_external_bots", "Get linked App details")
BOT_DELETE_CONVERSATIONS: Final = _bot("conversations:delete", "Delete Conversations", known=False)
BOT_CONVERSATION_SUMMARY: Final = _bot("conversation_summary:read", "Conversation Summary", known=False)
BOT_FEEDBACK: Final = _bot("feedback:survey", "Feedback Survey", known=False)
BOT_CONVERSATION_HISTORY: Final = _bot("conversation_history:read", "Conversation History", known=False)
BOT_LLM_LOGS: Final = _bot(
    "llm_usage_logs:read", "Gen AI and LLM Usage Logs", "Fetch Gen AI and LLM Usage Logs", known=False
)
CC_ANALYTICS: Final = _bot("smartassist:analytics", "SmartAssist Analytics", group="Contact Center", known=False)
CC_CONFIGURATION: Final = _bot("smartassist:configuration", "Configuration", group="Contact Center", known=False)
CC_ROUTING: Final = _bot("smartassist:routing", "Routing", group="Contact Center", known=False)
CC_WFM: Final = _bot("smartassist:wfm_integration", "WFM Integration", group="Contact Center", known=False)
CC_IMPORT_EXPORT: Final = _bot(
    "smartassist:import_export", "SmartAssist Import and Export Feature", group="Contact Center", known=False
)
CC_CAMPAIGNS: Final = _bot(
    "smartassist:campaign_management", "Campaign Management", group="Contact Center", known=False
)

# Admin plane, in the order of the console.
ADMIN_FIND_INTENT: Final = _admin("intent_entity:detection", "IntentIdentification", "Intent and Entity Detection")
BOT_IMPORT: Final = _admin("bot_definition:bot_import", "BotDefinition", "Bot Import")
ADMIN_BOT_EXPORT: Final = _admin("bot_definition:bot_export", "BotDefinition", "Bot Export")
BOT_CREATE: Final = _admin("bot_definition:bot_create", "BotDefinition", "Bot Create")
ADMIN_BATCH_EXECUTION: Final = _admin("batchtest:execution", "BatchTest", "Batch Tests Execution")
ADMIN_BATCH_MANAGEMENT: Final = _admin("batchtest:management", "BatchTest", "Batch Tests Management")
PUBLISH: Final = _admin("bot_publish:publish_request", "BotPublish", "Publish")
# The console shows one entry, Publish, for both ids.
PUBLISH_STATUS: Final = _admin("bot_publish:publish_status", "BotPublish", "Publish Status", "Publish")
ADMIN_TRAIN_ML: Final = _admin("test_and_train:ml", "TestAndTrain", "Train ML")
ADMIN_TRAIN_FAQ: Final = _admin("test_and_train:faq", "TestAndTrain", "Train FAQ")
ADMIN_UTTERANCES_IMPORT: Final = _admin("test_and_train:ml_import", "TestAndTrain", "Utterances Import")
ADMIN_UTTERANCES_EXPORT: Final = _admin("test_and_train:ml_export", "TestAndTrain", "Utterances Export")
ADMIN_NLP: Final = _admin("nlp_configurations:nlp_configurations", "TestAndTrain", "NLP Configurations")
BOT_AUDIT_LOGS: Final = _admin("logs:change_logs", "Logs", "Bot Audit Logs")
ADMIN_AUDIT_LOGS: Final = _admin("logs:admin_console_audit_logs", "Logs", "Admin Console Audit Logs")
ADMIN_LLM_LOGS: Final = _admin(
    "llm_usage_logs:read",
    "GenAILLMUsageLogs",
    "Gen AI and LLM Usage Logs",
    "Fetch Gen AI and LLM Usage Logs",
    known=False,
)
ROLE_MANAGEMENT: Final = _admin("role_management:role_management", "ProfileManagement", "Role Management")
DELETE_USERS_DATA: Final = _admin("delete:delete_user_data", "ProfileManagement", "Delete Users Data")
ADMIN_CHAT_HISTORY: Final = _admin("chat_history:read", "BotAnalytics", "Chat History")
ADMIN_SESSIONS: Final = _admin("bot_sessions:read", "BotAnalytics", "Bot Sessions")
ADMIN_FEEDBACK: Final = _admin("feedback:analytics", "BotAnalytics", "Feedback Analytics")
ADMIN_BILLING: Final = _admin("billing_sessions:read", "Billing", "Billing Sessions", "Usage > Billing Sessions")
USER_MANAGEMENT: Final = _admin("user_management:user_management", "UserManagement", "User Management")
SSO_CONFIGURATION: Final = _admin("sso_configuration:manage", "UserManagement", "SSO Configuration", known=False)
ADMIN_CUSTOM_REPORTS: Final = _admin("custom_dashboards:custom_dashboards", "CustomReports", "Custom Reports")
ADMIN_KNOWLEDGE: Final = _admin("knowledge_graph:knowledge_graph", "ManageKnowledgeGraph", "Manage Knowledge Graph")
ADMIN_UPDATE_FAQS: Final = _admin("update_faqs_from_BAC:update_faqs_from_BAC", "ManageKnowledgeGraph", "Update FAQs")
CHANNEL_MANAGEMENT: Final = _admin("channel_management:channel_management", "ChannelManagement", "Channel Management")
ADMIN_PROACTIVE: Final = _admin("channel_management:proactive_messages", "ChannelManagement", "Proactive Messages")
BOTKIT: Final = _admin("botkit:botkit", "BotKit", "BotKit")
MASTER_ADMIN: Final = _admin("master_admin:master_admin", "MasterAdmin", "MasterAdmin", "sample bots")
PROCESS_EXECUTION: Final = _admin("processflow:execution", "Processflow", "Execute process apps")
PROCESS_IMPORT: Final = _admin("process_definition:import", "ProcessDefinition", "Import process apps")
PROCESS_EXPORT: Final = _admin("process_definition:export", "ProcessDefinition", "Export process apps")
PROCESS_LIST: Final = _admin("process_definition:list_of_apps", "ProcessDefinition", "List process apps")
PROCESS_PUBLISH: Final = _admin("process_publish:publish", "ProcessPublish", "Publish process apps")
PROCESS_LOGS: Final = _admin("process_logs:audit_logs", "ProcessLogs", "Audit logs of process apps")
ADMIN_LANGUAGES: Final = _admin(
    "language_settings:publicAPI", "LanguageSettings", "Language Management", "Languages Configuration"
)
ADMIN_LINKED_APPS: Final = _admin(
    "link_external_bots:link_external_bots", "Getlinkedbotdetails", "Get linked App details", known=False
)
ADMIN_ADD_LINKED: Final = _admin("link_external_bots:add", "Addlinkedbot", "Add linked bot", known=False)
ADMIN_CONVERSATION_MANAGEMENT: Final = _admin(
    "conversation_tests:management", "ConversationTests", "Conversation Tests Management", known=False
)
ADMIN_CONVERSATION_EXECUTION: Final = _admin(
    "conversation_tests:execution", "ConversationTests", "Conversation Tests Execution", known=False
)
FILE_ACCESS: Final = _admin("file_access:read", "FileAccess", "File Access", known=False)
ANSWERS: Final = _admin("answers:answers", "Answers", "Answers", known=False)


def scopes_of(plane: Plane) -> tuple[Scope, ...]:
    """Every scope of one plane, in the order in which the vendor's console shows them."""
    return tuple(one for one in globals().values() if isinstance(one, Scope) and one.plane is plane)


def find_scopes(text: str, plane: Plane) -> tuple[Scope, ...]:
    """The scopes that a person means by an id, a shown name or another spelling; blanks and case do not count.

    `Publish` names two: the console's one entry covers the request and its status.
    """
    wanted = _folded(text)
    return tuple(
        scope
        for scope in scopes_of(plane)
        if wanted in {_folded(word) for word in (scope.id, scope.name, scope.shown, *scope.spellings)}
    )


def _folded(text: str) -> str:
    return "".join(text.split()).lower()


# Every scope above is public by its name; a list by hand would say it twice.
__all__ = [
    "SDK_GRANTS",
    "Scope",
    "find_scopes",
    "scopes_of",
    *(name for name, value in globals().items() if isinstance(value, Scope)),
]
