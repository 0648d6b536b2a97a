import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from korekit.archive import ArchiveBroken, read_parts, rekeyed, shaped_like
from tests.archive.builders import (
    BOT_ID,
    NEW_BOT_ID,
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

_names = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)


def own_ids(value: object) -> set[str]:
    """Every `_id` inside the content of a definition."""
    if isinstance(value, dict):
        inner = set().union(*map(own_ids, value.values())) if value else set()
        return inner | {value["_id"]} if isinstance(value.get("_id"), str) else inner
    return set().union(*map(own_ids, value)) if isinstance(value, list) and value else set()


@pytest.mark.parametrize(("members", "count"), [(small(), 26), (large(), 629)], ids=["small", "large"])
def test_a_real_bot_under_new_ids_is_sound_and_keeps_no_old_id(members: dict[str, bytes], count: int) -> None:
    old, new = archive_of(members), rekeyed(archive_of(members), NEW_BOT_ID, None, new_id)
    assert errors(new) == {}
    whole = json.loads(old.definition)
    made_here = re.compile(r"(?!u-)[a-z]+-[0-9a-f]{8}-.*")
    prefixed = {name for name in own_ids(whole) if made_here.fullmatch(name)}
    sentences = {sentence["_id"] for sentence in whole["sentences"]}
    assert len(prefixed | sentences) == count
    for name in prefixed | sentences:
        assert f'"{name}"'.encode() not in new.definition


def test_only_ids_change_by_a_byte() -> None:
    old, new = archive_of(large()), rekeyed(archive_of(large()), NEW_BOT_ID, None, new_id)
    id_form = re.compile(rb'"(?:(?:[a-z]+-)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{24})"')
    assert id_form.sub(b"ID", new.definition) == id_form.sub(b"ID", old.definition)
    assert new.definition != old.definition
    assert (new.config, new.icon) == (old.config, old.icon)


def test_ref_ids_and_node_ids_stay_but_for_small_talk() -> None:
    def kept(data: bytes) -> tuple[list[bytes], list[bytes]]:
        whole = json.loads(data)
        talk = written(whole.pop("smallTalk"))
        pattern = re.compile(rb'"(?:refId|nodeId|groupId|flowTaskId|dialogRefId)": "([^"]*)"')
        return pattern.findall(written(whole)), pattern.findall(talk)

    (old, old_talk), (new, new_talk) = (
        kept(data)
        for data in (
            large()["botDefinition.json"],
            rekeyed(archive_of(large()), NEW_BOT_ID, None, new_id).definition,
        )
    )
    assert old == new
    assert len(old_talk) == len(new_talk) == 120
    assert set(old_talk).isdisjoint(new_talk)


def test_small_talk_has_new_ids_inside_and_nobody_elses_change() -> None:
    group, node, ref_id = f"smg-{uid(1)}", f"smn-{uid(2)}", uid(3)
    talk = {"groups": [{"groupId": group, "nodes": [{"nodeId": node, "refId": ref_id, "next": node}]}]}
    whole = definition(smallTalk=[talk], widgets=[{"refId": ref_id, "note": group}])
    found = json.loads(rekeyed(archive(whole), NEW_BOT_ID, None, new_id).definition)
    made = {"nodeId": new_id(node), "refId": new_id(ref_id), "next": new_id(node)}
    assert found["smallTalk"] == [{"groups": [{"groupId": new_id(group), "nodes": [made]}]}]
    assert found["widgets"] == [{"refId": ref_id, "note": group}]


def test_nodes_of_a_taxonomy_have_new_ids_where_they_are_uuids() -> None:
    nodes = [{"nodeId": uid(1), "parent": []}, {"nodeId": uid(2), "parent": [uid(1)]}, {"nodeId": "idPrefix3"}]
    faqs = {"faqs": [{"refId": uid(5), "question": uid(2)}]}
    whole = definition(knowledgeTasks=[{"refId": uid(4), "taxonomy": nodes, "faqs": faqs}])
    found = json.loads(rekeyed(archive(whole), NEW_BOT_ID, None, new_id).definition)["knowledgeTasks"]
    made = [{"nodeId": new_id(uid(1)), "parent": []}, {"nodeId": new_id(uid(2)), "parent": [new_id(uid(1))]}]
    assert found[0]["taxonomy"] == [*made, {"nodeId": "idPrefix3"}]
    assert (found[0]["refId"], found[0]["faqs"]["faqs"][0]["refId"]) == (uid(4), uid(5))


