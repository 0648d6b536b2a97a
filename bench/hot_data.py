"""The data of the hot call: an account, an app, a bot whose change log has 100,000 entries, tables for the peers."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import asyncpg

from bench.room import Dialect, Room
from korekit.clock import SystemClock
from korekit.tokens.mint import mint
from tests.clock import ManualClock
from tests.platform import MadeApp, make_app, make_bot, make_person, running_api

__all__ = ["HotData", "add_peer_tables", "make_hot_data"]

ENTRIES: Final = 100_000
# More than the platform remembers, so that none of them is remembered when its turn comes again.
_NEW_TOKENS: Final = 5_000
_LIFETIME_S: Final = 3_000

_PEER_COLUMNS: Final = (
    ("id", "_id"),
    ("user_id", "userId.id"),
    ("user_first", "userId.firstName"),
    ("user_last", "userId.lastName"),
    ("user_email", "userId.emailId"),
    ("user_status", "userId.activationStatus"),
    ("user_colour", "userId.profColour"),
    ("user_image", "userId.profImage"),
    ("org_id", "userId.orgId"),
    ("resource_id", "resourceId"),
    ("resource_type", "resourceType"),
    ("message", "message"),
    ("created_on", "createdOn"),
    ("version", "__v"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HotData:
    """What the call needs. `powerless`: an app without the scope. `path`: of the measured call."""

    data: Path
    url: str
    app: MadeApp
    powerless: MadeApp
    bot_id: str

    @property
    def path(self) -> str:
        """The measured call."""
        return f"/api/public/bot/{self.bot_id}/changelogs?offset=0&limit=20"

    def token(self, app: MadeApp | None = None, **claims: Any) -> str:
        """A token that is good for the length of the run."""
        chosen = app or self.app
        return mint(chosen.client_id, chosen.secret, lifetime_s=_LIFETIME_S, extra=claims)

    def new_tokens(self) -> list[str]:
        """Many tokens, all good, all different."""
        return [self.token(sub=f"caller-{number}") for number in range(_NEW_TOKENS)]

    @property
    def up_options(self) -> tuple[str, ...]:
        """Options of `korekit up` beside the data folder."""
        return () if self.url.startswith("sqlite:") else ("--database", self.url)


def make_hot_data(room: Room, dialect: Dialect, *, entries: int = ENTRIES) -> HotData:
    """Fill a new database through the platform's own records."""
    data = room.new_folder(f"hot-{dialect.lower()}")
    return asyncio.run(_fill(data, room.new_database(dialect, data), entries))


def _messages(entries: int) -> Iterator[str]:
    for number in range(entries):
        yield f"Created Dialog Order status, step {number}"


async def _fill(data: Path, url: str, entries: int) -> HotData:
    clock = ManualClock(SystemClock().now_ms())
    async with running_api(url, data, clock=clock) as api:
        owner = await make_person(api, name="Maria")
        app = await make_app(api, owner)
        powerless = await make_app(api, owner, scopes=["bot_definition:bot_export"])
        bot_id = await make_bot(api, owner, changes=_messages(entries))
    return HotData(data=data, url=url, app=app, powerless=powerless, bot_id=bot_id)


def add_peer_tables(made: HotData) -> None:
    """Give the peers the secrets as text, and the entries as columns; everything else they read is the platform's."""
    secrets = [(app.client_id, app.secret) for app in (made.app, made.powerless)]
    if made.url.startswith("sqlite:"):
        _add_to_sqlite(Path(made.url.removeprefix("sqlite:///")), secrets)
    else:
        asyncio.run(_add_to_postgresql(made.url, secrets))


def _add_to_sqlite(path: Path, secrets: list[tuple[str, str]]) -> None:
    values = ", ".join(f"json_extract(CAST(wire AS TEXT), '$.{key}') AS {name}" for name, key in _PEER_COLUMNS)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE peer_secrets (client_id TEXT PRIMARY KEY, secret TEXT NOT NULL)")
        connection.executemany("INSERT INTO peer_secrets VALUES (?, ?)", secrets)
        connection.execute(f"CREATE TABLE peer_changes AS SELECT bot_id, n, {values} FROM change_logs")
        connection.execute("CREATE UNIQUE INDEX peer_changes_key ON peer_changes (bot_id, n)")
        connection.execute("ANALYZE")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


async def _add_to_postgresql(url: str, secrets: list[tuple[str, str]]) -> None:
    values = ", ".join(
        f"d #>> '{{{key.replace('.', ',')}}}' AS {name}" if name != "version" else f"(d ->> '{key}')::int AS version"
        for name, key in _PEER_COLUMNS
    )
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("CREATE TABLE peer_secrets (client_id TEXT PRIMARY KEY, secret TEXT NOT NULL)")
        await connection.executemany("INSERT INTO peer_secrets VALUES ($1, $2)", secrets)
        await connection.execute(
            f"CREATE TABLE peer_changes AS SELECT bot_id, n, {values} "
            "FROM (SELECT bot_id, n, convert_from(wire, 'UTF8')::json AS d FROM change_logs) AS entries"
        )
        await connection.execute("CREATE UNIQUE INDEX peer_changes_key ON peer_changes (bot_id, n)")
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()
