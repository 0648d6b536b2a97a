"""A platform starts with the master key that its database was sealed with, and with no other."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import delete

from korekit.clock import SystemClock
from korekit.ids import Ids
from korekit.records.apps import add_secret
from korekit.records.bot_secrets import keep_secret
from korekit.records.master_key import open_checked_sealer
from korekit.records.platform_keys import load_platform_key, platform_keys
from korekit.storage.database import Database
from korekit.storage.opening import open_database
from korekit.storage.sealing import MasterKeyUnusable, Sealer
from korekit.storage.statements import Statement

NO_CHECK = Statement(delete(platform_keys).where(platform_keys.c.id == 0))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = await open_database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "keys"
    made.mkdir()
    return made


async def opened(folder: Path, database: Database) -> Sealer:
    return await open_checked_sealer(folder, database, now_ms=1)


async def without_check(database: Database) -> None:
    """As an older version left it."""
    async with database.transaction() as transaction:
        await transaction.run(NO_CHECK)


async def test_the_first_start_makes_the_key_and_later_ones_use_it(database: Database, folder: Path) -> None:
    sealed = (await opened(folder, database)).seal(b"secret", "place")
    key = (folder / "master.key").read_bytes()
    assert (await opened(folder, database)).open(sealed, "place") == b"secret"
    assert (folder / "master.key").read_bytes() == key


async def test_another_key_is_refused_and_left_as_it_is(database: Database, folder: Path, tmp_path: Path) -> None:
    await opened(folder, database)
    other = tmp_path / "other"
    other.mkdir()
    (other / "master.key").write_text("ab" * 32)
    with pytest.raises(MasterKeyUnusable, match="is not the one that the secrets in the database are sealed with"):
        await opened(other, database)
    assert (other / "master.key").read_text() == "ab" * 32
    await opened(folder, database)


async def test_a_missing_key_is_not_made_anew_beside_what_it_sealed(database: Database, folder: Path) -> None:
    await opened(folder, database)
    (folder / "master.key").unlink()
    for _ in range(2):
        with pytest.raises(MasterKeyUnusable, match="has none"):
            await opened(folder, database)
    assert list(folder.iterdir()) == []


async def test_of_an_older_database_any_sealed_row_tells(database: Database, folder: Path, tmp_path: Path) -> None:
    sealer = await opened(folder, database)
    await without_check(database)
    async with database.transaction() as transaction:
        await add_secret(transaction, sealer, client_id="cs-1", secret=b"s", secret_id="id", now_ms=1)
    other = tmp_path / "other"
    other.mkdir()
    with pytest.raises(MasterKeyUnusable, match="has none"):
        await opened(other, database)
    (other / "master.key").write_text("ab" * 32 + "\n")
    with pytest.raises(MasterKeyUnusable, match="is not the one"):
        await opened(other, database)
    await opened(folder, database)


@pytest.mark.parametrize("what", ["bot", "platform"])
async def test_so_do_a_bots_secret_and_the_platforms_key(database: Database, folder: Path, what: str) -> None:
    sealer = await opened(folder, database)
    await without_check(database)
    if what == "bot":
        async with database.transaction() as transaction:
            await keep_secret(transaction, sealer, "st-1", "channel", {"key": "s"}, now_ms=1)
    else:
        await load_platform_key(database, sealer, Ids(), SystemClock())
    (folder / "master.key").write_text("cd" * 32)
    with pytest.raises(MasterKeyUnusable, match="is not the one"):
        await opened(folder, database)


@pytest.mark.parametrize("text", ["", "\n", "ab" * 16, "no key at all", "zz" * 32, "é" * 64])
async def test_a_file_that_holds_no_key_is_refused_and_left(database: Database, folder: Path, text: str) -> None:
    (folder / "master.key").write_text(text)
    with pytest.raises(MasterKeyUnusable, match="holds no key"):
        await opened(folder, database)
    assert (folder / "master.key").read_text() == text


async def test_no_key_stands_in_the_refusal(database: Database, folder: Path) -> None:
    await opened(folder, database)
    (folder / "master.key").write_text("ab" * 32)
    with pytest.raises(MasterKeyUnusable) as caught:
        await opened(folder, database)
    assert "ab" * 8 not in str(caught.value) + caught.value.hint