def test_who_imports_is_the_maker_of_everything() -> None:
    whole = definition(
        namespaces=[{"_id": f"ns-{uid(7)}", "refId": uid(77), "createdBy": f"u-{uid(1)}", "lModBy": f"u-{uid(1)}"}],
        traits=[{"createdBy": "somebody"}],
    )
    me = f"u-{uid(2)}"
    found = json.loads(rekeyed(archive(whole), NEW_BOT_ID, None, new_id, user_id=me).definition)
    assert (found["namespaces"][0]["createdBy"], found["namespaces"][0]["lModBy"]) == (me, f"u-{uid(1)}")
    assert found["traits"] == [{"createdBy": "somebody"}]
    kept = json.loads(rekeyed(archive(whole), NEW_BOT_ID, None, new_id).definition)
    assert kept["namespaces"][0]["createdBy"] == f"u-{uid(1)}"


def test_ids_change_together_wherever_they_stand() -> None:
    scene = {"_id": f"sn-{uid(1)}", "refId": uid(50), "components": {f"snc-{uid(1)}": {"childs": [f"snc-{uid(1)}"]}}}
    whole = definition(scenes=[scene], sceneComponents=[{"_id": f"snc-{uid(1)}", "sceneId": f"sn-{uid(1)}"}])
    found: Any = json.loads(rekeyed(archive(whole), NEW_BOT_ID, None, new_id).definition)
    assert found["_id"] == NEW_BOT_ID
    assert found["dialogs"][0]["_id"] == found["dialogComponents"][0]["dialogId"] == new_id(f"dg-{uid(1)}")
    assert found["dialogs"][0]["nodes"][0]["componentId"] == found["dialogComponents"][0]["_id"]
    assert found["sentences"][0]["taskId"] == found["dialogComponents"][0]["_id"]
    assert found["sentences"][0]["_id"] == new_id("a" * 24)
    assert found["vNameSpace"] == [found["namespaces"][0]["_id"]] == [new_id(f"ns-{uid(7)}")]
    assert found["exportOptions"]["subTasks"]["dialogs"] == [new_id(f"dg-{uid(1)}"), new_id(f"dg-{uid(2)}")]
    assert found["scenes"][0]["components"] == {new_id(f"snc-{uid(1)}"): {"childs": [new_id(f"snc-{uid(1)}")]}}
    assert found["sceneComponents"][0]["sceneId"] == found["scenes"][0]["_id"]
    assert found["refId"] == uid(9)
    assert found["dialogs"][0]["refId"] == uid(101)


def test_every_stream_id_becomes_the_bots() -> None:
    whole = definition(
        mlParams=[{"streamId": "st-another", "linkedBotStreamId": "st-another"}],
        botEvents={"A": {"msg": [{"streamId": BOT_ID, "self": BOT_ID}]}},
    )
    found = json.loads(rekeyed(archive(whole), NEW_BOT_ID, None, new_id).definition)
    assert found["mlParams"] == [{"streamId": NEW_BOT_ID, "linkedBotStreamId": "st-another"}]
    assert found["botEvents"]["A"]["msg"] == [{"streamId": NEW_BOT_ID, "self": NEW_BOT_ID}]
    assert found["dialogs"][0]["streamId"] == NEW_BOT_ID


def test_ids_of_others_and_ids_inside_texts_stay() -> None:
    user, gone = f"u-{uid(3)}", f"dc-{uid(404)}"
    script = f'x = "dg-{uid(1)}"; y = {{"_id": "dg-{uid(405)}"}}; "dg-{uid(1)}"'
    whole = definition(
        alerts=[{"_id": user, "parentId": gone, "script": script, "note": f"dg-{uid(405)}"}],
        actions=[{"_id": "b" * 24, "refId": "c" * 24, "payloadField": [{"_id": "d" * 24, "in": "e" * 24}]}],
        smallTalk=[{"groups": [{"groupId": "g", "nodes": [{"_id": f"mt-{uid(1)}", "nodeId": "n"}]}]}],
    )
    found = json.loads(rekeyed(archive(whole), NEW_BOT_ID, None, new_id).definition)
    assert found["alerts"] == [{"_id": user, "parentId": gone, "script": script, "note": f"dg-{uid(405)}"}]
    field = {"_id": new_id("d" * 24), "in": "e" * 24}
    assert found["actions"] == [{"_id": new_id("b" * 24), "refId": "c" * 24, "payloadField": [field]}]
    assert found["smallTalk"] == [
        {"groups": [{"groupId": "g", "nodes": [{"_id": new_id(f"mt-{uid(1)}"), "nodeId": "n"}]}]}
    ]


