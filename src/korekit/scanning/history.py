"""Every text that a git repository has ever held: each blob once, where it came in, and what commits say.

Nothing is checked out. Two long-lived processes answer for all objects, and one object at a time is in memory.
"""

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO, Final

from korekit.scanning.files import MAX_FILE_BYTES, Reading
from korekit.scanning.git import GitTrouble, Repository
from korekit.scanning.texts import is_binary, shown_path

__all__ = ["COMMIT_MESSAGE", "Remembered", "dates_of", "is_shallow", "remembered"]

COMMIT_MESSAGE: Final = "(commit message)"
_GITLINK: Final = b"160000"
# So many questions that they fit into the smallest pipe there is: git must never wait for us while we wait for it.
_AT_ONCE: Final = 200
_CHUNK: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Remembered:
    """A text that was once committed: the first commit that had it, oldest first, and its path there."""

    commit: str
    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class _Wanted:
    object_id: bytes
    commit: str
    path: str


def is_shallow(repository: Repository) -> bool:
    """Whether the repository was fetched without its older commits."""
    return repository.output("rev-parse", "--is-shallow-repository").strip() == b"true"


def dates_of(repository: Repository, commits: Sequence[str]) -> dict[str, str]:
    """The day of each commit, as ISO date."""
    if not commits:
        return {}
    given = "\n".join(commits).encode() + b"\n"
    lines = repository.output("log", "--no-walk=unsorted", "--stdin", "--format=%H %cs", given=given).decode()
    return dict(line.split(" ", 1) for line in lines.splitlines())


def remembered(repository: Repository, reading: Reading) -> Iterator[Remembered]:
    """Every text that any ref reaches, the oldest first; binary and huge ones are noted.

    Raises:
        GitTrouble: git cannot read the repository.
    """
    with ExitStack() as stack:
        sizes = stack.enter_context(repository.running("cat-file", "--batch-check", given=subprocess.PIPE))
        contents = stack.enter_context(repository.running("cat-file", "--batch", given=subprocess.PIPE))
        batch: list[_Wanted] = []
        for one in _wanted(repository):
            batch.append(one)
            if len(batch) == _AT_ONCE:
                yield from _read(batch, sizes, contents, reading)
                batch = []
        yield from _read(batch, sizes, contents, reading)


def _wanted(repository: Repository) -> Iterator[_Wanted]:
    """Every commit for its message, then the blobs that came with it, each once."""
    seen: set[bytes] = set()
    only = ["--", repository.inside] if repository.inside else []
    with (
        repository.running("rev-list", "--all", "--topo-order", "--reverse", given=subprocess.DEVNULL) as listed,
        repository.running(
            "diff-tree", "--stdin", "--always", "-r", "-c", "--root", "-z", "--no-abbrev", "--no-renames",
            "--no-textconv", "--no-ext-diff", *only, given=_pipe(listed.stdout),
        ) as changed,
    ):  # fmt: skip
        tokens = _tokens(_pipe(changed.stdout))
        commit = ""
        for token in tokens:
            if not token.startswith(b":"):
                commit = token.decode()
                if not only:
                    yield _Wanted(token, commit, COMMIT_MESSAGE)
                continue
            path = next(tokens, b"")
            found = _new_blob(token)
            if found is None or found in seen:
                continue
            seen.add(found)
            yield _Wanted(found.hex().encode(), commit, path.decode("utf-8", "surrogateescape"))
        if listed.wait() != 0 or changed.wait() != 0:
            raise GitTrouble("git cannot read this repository's history")


def _new_blob(token: bytes) -> bytes | None:
    """The blob that a change leaves, from `:mode mode id id state`, with one more mode and id a further parent."""
    fields = token.lstrip(b":").split(b" ")
    parents = len(token) - len(token.lstrip(b":"))
    mode, object_id = fields[parents], fields[2 * parents + 1]
    if mode in (_GITLINK, b"000000"):
        return None
    return bytes.fromhex(object_id.decode())


def _tokens(stream: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    while chunk := stream.read(_CHUNK):
        *whole, rest = (rest + chunk).split(b"\0")
        for token in whole:
            # A commit's id may stand behind a line's end, as it does without `-z`.
            yield token.lstrip(b"\n")
    if rest.strip():
        yield rest.strip()


def _read(
    batch: Sequence[_Wanted], sizes: "subprocess.Popen[bytes]", contents: "subprocess.Popen[bytes]", reading: Reading
) -> Iterator[Remembered]:
    if not batch:
        return
    kept = [one for one, header in _answers(batch, sizes) if _is_wanted(one, header, reading)]
    for one, header in _answers(kept, contents):
        data = _exactly(_pipe(contents.stdout), int(header.split()[2]) + 1)[:-1]
        if is_binary(data):
            reading.leave_out(one.path, "binary")
            continue
        reading.files += 1
        reading.size_bytes += len(data)
        yield Remembered(one.commit, shown_path(one.path), data)


def _answers(batch: Sequence[_Wanted], process: "subprocess.Popen[bytes]") -> Iterator[tuple[_Wanted, bytes]]:
    asking, answered = _pipe(process.stdin), _pipe(process.stdout)
    asking.write(b"".join(one.object_id + b"\n" for one in batch))
    asking.flush()
    for one in batch:
        header = answered.readline()
        if not header:
            raise GitTrouble("git cannot read this repository's objects")
        yield one, header


def _is_wanted(one: _Wanted, header: bytes, reading: Reading) -> bool:
    parts = header.split()
    if len(parts) != 3:
        # Of a partial clone, or a damaged one.
        reading.leave_out(one.path, "unreadable")
        return False
    if int(parts[2]) > MAX_FILE_BYTES:
        reading.leave_out(one.path, "too large")
        return False
    return True


def _exactly(stream: IO[bytes], count: int) -> bytes:
    data = stream.read(count)
    if len(data) != count:
        raise GitTrouble("git cannot read this repository's objects")
    return data


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise GitTrouble("git has no pipe")
    return pipe
