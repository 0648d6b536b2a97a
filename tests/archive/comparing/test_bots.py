import json
import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from korekit.archive import Archive, ArchiveBroken, ExportType, rekeyed, select, without_secrets
from korekit.archive.comparing import Change, Kind, compare
from tests.archive.builders import (
    NEW_BOT_ID,
    archive,
    archive_of,
    components,
    config,
    definition,
    dialog,
    new_id,
    uid,
    written,
)
from tests.archive.comparing.edits import EDITS, Bot, BotEdit, edited, paths, told
from tests.bots import large, small

BOTS = pytest.mark.parametrize("members", [small(), large()], ids=["small", "large"])


def mirrored(change: Change) -> tuple[object, ...]:
    """A change as it is told from the other side, without the places."""
    was, now = (change.old_name or change.name), (change.name if change.old_name else "")
    details = [(repr(one.new), repr(one.old), one.is_hidden) for one in change.details]
    return (change.kind.mirrored.value, change.what.value, was, now, sorted(details))


def straight(change: Change) -> tuple[object, ...]:
    """A change, to be set against a mirrored one."""
    details = [(repr(one.old), repr(one.new), one.is_hidden) for one in change.details]
    return (change.kind.value, change.what.value, change.name, change.old_name, sorted(details))


def test_the_sample_edits_do_not_meet() -> None:
    assert len({edit.name for edit in EDITS}) == len(EDITS)


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.name)
def test_an_edit_is_one_change_of_the_right_part(edit: BotEdit) -> None:
    plain, other = edited(), edited(edit.edit)
    difference = compare(plain, other)
    [change] = difference.changes
    assert (change.kind.value, change.what.value) == (edit.kind, edit.what)
    assert change.name == (edit.of or change.name) != ""
    assert edit.was in ("", change.old_name)
    assert difference
    back = compare(other, plain)
    assert [mirrored(one) for one in back.changes] == [straight(one) for one in difference.changes]


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(EDITS), min_size=2, max_size=6, unique_by=lambda edit: edit.what))
def test_edits_add_up_and_a_difference_mirrors_its_opposite(edits: list[BotEdit]) -> None:
    # A dialog that goes takes its node numbers with it, so it goes last.
    order = sorted(
        edits, key=lambda edit: (edit.kind == "removed", edit.kind == "added", edit.name == "the order of nodes")
    )
    plain, other = edited(), edited(*(edit.edit for edit in order))
    there, back = compare(plain, other), compare(other, plain)
    assert sorted(map(mirrored, back.changes), key=repr) == sorted(map(straight, there.changes), key=repr)
    wanted = {(edit.kind, edit.what) for edit in edits}
    assert {(kind, what) for kind, what, _ in told(there)} == wanted


@BOTS
def test_a_bot_is_no_different_from_itself(members: dict[str, bytes]) -> None:
    own = archive_of(members)
    again = replace(own, definition=json.dumps(json.loads(own.definition)).encode())
    assert compare(own, own) == compare(own, again)
    assert not compare(own, again)
    assert compare(own, again).layout == ()


@BOTS
def test_a_bot_imported_as_new_and_exported_again_is_no_different(members: dict[str, bytes]) -> None:
    own = archive_of(members)
    assert told(compare(own, rekeyed(own, NEW_BOT_ID, None, new_id))) == []
    renamed = rekeyed(own, NEW_BOT_ID, "Other", new_id)
    assert told(compare(own, renamed)) == [("renamed", "bot", "Other")]


@BOTS
def test_a_latest_export_is_no_different_from_a_published_one(members: dict[str, bytes]) -> None:
    latest, published = (select(archive_of(members), None, state) for state in ExportType)
    assert bytes(latest.definition) != bytes(published.definition)
    assert told(compare(latest, published)) == []


def test_a_state_counts_between_exports_of_one_type() -> None:
    old = definition(widgets=[{"refId": uid(1), "name": "W", "state": "published", "status": "a"}], mlParams=[])
    new = definition(widgets=[{"refId": uid(1), "name": "W", "state": "published", "status": "b"}], mlParams=[])
    assert told(compare(archive(old), archive(new))) == [("changed", "widget", "W")]


def _shuffled(whole: dict[str, Any], number: int) -> dict[str, Any]:
    order = random.Random(number)
    found = {key: list(value) if isinstance(value, list) else value for key, value in whole.items()}
    for value in found.values():
        if isinstance(value, list):
            order.shuffle(value)
    return dict(sorted(found.items(), key=lambda _: order.random()))


