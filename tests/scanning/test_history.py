from pathlib import Path

import pytest

from korekit.scanning import history
from korekit.scanning.files import Reading
from korekit.scanning.git import GitTrouble, Repository, repository_of
from korekit.scanning.history import COMMIT_MESSAGE, dates_of, is_shallow, remembered
from tests.scanning.repositories import Repo, make_repo


def repository(repo: Repo, inside: str = "") -> Repository:
    found = repository_of(str(repo.folder / inside))
    assert found is not None
    return found


def texts(repo: Repo, inside: str = "") -> list[tuple[str, str, bytes]]:
    found = remembered(repository(repo, inside), Reading())
    return [(one.commit, one.path, one.data) for one in found if one.path != COMMIT_MESSAGE]


def test_a_text_that_was_deleted_is_remembered_with_the_commit_that_brought_it(tmp_path: Path) -> None:
    repo = make_repo(tmp_path)
    first = repo.commit({"a.txt": "one"})
    second = repo.commit({"a.txt": "two", "ä b.txt": "x"})
    (tmp_path / "a.txt").unlink()
    repo.commit({})
    assert texts(repo) == [
        (first, "a.txt", b"one"),
        (second, "a.txt", b"two"),
        (second, "ä b.txt", b"x"),
    ]


def test_the_same_text_is_given_once(tmp_path: Path) -> None:
    repo = make_repo(tmp_path)
    first = repo.commit({"a.txt": "same"})
    repo.commit({"b.txt": "same", "c.txt": "same"})
    assert texts(repo) == [(first, "a.txt", b"same")]


def test_branches_tags_and_stashes_are_looked_at(tmp_path: Path) -> None:
    repo = make_repo(tmp_path)
    repo.commit({"a.txt": "main"})
    repo.git("checkout", "-q", "-b", "side")
    repo.commit({"a.txt": "of a branch"})
    repo.git("checkout", "-q", "--detach")
    repo.commit({"a.txt": "of a tag"})
    repo.git("tag", "t1")
    repo.git("checkout", "-q", "main")
    repo.write({"a.txt": "stashed"})
    repo.git("stash")
    assert {data for _, _, data in texts(repo)} == {b"main", b"of a branch", b"of a tag", b"stashed"}


def test_what_a_merge_alone_brought_is_found(tmp_path: Path) -> None:
    repo = make_repo(tmp_path)
    repo.commit({"a.txt": "base\n"})
    repo.git("checkout", "-q", "-b", "side")
    repo.commit({"a.txt": "side\n", "s.txt": "s"})
    repo.git("checkout", "-q", "main")
    repo.commit({"a.txt": "main\n"})
    repo.git("merge", "-q", "-s", "ours", "--no-commit", "side")
    merge = repo.commit({"a.txt": "only in the merge\n", "new.txt": "new in the merge"})
    found = texts(repo)
    assert (merge, "a.txt", b"only in the merge\n") in found
    assert (merge, "new.txt", b"new in the merge") in found
    assert len(found) == 6


def test_what_commits_say_is_looked_at(tmp_path: Path) -> None:
    repo = make_repo(tmp_path)
    commit = repo.commit({"a.txt": "x"}, "use the token abc")
    found = [one for one in remembered(repository(repo), Reading()) if one.path == COMMIT_MESSAGE]
    assert [one.commit for one in found] == [commit]
    assert b"use the token abc" in found[0].data


def test_of_a_folder_its_own_history_is_read(tmp_path: Path) -> None:
    repo = make_repo(tmp_path)
    repo.commit({"a.txt": "x", "sub/b.txt": "y", "sub*/c.txt": "z"})
    assert [path for _, path, _ in texts(repo, "sub")] == ["sub/b.txt"]
    assert [path for _, path, _ in texts(repo, "a.txt")] == ["a.txt"]


def test_binary_and_huge_texts_are_told_and_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "MAX_FILE_BYTES", 300)
    repo = make_repo(tmp_path)
    repo.commit({"a.png": b"\x89PNG\0", "big.txt": "x" * 301, "c.txt": "x" * 250})
    reading = Reading()
    found = [one.path for one in remembered(repository(repo), reading) if one.path != COMMIT_MESSAGE]
    assert found == ["c.txt"]
    assert reading.left_out == {"binary": ["a.png"], "too large": ["big.txt"]}


def test_more_objects_than_fit_into_a_pipe_are_read(tmp_path: Path) -> None:
    repo = make_repo(tmp_path)
    repo.commit({f"f{number}.txt": f"text {number}\n" * 200 for number in range(450)})
    assert len({data for _, _, data in texts(repo)}) == 450


def test_submodules_are_no_texts(tmp_path: Path) -> None:
    repo = make_repo(tmp_path / "outer")
    inner = make_repo(tmp_path / "outer" / "inner")
    inner.commit({"b.txt": "x"})
    repo.commit({"a.txt": "y"})
    assert [path for _, path, _ in texts(repo)] == ["a.txt"]


def test_an_empty_repository_has_no_history(tmp_path: Path) -> None:
    assert texts(make_repo(tmp_path)) == []


def test_a_cut_off_history_is_known_as_such(tmp_path: Path) -> None:
    repo = make_repo(tmp_path / "full")
    repo.commit({"a.txt": "one"})
    repo.commit({"a.txt": "two"})
    assert not is_shallow(repository(repo))
    repo.git("clone", "-q", "--depth", "1", f"file://{repo.folder}", str(tmp_path / "cut"))
    cut = Repo(tmp_path / "cut")
    assert is_shallow(repository(cut))
    assert [data for _, _, data in texts(cut)] == [b"two"]


def test_a_damaged_repository_is_told(tmp_path: Path) -> None:
    repo = make_repo(tmp_path)
    commit = repo.commit({"a.txt": "x"})
    path = tmp_path / ".git" / "objects" / commit[:2] / commit[2:]
    path.chmod(0o644)
    path.write_bytes(b"damaged")
    with pytest.raises(GitTrouble):
        texts(repo)


def test_commits_have_their_day(tmp_path: Path) -> None:
    repo = make_repo(tmp_path)
    commit = repo.commit({"a.txt": "x"})
    assert dates_of(repository(repo), [commit]) == {commit: "2024-04-29"}
    assert dates_of(repository(repo), []) == {}


def test_another_repository_that_the_environment_names_is_not_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_repo(tmp_path / "other")
    other.commit({"o.txt": "o"})
    repo = make_repo(tmp_path / "repo")
    repo.commit({"a.txt": "a"})
    # As git does while it runs a hook.
    monkeypatch.setenv("GIT_DIR", str(other.folder / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.folder / ".git" / "index"))
    assert [path for _, path, _ in texts(repo)] == ["a.txt"]


def test_outside_of_a_repository_there_is_none(tmp_path: Path) -> None:
    assert repository_of(str(tmp_path)) is None


def test_without_git_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GitTrouble, match="git cannot be run"):
        repository_of(str(tmp_path))
