import json
from collections.abc import Mapping
from typing import Any

import pytest

from korekit.archive import Archive, ArchiveBroken, check, import_rows, read_parts, rekeyed, without_secrets
from korekit.archive.empty_bot import empty_archive
from korekit.archive.import_rows import ComponentBroken
from korekit.archive.merging import merged
from tests.archive.builders import (
    PNG,
    archive,
    archive_of,
    components,
    config,
    definition,
    dialog,
    errors,
    new_id,
    uid,
    written,
)
from tests.bots import large, small

TASKS = {"tasks": ["botTask", "knowledgeGraph", "smallTalk", "forms"]}
NLP_DATA = {"nlpData": ["nlpSettings", "utterances", "patterns", "standardResponses"]}
SETTINGS = {"settings": ["botSettings", "botVariables", "ivrSettings"]}
EVERYTHING = {**TASKS, **NLP_DATA, **SETTINGS, "customDashboard": True}
NOTHING = {"tasks": [], "nlpData": [], "settings": [], "options": {}, "customDashboard": False}
REPLACE = {"append": False, "replace": True}


def after(target: Archive, source: Archive, options: Mapping[str, object]) -> dict[str, Any]:
    """The definition that an import leaves, which is sound."""
    result, _ = merged(target, source, options)
    assert errors(result) == {}
    found: dict[str, Any] = json.loads(result.definition)
    return found


def changed(before: Archive, result: Archive) -> set[str]:
    """The sections whose bytes changed or that are new."""
    return {key for key, raw in result.sections.items() if bytes(before.sections.get(key, b"")) != bytes(raw)}


def under_other_ids(given: Archive) -> Archive:
    """The same bot with another `_id` for everything but itself, as an import of its own export comes."""
    return rekeyed(given, given.bot_id, None, new_id)


def test_a_full_import_puts_the_source_in_the_place_of_all_but_the_icon() -> None:
    target = archive(definition(color="#ffffff"), functions=[("f.js", b"f")])
    source = archive(icon=None)
    result, rows = merged(target, source, None)
    assert (result.definition, result.config, result.functions) == (source.definition, source.config, ())
    assert result.icon == PNG
    assert rows == import_rows(source)
    assert merged(target, archive(icon=b"new"), None)[0].icon == b"new"


@pytest.mark.parametrize("members", [small(), large()], ids=["small", "large"])
@pytest.mark.parametrize("options", [TASKS, NLP_DATA, SETTINGS, EVERYTHING, NOTHING, {}])
def test_a_real_bot_merged_into_itself_is_itself_to_the_byte(
    members: dict[str, bytes], options: dict[str, object]
) -> None:
    assert merged(archive_of(members), archive_of(members), options)[0] == archive_of(members)


def test_a_real_bot_merged_with_itself_under_other_ids_keeps_its_own() -> None:
    target = archive_of(large())
    result, _ = merged(target, under_other_ids(target), EVERYTHING)
    assert changed(target, result) == {"smallTalk"}  # replaced whole, with the ids inside it
    assert errors(result) == {}


def test_a_real_bot_merged_into_an_empty_one_is_all_there() -> None:
    source = archive_of(large())
    target = empty_archive(source.bot_id, uid(9), source.name, "en", PNG)
    result, _ = merged(target, under_other_ids(source), EVERYTHING)
    assert errors(result) == {}
    found, given = json.loads(result.definition), json.loads(source.definition)
    for section in ("dialogs", "dialogComponents", "sentences", "widgets", "koraResponses", "knowledgeTasks"):
        assert len(found[section]) == len(given[section])
    assert (found["refId"], found["localeData"]) == (uid(9), json.loads(target.definition)["localeData"])
    assert json.loads(result.config) == json.loads(source.config)


