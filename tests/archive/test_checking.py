import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from korekit.archive import Problem, check, is_old_universal, read_parts
from tests.archive.builders import (
    PNG,
    archive,
    archive_of,
    components,
    config,
    definition,
    dialog,
    errors,
    uid,
    warnings,
    written,
)
from tests.bots import large, small

_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["_id", "refId", "nodes", "componentId", "transitions", "default", "faqs", "task", "key", "value"]
            )
            | st.text(max_size=5),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@pytest.mark.parametrize("members", [small(), large()], ids=["small", "large"])
def test_real_bots_have_no_errors(members: dict[str, bytes]) -> None:
    assert errors(archive_of(members)) == {}


def test_a_sound_archive_has_no_problems_at_all() -> None:
    assert check(archive()) == ()


def test_the_words_of_a_bot_whose_texts_were_replaced_are_understood() -> None:
    found = warnings(archive_of(large()))
    assert found["$.dialogs[0].nodes[2].transitions[1].default"] == (
        '"sea", which 160 transitions name, is taken for `end`, which none names'
    )


@pytest.mark.parametrize("key", ["_id", "refId", "localeData", "defaultLanguage", "dialogs", "dialogComponents"])
def test_a_required_key_that_is_missing_is_an_error(key: str) -> None:
    assert errors(archive(definition(**{key: ...})))[f"$.{key}"] == "it is missing"


@pytest.mark.parametrize("key", ["name", "envVariables"])
def test_config_needs_both_its_keys(key: str) -> None:
    assert errors(archive(settings=config(**{key: ...}))) == {f"$.{key}": "it is missing"}


def test_another_tools_config_is_refused() -> None:
    assert errors(archive(settings={"dev": {}, "prod": {}})) == {
        "$.name": "it is missing",
        "$.envVariables": "it is missing",
    }


@pytest.mark.parametrize(
    ("key", "value", "why"),
    [
        ("_id", 5, "it should be a text, not a number"),
        ("_id", None, "it should be a text, not null"),
        ("_id", "dg-1", 'a bot\'s id starts with `st-`, not as "dg-1"'),
        ("refId", [], "it should be a text, not an array"),
        ("refId", "", "it is empty"),
        ("refId", "a\0b", "it holds a NUL character"),
        ("localeData", [], "it should be an object, not an array"),
        ("defaultLanguage", True, "it should be a text, not a truth value"),
        ("defaultLanguage", "fr", '"fr" is not in $.supportedLanguages'),
        ("supportedLanguages", "en", "it should be an array, not a text"),
        ("dialogs", {}, "it should be an array, not an object"),
        ("dialogComponents", None, "it should be an array, not null"),
        ("sentences", "x", "it should be an array, not a text"),
        ("widgets", 1, "it should be an array, not a number"),
    ],
)
def test_a_wrong_type_is_an_error_at_its_path(key: str, value: object, why: str) -> None:
    assert errors(archive(definition(**{key: value})))[f"$.{key}"] == why


def test_elements_that_are_no_objects_are_errors() -> None:
    assert errors(archive(definition(sentences=[1, None, []]))) == {
        "$.sentences[0]": "it should be an object, not a number",
        "$.sentences[1]": "it should be an object, not null",
        "$.sentences[2]": "it should be an object, not an array",
    }


def test_json_that_is_none_is_one_error_for_its_member() -> None:
    broken = read_parts(definition=b'{"_id": NaN}', config=b"[]", icon=PNG)
    assert check(broken) == (
        Problem(
            member="botDefinition.json",
            path="$",
            why="it is not JSON: invalid character, at line 1, column 9",
            is_error=True,
        ),
        Problem(member="config.json", path="$", why="expected `object`, got `array`", is_error=True),
    )


def test_nesting_of_a_hundred_thousand_is_a_problem_and_no_crash() -> None:
    deep = b"[" * 100_000 + b"]" * 100_000
    data = written(definition(dialogs=...))[:-2] + b',\n    "dialogs": ' + deep + b"\n}"
    assert errors(read_parts(definition=data, config=written(config()))) == {"$": "it is nested too deep"}


def test_a_top_level_key_that_stands_twice_is_an_error() -> None:
    data = written(definition()).replace(b'"type": "default"', b'"_id": "st-2"')
    assert errors(read_parts(definition=data, config=written(config()))) == {
        "$": "a key stands twice in one object, at line 1, column 2"
    }


def test_a_variable_with_a_key_twice_is_an_error_because_it_may_be_secured() -> None:
    data = b'{"name": "B", "envVariables": [{"key": "k", "isSecured": true, "isSecured": false}]}'
    found = errors(read_parts(definition=written(definition()), config=data))
    assert found == {"$": "a key stands twice in one object, at line 1, column 43"}


