"""Sealed values open with their key and in their place only."""

from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from korekit.storage.sealing import Sealer, open_sealer


def test_a_sealed_value_opens_in_its_place(tmp_path: Path) -> None:
    sealer = open_sealer(tmp_path)
    assert sealer.open(sealer.seal(b"secret", "secret:1"), "secret:1") == b"secret"


def test_a_sealed_value_does_not_open_in_another_place(tmp_path: Path) -> None:
    sealer = open_sealer(tmp_path)
    with pytest.raises(InvalidTag):
        sealer.open(sealer.seal(b"secret", "secret:1"), "secret:2")


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    sealed = open_sealer(tmp_path).seal(b"secret", "secret:1")
    with pytest.raises(InvalidTag):
        Sealer(bytes(32)).open(sealed, "secret:1")


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = open_sealer(tmp_path).seal(b"secret", "p")
    assert open_sealer(tmp_path).open(first, "p") == b"secret"
    assert (tmp_path / "master.key").stat().st_mode & 0o777 == 0o600


def test_no_key_stands_in_the_repr(tmp_path: Path) -> None:
    sealer = open_sealer(tmp_path)
    key = (tmp_path / "master.key").read_text().strip()
    assert key not in repr(sealer)
    assert key not in str(vars(sealer))
