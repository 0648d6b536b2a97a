import json

import pytest

from korekit.archive.joining import Draft, array_like, plain, united
from korekit.archive.json_text import MalformedJSON, pretty


def test_a_members_value_is_changed_in_its_place() -> None:
    draft = Draft(b'{ "a" : 1.0,\n"b":[ ] ,"c":"x"}')
    draft.put("b", b"2")
    assert draft.get("b") == b"2"
    assert (draft.get("a"), draft.get("d")) == (b"1.0", None)
    assert draft.finished() == b'{ "a" : 1.0,\n"b":2 ,"c":"x"}'


def test_nothing_put_changes_nothing() -> None:
    assert Draft(b' { "a" : 1 } ').finished() == b' { "a" : 1 } '


def test_new_members_come_before_the_last_ones_in_their_layout() -> None:
    draft = Draft(pretty(b'{"a":1,"z":2}'), ("z",))
    draft.put("c", b"3")
    draft.put("b", b"4")
    assert draft.get("c") == b"3"
    assert draft.finished() == b'{\n    "a": 1,\n    "c": 3,\n    "b": 4,\n    "z": 2\n}'


@pytest.mark.parametrize(
    ("data", "expected"),
    [(b"{}", b'{"n":0}'), (b' {"z":1}', b' {"z":1,"n":0}'), (b'{"z":1,"a":2}', b'{"z":1,"a":2,"n":0}')],
)
def test_a_new_member_finds_a_place_in_any_object(data: bytes, expected: bytes) -> None:
    draft = Draft(data, ("z",))
    draft.put("n", b"0")
    assert draft.finished() == expected


def test_a_change_and_a_new_member_side_by_side() -> None:
    draft = Draft(b'{"a":1}')
    draft.put("b", b"2")
    draft.put("a", b"[3]")
    assert draft.finished() == b'{"a":[3],"b":2}'


def test_an_object_with_a_key_twice_is_not_opened() -> None:
    with pytest.raises(MalformedJSON):
        Draft(b'{"a":1,"a":2}')


def test_an_array_keeps_its_layout() -> None:
    own = b"[\n  1,\n  2\n]"
    assert array_like(own, [b"1", b"2"]) is own
    assert array_like(own, [b"2", b"3", b"4"]) == b"[\n  2,\n  3,\n  4\n]"
    assert array_like(own, []) == b"[]"
    assert array_like(b"[1,2]", [b"3"], b"\n    ") == b"[3]"


def test_an_empty_array_takes_the_layout_of_its_object() -> None:
    assert array_like(b"[]", [b"1", b"2"], b"\n    ") == b"[\n        1,\n        2\n    ]"
    assert array_like(b"[ ]", [b"1", b"2"]) == b"[1,2]"
    assert array_like(b"null", [b"1"]) == b"[1]"
    assert array_like(b"null", []) == b"null"


def test_objects_and_arrays_are_united_and_other_values_taken() -> None:
    own = {"a": 1, "lists": {"x": [{"v": 1}, {"v": 2}], "kept": [0]}, "odd": []}
    given = {"lists": {"x": [{"v": 2}, {"v": 3}], "new": ["n"]}, "a": 2, "odd": {}}
    found = json.loads(united(json.dumps(own).encode(), json.dumps(given, indent=1).encode()))
    assert found == {
        "a": 2,
        "lists": {"x": [{"v": 1}, {"v": 2}, {"v": 3}], "kept": [0], "new": ["n"]},
        "odd": {},
    }


def test_what_is_there_already_is_told_by_meaning_not_by_layout() -> None:
    own = b'[ "\\u0061", {"k" : 1} ]'
    assert united(own, b'["a",{"k":1}]') is own
    assert plain(b'{"k" : "\\u0061"}') == b'{"k":"a"}'
