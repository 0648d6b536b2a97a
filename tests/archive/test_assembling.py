import pytest

from korekit.archive import ArchiveBroken, Limits, read_parts
from tests.archive.builders import PNG


def test_parts_become_an_archive() -> None:
    found = read_parts(definition=b"{}", config=b"{ }", icon=PNG, functions=[("f.js", b"1"), ("upload", b"2")])
    assert (found.definition, found.config, found.icon) == (b"{}", b"{ }", PNG)
    assert found.functions == (("f.js", b"1"), ("upload.js", b"2"))


@pytest.mark.parametrize("name", ["../f.js", "a/f.js", "", "f\0.js", "C:f.js"])
def test_a_function_needs_a_plain_file_name(name: str) -> None:
    with pytest.raises(ArchiveBroken, match="its name "):
        read_parts(definition=b"{}", config=b"{}", functions=[(name, b"")])


def test_functions_of_one_name_are_refused() -> None:
    with pytest.raises(ArchiveBroken, match=r"f\.js: it is there twice"):
        read_parts(definition=b"{}", config=b"{}", functions=[("f.js", b"1"), ("f.js", b"2")])


def test_every_part_that_is_too_large_is_named() -> None:
    with pytest.raises(ArchiveBroken) as caught:
        read_parts(definition=b"{  }", config=b"[,,]", limits=Limits(member_bytes=3, total_bytes=7, values=1))
    assert [str(problem) for problem in caught.value.problems] == [
        "botDefinition.json: it is larger than 3 bytes",
        "config.json: it is larger than 3 bytes",
        ": its members together are larger than 7 bytes".removeprefix(": "),
        "config.json: it holds more than 1 values",
    ]


def test_parts_are_not_opened() -> None:
    assert read_parts(definition=b"not JSON", config=b"").definition == b"not JSON"


def test_an_archive_shows_no_content() -> None:
    assert repr(read_parts(definition=b"secret", config=b"secret")) == "Archive()"
