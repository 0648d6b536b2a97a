"""Files that nothing names go, those that something names stay, whatever happens in between."""

import os
import time
from pathlib import Path

from korekit.storage.blob_sweeping import BlobSweep
from korekit.storage.blobs import BlobStore

LONG_AGO = 10_000


def stored(store: BlobStore, content: bytes) -> str:
    return store.put_now(content).sha256


def age(folder: Path, *names: str) -> None:
    """Let files and marks be old; all of them where none is named."""
    then = time.time() - LONG_AGO
    for path in folder.rglob("*"):
        if path.is_file() and path.name != "owner" and (not names or path.name in names):
            os.utime(path, (then, then))


def claimed(store: BlobStore) -> BlobSweep:
    """A sweep of a folder that was claimed before anything came into it."""
    sweep = BlobSweep(store.folder)
    assert sweep.claim("this")
    then = time.time() - 2 * LONG_AGO
    os.utime(store.folder / "owner", (then, then))
    return sweep


def test_what_nothing_names_goes_with_the_second_sweep_and_the_rest_stays(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    sweep = claimed(store)
    needed, unneeded = stored(store, b"needed"), stored(store, b"unneeded")
    age(tmp_path)
    assert sweep.sweep({needed}, spared_s=60) == 0
    assert store.path(unneeded).exists()
    age(tmp_path)
    assert sweep.sweep({needed}, spared_s=60) == 1
    assert not store.path(unneeded).exists()
    assert store.get_now(needed) == b"needed"
    assert list((tmp_path / "removable").iterdir()) == []


def test_a_young_file_stays_though_nothing_names_it_yet(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    sweep = claimed(store)
    young = stored(store, b"young")
    for _ in range(3):
        assert sweep.sweep(set(), spared_s=60) == 0
    sweep.mark([young])
    age(tmp_path / "removable")
    assert sweep.sweep(set(), spared_s=60) == 0
    assert store.path(young).exists()


def test_content_that_is_stored_again_is_young_again(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    sweep = claimed(store)
    name = stored(store, b"twice")
    sweep.mark([name])
    age(tmp_path)
    assert stored(store, b"twice") == name
    assert sweep.sweep(set(), spared_s=60) == 0
    assert store.get_now(name) == b"twice"


def test_a_marked_file_that_something_names_again_stays_for_as_long_as_it_does(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    sweep = claimed(store)
    name = stored(store, b"moved")
    sweep.mark([name])
    age(tmp_path)
    assert sweep.sweep({name}, spared_s=60) == 0
    # Named a moment ago: whoever read its name may still open it.
    assert sweep.sweep(set(), spared_s=60) == 0
    age(tmp_path)
    assert sweep.sweep(set(), spared_s=60) == 1


def test_what_lay_there_before_is_not_touched_unless_the_database_named_it(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    strange, own = stored(store, b"of whom?"), stored(store, b"own")
    age(tmp_path)
    sweep = BlobSweep(tmp_path)
    sweep.mark([own])
    assert sweep.claim("this")
    for _ in range(3):
        age(tmp_path)
        sweep.sweep(set(), spared_s=60)
    assert store.path(strange).exists()
    assert not store.path(own).exists()


def test_a_folder_of_two_databases_is_nobodys_to_sweep(tmp_path: Path) -> None:
    BlobStore(tmp_path)
    sweep = BlobSweep(tmp_path)
    assert sweep.claim("this")
    assert sweep.claim("this")
    assert not sweep.claim("other")
    assert not sweep.claim("this")


def test_a_sweep_that_was_killed_after_the_file_went_is_finished_by_the_next(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    sweep = claimed(store)
    name = stored(store, b"half")
    sweep.mark([name])
    age(tmp_path)
    store.path(name).unlink()
    assert sweep.sweep(set(), spared_s=60) == 0
    assert list((tmp_path / "removable").iterdir()) == []


def test_what_took_long_to_receive_is_young_once_it_is_stored(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    sweep = claimed(store)
    received = store.temporary()
    received.write_bytes(b"slow")
    os.utime(received, (time.time() - LONG_AGO,) * 2)
    name = store.put_now(received).sha256
    sweep.mark([name])
    age(tmp_path / "removable")
    assert sweep.sweep(set(), spared_s=60) == 0
    assert store.path(name).exists()