def test_settings_of_one_real_bot_leave_the_rest_of_another_to_the_byte() -> None:
    target, source = archive_of(large()), rekeyed(archive_of(small()), archive_of(large()).bot_id, "Large", new_id)
    result, _ = merged(target, source, {"settings": ["botSettings"]})
    added = b',\n    "sessionInactiveTime": 900000,\n    "skipSessionMessage": false'
    assert result.definition.count(added) == 1
    back = result.definition.replace(added, b"")
    replaced = {"categoryIds", "sendVcf", "sessionClosureProcess"}  # the webhook channel stays
    assert changed(target, result) == {*replaced, "sessionInactiveTime", "skipSessionMessage"}
    for key in replaced:
        ours, theirs = (b'"%s": %s' % (key.encode(), bytes(one.sections[key])) for one in (target, result))
        assert back.count(theirs) == 1
        back = back.replace(theirs, ours)
    assert back == target.definition
    assert (result.config, result.icon) == (target.config, target.icon)


def test_rows_of_a_partial_import_of_a_real_bot() -> None:
    def kinds(members: dict[str, bytes], options: Mapping[str, object]) -> list[str]:
        return [kind for kind, _ in merged(archive_of(members), archive_of(members), options)[1]]

    tasks = kinds(large(), TASKS)
    assert {"KnowledgeTasks", "SmallTalk", "Dialog"} <= set(tasks)
    assert (tasks.count("Dialog"), tasks.count("Widget"), tasks.count("Event")) == (70, 6, 0)
    nlp = kinds(large(), NLP_DATA)
    assert {"Patterns", "Standard Responses", "Utterences"} <= set(nlp)
    assert (nlp.count("Dialog"), nlp.count("Event")) == (0, 4)
    for members in (small(), large()):
        settings = kinds(members, {**NOTHING, **SETTINGS, "storyBoardScenes": {"includeComments": True}})
        assert settings == [
            "importRequest",
            "Bot Definition",
            "IdpConfigurations",
            "CustomTemplates",
            "BotFunctions",
            "KnowledgeTasks",
            "Utterences",
            "Patterns",
            "BotVariables",
            "SmallTalk",
            "importBot",
        ]
        assert settings[8] == "BotVariables"


def test_rows_are_named_as_in_a_full_import() -> None:
    source = archive(definition(dialogs=[dialog(2)], dialogComponents=components(2), widgets=[{"name": "W"}]))
    rows = merged(archive(), source, {**TASKS, "nlpData": ["standardResponses"]})[1]
    assert rows == [
        ("importRequest", "Bot"),
        ("Bot Definition", "Bot"),
        ("IdpConfigurations", "IdpConfigurations"),
        ("CustomTemplates", "CustomTemplates"),
        ("BotFunctions", "Bot Functions"),
        ("Widget", "W"),
        ("Dialog", "Dialog 2"),
        ("KnowledgeTasks", "KnowledgeTasks"),
        ("Utterences", "Utterences"),
        ("Patterns", "Patterns"),
        ("Standard Responses", "Standard Responses"),
        ("BotVariables", "BotVariables"),
        ("SmallTalk", "SmallTalk"),
        ("importBot", "Bot"),
    ]


def test_tasks_of_the_same_ref_id_are_replaced_unknown_ones_added_others_stay() -> None:
    newer = dialog(2, lname="newer", _id=f"dg-{uid(902)}")
    parts = [{**part, "dialogId": f"dg-{uid(902)}"} if "dialogId" in part else part for part in components(2)]
    source = archive(definition(dialogs=[dialog(3), newer], dialogComponents=[*components(3), *parts], color="#000000"))
    target = archive()
    result, _ = merged(target, source, {"tasks": ["botTask"]})
    found = json.loads(result.definition)
    assert [one["lname"] for one in found["dialogs"]] == ["dialog 1", "newer", "dialog 3"]
    assert [one["_id"] for one in found["dialogs"]] == [f"dg-{uid(number)}" for number in (1, 2, 3)]
    assert found["dialogComponents"][2]["dialogId"] == f"dg-{uid(2)}"
    assert len(found["dialogComponents"]) == 6
    assert changed(target, result) == {"dialogs", "dialogComponents"}
    assert (errors(result), result.config) == ({}, target.config)


