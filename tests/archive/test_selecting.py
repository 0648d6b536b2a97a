import json
from typing import Any

import pytest

from korekit.archive import ExportOptions, ExportType, select
from tests.archive.builders import archive, archive_of, config, definition, errors, uid
from tests.bots import large, small

EVERY_TASK = ("botTask", "knowledgeGraph", "smallTalk")
EVERY_NLP = ("nlpSettings", "utterances", "patterns", "standardResponses")
EVERY_SETTING = ("botSettings", "botVariables", "ivrSettings")


def whole(**changes: Any) -> dict[str, Any]:
    """A definition that has something of everything."""
    return definition(
        **{
            "feedbackSurveys": [1],
            "twilioVoiceSettings": {},
            "enableNegativePatterns": True,
            "botSentimentEvents": [{"name": "angry"}],
            "llmConfiguration": [1],
            "knowledgeTasks": [{"refId": uid(60)}],
            "smallTalk": [{"language": "en"}],
            "koraResponses": [{"Key": "k"}],
            "widgets": [{"refId": uid(61)}],
            "panels": [{"refId": uid(62)}],
            "forms": [{"refId": uid(63)}],
            "actions": [{"_id": "a-1"}],
            "customDashboards": [{"_id": "da-1"}],
            "traits": [{"_id": "ta-1"}],
            "advancedNLSettings": [{"_id": "anls-1"}],
            "scenes": [{"refId": uid(64)}],
            "environmentVersionInfo": "9.1.7",
            "encryptedHash": "0" * 32,
            **changes,
        }
    )


