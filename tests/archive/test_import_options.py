import json

import pytest

from korekit.archive.import_options import ImportOptions, brought_sections
from korekit.archive.single_tasks import Wanted
from tests.archive.builders import archive, components, definition, dialog


def brought(options: dict[str, object], **changes: object) -> list[str]:
    return list(brought_sections(archive(definition(**changes)), ImportOptions.from_wire(options)))


def test_names_of_all_lists_are_one_set_whatever_their_case() -> None:
    options = ImportOptions.from_wire(
        {
            "tasks": ["bottask", "botTask"],
            "nlpData": ["training_data", "never heard of"],
            "settings": ["ivrSettings", "ivrSettings"],
            "botComponents": ["smallTalk"],
        }
    )
    assert options.has("botTask")
    assert options.has("utterances", "training_data")
    assert options.has("SMALLTALK")
    assert not options.has("patterns")
    assert options.parts == {"bottask", "training_data", "never heard of", "ivrsettings", "smalltalk"}


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"tasks": None, "nlpData": None, "settings": None},
        {"tasks": [], "nlpData": [], "settings": [], "options": {}, "customDashboard": False},
        {"tasks": 5, "nlpData": {}, "options": [], "storyBoardScenes": "x", "botComponents": None},
        {"subTasks": {"dialogs": []}, "allTasks": True, "IncludeDependentTasks": True},
        {"AgentAssist": ["rules", "playbooks"], "qualityAI": ["taxonomy"]},
    ],
)
def test_an_empty_selection_selects_nothing(options: dict[str, object]) -> None:
    assert ImportOptions.from_wire(options) == ImportOptions()
    assert brought(options, customDashboards=[{"refId": "1"}]) == []


def test_single_tasks_are_wanted_by_kind_and_ask_for_tasks_where_no_list_does() -> None:
    found = ImportOptions.from_wire({"subTasks": {"dialogs": ["dg-1"]}, "IncludeDependentTasks": True})
    assert found.parts == {"bottask"}
    assert found.wanted == Wanted(names={"dialogs": ("dg-1",)}, with_dependents=True, with_forms=True)
    some = ImportOptions.from_wire({"tasks": [], "nlpData": ["utterances"], "subTasks": {"dialogs": ["dg-1"]}})
    assert some.parts == {"utterances"}
    assert some.wanted == Wanted(names={"dialogs": ("dg-1",)})
    assert ImportOptions.from_wire({"tasks": ["botTask"], "subTasks": {"dialogs": []}}).wanted is None


def test_linked_bots_come_by_their_name() -> None:
    assert brought({"botComponents": ["linkedBots"]}, linkedBotsDetails=[1]) == ["linkedBotsDetails"]


@pytest.mark.parametrize(
    ("switches", "is_replacing"),
    [
        ({}, False),
        ({"append": True, "replace": False}, False),
        ({"append": True, "replace": True}, False),
        ({"replace": True}, True),
        ({"append": False, "replace": False}, False),
        ({"append": False, "replace": True}, True),
    ],
)
def test_append_is_on_unless_switched_off_and_wins(switches: dict[str, bool], is_replacing: bool) -> None:
    found = ImportOptions.from_wire({"options": {"utterances": switches, "patterns": switches}})
    assert (found.replaces_utterances, found.replaces_patterns) == (is_replacing, is_replacing)
    one = ImportOptions.from_wire({"options": {"patterns": switches}})
    assert (one.replaces_utterances, one.replaces_patterns) == (False, is_replacing)


def test_what_is_left_out_is_read() -> None:
    found = ImportOptions.from_wire(
        {
            "storyBoardScenes": {"includeComments": False},
            "customDashboards": True,
            "options": {"botVariables": {"ignore": ["a", "b"], "ignoreContentVariables": True}},
        }
    )
    assert (found.has_comments, found.has_dashboards) == (False, True)
    assert found.ignored_variables == {"a", "b"}
    assert (found.ignore_content_variables, found.ignore_environment_variables) == (True, False)


def test_sections_come_in_the_order_of_the_source() -> None:
    assert brought({"tasks": ["botTask"], "nlpData": ["utterances"]}) == ["dialogs", "dialogComponents", "sentences"]
    assert brought({"settings": ["botSettings", "ivrSettings"]}) == ["color", "ivrSettings"]
    assert brought({"settings": ["botVariables"]}) == ["vNameSpace", "namespaces", "contentVariables"]
    assert brought({"nlpData": ["nlpSettings", "patterns"]}) == ["botEvents", "patterns"]


def test_an_empty_array_counts_only_where_it_was_exported() -> None:
    assert brought({"tasks": ["smallTalk"]}, smallTalk=[]) == []
    assert brought({"tasks": ["smallTalk"]}, smallTalk=[], exportOptions=...) == []
    assert brought({"tasks": ["smallTalk"]}, smallTalk=[], exportOptions={"tasks": ["smalltalk"]}) == ["smallTalk"]
    assert brought({"tasks": ["smallTalk"]}, smallTalk=[{}], exportOptions={}) == ["smallTalk"]
    assert brought({"settings": ["botSettings"]}, channels=[], color=...) == ["channels"]


def test_stubs_of_dialogs_are_no_dialogs() -> None:
    whole = dialog(1)
    del whole["nodes"]
    asked: dict[str, object] = {"tasks": ["botTask"]}
    assert brought(asked, dialogs=[whole], dialogComponents=components(1), scenes=[{"refId": "1"}]) == []
    assert brought(asked, dialogs=[whole, dialog(2)]) == ["dialogs", "dialogComponents"]


def test_an_archive_that_was_written_compactly_is_read_all_the_same() -> None:
    data = json.dumps(definition(smallTalk=[{"language": "en"}], koraResponses=[])).encode()
    source = archive()
    compact = type(source)(definition=data, config=source.config)
    asked = ImportOptions.from_wire({"tasks": ["smallTalk"], "nlpData": ["standardResponses"]})
    assert list(brought_sections(compact, asked)) == ["smallTalk"]