def test_an_id_that_is_a_ref_id_too_stays() -> None:
    whole = definition(
        sentences=[{"_id": "d" * 24, "taskId": f"dc-{uid(1001)}"}], traits=[{"_id": "x", "refId": "d" * 24}]
    )
    found = json.loads(rekeyed(archive(whole), NEW_BOT_ID, None, new_id).definition)
    assert found["sentences"][0]["_id"] == found["traits"][0]["refId"] == "d" * 24


def test_an_id_spelled_with_escapes_is_the_same_id() -> None:
    data = written(definition()).replace(f'"dg-{uid(1)}"'.encode(), rb'"\u0064g-' + uid(1).encode() + b'"')
    data = data.replace(rb'"_id": "\u0064g', b'"_id": "dg')
    found = json.loads(
        rekeyed(read_parts(definition=data, config=written(config())), NEW_BOT_ID, None, new_id).definition
    )
    assert found["dialogComponents"][0]["dialogId"] == found["dialogs"][0]["_id"] == new_id(f"dg-{uid(1)}")


def test_a_name_is_set_in_config_and_for_every_language() -> None:
    whole = definition(localeData={"en": {"name": "Old", "keywords": ["Old"]}, "de": {"name": "Alt"}, "fr": {}})
    new = rekeyed(archive(whole, config(name="Old")), NEW_BOT_ID, 'Néw "1"', new_id)
    assert json.loads(new.config)["name"] == new.name == 'Néw "1"'
    assert json.loads(new.definition)["localeData"] == {
        "en": {"name": 'Néw "1"', "keywords": ["Old"]},
        "de": {"name": 'Néw "1"'},
        "fr": {},
    }


def test_without_a_name_the_names_stay() -> None:
    new = rekeyed(archive(), NEW_BOT_ID, None, new_id)
    assert json.loads(new.definition)["localeData"]["de"] == {"name": "Bot"}
    assert new.config == archive().config


def test_the_same_call_gives_the_same_archive() -> None:
    assert rekeyed(archive(), NEW_BOT_ID, "N", new_id) == rekeyed(archive(), NEW_BOT_ID, "N", new_id)


def test_layout_unknown_keys_and_half_surrogate_pairs_survive() -> None:
    data = rb'{ "_id" :"st-1", "x\u0041":[1.0 ,1E5], "z":"\ud83d", "localeData":{"en":{"name":"a"}} }'
    new = rekeyed(read_parts(definition=data, config=b'{"name" : "a"}'), NEW_BOT_ID, "b", new_id)
    expected = data.replace(b"st-1", NEW_BOT_ID.encode()).replace(b'"a"', b'"b"')
    assert (new.definition, new.config) == (expected, b'{"name" : "b"}')


def test_an_archive_that_is_no_json_is_broken() -> None:
    with pytest.raises(ArchiveBroken):
        rekeyed(read_parts(definition=b"[", config=b"{}"), NEW_BOT_ID, None, new_id)
    with pytest.raises(ArchiveBroken):
        rekeyed(read_parts(definition=b'{"_id":"st-1"}', config=b"["), NEW_BOT_ID, "n", new_id)


def test_a_new_id_is_shaped_like_the_old_one() -> None:
    made = "11111111-2222-5333-8444-555555555555"
    assert shaped_like(f"snc-{uid(1)}", made) == f"snc-{made}"
    assert shaped_like("f" * 24, made) == "111111112222533384445555"
    assert shaped_like(uid(1), made) == made


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 12), st.booleans(), st.sampled_from([None, 1, 4]), _names)
def test_any_sound_bot_is_sound_under_new_ids(count: int, is_ascii: bool, indent: int | None, name: str) -> None:
    whole = definition(
        dialogs=[dialog(number) for number in range(count)],
        dialogComponents=[part for number in range(count) for part in components(number)],
        sentences=[{"_id": f"{n:024x}", "taskId": f"dc-{uid(1000 + n)}", "sentence": name} for n in range(count)],
    )
    data = json.dumps(whole, ensure_ascii=is_ascii, indent=indent).encode()
    new = rekeyed(read_parts(definition=data, config=written(config())), NEW_BOT_ID, name, new_id)
    assert errors(new) == {}
    assert new.name == name
    assert [sentence["sentence"] for sentence in json.loads(new.definition)["sentences"]] == [name] * count
    left = {f"dg-{uid(n)}" for n in range(count)} | {f"dc-{uid(1000 + n)}" for n in range(count)} | {BOT_ID}
    assert [name for name in left if name.encode() in new.definition] == []
