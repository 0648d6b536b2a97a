from typing import Any

import pytest

from tests.archive.builders import archive, components, config, definition, dialog, errors, uid, warnings

GONE = "gone"


def action(*, step: str) -> dict[str, Any]:
    return {"nodeId": "bot0", "type": "botAction", "nodes": [{"nodeId": "nd-1", "componentId": step}]}


@pytest.mark.parametrize(
    ("changes", "path", "why"),
    [
        (
            {"dialogs": [dialog(1, nodes=[{"nodeId": "a", "componentId": GONE}])]},
            "$.dialogs[0].nodes[0].componentId",
            '"gone" is no _id in $.dialogComponents',
        ),
        (
            {"dialogs": [dialog(1, nodes=[{"nodeId": "a", "componentId": ""}])]},
            "$.dialogs[0].nodes[0].componentId",
            '"" is no _id in $.dialogComponents',
        ),
        (
            {"dialogs": [dialog(1, nodes=[{"nodeId": "a", "componentId": uid(3001)}])]},
            "$.dialogs[0].nodes[0].componentId",
            f'"{uid(3001)}" is no _id in $.dialogComponents',
        ),
        (
            {"dialogs": [dialog(1, nodes=[action(step=GONE)])]},
            "$.dialogs[0].nodes[0].nodes[0].componentId",
            '"gone" is no _id in $.dialogComponents',
        ),
        (
            {"dialogs": [dialog(1, nodes=[{"flowTaskId": f"dg-{uid(1)}"}])]},
            "$.dialogs[0].nodes[0].flowTaskId",
            f'"dg-{uid(1)}" is no refId in $.dialogs',
        ),
        (
            {"dialogComponents": [*components(1), *components(2), {"dialogId": GONE}]},
            "$.dialogComponents[4].dialogId",
            '"gone" is no _id in $.dialogs',
        ),
        (
            {"dialogComponents": [*components(1), *components(2), {"nodes": [{"componentId": GONE}]}]},
            "$.dialogComponents[4].nodes[0].componentId",
            '"gone" is no _id in $.dialogComponents',
        ),
        (
            {"forms": [], "dialogComponents": [*components(1), *components(2), {"type": "form", "resourceId": GONE}]},
            "$.dialogComponents[4].resourceId",
            '"gone" is no refId in $.forms',
        ),
        ({"sentences": [{"taskId": GONE}]}, "$.sentences[0].taskId", '"gone" is no _id in $.dialogComponents'),
        (
            {"sentences": [{"taskId": 7}]},
            "$.sentences[0].taskId",
            "it should be a text, not a number",
        ),
        (
            {"knowledgeTasks": [{"faqs": {"faqs": [{}, {"dialogRefId": GONE}]}}]},
            "$.knowledgeTasks[0].faqs.faqs[1].dialogRefId",
            '"gone" is no refId in $.dialogs',
        ),
        ({"scenes": [{"dialogRefId": GONE}]}, "$.scenes[0].dialogRefId", '"gone" is no refId in $.dialogs'),
        (
            {"scenes": [{"dialogLinks": {"a b": {"dialogRefId": GONE}}}]},
            '$.scenes[0].dialogLinks["a b"].dialogRefId',
            '"gone" is no refId in $.dialogs',
        ),
        (
            {"dialogs": [dialog(1, nodes={"a": 1}), dialog(2)]},
            "$.dialogs[0].nodes.a",
            "it should be an object, not a number",
        ),
        (
            {"dialogs": [dialog(1, nodes="none"), dialog(2)]},
            "$.dialogs[0].nodes",
            "it should be an array, not a text",
        ),
    ],
)
def test_a_reference_that_leads_nowhere_is_an_error(changes: dict[str, Any], path: str, why: str) -> None:
    sound = definition(sentences=[], patterns=[], botEvents={}, mlParams=[], dialogs=[dialog(1), dialog(2)])
    assert errors(archive({**sound, **changes}))[path] == why


