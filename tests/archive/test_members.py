import pytest

from korekit.archive.members import Kind, kind_of, trick_in


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("botDefinition.json", Kind.DEFINITION),
        ("config.json", Kind.CONFIG),
        ("icon.png", Kind.ICON),
        ("Icon.png", Kind.ICON),
        ("KCodeReveiwV1.2.js", Kind.FUNCTION),
        ("botdefinition.json", Kind.OTHER),
        ("other.json", Kind.OTHER),
        ("Bot/config.json", Kind.OTHER),
        ("._config.js", Kind.OTHER),
        (".DS_Store", Kind.OTHER),
    ],
)
def test_a_member_is_told_by_its_name(name: str, kind: Kind) -> None:
    assert kind_of(name) is kind


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "its name is empty or too long"),
        ("a" * 256, "its name is empty or too long"),
        ("/etc/passwd", "its name is an absolute path"),
        ("C:config.json", "its name is an absolute path"),
        ("c:/config.json", "its name is an absolute path"),
        ("..\\config.json", "its name holds a backslash"),
        ("../config.json", "its name holds an empty, `.` or `..` part"),
        ("a/../../config.json", "its name holds an empty, `.` or `..` part"),
        ("a//config.json", "its name holds an empty, `.` or `..` part"),
        ("./config.json", "its name holds an empty, `.` or `..` part"),
        ("..", "its name holds an empty, `.` or `..` part"),
        ("config.json\0.png", "its name holds control characters"),
        ("con\nfig.json", "its name holds control characters"),
    ],
)
def test_a_name_that_is_a_trick_is_said_to_be_one(name: str, why: str) -> None:
    assert trick_in(name) == why


def test_plain_names_are_no_tricks() -> None:
    assert [trick_in(name) for name in ("config.json", "Bot/config.json", "Bot/", "späße.js", "a..b.js")] == [None] * 5
