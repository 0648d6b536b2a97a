from typing import Any

import pytest

from tests.archive.builders import archive, definition, dialog, errors, uid, warnings


def nodes(*targets: object, first: str = "intent0") -> list[dict[str, Any]]:
    """One node with a transition for each target."""
    component = f"dc-{uid(1001)}"
    transitions = [{"default": target} for target in targets]
    return [{"nodeId": first, "componentId": component, "transitions": transitions}]


def bot(*dialogs: list[dict[str, Any]]) -> dict[str, Any]:
    return definition(
        dialogs=[dialog(number, nodes=each) for number, each in enumerate(dialogs, 1)],
        exportOptions={"tasks": []},
        dialogComponents=[{"_id": f"dc-{uid(1001)}", "refId": uid(3001), "dialogId": f"dg-{uid(1)}"}],
    )


def test_a_target_is_a_node_of_the_same_dialog_or_end() -> None:
    found = archive(bot(nodes("intent0", "end"), nodes("other1", first="other1")))
    assert (errors(found), warnings(found)) == ({}, {})


def test_a_target_in_another_dialog_is_an_error() -> None:
    found = archive(bot(nodes("other1", "end"), nodes("other1", first="other1")))
    assert errors(found) == {"$.dialogs[0].nodes[0].transitions[0].default": '"other1" is no nodeId of this dialog'}


def test_the_condition_branch_is_looked_at_too() -> None:
    node = {"nodeId": "a", "componentId": f"dc-{uid(1001)}", "transitions": [{"if": {}, "then": "x1"}]}
    assert errors(archive(bot([node]))) == {
        "$.dialogs[0].nodes[0].transitions[0].then": '"x1" is no nodeId of this dialog'
    }


def test_steps_of_a_bot_action_count_as_nodes_and_are_looked_at() -> None:
    step = {"nodeId": "nd-1", "componentId": f"dc-{uid(1001)}", "transitions": [{"default": "gone1"}]}
    action = {"nodeId": "bot0", "componentId": f"dc-{uid(1001)}", "nodes": [step], "transitions": [{"default": "nd-1"}]}
    assert errors(archive(bot([action]))) == {
        "$.dialogs[0].nodes[0].nodes[0].transitions[0].default": '"gone1" is no nodeId of this dialog'
    }


def test_unconnected_transitions_are_one_warning_for_a_dialog() -> None:
    found = archive(bot(nodes("", None, "end", ""), nodes("")))
    assert errors(found) == {}
    assert warnings(found) == {
        "$.dialogs[0].nodes[0].transitions[0].default": "this transition leads nowhere, and 2 more of this dialog",
        "$.dialogs[1].nodes[0].transitions[0].default": "this transition leads nowhere",
    }


@pytest.mark.parametrize(
    ("transitions", "path", "why"),
    [
        ({}, "", "it should be an array, not an object"),
        (["end"], "[0]", "it should be an object, not a text"),
        ([{"default": 5}], "[0].default", "it should be a text, not a number"),
        ([{"then": ["end"]}], "[0].then", "it should be a text, not an array"),
    ],
)
def test_wrong_types_are_errors(transitions: object, path: str, why: str) -> None:
    node = {"nodeId": "a", "componentId": f"dc-{uid(1001)}", "transitions": transitions}
    assert errors(archive(bot([node]))) == {f"$.dialogs[0].nodes[0].transitions{path}": why}


def test_a_word_that_stands_for_end_throughout_is_taken_for_it() -> None:
    found = archive(bot(nodes("sea", "gone1"), nodes("sea")))
    assert errors(found) == {"$.dialogs[0].nodes[0].transitions[1].default": '"gone1" is no nodeId of this dialog'}
    assert warnings(found) == {
        "$.dialogs[0].nodes[0].transitions[0].default": (
            '"sea", which 2 transitions name, is taken for `end`, which none names'
        )
    }


@pytest.mark.parametrize(
    "dialogs", [[nodes("sea", "sea")], [nodes("sea", "end"), nodes("sea")], [nodes("sea1"), nodes("sea1")]]
)
def test_no_word_stands_for_end_in_one_dialog_or_beside_end_or_with_a_digit(dialogs: list[Any]) -> None:
    assert "$.dialogs[0].nodes[0].transitions[0].default" in errors(archive(bot(*dialogs)))


def test_a_node_id_twice_is_a_warning() -> None:
    found = archive(bot([*nodes("end"), *nodes("end")]))
    assert warnings(found) == {"$.dialogs[0].nodes": 'the nodeId "intent0" stands there twice'}
