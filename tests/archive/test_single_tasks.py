import json
from typing import Any

import pytest

from korekit.archive import Archive, ArchiveBroken, ExportOptions, select
from korekit.archive.single_tasks import Wanted, only_tasks
from tests.archive.builders import archive, archive_of, components, definition, dialog, errors, uid
from tests.bots import large


def calling(number: int, called: int, **changes: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A dialog that calls another one, and its components."""
    call = {
        "nodeId": "call",
        "type": "intent",
        "componentId": f"dc-{uid(5000 + number)}",
        "flowTaskId": uid(100 + called),
    }
    own = dialog(number, **changes)
    own["nodes"].append(call)
    part = {
        "_id": f"dc-{uid(5000 + number)}",
        "refId": uid(6000 + number),
        "type": "intent",
        "dialogId": f"dg-{uid(called)}",
    }
    return own, [*components(number), part]


def bot(**changes: Any) -> Archive:
    """Dialog 1 calls 2, which calls 3; 4 stands alone; each has an utterance and a pattern."""
    first, first_parts = calling(1, 2)
    second, second_parts = calling(2, 3)
    parts = [*first_parts, *second_parts, *components(3), *components(4)]
    numbers = (1, 2, 3, 4)
    return archive(
        definition(
            **{
                "dialogs": [first, second, dialog(3), dialog(4)],
                "dialogComponents": parts,
                "sentences": [
                    {"_id": f"{n:024x}", "taskId": f"dc-{uid(1000 + n)}", "sentence": f"s{n}"} for n in numbers
                ],
                "patterns": [{"refId": uid(3000 + n)} for n in numbers],
                "actions": [{"_id": f"a-{uid(1)}", "refId": uid(51), "name": "Action One"}],
                "alerts": [{"_id": f"l-{uid(1)}", "refId": uid(52), "localeData": {"en": {"name": "Alarm"}}}],
                **changes,
            }
        )
    )


def names(given: Archive, wanted: Wanted) -> dict[str, list[str]]:
    """What is left of each section, by what tells its elements apart."""
    parts = only_tasks(given.sections, wanted)
    keys = {"dialogs": "lname", "sentences": "sentence", "dialogComponents": "_id"}
    whole = {key: json.loads(bytes(raw)) for key, raw in parts.items()}
    return {
        key: [element.get(keys.get(key, "refId")) for element in value]
        for key, value in whole.items()
        if isinstance(value, list) and value and isinstance(value[0], dict)
    }


def dialogs(**options: Any) -> Wanted:
    return Wanted(names={"dialogs": ("Dialog 1",)}, **options)


def test_a_task_comes_with_its_components_utterances_and_patterns_alone() -> None:
    found = names(bot(), dialogs())
    assert found["dialogs"] == ["dialog 1"]
    assert found["dialogComponents"] == [f"dc-{uid(number)}" for number in (1001, 2001, 5001)]
    assert found["sentences"] == ["s1"]
    assert found["patterns"] == [uid(3001)]
    assert "actions" not in found
    assert "alerts" not in found


@pytest.mark.parametrize(
    "name", ["Dialog 1", "dialog 1", "DIALOG 1", f"dg-{uid(1)}", uid(101), "Anderer Name", "заказ"], ids=ascii
)
def test_a_task_is_named_by_id_ref_id_or_name_in_any_language(name: str) -> None:
    texts = {"en": {"name": "Dialog 1"}, "de": {"name": "Anderer Name"}, "ru": {"name": "Заказ"}}
    given = archive(definition(dialogs=[dialog(1, localeData=texts), dialog(2)]))
    assert names(given, Wanted(names={"dialogs": (name,)}))["dialogs"] == ["dialog 1"]


def test_what_is_kept_keeps_its_bytes_and_its_order() -> None:
    given = bot()
    found = only_tasks(given.sections, Wanted(names={"dialogs": ("dialog 4", "dialog 1")}))
    whole = {key: bytes(raw) for key, raw in given.sections.items()}
    kept = json.loads(found["dialogs"])
    assert [one["lname"] for one in kept] == ["dialog 1", "dialog 4"]
    assert all(json.dumps(one)[:40].encode() in json.dumps(json.loads(whole["dialogs"])).encode() for one in kept)
    for key in ("localeData", "mlParams", "botEvents", "namespaces", "color"):
        assert bytes(found[key]) == whole[key]


def test_dependents_are_followed_to_the_end_and_only_when_asked_for() -> None:
    assert names(bot(), dialogs())["dialogs"] == ["dialog 1"]
    found = names(bot(), dialogs(with_dependents=True))
    assert found["dialogs"] == ["dialog 1", "dialog 2", "dialog 3"]
    assert found["sentences"] == ["s1", "s2", "s3"]


@pytest.mark.parametrize(
    "changes",
    [
        {"followUpIntents": [uid(104)]},
        {"interruptOptions": {"priority": "task", "dialogs": [{"dialogId": f"dg-{uid(4)}"}]}},
        {
            "nodes": [
                {"nodeId": "i", "componentId": f"dc-{uid(2001)}", "nodeOptions": {"interruptOptions": {"to": uid(104)}}}
            ]
        },
    ],
    ids=["sub-intents", "interruption", "of a node"],
)
def test_dialogs_of_sub_intents_and_interruptions_are_dependents(changes: dict[str, Any]) -> None:
    given = archive(
        definition(
            dialogs=[dialog(1, **changes), dialog(2), dialog(4)],
            dialogComponents=[*components(1), *components(2), *components(4)],
        )
    )
    assert names(given, dialogs(with_dependents=True))["dialogs"] == ["dialog 1", "dialog 4"]


def test_dialogs_of_ivr_retry_behaviour_are_dependents() -> None:
    parts = components(1)
    parts[1]["ivrOptions"] = {"retryBehaviour": {"action": "triggerDialog", "dialogRefId": uid(102)}}
    given = archive(definition(dialogComponents=[*parts, *components(2)]))
    assert names(given, dialogs(with_dependents=True))["dialogs"] == ["dialog 1", "dialog 2"]


def test_steps_of_a_bot_action_bring_their_components() -> None:
    step = {"_id": f"dc-{uid(7001)}", "refId": uid(7002), "type": "script"}
    action = {
        "_id": f"dc-{uid(7003)}",
        "refId": uid(7004),
        "type": "botAction",
        "nodes": [{"componentId": step["_id"]}],
    }
    own = dialog(1)
    own["nodes"].append({"nodeId": "a", "type": "botAction", "componentId": action["_id"]})
    given = archive(
        definition(dialogs=[own, dialog(2)], dialogComponents=[*components(1), *components(2), action, step])
    )
    assert names(given, dialogs())["dialogComponents"][2:] == [action["_id"], step["_id"]]


def form_bot() -> Archive:
    form_node = {"_id": f"dc-{uid(77)}", "refId": uid(78), "type": "form", "resourceId": uid(30)}
    own = dialog(1)
    own["nodes"].append({"nodeId": "f", "type": "form", "componentId": form_node["_id"]})
    forms = [
        {"refId": uid(30), "name": "Asked", "integrations": [{"type": "dialog", "resourceId": uid(102)}]},
        {"refId": uid(31), "name": "Other"},
    ]
    return archive(
        definition(dialogs=[own, dialog(2)], dialogComponents=[*components(1), *components(2), form_node], forms=forms)
    )


def test_forms_of_form_nodes_come_as_dependents_with_the_dialogs_they_call() -> None:
    assert "forms" not in names(form_bot(), dialogs())
    assert names(form_bot(), dialogs(with_forms=True))["forms"] == [uid(30)]
    found = names(form_bot(), dialogs(with_forms=True, with_dependents=True))
    assert (found["forms"], found["dialogs"]) == ([uid(30)], ["dialog 1", "dialog 2"])
    assert names(form_bot(), dialogs(has_every_form=True))["forms"] == [uid(30), uid(31)]
    assert names(form_bot(), Wanted(names={"forms": ("other",)}))["forms"] == [uid(31)]


def test_scenes_views_and_their_parts_go_with_their_dialog() -> None:
    scenes = [{"_id": f"sn-{uid(n)}", "refId": uid(40 + n), "dialogRefId": uid(100 + n)} for n in (1, 2)]
    notes = [{"_id": f"snc-{uid(n)}", "refId": uid(45 + n), "sceneId": f"sn-{uid(n)}"} for n in (1, 2)]
    views = [
        {"refId": uid(61), "source": {"type": "dialog", "resource": uid(101)}},
        {"refId": uid(62), "source": {"type": "dialog", "resource": uid(102)}},
        {"refId": uid(63), "source": {"type": "json"}},
    ]
    panels = [{"refId": uid(65), "widgets": [uid(61)]}, {"refId": uid(66), "widgets": [uid(62)]}, {"refId": uid(67)}]
    given = archive(definition(scenes=scenes, sceneComponents=notes, widgets=views, panels=panels))
    found = names(given, dialogs())
    assert (found["scenes"], found["sceneComponents"]) == ([uid(41)], [uid(46)])
    assert (found["widgets"], found["panels"]) == ([uid(61), uid(63)], [uid(65), uid(67)])


def test_actions_and_alerts_are_chosen_by_their_kind() -> None:
    found = names(bot(), Wanted(names={"actions": ("action one",), "alerts": ("nobody",)}))
    assert found["actions"] == [uid(51)]
    assert not {"alerts", "dialogs", "sentences"} & set(found)
    assert names(bot(), Wanted(names={"alerts": ("alarm",)}))["alerts"] == [uid(52)]


def test_experience_flows_are_let_be_unless_named() -> None:
    flows = [{"refId": "1", "name": "a"}, {"refId": "2", "name": "b"}]
    assert names(bot(experienceFlows=flows), dialogs())["experienceFlows"] == ["1", "2"]
    assert names(bot(experienceFlows=flows), Wanted(names={"experienceFlows": ("b",)}))["experienceFlows"] == ["2"]


def test_names_that_fit_nothing_are_passed_over_unless_none_fits() -> None:
    assert names(bot(), Wanted(names={"dialogs": ("dialog 4", "gone")}))["dialogs"] == ["dialog 4"]
    with pytest.raises(ArchiveBroken, match='"gone" is no task of the bot, nor is one of 1 more'):
        only_tasks(bot().sections, Wanted(names={"dialogs": ("gone",), "alerts": ("away",)}))


def test_faqs_that_answer_with_a_dialog_need_it() -> None:
    knowledge = [{"refId": uid(80), "faqs": {"faqs": [{"refId": uid(81), "dialogRefId": uid(104)}]}}]
    given = bot(knowledgeTasks=knowledge)
    assert names(given, dialogs(with_dependents=True))["dialogs"] == ["dialog 1", "dialog 2", "dialog 3"]
    found = names(given, dialogs(with_dependents=True, has_knowledge=True))
    assert found["dialogs"] == ["dialog 1", "dialog 2", "dialog 3", "dialog 4"]
    assert len(names(given, dialogs(has_knowledge=True))["dialogs"]) == 1


def test_stubs_are_chosen_with_the_components_that_name_them() -> None:
    stubs = [{key: part for key, part in dialog(number).items() if key != "nodes"} for number in (1, 2)]
    found = names(archive(definition(dialogs=stubs)), dialogs())
    assert (found["dialogs"], found["dialogComponents"]) == (["dialog 1"], [f"dc-{uid(1001)}"])


@pytest.mark.parametrize("at", range(0, 70, 10))
def test_a_task_of_a_real_bot_with_its_dependents_is_a_sound_archive(at: int) -> None:
    whole = archive_of(large())
    name = json.loads(large()["botDefinition.json"])["dialogs"][at]["lname"]
    body = {"exportOptions": {"tasks": ["botTask"]}, "subTasks": {"dialogs": [name]}, "IncludeDependentTasks": True}
    found = select(whole, ExportOptions.from_wire(body))
    # Its word for `end` is another one, which cannot be told from one dialog.
    assert [why for why in errors(found).values() if '"sea" is no nodeId' not in why] == []
    assert 0 < len(list(found.elements("dialogs"))) < 70
    used = {part for one in found.elements("dialogs") for part in [bytes(one["nodes"])]}
    parts = [json.loads(bytes(one["_id"])) for one in found.elements("dialogComponents")]
    assert all(any(part.encode() in text for text in used) for part in parts)


def test_components_of_an_odd_definition_break_nothing() -> None:
    odd = archive(definition(dialogs=[dialog(1), 5, {"localeData": [1]}], dialogComponents=None, forms="x"))
    assert names(odd, dialogs())["dialogs"] == ["dialog 1"]