def test_a_replaced_and_an_added_dialog_stand_in_the_layout_of_the_target() -> None:
    source = archive(definition(dialogs=[dialog(2, lname="newer"), dialog(3)], dialogComponents=components(3)))
    result, _ = merged(archive(), source, {"tasks": ["botTask"]})
    expected = definition(
        dialogs=[dialog(1), dialog(2, lname="newer"), dialog(3)],
        dialogComponents=[*components(1), *components(2), *components(3)],
    )
    assert result.definition == written(expected)


def test_whole_parts_are_replaced_whole() -> None:
    sections = ("knowledgeTasks", "smallTalk", "koraResponses")
    old = definition(**{section: [{"refId": "1"}, {"refId": "2"}] for section in sections})
    new = definition(**{section: [{"refId": "2", "new": True}] for section in sections})
    options = {"tasks": ["knowledgeGraph", "smallTalk"], "nlpData": ["standardResponses"]}
    found = after(archive(old), archive(new), options)
    assert [found[section] for section in sections] == [[{"refId": "2", "new": True}]] * 3


def test_sections_that_the_file_left_out_empty_nothing() -> None:
    talk = [{"language": "en"}]
    target = archive(definition(smallTalk=talk))
    assert after(target, archive(definition(smallTalk=[])), TASKS)["smallTalk"] == talk
    exported = archive(definition(smallTalk=[], exportOptions={"tasks": ["smallTalk"]}))
    assert after(target, exported, TASKS)["smallTalk"] == []


def test_stubs_do_not_replace_tasks() -> None:
    stubs = [{key: part for key, part in dialog(number).items() if key != "nodes"} for number in (1, 2)]
    target = archive()
    result, rows = merged(target, archive(definition(dialogs=stubs)), {"tasks": ["botTask"]})
    assert result == target
    assert "Dialog" not in [kind for kind, _ in rows]


def sentence(text: str, number: int, digit: str, language: str = "en") -> dict[str, Any]:
    """An utterance of the intent of `dialog(number)`."""
    return {"_id": digit * 24, "taskId": f"dc-{uid(1000 + number)}", "sentence": text, "language": language}


def test_utterances_are_appended_each_once() -> None:
    given = [sentence("hi", 1, "b"), sentence("hi", 1, "c", "de"), sentence("hello", 2, "d")]
    found = after(archive(), archive(definition(sentences=given)), {"nlpData": ["utterances"]})
    assert found["sentences"] == [sentence("hi", 1, "a"), sentence("hi", 1, "c", "de"), sentence("hello", 2, "d")]


def test_utterances_of_the_files_tasks_are_replaced_and_others_stay() -> None:
    target = archive(definition(sentences=[sentence("hi", 1, "a"), sentence("bye", 1, "b"), sentence("x", 2, "c")]))
    given = definition(
        dialogs=[dialog(1)], dialogComponents=components(1), sentences=[sentence("hi", 1, "e"), sentence("y", 1, "f")]
    )
    options = {"nlpData": ["training_data"], "options": {"utterances": REPLACE}}
    found = after(target, archive(given), options)
    assert found["sentences"] == [sentence("hi", 1, "a"), sentence("x", 2, "c"), sentence("y", 1, "f")]


def test_utterances_of_tasks_that_the_bot_will_not_have_are_passed_over_with_a_warning() -> None:
    given = definition(
        dialogs=[dialog(1), dialog(3)],
        dialogComponents=[*components(1), *components(3)],
        sentences=[sentence("new", 1, "b"), sentence("lost", 3, "c")],
        patterns=[{"refId": uid(3003)}],
    )
    options = {"nlpData": ["utterances", "patterns"]}
    result, _ = merged(archive(), archive(given), options)
    assert [one["sentence"] for one in json.loads(result.definition)["sentences"]] == ["hi", "new"]
    assert len(json.loads(result.definition)["patterns"]) == 1
    assert [str(note) for note in result.notes] == [
        "botDefinition.json $.sentences: 1 elements belong to nothing that the bot has, and were passed over",
        "botDefinition.json $.patterns: 1 elements belong to nothing that the bot has, and were passed over",
    ]
    with_tasks = after(archive(), archive(given), {**options, "tasks": ["botTask"]})
    assert [one["sentence"] for one in with_tasks["sentences"]] == ["hi", "new", "lost"]


