from typing import Any

from korekit.archive.comparing import Change, compare
from tests.archive.builders import archive, definition, uid


def faq(question: str, answer: str = "yes", ref_id: str = uid(1), **changes: Any) -> dict[str, Any]:
    return {"refId": ref_id, "question": question, "answer": [{"text": answer}], "terms": ["seat", "root"], **changes}


def changes(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[Change]:
    def whole(faqs: list[dict[str, Any]]) -> dict[str, Any]:
        task = {"refId": uid(9), "name": "Help", "language": "en", "faqs": {"faqs": faqs}}
        return definition(knowledgeTasks=[task])

    return list(compare(archive(whole(old)), archive(whole(new))).changes)


def told(found: list[Change]) -> list[tuple[str, str, str]]:
    return [(one.kind.value, one.name, one.old_name) for one in found]


def test_faqs_that_share_a_ref_id_are_told_apart_by_their_questions() -> None:
    old = [faq("a"), faq("b"), faq("c")]
    assert told(changes(old, [faq("c"), faq("a"), faq("b")])) == []
    assert told(changes(old, [faq("a"), faq("c")])) == [("removed", "b", "")]
    assert told(changes(old, [faq("a"), faq("new"), faq("b"), faq("c")])) == [("added", "new", "")]
    assert told(changes(old, [faq("a"), faq("b", "no"), faq("c")])) == [("changed", "b", "")]


def test_the_one_question_that_changed_among_faqs_of_one_ref_id_is_found() -> None:
    old = [faq("a", "1"), faq("b", "2"), faq("c", "3")]
    assert told(changes(old, [faq("a", "1"), faq("bb", "2"), faq("c", "3")])) == [("changed", "bb", "b")]
    assert told(changes(old, [faq("a", "1"), faq("bb", "new"), faq("c", "3")])) == [("changed", "bb", "b")]


def test_one_question_may_stand_twice() -> None:
    old = [faq("a", "1"), faq("a", "2")]
    assert told(changes(old, [faq("a", "2")])) == [("removed", "a", "")]
    [change] = changes(old, [faq("a", "2"), faq("a", "3")])
    assert [(one.old, one.new) for one in change.details] == [("1", "3")]


def test_a_faq_under_another_node_differs() -> None:
    [change] = changes([faq("a")], [faq("a", terms=["window", "root"])])
    assert [one.path for one in change.details] == ["$.terms[0]"]