@pytest.mark.parametrize("section", ["localeData", "contentVariables"])
def test_a_language_with_a_key_twice_is_an_error(section: str) -> None:
    twice = '{"en": {"name": "a", "value": "a", "value": "b"}}'
    value = twice if section == "localeData" else f'[{{"key": "k", "localeData": {twice}}}]'
    data = written(definition(**{section: 0})).replace(f'"{section}": 0'.encode(), f'"{section}": {value}'.encode())
    found = errors(read_parts(definition=data, config=written(config())))
    assert found["$"].startswith("a key stands twice in one object, at line ")


def test_half_a_surrogate_pair_is_accepted() -> None:
    data = written(definition()).replace(b'"sentence": "hi"', rb'"sentence": "cut \ud83d"')
    assert errors(read_parts(definition=data, config=written(config()))) == {}


def test_an_integer_beyond_all_measure_is_a_problem() -> None:
    data = written(definition()).replace(b'"sentence": "hi"', b'"sentence": ' + b"1" * 5000)
    assert errors(read_parts(definition=data, config=written(config()))) == {
        "$.sentences[0]": "Integer value out of range"
    }


@pytest.mark.parametrize("section", ["dialogs", "dialogComponents", "forms", "scenes", "patterns"])
def test_a_ref_id_twice_in_an_array_is_an_error(section: str) -> None:
    element = {"refId": uid(5)}
    assert errors(archive(definition(**{section: [element, element]})))[f"$.{section}[1].refId"] == (
        f'"{uid(5)}" stands twice in $.{section}'
    )


def test_one_ref_id_may_stand_once_for_every_language() -> None:
    tasks = [{"refId": uid(5), "language": "en"}, {"refId": uid(5), "language": "de"}]
    assert errors(archive(definition(knowledgeTasks=tasks))) == {}
    assert errors(archive(definition(knowledgeTasks=[tasks[0], tasks[0]]))) == {
        "$.knowledgeTasks[1].refId": f'"{uid(5)}" stands twice in $.knowledgeTasks'
    }


def test_a_variable_needs_a_key() -> None:
    found = archive(
        definition(contentVariables=[{"variableType": "locale"}]),
        config(envVariables=[{"key": ""}, {"value": "v"}, {"key": 5}, 7]),
    )
    assert errors(found) == {
        "$.contentVariables[0].key": "a variable needs a key",
        "$.envVariables[0].key": "a variable needs a key",
        "$.envVariables[1].key": "a variable needs a key",
        "$.envVariables[2].key": "a variable needs a key",
        "$.envVariables[3]": "it should be an object, not a number",
    }


def test_stubs_and_left_out_sections_of_a_partial_export_pass() -> None:
    stub = {"_id": f"dg-{uid(1)}", "refId": uid(101), "lname": "dialog 1"}
    partial = definition(
        dialogs=[stub],
        dialogComponents=[{key: components(1)[0][key] for key in ("_id", "refId", "name", "type")}],
        namespaces=[],
        vNameSpace=...,
        patterns=[],
        botEvents={},
        botSentimentEvents=...,
        exportOptions={"tasks": [], "nlpData": ["utterances"], "settings": [], "subTasks": {"dialogs": []}},
    )
    assert check(archive(partial, config(envVariables=[]))) == ()


def test_stubs_where_tasks_were_asked_for_are_a_warning() -> None:
    stubs = [{key: dialog(number)[key] for key in ("_id", "refId", "lname")} for number in (1, 2)]
    assert warnings(archive(definition(dialogs=stubs)))["$.dialogs[0]"] == (
        "2 dialogs are stubs without nodes, though $.exportOptions.tasks names botTask"
    )


def test_sub_tasks_may_name_what_is_not_there() -> None:
    options = {"tasks": [], "subTasks": {"dialogs": ["dg-1", 5, "dg-3"]}}
    assert check(archive(definition(exportOptions=options))) == (
        Problem(
            member="botDefinition.json",
            path="$.exportOptions.subTasks.dialogs",
            why="3 ids are no _id in $.dialogs, as is usual in published exports",
            is_error=False,
        ),
    )


