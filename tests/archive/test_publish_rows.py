from korekit.archive import PublishRow, ResourceType, answer_rows, publish_rows
from tests.archive.builders import archive, archive_of, definition, uid
from tests.bots import large

CHANNELS = [{"type": "rtm", "enable": True}, {"type": "ivr", "enable": False}, {"type": "rtm"}, {"type": "alexa"}, 5]


def rows() -> list[PublishRow]:
    return publish_rows(
        archive(
            definition(
                channels=CHANNELS,
                languageConfigurations={"en": {"enabled": True}, "de": {"enabled": False}},
                knowledgeTasks=[{"name": "Graph", "refId": uid(60)}],
            )
        )
    )


def test_the_status_lists_every_resource_with_the_version_last() -> None:
    assert [(row.type.value, row.resource_id, row.name) for row in rows()] == [
        ("SETTINGS", "SETTINGS", "Settings"),
        ("CHANNELS", "CHANNELS", "Channels"),
        ("EXTENSIONS", "EXTENSIONS", "Extensions"),
        ("BOTLANGUAGES", "BOTLANGUAGES", "BotLanguages"),
        ("NL", "NL", "Natural Language"),
        ("dialog", f"dg-{uid(1)}", "Dialog 1"),
        ("dialog", f"dg-{uid(2)}", "Dialog 2"),
        ("knowledge", None, "Graph"),
        ("AUTOVERSIONING", "AUTOVERSIONING", "Creating New Version"),
    ]


def test_rows_say_what_they_consist_of() -> None:
    found = {row.type: row for row in rows()}
    assert found[ResourceType.SETTINGS].modules == (
        "general",
        "bot_variables",
        "pii",
        "ivr",
        "hold_resume",
        "custom_script",
        "advanced",
    )
    assert found[ResourceType.CHANNELS].modules == ("rtm", "alexa")
    assert found[ResourceType.EXTENSIONS].modules == ("botkit", "agent_transfer", "websdk", "events")
    assert found[ResourceType.NL].modules == ("nl_model", "settings")
    assert found[ResourceType.LANGUAGES].languages == ("en",)
    assert (found[ResourceType.DIALOG].ref_id, found[ResourceType.DIALOG].languages) == (uid(102), ("en",))
    assert found[ResourceType.KNOWLEDGE].ref_id == uid(60)


def test_the_answer_lists_dialogs_first_and_only_what_it_documents() -> None:
    assert [row.type.value for row in answer_rows(rows())] == [
        "dialog",
        "dialog",
        "NL",
        "CHANNELS",
        "EXTENSIONS",
        "SETTINGS",
    ]


def test_the_large_bot_publishes_its_dialogs_and_its_graph() -> None:
    kinds = [row.type for row in publish_rows(archive_of(large()))]
    assert (len(kinds), kinds.count(ResourceType.DIALOG), kinds.count(ResourceType.KNOWLEDGE)) == (77, 70, 1)