@pytest.mark.parametrize(
    ("changes", "path", "why"),
    [
        ({"defaultDialogId": GONE}, "$.defaultDialogId", '"gone" is no refId in $.dialogs'),
        ({"botEvents": {"A": {"task": GONE}}}, "$.botEvents.A.task", '"gone" is no refId in $.dialogs'),
        ({"botSentimentEvents": [{"task": GONE}]}, "$.botSentimentEvents[0].task", '"gone" is no refId in $.dialogs'),
        (
            {"mlParams": [{"dialogIntents": [uid(101), GONE]}]},
            "$.mlParams[0].dialogIntents[1]",
            '"gone" is no refId in $.dialogs',
        ),
        (
            {"widgets": [{"source": {"type": "dialog", "resource": GONE}}]},
            "$.widgets[0].source.resource",
            '"gone" is no refId in $.dialogs',
        ),
        (
            {"widgets": [], "panels": [{"widgets": [GONE, GONE]}]},
            "$.panels[0].widgets[0]",
            '"gone" is no refId in $.widgets, nor are 1 more like it',
        ),
        ({"patterns": [{"refId": GONE}]}, "$.patterns[0].refId", '"gone" is no refId in $.dialogComponents'),
        (
            {"forms": [{"integrations": [{"type": "dialog", "resourceId": GONE}]}]},
            "$.forms[0].integrations[0].resourceId",
            '"gone" is no refId in $.dialogs',
        ),
        (
            {"sceneComponents": [], "scenes": [{"components": {GONE: {}}}]},
            "$.scenes[0].components.gone",
            '"gone" is no _id in $.sceneComponents',
        ),
        ({"scenes": [], "sceneComponents": [{"sceneId": GONE}]}, "$.sceneComponents[0].sceneId", None),
        ({"vNameSpace": [uid(77)]}, "$.vNameSpace[0]", f'"{uid(77)}" is no _id in $.namespaces'),
        ({"evVNameSpace": [f"ns-{uid(7)}"]}, "$.evVNameSpace[0]", f'"ns-{uid(7)}" is no refId in $.namespaces'),
        (
            {"dialogs": [dialog(1, vNameSpace=[GONE]), dialog(2, vNameSpace=[GONE, uid(77)])]},
            "$.dialogs[0].vNameSpace[0]",
            '"gone" is no refId in $.namespaces, nor are 1 more like it',
        ),
    ],
)
def test_other_references_that_lead_nowhere_are_warnings(changes: dict[str, Any], path: str, why: str | None) -> None:
    found = archive(definition(**changes))
    assert errors(found) == {}
    assert warnings(found)[path] == (why or '"gone" is no _id in $.scenes')


def test_namespaces_of_variables_in_config_are_looked_up_too() -> None:
    found = archive(settings=config(envVariables=[{"key": "k", "vNameSpace": [uid(77), "gone"]}]))
    assert warnings(found) == {"$.envVariables[0].vNameSpace[1]": '"gone" is no refId in $.namespaces'}


def test_what_refers_to_a_section_that_was_not_exported_is_let_be() -> None:
    form = {"_id": "dc-1", "type": "form", "resourceId": "gone"}
    partial = definition(
        dialogComponents=[*components(1), *components(2), form],
        dialogs=[dialog(1, sceneRefId="gone"), dialog(2)],
        panels=[{"widgets": ["gone"]}],
    )
    found = archive(partial)
    assert (errors(found), warnings(found)) == ({}, {})


def test_null_and_empty_references_name_nothing() -> None:
    nodes = [{"nodeId": "a", "componentId": f"dc-{uid(1001)}", "flowTaskId": ""}]
    sound = definition(
        dialogs=[dialog(1, nodes=nodes), dialog(2)],
        defaultDialogId=None,
        botEvents={"A": {"task": None}, "B": None},
        widgets=[{"source": {"type": "json", "resource": "gone"}}],
    )
    assert errors(archive(sound)) == {}
    assert warnings(archive(sound)) == {}


def test_an_id_twice_is_a_warning() -> None:
    twice = [{**components(1)[0], "refId": uid(6)}, *components(1), *components(2)]
    assert warnings(archive(definition(dialogComponents=twice))) == {
        "$.dialogComponents[1]._id": f'"dc-{uid(1001)}" stands twice in $.dialogComponents'
    }
