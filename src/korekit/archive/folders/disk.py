"""The files of a bot on a disk: read from its folder, written into it, without harm to what else lies there."""

import os
import secrets
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from korekit.archive.folder_reading import plain_file
from korekit.archive.folders import layout
from korekit.archive.folders.orders import listed, split_line
from korekit.archive.limits import Limits
from korekit.archive.problems import ArchiveBroken, Findings, Problem

__all__ = ["Written", "can_be_part", "is_unpacked", "read_unpacked", "write_unpacked"]

_FILES_AT_MOST: Final = 200_000
_DEPTH_AT_MOST: Final = 4
_TOP_FILES: Final = (
    layout.MARK,
    layout.BOT,
    layout.SETTINGS,
    layout.CONFIG_REST,
    layout.NOISE,
    layout.ICON_FILE,
)
_FIRST_ATTRIBUTE: Final = layout.ATTRIBUTES.partition(b"\n")[0]
_ENDINGS: Final = (".json", ".js")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What `write_unpacked` did, as paths: new or changed files, and files that it removed."""

    written: tuple[str, ...]
    removed: tuple[str, ...]


def is_unpacked(folder: str | os.PathLike[str]) -> bool:
    """Whether `unpack` made this folder."""
    return (Path(folder) / layout.MARK).is_file()


def can_be_part(path: str) -> bool:
    """Whether the file at this path of an unpacked folder can be a part of the bot, judged by its path alone."""
    folder, _, name = path.rpartition("/")
    if not folder:
        return name in _TOP_FILES
    if folder.count("/") >= _DEPTH_AT_MOST or any(part.startswith(".") for part in path.split("/")):
        return False
    is_ours = path.partition("/")[0] in layout.TOP_FOLDERS
    return is_ours and name.endswith((".txt",) if folder == layout.ORDER else _ENDINGS)


def read_unpacked(folder: str | os.PathLike[str], limits: Limits | None = None) -> dict[str, bytes]:
    """The files of a bot's folder that can be parts of it, by path; others, such as a README, are passed over.

    Args:
        folder: as `write_unpacked` made it.
        limits: `total_bytes` applies, to all files together.

    Raises:
        ArchiveBroken: it is no such folder, or a file is a link, cannot be read, or is too large.
    """
    root = Path(folder)
    if not is_unpacked(root):
        raise ArchiveBroken.because(layout.MARK, "it is missing, so this is no unpacked bot")
    left_bytes = (limits or Limits()).total_bytes
    found: dict[str, bytes] = {}
    problems = Findings()
    for path in _paths(root):
        if len(found) == _FILES_AT_MOST:
            raise ArchiveBroken.because("", f"it has more than {_FILES_AT_MOST} files")
        try:
            found[path] = plain_file(root / path, left_bytes)
        except ArchiveBroken as broken:
            for problem in broken.problems:
                problems.add(_at(problem, path))
            continue
        left_bytes -= len(found[path])
    if problems.has_errors:
        raise ArchiveBroken(problems.problems())
    return found


def write_unpacked(folder: str | os.PathLike[str], files: Mapping[str, bytes], *, is_forced: bool = False) -> Written:
    """Make a folder hold exactly these files of a bot, beside whatever else lies there.

    Files that an earlier `unpack` made, which the order files tell, are removed where they are parts no more;
    nothing else ever is. Files that stay the same are not touched. A write that breaks off can be done again.

    Args:
        folder: made where it is not there.
        files: as `unpack` gives them.
        is_forced: write into a folder that is not empty and that `unpack` did not make, over files of the same
            names.

    Raises:
        ArchiveBroken: the folder is another's, or holds parts of a bot that this one does not have and that
            `unpack` did not make: they would be packed too.
        OSError: it cannot be written.
    """
    root = Path(folder)
    root.mkdir(parents=True, exist_ok=True)
    has_mark = is_unpacked(root)
    if not has_mark and not is_forced and any(not name.startswith(".") for name in os.listdir(root)):
        raise ArchiveBroken.because("", "the folder is not empty, and no bot was unpacked into it before")
    there = set(_paths(root))
    made = _made(root, there) if has_mark else set()
    strange = sorted(path for path in there - made - set(files) if path.endswith(".json"))
    if strange:
        why = "this part of a bot is not in the archive, and `unpack` did not make it: keep it elsewhere, or remove it"
        raise ArchiveBroken(Problem(member=path, path="", why=why, is_error=True) for path in strange)
    # The order files tell what was made: they come last, so that it can be told after an interruption too.
    late = [path for path in files if path.startswith(f"{layout.ORDER}/")]
    early = [layout.MARK, *(path for path in files if path != layout.MARK and path not in late)]
    written = [path for path in early if _write(root, path, files[path])]
    removed = sorted(made - set(files))
    for path in removed:
        _remove(root, path)
    written += [path for path in late if _write(root, path, files[path])]
    return Written(written=tuple(written), removed=tuple(removed))


def _paths(root: Path) -> Iterator[str]:
    """Paths of all files that can be parts of a bot."""
    for name in _TOP_FILES:
        if os.path.lexists(root / name):
            yield name
    for top in layout.TOP_FOLDERS:
        yield from _inside(root, top, 1)


def _inside(root: Path, folder: str, depth: int) -> Iterator[str]:
    try:
        with os.scandir(root / folder) as scanned:
            entries = sorted(scanned, key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        path = f"{folder}/{entry.name}"
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            if depth < _DEPTH_AT_MOST:
                yield from _inside(root, path, depth + 1)
        elif can_be_part(path):
            yield path


def _made(root: Path, there: set[str]) -> set[str]:
    """The files that are there because an `unpack` wrote them."""
    found = {path for path in there if "/" not in path}
    for path in there:
        if path.startswith(f"{layout.ORDER}/"):
            found.add(path)
            found.update(_listed(root / path))
    # Beside each part lies what belongs to it alone.
    for path in list(found):
        if path.endswith(f"/{layout.GRAPH}"):
            start = path.removesuffix(layout.GRAPH)
            found |= {f"{start}{layout.TAXONOMY}", f"{start}{layout.PATHS}"}
        elif path.endswith(".json"):
            found.add(f"{path.removesuffix('.json')}.js")
    if any(path.startswith(f"{layout.FUNCTIONS}/") for path in found):
        found.add(layout.FUNCTION_NAMES)
    return found & there


def _listed(path: Path) -> list[str]:
    lines = []
    for text in plain_file(path, Limits().total_bytes).decode(errors="replace").splitlines():
        try:
            if (line := split_line(text)) is not None:
                lines.append(line)
        except ValueError:
            continue  # of a merge that nobody has resolved
    return listed(lines)


def _write(root: Path, path: str, content: bytes) -> bool:
    """Write a file unless it is as it should be, whole or not at all; answers whether it was written."""
    target = root / path
    for parent in target.relative_to(root).parents:
        if (root / parent).is_symlink() and root / parent != root:
            raise ArchiveBroken.because(path, "it would be written through a link")
    target.parent.mkdir(parents=True, exist_ok=True)
    is_own = path != layout.FILE_WITH_ATTRIBUTES or not target.exists()
    if not is_own and not target.read_bytes().startswith(_FIRST_ATTRIBUTE):
        return False  # the user's
    if _is_same(target, content):
        return False
    if os.path.lexists(target) and not stat.S_ISREG(os.lstat(target).st_mode):
        raise ArchiveBroken.because(path, "something else than a file is in its place")
    temporary = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        temporary.write_bytes(content)
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)
    return True


def _is_same(target: Path, content: bytes) -> bool:
    try:
        found = os.lstat(target)
        return stat.S_ISREG(found.st_mode) and found.st_size == len(content) and target.read_bytes() == content
    except FileNotFoundError:
        return False


def _remove(root: Path, path: str) -> None:
    """Remove a file, and the folders that are empty then."""
    target = root / path
    target.unlink(missing_ok=True)
    for parent in target.parents:
        if parent == root or any(parent.iterdir()):
            return
        parent.rmdir()


def _at(problem: Problem, path: str) -> Problem:
    return replace(problem, member=path)