@pytest.mark.parametrize("number", [1, 2])
def test_the_order_of_keys_and_top_level_arrays_counts_for_nothing(number: int) -> None:
    own = archive_of(large())
    other = _shuffled(json.loads(own.definition), number)
    assert told(compare(own, replace(own, definition=written(other)))) == []


_NOISE = {
    "encryptedHash": "0" * 32,
    "streamId": NEW_BOT_ID,
    "createdBy": "u-1",
    "createdOn": "Mon Jan 01 2024",
    "lModifiedOn": "2024-01-01",
    "lMod": "x",
    "lModBy": "u-2",
    "lastModifiedBy": "u-3",
    "__v": 7,
    "absent": None,
}


def test_noise_counts_for_nothing_wherever_it_stands() -> None:
    bot = Bot()

    def sow(value: Any) -> None:
        if isinstance(value, dict):
            for inner in list(value.values()):
                sow(inner)
            value.update(_NOISE)
        elif isinstance(value, list):
            for inner in value:
                sow(inner)

    for key in ("dialogs", "dialogComponents", "widgets", "knowledgeTasks", "smallTalk", "botEvents", "namespaces"):
        inner = bot.whole[key]
        for one in inner.values() if isinstance(inner, dict) else inner:
            sow(one)
    bot.whole.update(_NOISE)
    for texts in bot.whole["localeData"].values():
        texts["nlMeta"] = {"patterns": 1}
    bot.whole["exportOptions"] = {}
    assert told(compare(edited(), bot.archive)) == []


def test_what_moved_on_the_canvas_is_kept_apart() -> None:
    def move(bot: Bot) -> None:
        bot.dialogs[0]["nodes"][3]["metadata"]["left"] += 10
        bot.dialogs[0]["nodes"][4]["transitions"][0]["metadata"] = {"color": "#000000"}
        bot.dialogs[1]["nodes"][1]["positionMeta"] = {"left": 0.5, "top": 1}

    difference = compare(edited(), edited(move))
    assert not difference
    assert [(one.what.value, paths(one)) for one in difference.layout] == [
        ("node", ["$.metadata"]),
        ("node", ["$.transitions[0].metadata"]),
        ("node", ["$.positionMeta"]),
    ]


def test_a_renamed_dialog_is_one_change_in_seven_places() -> None:
    scene = {"_id": f"sn-{uid(5)}", "refId": uid(6), "name": "Dialog 1", "dialogRefId": uid(101)}

    def whole(name: str) -> dict[str, Any]:
        intent, message = components(1)
        intent = {**intent, "name": name, "localeData": {"en": {"intent": name}}}
        return definition(
            dialogs=[dialog(1, lname=name.lower(), localeData={"en": {"name": name, "shortDesc": ""}}), dialog(2)],
            dialogComponents=[intent, message, *components(2)],
            patterns=[{"refId": uid(3001), "taskName": name}],
            sentences=[
                {"_id": "a" * 24, "taskId": intent["_id"], "taskName": name, "sentence": "hi", "language": "en"}
            ],
            scenes=[{**scene, "name": name}],
        )

    [change] = compare(archive(whole("Dialog 1")), archive(whole("Book a flight"))).changes
    assert change == Change(
        kind=Kind.RENAMED, what=change.what, name="Book a flight", old_name="Dialog 1", ref_id=uid(101)
    )
    assert change.what == "dialog"


def test_the_parts_of_a_new_dialog_are_told_with_it() -> None:
    bot = definition(
        dialogs=[dialog(1), dialog(2), dialog(3)],
        dialogComponents=[*components(1), *components(2), *components(3)],
        sentences=[
            {"_id": "a" * 24, "taskId": f"dc-{uid(1001)}", "sentence": "hi", "language": "en"},
            {"_id": "b" * 24, "taskId": f"dc-{uid(1003)}", "sentence": "three", "language": "en"},
        ],
        patterns=[
            {"refId": uid(3001), "taskName": "Dialog 1"},
            {"refId": uid(3003), "localeData": {"en": {"patterns": [{"value": "~three"}]}}},
        ],
        mlParams=[{"language": "en", "state": "configured", "dialogIntents": [uid(103), uid(101)]}],
    )
    [change] = compare(archive(), archive(bot)).changes
    assert (change.kind.value, change.name) == ("added", "Dialog 3")
    assert {one.path: one.new for one in change.details} == {
        "$.nodes": ["Dialog 3", "greeting"],
        "$.utterances": ["three"],
        "$.patterns": ["~three"],
    }