def selected(*, options: ExportOptions | None, **changes: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(select(archive(whole(**changes)), options).definition)
    return found


@pytest.mark.parametrize("members", [small(), large()], ids=["small", "large"])
def test_a_full_export_of_a_real_bot_differs_in_the_options_alone(members: dict[str, bytes]) -> None:
    old, new = archive_of(members), select(archive_of(members))
    assert list(new.sections) == list(old.sections)
    changed = [key for key in old.sections if bytes(old.sections[key]) != bytes(new.sections[key])]
    assert changed == ["exportOptions"]
    assert (new.config, new.icon) == (old.config, old.icon)
    assert select(new) == new


def test_a_full_export_records_everything_that_the_bot_has() -> None:
    assert selected(options=None)["exportOptions"] == {
        "tasks": ["botTask", "knowledgeGraph", "smallTalk", "forms"],
        "nlpData": [
            "nlpSettings",
            "utterances",
            "patterns",
            "standardResponses",
            "concepts",
            "synonyms",
            "traits",
            "traitRules",
        ],
        "settings": ["botSettings", "botVariables", "ivrSettings", "genAIandLLMSettings"],
        "subTasks": {
            "dialogs": [f"dg-{uid(1)}", f"dg-{uid(2)}"],
            "alerts": [],
            "actions": ["a-1"],
            "forms": [],
        },
        "IncludeDependentTasks": True,
        "IncludeFormDependentTasks": True,
    }


def test_options_are_recorded_as_sent_in_the_order_of_the_request() -> None:
    options = ExportOptions.from_wire(
        {"exportOptions": {"settings": ["botSettings", "x"], "tasks": ["bottask"]}, "IncludeDependentTasks": True}
    )
    record = selected(options=options)["exportOptions"]
    assert list(record) == ["settings", "tasks", "nlpData", "subTasks", "IncludeDependentTasks"]
    assert (record["settings"], record["tasks"], record["nlpData"]) == (["botSettings", "x"], ["bottask"], [])


def test_options_that_were_never_recorded_stand_before_the_last_two_keys() -> None:
    assert list(selected(options=None, exportOptions=...))[-3:] == [
        "exportOptions",
        "environmentVersionInfo",
        "encryptedHash",
    ]


def test_an_export_without_settings() -> None:
    found = selected(options=ExportOptions(tasks=EVERY_TASK, nlp_data=EVERY_NLP, settings=()))
    absent = {
        "color",
        "ivrSettings",
        "twilioVoiceSettings",
        "feedbackSurveys",
        "vNameSpace",
        "llmConfiguration",
        "forms",
    }
    assert set(whole()) - set(found) == absent
    assert (found["namespaces"], found["contentVariables"], found["customDashboards"]) == ([], [], [])
    for key in ("dialogs", "dialogComponents", "sentences", "patterns", "smallTalk", "widgets", "botEvents", "traits"):
        assert found[key] == whole()[key]


def test_an_export_of_tasks_only() -> None:
    found = selected(options=ExportOptions(tasks=EVERY_TASK))
    assert (found["sentences"], found["patterns"], found["koraResponses"], found["botEvents"]) == ([], [], [], {})
    assert "botSentimentEvents" not in found
    assert "enableNegativePatterns" not in found
    for key in (
        "dialogs",
        "dialogComponents",
        "smallTalk",
        "knowledgeTasks",
        "widgets",
        "panels",
        "mlParams",
        "traits",
    ):
        assert found[key] == whole()[key]
    for key in ("scenes", "advancedNLSettings", "localeData", "encryptedHash"):
        assert found[key] == whole()[key]


def test_an_export_of_nlp_data_only_has_stubs() -> None:
    found = selected(options=ExportOptions(nlp_data=EVERY_NLP))
    assert {key for dialog in found["dialogs"] for key in dialog} == {"_id", "refId", "lname", "localeData"}
    assert {key for component in found["dialogComponents"] for key in component} == {
        "_id",
        "refId",
        "name",
        "type",
        "localeData",
    }
    assert (found["smallTalk"], found["knowledgeTasks"], found["actions"]) == ([], [], [])
    assert not {"widgets", "panels", "forms"} & set(found)
    assert found["mlParams"] == [{"language": "en", "state": "configured"}]
    for key in ("sentences", "patterns", "koraResponses", "botEvents", "botSentimentEvents", "enableNegativePatterns"):
        assert found[key] == whole()[key]
    assert errors(select(archive(), ExportOptions(nlp_data=EVERY_NLP))) == {}


@pytest.mark.parametrize(
    ("names", "filled"),
    [
        (("utterances",), {"sentences"}),
        (("training_data",), {"sentences"}),
        (("patterns",), {"patterns"}),
        (("nlpSettings",), {"botEvents"}),
        (("standardResponses",), {"koraResponses"}),
        (("bot_synonyms", "defaultDialog", "patterns", "standardResponses"), {"patterns", "koraResponses"}),
        (("madeUp",), set()),
    ],
)
def test_each_name_of_nlp_data_brings_its_part(names: tuple[str, ...], filled: set[str]) -> None:
    found = selected(options=ExportOptions(nlp_data=names))
    assert {key for key in ("sentences", "patterns", "botEvents", "koraResponses") if found[key]} == filled
    assert ("botSentimentEvents" in found) == ("nlpSettings" in names)


@pytest.mark.parametrize(
    ("names", "present"),
    [
        (("botSettings",), {"color", "feedbackSurveys"}),
        (("ivrSettings",), {"ivrSettings", "twilioVoiceSettings"}),
        (("botVariables",), {"vNameSpace"}),
        (("genAIandLLMSettings",), {"llmConfiguration"}),
    ],
)
def test_each_name_of_settings_brings_its_keys(names: tuple[str, ...], present: set[str]) -> None:
    found = selected(options=ExportOptions(settings=names))
    keys = ("color", "feedbackSurveys", "ivrSettings", "twilioVoiceSettings", "vNameSpace", "llmConfiguration")
    assert {key for key in keys if key in found} == present
    assert bool(found["namespaces"]) == bool(found["contentVariables"]) == ("botVariables" in names)
    assert "nodes" not in found["dialogs"][0]


def test_forms_and_dashboards_come_when_asked_for() -> None:
    assert "forms" in selected(options=ExportOptions(tasks=("forms",)))
    assert "forms" not in selected(options=ExportOptions(tasks=("botTask",)))
    assert selected(options=ExportOptions(tasks=("botTask",), custom_dashboards=True))["customDashboards"]
    assert selected(options=ExportOptions(custom_dashboards=False))["customDashboards"] == []
    assert selected(options=ExportOptions())["customDashboards"]


def test_config_has_variables_only_when_they_are_asked_for() -> None:
    given = archive(settings=config(envVariables=[{"key": "a"}, {"key": "b"}]))
    assert select(given, ExportOptions(tasks=EVERY_TASK)).config == b'{\n    "name": "Bot",\n    "envVariables": []\n}'
    assert select(given, ExportOptions(settings=EVERY_SETTING)).config == given.config


def test_ignored_variables_stay_behind() -> None:
    variables = [{"key": "a"}, {"key": "b", "value": 1.0}]
    given = archive(definition(contentVariables=variables), config(envVariables=variables))
    found = select(given, ExportOptions(ignored_variables=frozenset({"a", "absent"})))
    assert found.part("contentVariables") == [{"key": "b", "value": 1.0}]
    assert json.loads(found.config) == {"name": "Bot", "envVariables": [{"key": "b", "value": 1.0}]}
    found = select(given, ExportOptions(ignore_environment_variables=True))
    assert (json.loads(found.config)["envVariables"], found.part("contentVariables")) == ([], variables)
    found = select(given, ExportOptions(ignore_content_variables=True))
    assert (json.loads(found.config)["envVariables"], found.part("contentVariables")) == (variables, [])


@pytest.mark.parametrize(
    ("members", "export_type"),
    [(small(), ExportType.LATEST), (large(), ExportType.PUBLISHED)],
    ids=["small", "large"],
)
def test_states_that_fit_the_export_type_stay_to_the_byte(members: dict[str, bytes], export_type: ExportType) -> None:
    assert select(archive_of(members), None, export_type) == select(archive_of(members))


@pytest.mark.parametrize("members", [small(), large()], ids=["small", "large"])
def test_another_export_type_changes_the_state_words_alone(members: dict[str, bytes]) -> None:
    latest = select(archive_of(members), None, ExportType.LATEST)
    published = select(archive_of(members), None, ExportType.PUBLISHED)
    assert latest.definition.replace(b'"configured"', b'"published"') == published.definition
    assert latest != published
    assert select(published, None, ExportType.LATEST) == latest


@pytest.mark.parametrize(
    "options",
    [
        ExportOptions(tasks=EVERY_TASK),
        ExportOptions(nlp_data=EVERY_NLP),
        ExportOptions(settings=EVERY_SETTING),
        ExportOptions(tasks=("knowledgeGraph",)),
    ],
    ids=["tasks", "nlpData", "settings", "knowledgeGraph"],
)
def test_a_partial_export_of_a_real_bot_is_sound(options: ExportOptions) -> None:
    assert errors(select(archive_of(large()), options)) == {}


def test_full_tasks_are_the_same_bytes_with_and_without_the_rest() -> None:
    bot = archive_of(large())
    alone, together = select(bot, ExportOptions(tasks=EVERY_TASK)), select(bot)
    for key in ("dialogs", "dialogComponents", "knowledgeTasks"):
        assert bytes(alone.sections[key]) == bytes(together.sections[key])
