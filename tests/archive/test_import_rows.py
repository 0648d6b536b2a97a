import pytest

from korekit.archive import Problem, check, import_rows
from korekit.archive.import_rows import broken_component
from tests.archive.builders import archive, archive_of, components, config, definition, dialog, uid
from tests.bots import large, small


def test_a_bot_with_everything_has_the_documented_rows_in_their_order() -> None:
    whole = definition(
        idpConfigurations=[],
        customTemplates=[],
        widgets=[{"name": "UnderwritingExplanation"}],
        dialogs=[dialog(1), dialog(2, localeData={"de": {"name": "Anderswo"}})],
        forms=[{"name": "BloodPressure"}],
        botEvents={"TASK_FAILURE_EVENT": {}, "WELCOME_MESSAGE_EVENT": {}},
        knowledgeTasks=[{}],
        koraResponses=[{}],
        smallTalk=[{}],
    )
    assert import_rows(archive(whole, config(name="SampleBot"), functions=[("f.js", b"")])) == [
        ("importRequest", "SampleBot"),
        ("Bot Definition", "SampleBot"),
        ("IdpConfigurations", "IdpConfigurations"),
        ("CustomTemplates", "CustomTemplates"),
        ("BotFunctions", "Bot Functions"),
        ("Widget", "UnderwritingExplanation"),
        ("Dialog", "Dialog 1"),
        ("Dialog", "dialog 2"),
        ("Form", "BloodPressure"),
        ("Event", "TASK_FAILURE_EVENT"),
        ("Event", "WELCOME_MESSAGE_EVENT"),
        ("KnowledgeTasks", "KnowledgeTasks"),
        ("Utterences", "Utterences"),
        ("Patterns", "Patterns"),
        ("Standard Responses", "Standard Responses"),
        ("BotVariables", "BotVariables"),
        ("SmallTalk", "SmallTalk"),
        ("importBot", "SampleBot"),
    ]


def test_kinds_that_the_archive_lacks_have_no_row() -> None:
    assert import_rows(archive_of(small())) == [
        ("importRequest", "TestBot1"),
        ("Bot Definition", "TestBot1"),
        ("IdpConfigurations", "IdpConfigurations"),
        ("CustomTemplates", "CustomTemplates"),
        ("Event", "TASK_FAILURE_EVENT"),
        ("SmallTalk", "SmallTalk"),
        ("importBot", "TestBot1"),
    ]


def test_the_large_bot_has_a_row_for_each_dialog_and_widget() -> None:
    rows = import_rows(archive_of(large()))
    kinds = [kind for kind, _ in rows]
    assert len(rows) == 90
    assert (kinds.count("Dialog"), kinds.count("Widget"), kinds.count("Event")) == (70, 6, 4)
    assert (rows[0], rows[-1]) == (("importRequest", "Large"), ("importBot", "Large"))


def test_odd_parts_give_odd_names_and_no_crash() -> None:
    odd = archive(definition(dialogs=[{}, 5, {"lname": 7}], botEvents=[], forms="x", widgets=[{"name": "a\0"}]))
    assert [row for row in import_rows(odd) if row[0] in ("Dialog", "Event", "Form", "Widget")] == [
        ("Widget", "a\ufffd"),
        ("Dialog", ""),
        ("Dialog", ""),
    ]


@pytest.mark.parametrize(
    ("place", "component"),
    [
        ("$._id", ("Bot Definition", "")),
        ("$", ("Bot Definition", "")),
        ("$.dialogs", ("Bot Definition", "")),
        ("$.idpConfigurations[0]", ("IdpConfigurations", "IdpConfigurations")),
        ("$.widgets[0].source.resource", ("Widget", "View")),
        ("$.dialogs[1].nodes[0].componentId", ("Dialog", "Dialog 2")),
        ("$.dialogs[99]", ("Bot Definition", "")),
        ("$.dialogComponents[0].dialogId", ("Dialog", "Dialog 1")),
        ("$.dialogComponents[4].dialogId", ("Bot Definition", "")),
        ("$.forms[0].refId", ("Form", "Sheet")),
        ("$.botEvents.ON_CONNECT_EVENT.task", ("Event", "ON_CONNECT_EVENT")),
        ("$.knowledgeTasks[0].faqs", ("KnowledgeTasks", "KnowledgeTasks")),
        ("$.sentences[0].taskId", ("Utterences", "Utterences")),
        ("$.patterns[0].refId", ("Patterns", "Patterns")),
        ("$.koraResponses[0]", ("Standard Responses", "Standard Responses")),
        ("$.envVariables[3].key", ("BotVariables", "BotVariables")),
        ("$.contentVariables[0]", ("BotVariables", "BotVariables")),
        ("$.smallTalk[0]", ("SmallTalk", "SmallTalk")),
        ("$.scenes[0].dialogRefId", ("Bot Definition", "")),
    ],
)
def test_a_problem_is_that_of_the_component_it_lies_in(place: str, component: tuple[str, str]) -> None:
    parts = [*components(1), *components(2), {"_id": f"dc-{uid(9)}"}]
    given = archive(definition(widgets=[{"name": "View"}], forms=[{"name": "Sheet"}], dialogComponents=parts))
    problem = Problem(member="botDefinition.json", path=place, why="it is odd", is_error=True)
    assert broken_component(given, [problem], []).component == component


def test_a_problem_of_a_script_is_that_of_the_functions() -> None:
    problem = Problem(member="f.js", path="", why="it is odd", is_error=True)
    assert broken_component(archive(), [problem], []).component == ("BotFunctions", "Bot Functions")


def test_an_import_ends_at_the_first_component_that_has_a_problem() -> None:
    sentence = {"_id": "a" * 24, "taskId": "dc-gone", "sentence": "hi"}
    given = archive(
        definition(dialogs=[dialog(1), dialog(2, nodes=[{"componentId": "dc-gone"}])], sentences=[sentence])
    )
    errors = [problem for problem in reversed(check(given)) if problem.is_error]
    broken = broken_component(given, errors, import_rows(given))
    assert broken.component == ("Dialog", "Dialog 2")
    assert "nodes[0].componentId" in str(broken)
    assert len(broken.problems) == len(errors) == 2
    assert broken.rows == (("importRequest", "Bot"), ("Bot Definition", "Bot"), ("Dialog", "Dialog 1"))
    without_rows = broken_component(
        given, errors[:1], import_rows(archive(definition(sentences=[], koraResponses=[{}])))
    )
    assert without_rows.component == ("Utterences", "Utterences")
    assert [kind for kind, _ in without_rows.rows] == ["importRequest", "Bot Definition", "Dialog", "Dialog", "Event"]
