import pytest

from korekit.archive.folders.file_names import file_names, is_safe_name

REF = "0a1b2c3d-0000-5000-8000-000000000001"
OTHER = "4e5f6a7b-0000-5000-8000-000000000002"


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Book a flight", "book-a-flight"),
        ("bookFlight_2", "bookFlight_2"),
        ("Überweisung", "uberweisung"),
        ("予約", "dialog-0a1b2c3d"),
        ("Flug 予約", "flug-0a1b2c3d"),
        ("../../etc/passwd", "etc-passwd"),
        ("..", "dialog-0a1b2c3d"),
        ("", "dialog-0a1b2c3d"),
        ("con", "con-0a1b2c3d"),
        ("LPT1", "LPT1-0a1b2c3d"),
        ("a\nb\x00c", "a-b-c"),
        ("word " * 30, "word-word-word-word-word-word-word-word-word-word-word-word-0a1b2c3d"),
        ("x" * 300, "x" * 60 + "-0a1b2c3d"),
    ],
)
def test_a_name_is_made_safe_and_marked_where_that_loses_something(name: str, file: str) -> None:
    assert file_names([(name, REF)], "dialog") == [file]
    assert is_safe_name(file)


def test_names_that_meet_in_any_case_are_told_apart_by_their_parts_alone() -> None:
    first = file_names([("A b", REF), ("a-B", OTHER), ("c", REF)], "x")
    assert len(set(first)) == 3
    assert first[2] == "c"
    assert first == list(reversed(file_names([("c", REF), ("a-B", OTHER), ("A b", REF)], "x")))


def test_the_same_part_twice_is_numbered() -> None:
    assert file_names([("q", ""), ("q", ""), ("q", "")], "x") == ["q-8e35c2cd", "q-8e35c2cd-2", "q-8e35c2cd-3"]


@pytest.mark.parametrize("name", ["con", "con.js", "a.", "a ", "", "a/b", "ü.js", "x" * 200, "-a", "NUL .js"])
def test_names_that_some_system_refuses(name: str) -> None:
    assert not is_safe_name(name)
