"""Files by content: kept once, complete, whatever was being received is gone after a start."""

import hashlib
from pathlib import Path

from korekit.storage.blobs import BlobStore


async def test_content_comes_back_by_its_hash(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    blob = await store.put(b"content")
    assert blob.sha256 == hashlib.sha256(b"content").hexdigest()
    assert blob.sha1 == hashlib.sha1(b"content").hexdigest()
    assert blob.size == 7
    assert await store.get(blob.sha256) == b"content"


async def test_the_same_content_is_kept_once(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    first, second = await store.put(b"same"), await store.put(b"same")
    assert first == second
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


async def test_a_received_file_is_moved_not_copied(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    path = store.temporary()
    path.write_bytes(b"received")
    blob = await store.put(path)
    assert not path.exists()
    assert store.path(blob.sha256).read_bytes() == b"received"


def test_what_was_being_received_is_discarded(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    store.temporary().write_bytes(b"half")
    store.discard_incoming()
    assert list((tmp_path / "incoming").iterdir()) == []