def row(number: int, **languages: list[str]) -> dict[str, Any]:
    """The patterns of the intent of `dialog(number)`."""
    lists = {language: {"patterns": [{"value": text} for text in texts]} for language, texts in languages.items()}
    return {"refId": uid(3000 + number), "taskName": f"Dialog {number}", "localeData": lists}


def test_patterns_are_appended_language_by_language() -> None:
    target = archive(definition(patterns=[row(1, en=["a", "b"])]))
    source = archive(definition(patterns=[row(1, en=["b", "c"], de=["d"]), row(2, en=["e"])]))
    for switches in ({}, {"append": True, "replace": True}):
        found = after(target, source, {"nlpData": ["patterns"], "options": {"patterns": switches}})
        assert found["patterns"] == [row(1, en=["a", "b", "c"], de=["d"]), row(2, en=["e"])]


def test_patterns_of_the_files_tasks_are_replaced() -> None:
    target = archive(definition(patterns=[row(1, en=["a"]), row(2, en=["b"])]))
    options = {"nlpData": ["patterns"], "options": {"patterns": REPLACE}}
    assert after(target, archive(definition(patterns=[row(1, en=["z"])])), options)["patterns"] == [row(1, en=["z"])]
    only_first = definition(dialogs=[dialog(1)], dialogComponents=components(1), patterns=[row(1, en=["z"])])
    found = after(target, archive(only_first), options)
    assert found["patterns"] == [row(1, en=["z"]), row(2, en=["b"])]


def test_nlp_settings_bring_events_and_thresholds() -> None:
    thresholds = [{"_id": f"anls-{uid(2)}", "refId": uid(71), "configurationValue": 2}]
    own = [{"_id": f"anls-{uid(1)}", "refId": uid(71), "configurationValue": 1}]
    events = {"CONVERSATION_END": {"task": uid(102)}}
    source = archive(definition(advancedNLSettings=thresholds, botEvents=events, enableNegativePatterns=True))
    found = after(archive(definition(advancedNLSettings=own)), source, {"nlpData": ["nlpSettings"]})
    assert found["advancedNLSettings"] == [{**thresholds[0], "_id": f"anls-{uid(1)}"}]
    assert (found["botEvents"], found["enableNegativePatterns"]) == (events, True)


def test_synonyms_are_replaced_in_the_languages_of_both() -> None:
    given = {"en": {"name": "x", "synonyms": {"big": ["large"]}}, "de": {"name": "x", "synonyms": {"g": []}}, "fr": 5}
    for name in ("synonyms", "bot_synonyms", "concepts"):
        found = after(archive(), archive(definition(localeData=given)), {"nlpData": [name]})
        assert found["localeData"] == {
            "en": {"name": "Bot", "synonyms": {"big": ["large"]}},
            "de": {"name": "Bot", "synonyms": {"g": []}},
        }


def variable(key: str, value: str, **changes: Any) -> dict[str, Any]:
    return {"key": key, "value": value, **changes}


def test_variables_are_joined_by_key_without_those_to_ignore() -> None:
    target = archive(definition(), config(envVariables=[variable("a", "1")]))
    given = [variable("b", "2"), variable("a", "3"), variable("c", "4")]
    texts = [{"key": "greet", "localeData": {"en": {"value": "y"}}}, {"key": "c"}]
    source = archive(definition(contentVariables=texts), config(name="Other", envVariables=given))
    ignoring = {"settings": ["botVariables"], "options": {"botVariables": {"ignore": ["c"]}}}
    result, _ = merged(target, source, ignoring)
    assert json.loads(result.config) == {"name": "Bot", "envVariables": [variable("a", "3"), variable("b", "2")]}
    assert json.loads(result.definition)["contentVariables"] == texts[:1]
    flags = {"botVariables": {"ignoreEnvironmentVariables": True, "ignoreContentVariables": True}}
    assert merged(target, source, {"settings": ["botVariables"], "options": flags})[0] == target


