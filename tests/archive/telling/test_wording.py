import pytest

from korekit.archive.comparing import Change, Detail, Kind, What
from korekit.archive.telling.wording import counts, noun, place, value_words


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("$", ""),
        ("$.value", ""),
        ("$.component.message[0].localeData.en.text", "message 1, en"),
        ("$.component.errorMessage[1].channel", "error message 2, channel"),
        ("$.transitions[2].then", "transition 3, then"),
        ('$["odd key"].PDF', "odd key, PDF"),
        ("$[4]", ""),
    ],
)
def test_a_place_is_told_in_words(path: str, words: str) -> None:
    assert place(Detail(path=path)) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "nothing"),
        ("", "(empty)"),
        ("two\n lines\x1b[31m", "two ↵ lines [31m"),
        (["a", "b"], "a, b"),
        (True, "true"),
        ({"a": 1}, '{"a": 1}'),
        ({"default": "end"}, "otherwise to end"),
        ({"if": {"context": "x", "op": "eq", "value": "1"}, "then": ""}, "if x eq 1, to nowhere"),
    ],
)
def test_a_value_is_told_in_words(value: object, words: str) -> None:
    assert value_words(value) == words


def test_parts_are_counted_by_sort_and_kind() -> None:
    def change(kind: Kind, what: What) -> Change:
        return Change(kind=kind, what=what, name="x")

    found = counts([change(Kind.ADDED, What.FAQ), change(Kind.CHANGED, What.FAQ), change(Kind.ADDED, What.ENTITY)])
    assert found == [("entity", {Kind.ADDED: 1}), ("FAQs", {Kind.ADDED: 1, Kind.CHANGED: 1})]
    assert noun(What.NODE, "dialogAct") == "confirmation node"
    assert noun(What.ENTITY, count=2) == "entities"
