"""Writing into folders that hold other things: what was not made here is never harmed."""

import os
from pathlib import Path

import pytest

from korekit.archive import ArchiveBroken
from korekit.archive.folders import pack, read_unpacked, unpack, write_unpacked
from tests.archive.builders import archive, components, definition, dialog

BOTH = unpack(archive())
ONE = unpack(archive(definition(dialogs=[dialog(1)], dialogComponents=components(1))))


def problems_of(broken: pytest.ExceptionInfo[ArchiveBroken]) -> list[str]:
    return [str(problem) for problem in broken.value.problems]


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_folder_is_brought_up_to_date_and_what_else_lies_there_stays(tmp_path: Path) -> None:
    write_unpacked(tmp_path, BOTH)
    others = {"README.md": b"mine", ".git/config": b"git", "dialogs/dialog-2/notes.md": b"n", "ci/x.json": b"{}"}
    for path, content in others.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    done = write_unpacked(tmp_path, ONE)
    assert done.removed == (
        *("dialogs/dialog-2/dialog-2.intent.json", "dialogs/dialog-2/dialog.json"),
        "dialogs/dialog-2/greeting.message.json",
    )
    assert done.written == ("order/dialogComponents.txt", "order/dialogs.txt")
    assert snapshot(tmp_path) == {**ONE, **others}


def test_nothing_is_written_where_nothing_changed(tmp_path: Path) -> None:
    write_unpacked(tmp_path, BOTH)
    times = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert write_unpacked(tmp_path, BOTH).written == ()
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == times


def test_a_folder_of_other_things_is_left_alone_unless_forced(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(ArchiveBroken, match="not empty"):
        write_unpacked(tmp_path, ONE)
    assert snapshot(tmp_path) == {"notes.txt": b"mine"}
    write_unpacked(tmp_path, ONE, is_forced=True)
    assert snapshot(tmp_path) == {**ONE, "notes.txt": b"mine"}


def test_a_new_repository_counts_as_empty(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert len(write_unpacked(tmp_path, ONE).written) == len(ONE)


@pytest.mark.parametrize("is_forced", [False, True])
def test_a_part_that_was_made_by_hand_is_never_removed(tmp_path: Path, is_forced: bool) -> None:
    write_unpacked(tmp_path, BOTH)
    (tmp_path / "dialogs/by-hand").mkdir()
    (tmp_path / "dialogs/by-hand/dialog.json").write_bytes(b"{}")
    before = snapshot(tmp_path)
    with pytest.raises(ArchiveBroken) as broken:
        write_unpacked(tmp_path, ONE, is_forced=is_forced)
    assert problems_of(broken) == [
        "dialogs/by-hand/dialog.json: this part of a bot is not in the archive, and `unpack` did not make it: keep it"
        " elsewhere, or remove it"
    ]
    assert snapshot(tmp_path) == before


def test_an_interrupted_write_is_mended_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_unpacked(tmp_path, BOTH)
    calls = 0
    replace = os.replace

    def breaking(source: Path, target: Path) -> None:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise OSError(28, "No space left on device", str(target))
        replace(source, target)

    monkeypatch.setattr(os, "replace", breaking)
    with pytest.raises(OSError, match="No space"):
        write_unpacked(tmp_path, ONE)
    write_unpacked(tmp_path, ONE)
    assert snapshot(tmp_path) == ONE


def test_the_users_own_attributes_stay(tmp_path: Path) -> None:
    (tmp_path / ".gitattributes").write_bytes(b"* text\n")
    write_unpacked(tmp_path, ONE)
    assert (tmp_path / ".gitattributes").read_bytes() == b"* text\n"


def test_links_are_neither_followed_nor_written_through(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "bot"
    outside.mkdir()
    folder.mkdir()
    (folder / "dialogs").symlink_to(outside)
    with pytest.raises(ArchiveBroken, match="through a link"):
        write_unpacked(folder, ONE, is_forced=True)
    assert list(outside.iterdir()) == []
    (folder / "dialogs").unlink()
    write_unpacked(folder, ONE, is_forced=True)
    (outside / "secret.json").write_bytes(b"{}")
    (folder / "settings.json").unlink()
    (folder / "settings.json").symlink_to(outside / "secret.json")
    with pytest.raises(ArchiveBroken) as broken:
        read_unpacked(folder)
    assert problems_of(broken) == ["settings.json: it is a link"]


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(ArchiveBroken, match="no unpacked bot"):
        read_unpacked(tmp_path)


def test_a_folder_that_was_read_is_packed(tmp_path: Path) -> None:
    write_unpacked(tmp_path / "a" / "b", BOTH)
    assert pack(read_unpacked(tmp_path / "a" / "b")).archive == archive()
