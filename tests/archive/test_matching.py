import json
from typing import Any

from korekit.archive import Archive
from korekit.archive.matching import elements, under_ids_of
from tests.archive.builders import BOT_ID, archive, archive_of, components, config, definition, dialog, errors, uid
from tests.bots import large


def opened(given: Archive) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(given.definition)
    return found


def test_parts_with_the_same_ref_id_get_the_targets_ids_wherever_they_are_named() -> None:
    text = json.dumps(definition())
    for prefix, number in (("dg", 1), ("dc", 1001), ("dc", 2001), ("ns", 7)):
        text = text.replace(f"{prefix}-{uid(number)}", f"{prefix}-{uid(number + 500_000)}")
    source = archive(json.loads(text.replace("a" * 24, "b" * 24)))
    assert source != archive()
    assert under_ids_of(archive(), source) == archive()


def test_a_source_that_has_the_targets_ids_stays_itself() -> None:
    source = archive(definition(dialogs=[dialog(1)], dialogComponents=components(1)))
    assert under_ids_of(archive(), source) is source


def test_parts_that_the_target_lacks_keep_their_ids() -> None:
    source = archive(definition(dialogs=[dialog(3)], dialogComponents=components(3), sentences=[]))
    assert under_ids_of(archive(), source) == source


def test_an_utterance_that_was_edited_gets_a_new_id_of_the_same_form() -> None:
    sentence = {"_id": "a" * 24, "taskId": f"dc-{uid(1001)}", "sentence": "good evening", "language": "en"}
    found = opened(under_ids_of(archive(), archive(definition(sentences=[sentence]))))["sentences"][0]
    assert found["_id"] != "a" * 24
    assert len(found["_id"]) == 24
    again = archive(definition(sentences=[{**sentence, "_id": found["_id"]}, {**sentence, "sentence": "x"}]))
    third = opened(under_ids_of(again, archive(definition(sentences=[{**sentence, "sentence": "y"}]))))
    assert third["sentences"][0]["_id"] not in ("a" * 24, found["_id"])


def test_a_namespace_of_the_same_name_becomes_the_targets() -> None:
    space = {"_id": f"ns-{uid(8)}", "refId": uid(88), "name": "default"}
    source = definition(
        namespaces=[space],
        vNameSpace=[f"ns-{uid(8)}"],
        dialogs=[dialog(1, vNameSpace=[uid(88)], note=f'"{uid(88)}"'), dialog(2)],
    )
    variables = [{"key": "host", "value": "v", "vNameSpace": [uid(88)]}]
    found = under_ids_of(archive(), archive(source, config(envVariables=variables)))
    assert opened(found)["namespaces"] == [{"_id": f"ns-{uid(7)}", "refId": uid(77), "name": "default"}]
    assert opened(found)["vNameSpace"] == [f"ns-{uid(7)}"]
    assert opened(found)["dialogs"][0]["vNameSpace"] == [uid(77)]
    assert opened(found)["dialogs"][0]["note"] == f'"{uid(88)}"'
    assert json.loads(found.config)["envVariables"][0]["vNameSpace"] == [uid(77)]


def test_a_namespace_that_is_in_the_target_already_is_no_namesake() -> None:
    spaces = [{"_id": f"ns-{uid(7)}", "refId": uid(77), "name": "other"}]
    source = archive(definition(namespaces=spaces))
    assert under_ids_of(archive(), source) is source


def test_keys_say_what_is_the_same() -> None:
    def keys(section: str, *given: object) -> list[object]:
        return [element.key for element in elements(section, json.dumps(given).encode())]

    assert keys("dialogs", {"refId": "r", "_id": "i"}, {"_id": "i"}) == [("r", ""), ("i", "")]
    assert keys("knowledgeTasks", {"refId": "r", "language": "de"}) == [("r", "de")]
    assert keys("envVariables", {"key": "k", "refId": "r"}) == [("k", "")]
    assert keys("sentences", {"taskId": "t", "language": "en", "sentence": "s", "_id": "i"}) == [("t", "en", "s")]
    assert keys("paramMaps", {"a": [1]}, 5) == [b'{"a":[1]}', b"5"]
    assert elements("paramMaps", b"[5]")[0].parts == {}
    assert elements("dialogs", None) == []


def test_a_large_bot_under_its_own_ids_again() -> None:
    target = archive_of(large())
    other = json.loads(target.definition)
    prefixed = {element["_id"] for section in ("dialogs", "dialogComponents") for element in other[section]}
    text = target.definition
    for old in sorted(prefixed):
        text = text.replace(old.encode(), (old[:-1] + ("0" if old[-1] != "0" else "1")).encode())
    source = Archive(definition=text, config=target.config)
    assert source.definition != target.definition
    found = under_ids_of(target, source)
    assert found.definition == target.definition
    assert errors(found) == {}
    assert found.bot_id != BOT_ID
