import os
from pathlib import Path

import pytest

from korekit.archive import ArchiveBroken, Limits, read_folder
from tests.archive.builders import PNG

CONFIG = b'{"name": "Bot", "envVariables": []}'


def folder(path: Path, **files: bytes) -> Path:
    (path / "botDefinition.json").write_bytes(b"{}")
    (path / "config.json").write_bytes(CONFIG)
    for name, data in files.items():
        (path / name.replace("__", ".")).write_bytes(data)
    return path


def why(path: Path | str, limits: Limits | None = None) -> list[tuple[str, str]]:
    with pytest.raises(ArchiveBroken) as caught:
        read_folder(path, limits)
    return [(problem.member, problem.why) for problem in caught.value.problems]


def test_the_members_of_a_folder_are_read(tmp_path: Path) -> None:
    found = read_folder(folder(tmp_path, Icon__png=PNG, b__js=b"2", a__js=b"1", README__md=b"x", __gitignore=b""))
    assert (found.definition, found.config, found.icon) == (b"{}", CONFIG, PNG)
    assert found.functions == (("a.js", b"1"), ("b.js", b"2"))
    assert [(note.member, note.is_error) for note in found.notes] == [("README.md", False)]


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    (folder(tmp_path) / "a.js").symlink_to(tmp_path / "secret")
    assert why(tmp_path) == [("a.js", "it is a link")]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(folder(tmp_path) / "a.js")
    assert why(tmp_path) == [("a.js", "it is not a plain file")]


def test_a_folder_in_a_members_place_is_refused(tmp_path: Path) -> None:
    (folder(tmp_path) / "icon.png").mkdir()
    assert why(tmp_path) == [("icon.png", "it is not a plain file")]


def test_two_spellings_of_the_icon_are_refused(tmp_path: Path) -> None:
    assert why(folder(tmp_path, icon__png=PNG, Icon__png=PNG)) == [("icon.png", "it is there twice")]


def test_limits_hold_in_a_folder(tmp_path: Path) -> None:
    folder(tmp_path, a__js=b"x" * 100)
    assert why(tmp_path, Limits(member_bytes=99)) == [("a.js", "it is too large")]
    assert why(tmp_path, Limits(total_bytes=101)) == [("botDefinition.json", "it is too large")]
    assert why(tmp_path, Limits(members=2)) == [("", "it has more than 2 members")]


def test_a_folder_that_is_not_there_is_a_broken_archive(tmp_path: Path) -> None:
    assert why(tmp_path / "absent") == [("", "the folder cannot be read: No such file or directory")]
    assert why("a\0b") == [("", "the folder cannot be read")]
    assert why(tmp_path) == [("botDefinition.json", "it is missing"), ("config.json", "it is missing")]