def test_a_secured_variable_without_its_value_does_not_wipe_the_targets() -> None:
    def bot(value: str, text: str) -> Archive:
        texts = [{"key": "greet", "isSecured": True, "localeData": {"en": {"value": text}}}]
        return archive(
            definition(contentVariables=texts), config(envVariables=[variable("token", value, isSecured=True)])
        )

    options = {"settings": ["botVariables"]}
    target = bot("secret", "quiet")
    assert merged(target, bot("", ""), options)[0] == target
    assert merged(target, bot("other", "loud"), options)[0] == bot("other", "loud")
    real = archive_of(large())
    assert merged(real, without_secrets(real), options)[0] == real


def test_namespaces_are_joined_and_lists_of_them_united() -> None:
    spaces = [{"_id": f"ns-{uid(6)}", "refId": uid(66), "name": "default"}, {"_id": f"ns-{uid(5)}", "refId": uid(55)}]
    source = archive(definition(namespaces=spaces, vNameSpace=[f"ns-{uid(6)}", f"ns-{uid(5)}"], enableNameSpace=True))
    found = after(archive(), source, {"settings": ["botVariables"]})
    assert [space["refId"] for space in found["namespaces"]] == [uid(77), uid(55)]
    assert found["vNameSpace"] == [f"ns-{uid(7)}", f"ns-{uid(5)}"]
    assert found["enableNameSpace"] is True


def test_settings_are_brought_by_their_group() -> None:
    source = archive(definition(color="#000000", ivrSettings=None, korevgSettings={}, llmConfiguration=[1]))
    target = archive()

    def brought(*names: str) -> set[str]:
        return changed(target, merged(target, source, {"settings": list(names)})[0])

    assert brought("botSettings", "botSettings") == {"color"}
    assert brought("ivrSettings") == {"ivrSettings", "korevgSettings"}
    assert brought("genAIandLLMSettings", "unheard of") == {"llmConfiguration"}


def test_scripts_come_with_tasks_or_settings() -> None:
    target = archive(functions=[("a.js", b"1"), ("b.js", b"2")])
    source = archive(functions=[("b.js", b"3"), ("c.js", b"4")])
    for options in ({"tasks": ["botTask"]}, {"settings": ["botSettings"]}):
        assert merged(target, source, options)[0].functions == (("a.js", b"1"), ("b.js", b"3"), ("c.js", b"4"))
    assert merged(target, source, {"tasks": ["smallTalk"]})[0].functions == target.functions


def test_scenes_come_with_the_tasks_and_their_notes_unless_switched_off() -> None:
    def bot(scene_id: int, *notes: int) -> Archive:
        scene = {"_id": f"sn-{uid(scene_id)}", "refId": uid(40), "dialogRefId": uid(101)}
        return archive(
            definition(
                scenes=[scene],
                sceneComponents=[
                    {"_id": f"snc-{uid(note)}", "refId": uid(note), "sceneId": scene["_id"]} for note in notes
                ],
            )
        )

    found = after(bot(1, 11, 12), bot(2, 12, 13), {"tasks": ["botTask"]})
    assert [scene["_id"] for scene in found["scenes"]] == [f"sn-{uid(1)}"]
    assert [note["_id"] for note in found["sceneComponents"]] == [f"snc-{uid(12)}", f"snc-{uid(13)}"]
    assert {note["sceneId"] for note in found["sceneComponents"]} == {f"sn-{uid(1)}"}
    without = after(bot(1, 11), bot(2, 12), {"tasks": ["botTask"], "storyBoardScenes": {"includeComments": False}})
    assert [note["_id"] for note in without["sceneComponents"]] == [f"snc-{uid(11)}"]
    assert after(bot(1, 11), bot(2, 12), {"storyBoardScenes": {"includeComments": True}}) == json.loads(
        bot(1, 11).definition
    )