def test_a_component_of_several_nodes_is_one_change_that_names_its_dialogs() -> None:
    def whole(text: str) -> dict[str, Any]:
        second = dialog(2)
        second["nodes"][1]["componentId"] = f"dc-{uid(2001)}"
        intent, message = components(1)
        message["message"] = [{"channel": "default", "localeData": {"en": {"text": text}}}]
        return definition(dialogs=[dialog(1), second], dialogComponents=[intent, message, components(2)[0]])

    [change] = compare(archive(whole("I%20am")), archive(whole("I%20was"))).changes
    assert (change.name, change.within, change.ref_id) == ("greeting", "Dialog 1, Dialog 2", uid(4001))
    [detail] = change.details
    assert (detail.path, detail.old, detail.new) == ("$.component.message[0].localeData.en.text", "I am", "I was")


def test_steps_of_a_bot_action_are_told_with_it() -> None:
    def whole(*steps: str) -> dict[str, Any]:
        one = dialog(1)
        ids = {name: f"dc-{uid(5000 + len(name))}" for name in steps}
        nodes = [{"nodeId": f"nd-{name}", "type": "script", "componentId": own} for name, own in ids.items()]
        one["nodes"][1] = {**one["nodes"][1], "type": "botAction", "nodes": nodes}
        made = [{"_id": own, "refId": own[3:], "name": name, "type": "script"} for name, own in ids.items()]
        return definition(dialogs=[one, dialog(2)], dialogComponents=[*components(1), *components(2), *made])

    [change] = compare(archive(whole("a")), archive(whole("a", "bb"))).changes
    assert (change.what.value, change.name, paths(change)) == ("node", "greeting", ["$.nodes[1]"])


def test_references_are_told_by_the_names_of_what_they_name() -> None:
    def leading(task: int, target: int) -> Archive:
        def edit(bot: Bot) -> None:
            bot.whole["botEvents"]["WELCOME_MESSAGE_EVENT"]["task"] = bot.dialogs[task]["refId"]
            bot.dialogs[0]["nodes"][3]["transitions"][0]["then"] = bot.dialogs[0]["nodes"][target]["nodeId"]

        return edited(edit)

    node, event = compare(leading(2, 4), leading(5, 1)).changes
    assert [(one.old_name, one.new_name) for one in (*node.details, *event.details)] == [
        ("FlightMeal85", "PriceParcel30"),
        ("BookDoctor74", "flight parcel"),
    ]


def test_another_default_language_does_not_rename_the_dialogs() -> None:
    texts = {"en": {"name": "Dialog 1"}, "de": {"name": "Dialog eins"}}
    both = [dialog(1, localeData=texts), dialog(2, localeData=texts)]
    old, new = definition(dialogs=both), definition(dialogs=both, defaultLanguage="de")
    assert told(compare(archive(old), archive(new))) == [("changed", "setting", "defaultLanguage")]


def test_patterns_of_2021_are_those_of_2022() -> None:
    def inside(pattern: object) -> dict[str, Any]:
        intent, message = components(1)
        intent["localeData"] = {"en": {"intent": "Dialog 1", "patterns": [pattern]}}
        return definition(dialogComponents=[intent, message, *components(2)], patterns=[])

    beside = definition(patterns=[{"refId": uid(3001), "localeData": {"en": {"patterns": [{"value": "~x"}]}}}])
    assert told(compare(archive(inside({"value": "~x"})), archive(beside))) == []
    assert told(compare(archive(inside("~x")), archive(beside))) == []
    assert told(compare(archive(inside("~y")), archive(beside))) == [
        ("added", "pattern", "~x"),
        ("removed", "pattern", "~y"),
    ]


def _secured(value: str, **changes: Any) -> Archive:
    variable = {"key": "token", "value": value, "isSecured": True, **changes}
    content = {"key": "greet", "isSecured": True, "localeData": {"en": {"value": value}}}
    return archive(definition(contentVariables=[content]), config(envVariables=[variable]))


def test_a_secured_value_is_in_no_change() -> None:
    for old, new in (
        (_secured("hunter2"), _secured("tr0ub4dor")),
        (_secured("hunter2"), _secured("tr0ub4dor", isSecured=False)),
        (_secured("hunter2"), archive(definition(contentVariables=[]), config(envVariables=[]))),
        (archive(definition(contentVariables=[]), config(envVariables=[])), _secured("tr0ub4dor")),
        (_secured("hunter2"), without_secrets(_secured("hunter2"))),
    ):
        changes = compare(old, new).changes
        assert {one.name for one in changes} == {"token", "greet"}
        everything = repr([[(one.old, one.new, one.path) for one in change.details] for change in changes])
        assert "hunter2" not in everything
        assert "tr0ub4dor" not in everything
        assert any(one.is_hidden for change in changes for one in change.details)
    assert told(compare(_secured("hunter2"), _secured("hunter2"))) == []


