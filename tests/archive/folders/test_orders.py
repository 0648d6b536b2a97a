import pytest

from korekit.archive.folders.orders import arranged, order_of, order_text, split_line


def test_only_what_is_interleaved_is_counted() -> None:
    assert order_of(["a", "a", "b"]) == [("a", None), ("b", None)]
    assert order_of(["a", "a", "b", "a"]) == [("a", 2), ("b", None), ("a", None)]


def test_further_elements_of_a_file_stand_with_its_last_ones() -> None:
    lines = order_of(["a", "b", "a"])
    assert arranged(lines, {"a": 3, "b": 1}) == [("a", 0), ("b", 0), ("a", 1), ("a", 2)]
    assert arranged(lines, {"a": 1, "b": 1}) == [("a", 0), ("b", 0)]
    assert arranged(lines, {"c": 1, "a": 2}) == [("a", 0), ("a", 1), ("c", 0)]


def test_odd_keys_come_back_from_their_lines() -> None:
    for key in ("plain", "two words", "# no remark", '"', "a\nb", "予約", "\ud83d", "a 3", ""):
        (line,) = [text for text in order_text([(key, None)]).decode().splitlines() if not text.startswith("# The")]
        assert split_line(line) == (key, None)
    assert split_line("a/b.json 12\r") == ("a/b.json", 12)
    assert split_line("  # remark") is None
    with pytest.raises(ValueError, match="should be a path"):
        split_line("a b")
