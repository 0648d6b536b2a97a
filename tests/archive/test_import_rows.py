from korekit.archive import import_rows
from tests.archive.builders import archive, archive_of, config, definition, dialog
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