def test_a_language_of_a_secured_variable_that_came_or_went_shows_no_value() -> None:
    def bot(**languages: str) -> Archive:
        locale = {code: {"value": value, "hint": "h"} for code, value in languages.items()}
        variable = {"key": "words", "variableType": "locale", "isSecured": True, "localeData": locale}
        return archive(definition(contentVariables=[variable]), config(envVariables=[]))

    for old, new in ((bot(en="hunter2"), bot(en="hunter2", fr="tr0ub4dor")), (bot(en="hunter2"), bot(fr="x"))):
        changes = compare(old, new).changes
        shown = repr([(one.old, one.new) for change in changes for one in change.details])
        assert "'hint': 'h'" in shown
        assert "hunter2" not in shown
        assert "tr0ub4dor" not in shown


def test_a_changed_variable_whose_key_sounds_secret_shows_no_value() -> None:
    def bot(value: str) -> Archive:
        locale = {"key": "apiKeyOfShop", "variableType": "locale", "localeData": {"en": {"value": value}}}
        variable = {"key": "apiKey", "value": value, "variableType": "env"}
        return archive(definition(contentVariables=[locale]), config(envVariables=[variable]))

    changes = compare(bot("hunter2"), bot("tr0ub4dor")).changes
    details = [(change.name, one.path, one.old, one.new, one.is_hidden) for change in changes for one in change.details]
    assert details == [
        ("apiKey", "$.value", None, None, True),
        ("apiKeyOfShop", "$.localeData.en.value", None, None, True),
    ]


def test_what_looks_like_a_secret_is_hidden_wherever_it_lies() -> None:
    def edit(bot: Bot) -> None:
        bot.whole["translationEngines"] = [{"name": "x", "apiKey": "hunter2"}]
        bot.own(0, "script").update(script="const t = 'Bearer abcdefghijklmnopqrstuvwx';")
        bot.whole["actions"][0]["headers"] = [{"name": "Authorization", "value": "hunter2"}]

    changes = compare(edited(), edited(edit)).changes
    assert len(changes) == 3
    everything = repr([[(one.old, one.new) for one in change.details] for change in changes])
    assert "hunter2" not in everything
    assert "abcdefgh" not in everything


def test_values_that_nobody_secured_are_told() -> None:
    [change] = compare(archive(), archive(settings=config(envVariables=[{"key": "host", "value": "w"}]))).changes
    assert [(one.path, one.old, one.new) for one in change.details] == [
        ("$.value", "v", "w"),
        ("$.isSecured", False, None),
    ]


def test_a_definition_of_odd_types_is_compared_all_the_same() -> None:
    odd = definition(
        dialogs=[1, None, {"nodes": "x"}, {"refId": 5, "localeData": []}],
        dialogComponents={"a": 1},
        knowledgeTasks=[{"faqs": [], "taxonomy": {"a": 1}}],
        smallTalk="x",
        botEvents=[1],
        localeData=None,
        scenes=[{"components": [1]}, 7],
        patterns=[{"localeData": {"en": 1}}],
    )
    assert compare(archive(), archive(odd))
    assert compare(archive(odd), archive())
    assert not compare(archive(odd), archive({**odd, "__v": 1}))


def test_what_is_nested_too_deep_is_refused_or_compared_but_never_breaks() -> None:
    def deep(end: str) -> Archive:
        text = '{"a":' * 900 + end + "}" * 900
        return replace(archive(), definition=written(definition())[:-2] + b',\n"deep": ' + text.encode() + b"\n}")

    with pytest.raises(ArchiveBroken, match="nested too deep"):
        compare(deep("1"), deep("2"))
    with pytest.raises(ArchiveBroken, match=r"botDefinition\.json"):
        compare(archive(), replace(archive(), definition=b"{"))


def test_ids_that_stand_for_other_parts_are_no_equal_bytes() -> None:
    """Two components that swapped their ids: every byte of the dialogs is the same, and what they do is not."""
    first, second = components(1), components(2)
    swapped = [{**first[1], "_id": second[1]["_id"]}, {**second[1], "_id": first[1]["_id"]}]
    swapped[0]["name"] = swapped[1]["name"] = "greeting"
    new = definition(dialogComponents=[first[0], second[0], *swapped])
    changes = compare(archive(), archive(new)).changes
    assert [(one.what.value, one.within, paths(one)) for one in changes] == [
        ("node", "Dialog 1", ["$.componentId"]),
        ("node", "Dialog 2", ["$.componentId"]),
    ]
