"""What is wrong in a folder is told by file, place and reason; what a merge leaves behind does no harm."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from korekit.archive import ArchiveBroken
from korekit.archive.folders import pack, unpack
from tests.archive.builders import archive, components, definition, dialog, uid

Files = dict[str, bytes]

FAQS = {"faqs": [{"refId": uid(50), "question": "where is it?"}], "nodes": [{"terms": ["a"]}]}
GRAPH = {"refId": uid(51), "name": "Help", "language": "en", "taxonomy": [{"nodeId": "n", "parent": []}], "faqs": FAQS}


def files_of(**changes: Any) -> Files:
    """The files of a sound bot with a script, a graph and a function."""
    parts = [*components(1), *components(2)]
    parts[1] |= {"type": "script", "script": "a%20%3D%201"}
    whole = definition(dialogComponents=parts, knowledgeTasks=[GRAPH], **changes)
    return unpack(archive(whole, functions=[("helpers.js", b"x()\n")]))


def told(files: Files) -> list[tuple[str, str, str]]:
    """File, path and reason of everything that keeps the files from being packed."""
    with pytest.raises(ArchiveBroken) as broken:
        pack(files)
    return [(one.member, one.path, one.why) for one in broken.value.problems if one.is_error]


def without(path: str) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        del files[path]

    return change


def putting(path: str, content: bytes) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        files[path] = content

    return change


def copying(path: str, to: str) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        files[to] = files[path]

    return change


def test_the_files_have_names_that_people_recognise() -> None:
    assert [path for path in files_of() if not path.startswith("order/")] == [
        *(".gitattributes", "bot.json", "config.json"),
        *("dialogs/dialog-1/dialog-1.intent.json", "dialogs/dialog-1/dialog-1.utterances.json"),
        *("dialogs/dialog-1/dialog.json", "dialogs/dialog-1/greeting.script.js"),
        *("dialogs/dialog-1/greeting.script.json", "dialogs/dialog-1/patterns.json"),
        *("dialogs/dialog-2/dialog-2.intent.json", "dialogs/dialog-2/dialog.json"),
        *("dialogs/dialog-2/greeting.message.json", "events/WELCOME_MESSAGE_EVENT.json", "functions/helpers.js"),
        *("icon.png", "knowledge/help-en/faqs/where-is-it.json", "knowledge/help-en/graph.json"),
        *("knowledge/help-en/paths.json", "knowledge/help-en/taxonomy.json", "korekit.json"),
        *("languages/de.json", "languages/en.json", "nlp/models/en.json", "noise.jsonl", "settings.json"),
        *("variables/content/greet.json", "variables/env/host.json", "variables/namespaces/default.json"),
    ]
    assert files_of()["dialogs/dialog-1/greeting.script.js"] == b"a = 1\n"


INTENT = "dialogs/dialog-1/dialog-1.intent.json"
DIALOG = "dialogs/dialog-1/dialog.json"
SCRIPT = "dialogs/dialog-1/greeting.script.json"
CONFLICT = b'{\n<<<<<<< HEAD\n    "a": 1\n=======\n    "a": 2\n>>>>>>> other\n}\n'
IN_CONFLICT = "it holds a conflict of a git merge that nobody has resolved, at line"


@pytest.mark.parametrize(
    ("damage", "place", "path", "why"),
    [
        (without("bot.json"), "bot.json", "", "it is missing"),
        (without("config.json"), "config.json", "", "it is missing"),
        (without("korekit.json"), "korekit.json", "", "it is missing"),
        (without(DIALOG), DIALOG, "", "it is missing, though parts of its dialog lie beside it"),
        (without("knowledge/help-en/graph.json"), "knowledge/help-en/graph.json", "", "it is missing"),
        (
            without("dialogs/dialog-1/greeting.script.js"),
            SCRIPT,
            "$",
            "the file dialogs/dialog-1/greeting.script.js, which it names, is missing, at line 11",
        ),
        (putting(DIALOG, b'{\n    "a": 1,\n}'), DIALOG, "$", "it is not JSON: "),
        (putting(DIALOG, b""), DIALOG, "$", "it is not JSON: it ends too early"),
        (putting(DIALOG, b"[]"), DIALOG, "$", "it should be an object"),
        (putting("dialogs/dialog-1/patterns.json", b"{}"), "dialogs/dialog-1/patterns.json", "$", "it should be an a"),
        (putting(DIALOG, CONFLICT), DIALOG, "", f"{IN_CONFLICT} 2"),
        (putting("order/dialogs.txt", b"a\n>>>>>>> b\n"), "order/dialogs.txt", "", f"{IN_CONFLICT} 2"),
        (putting("functions/helpers.js", b"\n\n=\n<<<<<<< a"), "functions/helpers.js", "", f"{IN_CONFLICT} 4"),
        (putting("order/dialogs.txt", b"a b c\n"), "order/dialogs.txt", "line 1", "it should be a path"),
        (putting("noise.jsonl", b'{"key": 1}\n'), "noise.jsonl", "line 1", ""),
        (putting("dialogs/new.json", b"{}"), "dialogs/new.json", "", "no part of a bot lies at this place"),
        (putting(SCRIPT, b'{"script": {"$js": "../../x.js"}}'), SCRIPT, "$", "a script is named by its file alone"),
        (putting(SCRIPT, b'{"script": {"$js": 5}}'), SCRIPT, "$", '"$js" stands alone in its object'),
        (putting(SCRIPT, b'{"script": {"$uri": "a", "b": 1}}'), SCRIPT, "$", '"$uri" stands alone in its object'),
        (
            copying(DIALOG, "dialogs/copy/dialog.json"),
            "dialogs/copy/dialog.json",
            "$.refId",
            f'"{uid(101)}" is the refId of',
        ),
        (
            copying(INTENT, "components/a.intent.json"),
            "components/a.intent.json",
            "$.refId",
            f'"{uid(3001)}" is the refId of',
        ),
        (copying("languages/en.json", "languages/xx.json"), "languages/xx.json", "$.en", "languages/en.json has this"),
        (putting("korekit.json", b'{"format": 2}'), "korekit.json", "$.format", "this folder has another format"),
        (putting("settings.json", b'{"_id": 1}'), "settings.json", "$._id", "bot.json has this key too"),
        (putting("bot.json", b'{"dialogs": [5]}'), "bot.json", "$.dialogs", "it is there, and in files such as "),
    ],
)
def test_damage_is_told_by_file_and_place(damage: Callable[[Files], None], place: str, path: str, why: str) -> None:
    files = files_of()
    damage(files)
    found = told(files)
    assert [one for one in found if one[:2] == (place, path) and one[2].startswith(why)], found


def test_a_reference_that_leads_nowhere_is_told_of_the_file_that_holds_it() -> None:
    files = files_of()
    del files["dialogs/dialog-2/greeting.message.json"]
    files["knowledge/help-en/faqs/new.json"] = b'{"question": "q", "dialogRefId": "gone"}'
    files["dialogs/dialog-1/dialog-1.utterances.json"] = b'[{"taskId": "dc-1"}]'
    files["variables/env/host.json"] = b'{"value": ""}'
    found = {(one.member, one.path): one.why for one in pack(files).problems() if one.is_error}
    assert found == {
        ("dialogs/dialog-2/dialog.json", "$.nodes[1].componentId"): (
            f'"dc-{uid(2002)}" is no _id in $.dialogComponents'
        ),
        ("dialogs/dialog-1/dialog-1.utterances.json", "$[0].taskId"): '"dc-1" is no _id in $.dialogComponents',
        ("knowledge/help-en/faqs/new.json", "$.dialogRefId"): '"gone" is no refId in $.dialogs',
        ("variables/env/host.json", "$.key"): "a variable needs a key",
    }


def test_a_dialog_that_was_added_by_hand_comes_last_and_one_that_is_gone_is_gone() -> None:
    files = files_of()
    for path in [path for path in files if path.startswith("dialogs/dialog-1/")]:
        del files[path]
    files["dialogs/by-hand/dialog.json"] = json.dumps(dialog(3, nodes=[])).encode()
    packed = json.loads(pack(files).archive.definition)
    assert [one["lname"] for one in packed["dialogs"]] == ["dialog 2", "dialog 3"]
    assert [one["refId"] for one in packed["dialogComponents"]] == [uid(3002), uid(4002)]


def test_both_sides_of_a_merged_order_count() -> None:
    files = files_of()
    files["order/dialogs.txt"] = (
        b"dialogs/dialog-2/dialog.json\ndialogs/gone/dialog.json\n" + files["order/dialogs.txt"]
    )
    packed = json.loads(pack(files).archive.definition)
    assert [one["lname"] for one in packed["dialogs"]] == ["dialog 2", "dialog 1"]


def test_orders_and_noise_may_be_gone_altogether() -> None:
    files = {path: content for path, content in files_of().items() if not path.startswith(("order/", "noise"))}
    whole = definition()
    packed = json.loads(pack(files).archive.definition)
    assert packed.keys() == {*whole, "knowledgeTasks"} - {"exportOptions"}
    assert packed["dialogs"] == whole["dialogs"]


def test_an_array_whose_last_part_was_removed_is_empty() -> None:
    files = files_of()
    del files["variables/namespaces/default.json"]
    assert json.loads(pack(files).archive.definition)["namespaces"] == []


def test_layout_and_line_ends_of_an_editor_do_not_matter() -> None:
    files = files_of()
    expected = pack(files).archive
    for path, content in files.items():
        if path.endswith((".json", ".txt", ".jsonl")):
            files[path] = content.replace(b"\n", b"\r\n")
    files[DIALOG] = b"\xef\xbb\xbf" + json.dumps(json.loads(files[DIALOG])).encode()
    assert pack(files).archive == expected


def test_a_script_that_nothing_names_is_noted() -> None:
    files = {**files_of(), "dialogs/dialog-1/left.js": b"x"}
    assert [str(note) for note in pack(files).archive.notes] == [
        "dialogs/dialog-1/left.js: no part of the bot names this script, so it was left out"
    ]
