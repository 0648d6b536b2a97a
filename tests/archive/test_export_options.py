import pytest
from hypothesis import given
from hypothesis import strategies as st

from korekit.archive import ExportOptions, ExportType


def test_a_request_for_everything_names_no_component() -> None:
    bodies: list[dict[str, object]] = [
        {},
        {"exportType": "published"},
        {"exportOptions": {}},
        {"exportOptions": {"tasks": None}},
    ]
    for body in bodies:
        found = ExportOptions.from_wire(body)
        assert (found.is_everything, found.is_nothing) == (True, False)
        assert found.has_task("botTask")
        assert found.has_nlp_data("utterances")
        assert found.has_setting("ivrSettings")


def test_empty_lists_ask_for_nothing() -> None:
    found = ExportOptions.from_wire({"exportOptions": {"tasks": []}})
    assert (found.is_everything, found.is_nothing) == (False, True)


def test_a_whole_request_is_read() -> None:
    found = ExportOptions.from_wire(
        {
            "exportType": "latest",
            "exportOptions": {
                "settings": ["botSettings", "botSettings", "madeUp"],
                "options": {
                    "botVariables": {
                        "ignore": ["aa", "test1"],
                        "ignoreEnvironmentVariables": False,
                        "ignoreContentVariables": True,
                    }
                },
                "tasks": ["bottask", 5],
                "AgentAssist": ["rules"],
            },
            "subTasks": {"alerts": [], "dialogs": ["Book", "dg-1"]},
            "allTasks": True,
            "customDashboards": True,
            "IncludeDependentTasks": True,
        }
    )
    assert found == ExportOptions(
        tasks=("bottask",),
        settings=("botSettings", "botSettings", "madeUp"),
        other_parts=("rules",),
        group_order=("settings", "tasks", "nlpData"),
        sub_tasks=(("dialogs", ("Book", "dg-1")),),
        include_dependent=True,
        custom_dashboards=True,
        ignored_variables=frozenset({"aa", "test1"}),
        ignore_content_variables=True,
    )
    assert found.has_task("botTask")
    assert not found.has_nlp_data("utterances")


def test_sub_tasks_and_switches_may_stand_inside() -> None:
    inside = {"tasks": ["botTask"], "subTasks": {"actions": "one"}, "IncludeDependentTasks": "false"}
    found = ExportOptions.from_wire({"exportOptions": inside})
    assert (found.sub_tasks, found.include_dependent) == ((("actions", ("one",)),), False)


def test_sub_tasks_of_both_places_count_together() -> None:
    body = {"exportOptions": {"subTasks": {"dialogs": ["a"]}}, "subTasks": {"dialogs": ["b", "a"], "actions": []}}
    assert ExportOptions.from_wire(body).sub_tasks == (("dialogs", ("a", "b")),)


def test_naming_single_tasks_asks_for_tasks_where_other_lists_alone_are_given() -> None:
    def asked(options: dict[str, object], **sub_tasks: list[str]) -> tuple[str, ...] | None:
        return ExportOptions.from_wire({"exportOptions": options, "subTasks": sub_tasks}).tasks

    assert asked({"nlpData": ["utterances"]}, dialogs=["a"]) == ("botTask",)
    assert asked({"nlpData": ["utterances"]}, forms=["f"]) == ("forms",)
    assert asked({"nlpData": ["utterances"], "tasks": []}, dialogs=["a"]) == ()
    assert asked({}, dialogs=["a"]) is None
    assert asked({"nlpData": ["utterances"]}) is None


@pytest.mark.parametrize("group", ["AgentAssist", "AgentAI", "qualityAI", "botComponents"])
def test_parts_of_other_groups_are_a_selection_too(group: str) -> None:
    one, none = ({"exportOptions": {group: names}} for names in (["rules"], []))
    found = ExportOptions.from_wire(one)
    assert (found.is_everything, found.is_nothing, found.has_task("botTask")) == (False, False, False)
    assert ExportOptions.from_wire(none).is_nothing


@given(
    st.dictionaries(
        st.sampled_from(["exportOptions", "subTasks", "customDashboards"]),
        st.recursive(
            st.none() | st.integers() | st.text() | st.booleans(),
            lambda inner: (
                st.lists(inner)
                | st.dictionaries(st.sampled_from(["tasks", "options", "botVariables", "ignore", "dialogs"]), inner)
            ),
        ),
    )
)
def test_no_request_is_too_odd_to_read(body: dict[str, object]) -> None:
    assert isinstance(ExportOptions.from_wire(body).is_nothing, bool)


@pytest.mark.parametrize(("word", "state"), [("latest", "configured"), ("published", "published")])
def test_an_export_type_has_its_word_for_states(word: str, state: str) -> None:
    assert ExportType(word).state == state