def test_dashboards_come_when_asked_for() -> None:
    source = archive(definition(customDashboards=[{"_id": f"da-{uid(1)}", "refId": uid(31)}]))
    assert after(archive(), source, {"customDashboard": True})["customDashboards"] == [
        {"_id": f"da-{uid(1)}", "refId": uid(31)}
    ]
    assert merged(archive(), source, {"customDashboard": False})[0] == archive()


def test_a_task_that_neither_file_nor_bot_has_breaks_the_import_by_name() -> None:
    faqs = {"faqs": [{"refId": uid(81), "dialogRefId": uid(103), "responseType": "dialog"}]}
    source = archive(
        definition(
            dialogs=[dialog(3)], dialogComponents=components(3), knowledgeTasks=[{"refId": uid(80), "faqs": faqs}]
        )
    )
    with pytest.raises(ArchiveBroken, match=f'"{uid(103)}" is no refId in \\$.dialogs'):
        merged(archive(), source, {"tasks": ["knowledgeGraph"]})
    assert errors(merged(archive(), source, {"tasks": ["knowledgeGraph", "botTask"]})[0]) == {}
    form = {"_id": f"dc-{uid(77)}", "refId": uid(78), "type": "form", "resourceId": uid(30)}
    filled = archive(definition(dialogComponents=[*components(1), *components(2), form], forms=[{"refId": uid(30)}]))
    with pytest.raises(ArchiveBroken, match=f'"{uid(30)}" is no refId in \\$.forms'):
        merged(archive(definition(forms=[])), filled, {"tasks": ["botTask"]})
    assert errors(merged(archive(definition(forms=[])), filled, {"tasks": ["botTask", "forms"]})[0]) == {}


def test_what_was_wrong_with_the_bot_before_does_not_stand_in_the_way() -> None:
    target = archive(definition(dialogComponents=[*components(1), *components(2), {"dialogId": "dg-gone"}]))
    assert errors(target) != {}
    result, _ = merged(target, archive(definition(color="#000000")), {"settings": ["botSettings"]})
    assert changed(target, result) == {"color"}


def test_bytes_of_any_layout_and_half_surrogate_pairs_survive() -> None:
    data = b'{ "_id" :"st-1","refId":"r", "z":[1.0 ,1E5,"\\ud83d"], "color":"#1" , "koraResponses":[{"Key":"\\ud83d"}]}'
    target = read_parts(definition=data, config=b'{"name" : "a"}')
    other = data.replace(b"#1", b"#2").replace(b'"Key"', b'"key"')
    source = read_parts(definition=other, config=b'{"name":"a","envVariables":[{"key":"\\ud83e"}]}')
    options = {"settings": ["botSettings", "botVariables"], "nlpData": ["standardResponses"]}
    with pytest.raises(ArchiveBroken):
        merged(target, read_parts(definition=b"[", config=b"{}"), options)
    result, _ = merged(target, source, options)
    assert result.definition == other
    assert result.config == b'{"name" : "a","envVariables":[{"key":"\\ud83e"}]}'


def test_the_same_import_gives_the_same_bytes() -> None:
    source = under_other_ids(archive_of(small()))
    target = empty_archive(source.bot_id, uid(9), source.name, "en", PNG)
    first, second = (merged(target, source, EVERYTHING) for _ in range(2))
    assert first == second
    assert [problem for problem in check(first[0]) if problem.is_error] == []
    again, _ = merged(first[0], source, EVERYTHING)
    assert again == first[0]


def caller(number: int = 3, called: int = 4, **changes: Any) -> dict[str, Any]:
    """A definition whose dialog calls another one that it holds too."""
    call = {"nodeId": "call", "componentId": f"dc-{uid(5000)}", "flowTaskId": uid(100 + called)}
    own = dialog(number)
    own["nodes"].append(call)
    part = {"_id": f"dc-{uid(5000)}", "refId": uid(6000), "type": "intent", "dialogId": f"dg-{uid(called)}"}
    parts = [*components(number), *components(called), part]
    return definition(**{"dialogs": [own, dialog(called)], "dialogComponents": parts, **changes})


