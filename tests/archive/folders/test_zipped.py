"""A zip of an unpacked folder is the bot that it was made of, wherever the folder lies in it."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from korekit.archive import Archive, ArchiveBroken, Limits, read_zip
from korekit.archive.folders import unpack
from korekit.archive.folders.zipped import read_zip_or_folder
from tests.bots import large, small


def zipped(folder: Path, members: Mapping[str, bytes], *, top: str = "") -> Path:
    path = folder / "bot.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(top + name, content)
    return path


def export(members: Mapping[str, bytes]) -> Archive:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        for name, content in members.items():
            file.writestr(name, content)
    return read_zip(written)


@pytest.mark.parametrize("top", ["", "desk/", "repository-main/bots/desk/"])
def test_a_folder_comes_back_as_the_bot(tmp_path: Path, top: str) -> None:
    archive = export(large())
    files = {**unpack(archive), "README.md": b"# Desk", ".git/config": b"x", "dialogs/../evil.json": b"x"}
    found = read_zip_or_folder(zipped(tmp_path, files, top=top))
    assert (found.definition, found.config, found.icon) == (archive.definition, archive.config, archive.icon)
    assert sorted(found.functions) == sorted(archive.functions)


def test_an_export_is_read_as_ever(tmp_path: Path) -> None:
    archive = export(small())
    assert read_zip_or_folder(zipped(tmp_path, small())).definition == archive.definition
    assert read_zip_or_folder(zipped(tmp_path, {**small(), "korekit.json": b"{}"})).definition == archive.definition


def test_what_is_no_bot_is_refused(tmp_path: Path) -> None:
    files = unpack(export(small()))
    two = {f"{name}/{path}": content for name in ("a", "b") for path, content in files.items()}
    for members, why in (
        (two, "several folders of the zip are unpacked bots: a/, b/; zip one of them"),
        ({**files, "functions/a\\b.js": b"x"}, "its name holds a backslash"),
        ({"readme.txt": b""}, "botDefinition.json: it is missing"),
        ({path: content for path, content in files.items() if path != "bot.json"}, "bot.json"),
    ):
        with pytest.raises(ArchiveBroken) as broken:
            read_zip_or_folder(zipped(tmp_path, members))
        assert why in str(broken.value)
    (tmp_path / "none.zip").write_bytes(b"no zip")
    for path in (tmp_path / "none.zip", tmp_path / "nowhere.zip", tmp_path):
        with pytest.raises(ArchiveBroken):
            read_zip_or_folder(path)


def test_a_folder_that_grows_too_large_is_refused(tmp_path: Path) -> None:
    files = {**unpack(export(small())), "functions/bomb.js": b"x" * 2_000_000}
    with pytest.raises(ArchiveBroken, match="larger than"):
        read_zip_or_folder(zipped(tmp_path, files), Limits(total_bytes=1_000_000))
    with pytest.raises(ArchiveBroken, match="grows to more than"):
        read_zip_or_folder(zipped(tmp_path, files), Limits(ratio=20))