def test_other_oddities_are_warnings() -> None:
    odd = archive(definition(exportOptions=..., rules=[], _id="st-1"), config(note=1, name=" "), icon=b"GIF8")
    assert errors(odd) == {}
    assert warnings(odd) == {
        "$.rules": "this key is not known; it is kept as it is",
        "$._id": '"st-1" has not the form st-<uuid>',
        "$.exportOptions": "it is missing, so another tool may have made this file",
        "$.note": "this key is not known; it is kept as it is",
        "$.name": "it is empty",
        "icon.png": "it is no PNG image",
    }
    assert warnings(archive(icon=None)) == {"icon.png": "it is missing, which an import as a new bot does not allow"}
    assert warnings(archive(functions=[("f.js", b" " * 500_001)])) == {"f.js": "it is larger than 500000 bytes"}


def test_a_taxonomy_and_faqs_are_looked_through() -> None:
    task = {
        "refId": uid(1),
        "taxonomy": [{"nodeId": "a", "parent": []}, {"nodeId": "b", "parent": ["a", "x", 5]}],
        "faqs": {"faqs": [{"refId": "1"}, {"refId": "1"}]},
    }
    assert warnings(archive(definition(knowledgeTasks=[task]))) == {
        "$.knowledgeTasks[0].taxonomy": "2 parents are no nodeId of this taxonomy",
        "$.knowledgeTasks[0].faqs.faqs": "1 FAQs have the refId of another one",
    }


@pytest.mark.parametrize(
    ("changes", "is_old"),
    [
        ({"type": "universalbot", "universalBotVersion": 1}, True),
        ({"type": "universalbot", "universalBotVersion": 1.0}, True),
        ({"type": "universalbot", "universalBotVersion": 2}, False),
        ({"type": "universalbot", "universalBotVersion": True}, False),
        ({"type": "universalbot"}, False),
        ({"type": "default", "universalBotVersion": 1}, False),
        ({"type": ["universalbot"], "universalBotVersion": [1]}, False),
    ],
)
def test_an_old_universal_bot_is_told_by_type_and_version(changes: dict[str, Any], is_old: bool) -> None:
    assert is_old_universal(archive(definition(**changes))) is is_old


def test_problems_are_listed_up_to_a_thousand_of_a_kind() -> None:
    found = check(archive(definition(sentences=[{"taskId": "x"}] * 5000)))
    assert len(found) == 1001
    assert found[-1].why == "4000 more errors are not listed"


def test_a_hostile_file_is_judged_without_looking_at_all_of_it() -> None:
    many = 2_000_000
    nodes = b'{"dialogs": [{"nodes": [' + b"{}," * many + b"{}]}]}"
    elements = b'{"dialogs": [' + b"{}," * many + b"{}]}"
    keys = b"{" + b",".join(b'"%d":1' % key for key in range(2000)) + b"}"
    for data, path, why in (
        (nodes, "$.dialogs[0].nodes", "too many values to look at"),
        (elements, "$.dialogs", "it has more than 500000 elements"),
        (keys, "$", "it has more than 1000 keys"),
    ):
        assert errors(read_parts(definition=data, config=written(config())))[path] == why


def test_no_text_of_the_archive_stands_in_a_problem() -> None:
    long_id = "dc-" + "x" * 500
    (problem,) = check(archive(definition(sentences=[{"_id": "s", "taskId": long_id, "sentence": "private"}])))
    assert "private" not in str(problem)
    assert len(str(problem)) < 200


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(sorted(definition())), _json)
def test_any_json_in_any_section_is_checked_without_a_crash(key: str, value: object) -> None:
    found = check(archive(definition(**{key: value})))
    assert all(isinstance(problem, Problem) for problem in found)


@settings(deadline=None, max_examples=100)
@given(_json, st.dictionaries(st.sampled_from(["name", "envVariables", "x"]), _json))
def test_any_json_in_config_is_checked_without_a_crash(variable: object, settings_: dict[str, object]) -> None:
    check(archive(settings=settings_))
    check(archive(settings=config(envVariables=[variable])))


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_a_real_bot_with_any_part_replaced_is_checked_without_a_crash(data: st.DataObject) -> None:
    whole = json.loads(small()["botDefinition.json"])
    holder: Any = whole
    for _ in range(data.draw(st.integers(0, 5))):
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        inner = [key for key in keys if isinstance(holder[key], dict | list) and holder[key]]
        if not inner:
            break
        holder = holder[data.draw(st.sampled_from(inner))]
    keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
    holder[data.draw(st.sampled_from(keys))] = data.draw(_json)
    check(archive(copy.deepcopy(whole)))


@settings(deadline=None)
@given(st.binary(max_size=60), st.binary(max_size=60))
def test_any_bytes_are_checked_without_a_crash(first: bytes, second: bytes) -> None:
    whole = small()["botDefinition.json"]
    for data in (first, b'{"a":' + first + b"}", whole[:1000] + first + whole[1000:]):
        assert check(read_parts(definition=data, config=second))