def test_single_tasks_come_alone_with_what_belongs_to_them() -> None:
    given = [sentence("one", 3, "b"), sentence("two", 4, "c")]
    source = archive(caller(sentences=given, actions=[{"_id": f"a-{uid(1)}", "refId": uid(51)}]))
    options = {
        "tasks": ["botTask"],
        "nlpData": ["utterances"],
        "subTasks": {"dialogs": ["Dialog 4"], "alerts": [], "actions": []},
        "allTasks": True,
    }
    found = after(archive(), source, options)
    assert [one["lname"] for one in found["dialogs"]] == ["dialog 1", "dialog 2", "dialog 4"]
    assert [one["sentence"] for one in found["sentences"]] == ["hi", "two"]
    assert found["actions"] == []


def test_dependent_tasks_come_when_asked_for_and_break_the_import_by_name_otherwise() -> None:
    options = {"tasks": ["botTask"], "subTasks": {"dialogs": ["dialog 3"]}}
    found = after(archive(), archive(caller()), {**options, "IncludeDependentTasks": True})
    assert [one["lname"] for one in found["dialogs"]] == ["dialog 1", "dialog 2", "dialog 3", "dialog 4"]
    with pytest.raises(
        ComponentBroken, match='it needs "dialog 4", which was not selected and is not in the bot'
    ) as caught:
        merged(archive(), archive(caller()), options)
    assert caught.value.component == ("Dialog", "Dialog 3")
    assert caught.value.rows[-1] == ("BotFunctions", "Bot Functions")


def test_a_task_that_neither_file_nor_bot_knows_breaks_the_import() -> None:
    whole = caller()
    alone = archive({**whole, "dialogs": whole["dialogs"][:1]})
    with pytest.raises(ComponentBroken, match="it needs a task that is neither in the file nor in the bot"):
        merged(archive(), alone, {"tasks": ["botTask"]})


def test_a_called_dialog_that_only_the_bot_has_is_called_by_the_bots_id() -> None:
    """The file comes from elsewhere, where the dialog that it calls has another `_id`."""
    whole = caller(called=2)
    text = json.dumps({**whole, "dialogs": whole["dialogs"][:1]}).replace(f"dg-{uid(2)}", f"dg-{uid(902)}")
    found = after(archive(), archive(json.loads(text)), {"tasks": ["botTask"]})
    assert [one["lname"] for one in found["dialogs"]] == ["dialog 1", "dialog 2", "dialog 3"]
    assert found["dialogComponents"][-1]["dialogId"] == f"dg-{uid(2)}"


def test_a_full_import_keeps_the_ids_of_what_both_have() -> None:
    target = archive_of(large())
    result, _ = merged(target, under_other_ids(target), None)
    assert changed(target, result) == {"smallTalk"}  # its ids are new in the target
    assert result.config == target.config


def test_a_full_import_takes_away_what_the_file_lacks() -> None:
    source = archive(definition(dialogs=[dialog(3)], dialogComponents=components(3), sentences=[], color=...))
    result, _ = merged(archive(functions=[("f.js", b"f")]), source, None)
    found = json.loads(result.definition)
    assert [one["lname"] for one in found["dialogs"]] == ["dialog 3"]
    assert "color" not in found
    assert result.functions == ()


def test_imported_tasks_are_configured_whatever_they_were() -> None:
    source = archive(definition(dialogs=[dialog(1, state="suspended"), dialog(2, status="rejected")]))
    for options in (None, TASKS):
        first, second = json.loads(merged(archive(), source, options)[0].definition)["dialogs"]
        assert (first["state"], second["status"]) == ("configured", "configured")


def test_half_surrogate_pairs_survive_the_choice_of_single_tasks() -> None:
    whole = json.dumps(definition(dialogs=[dialog(1, note="?!"), dialog(2)])).encode().replace(b"?!", b"\\ud83d")
    source = read_parts(definition=whole, config=written(config()))
    result, _ = merged(archive(), source, {"tasks": ["botTask"], "subTasks": {"dialogs": ["dialog 1"]}})
    assert rb'"note": "\ud83d"' in result.definition
