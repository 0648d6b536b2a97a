"""The ledger of several processes on one machine: a small SQLite file, one short transaction a call.

A file on a disk of this machine; SQLite cannot share one on a network's.
"""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from korekit.catalog.limits import HOUR_S
from korekit.client.budget.ledger import HORIZON_MS, Ask, Slot, clock_shift_ms, earliest_start
from korekit.client.errors import InvalidArgument

__all__ = ["FileLedger"]

_BUSY_TIMEOUT_S: Final = 30.0
_IDLE_MS: Final = 2 * HOUR_S * 1000
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS keys (
    key TEXT PRIMARY KEY, n INTEGER NOT NULL, held_until INTEGER NOT NULL, era INTEGER NOT NULL, seen INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS starts (
    key TEXT NOT NULL, n INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (key, n)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS free (key TEXT NOT NULL, at INTEGER NOT NULL);
"""


class FileLedger:
    """Counts in a file that threads and processes share, forked ones too.

    Raises:
        InvalidArgument: from every method, where the file cannot be used.
    """

    is_quick = False

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._process = 0
        self._connection: sqlite3.Connection | None = None
        self._inherited: sqlite3.Connection | None = None

    def __del__(self) -> None:
        if self._connection is not None and self._process == os.getpid():
            self._connection.close()

    def reserve(self, ask: Ask, now_ms: int) -> Slot:
        """The earliest free start; reserved, unless it lies beyond the horizon."""
        key = ask.key
        with self._transaction(now_ms) as db:
            n, held_until, era = _seen(db, key, now_ms)
            freed = db.execute("SELECT min(at) FROM free WHERE key = ? AND at >= ?", (key, now_ms)).fetchone()[0]
            if freed is not None:
                db.execute("DELETE FROM free WHERE key = ? AND at <= ?", (key, freed))
                return Slot(freed, era)

            def back(places: int) -> int | None:
                row = db.execute("SELECT at FROM starts WHERE key = ? AND n = ?", (key, n - places + 1)).fetchone()
                return row[0] if row else None

            start = earliest_start(ask, now_ms, last_ms=back(1), held_until_ms=held_until, back=back)
            if start > now_ms + HORIZON_MS:
                return Slot(start, era, is_reserved=False)
            db.execute("INSERT INTO starts VALUES (?, ?, ?)", (key, n + 1, start))
            db.execute("UPDATE keys SET n = ? WHERE key = ?", (n + 1, key))
            db.execute("DELETE FROM starts WHERE key = ? AND n <= ?", (key, n + 1 - ask.limit.hour))
            return Slot(start, era)

    def era_of(self, key: str) -> int:
        """The key's era now."""
        with self._using() as db:
            row = db.execute("SELECT era FROM keys WHERE key = ?", (key,)).fetchone()
            return row[0] if row else 0

    def give_back(self, key: str, slot: Slot, now_ms: int) -> None:
        """Free a reserved start that nobody will use."""
        if slot.start_ms <= now_ms:
            return
        with self._transaction(now_ms) as db:
            db.execute(
                "INSERT INTO free SELECT key, ? FROM keys WHERE key = ? AND era = ?", (slot.start_ms, key, slot.era)
            )

    def hold(self, key: str, now_ms: int, until_ms: int) -> None:
        """Let no call start before a moment, and forget what was reserved."""
        with self._transaction(now_ms) as db:
            gone = db.execute("DELETE FROM starts WHERE key = ? AND at > ?", (key, now_ms)).rowcount
            db.execute("DELETE FROM free WHERE key = ?", (key,))
            db.execute(
                "UPDATE keys SET n = n - ?, era = era + 1, held_until = max(held_until, ?) WHERE key = ?",
                (gone, until_ms, key),
            )

    @contextmanager
    def _using(self) -> Iterator[sqlite3.Connection]:
        if self._process != os.getpid():
            # A forked process must neither use nor close what its parent opened, nor wait for a lock that it held.
            self._inherited = self._connection
            self._lock, self._connection, self._process = threading.Lock(), None, os.getpid()
        with self._lock:
            try:
                if self._connection is None:
                    self._connection = self._open()
                yield self._connection
            except (sqlite3.Error, OSError) as error:
                raise InvalidArgument(f"The rate budget {self._path} cannot be used: {error}.") from error

    @contextmanager
    def _transaction(self, now_ms: int) -> Iterator[sqlite3.Connection]:
        with self._using() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(self._path, timeout=_BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)
        try:
            db.execute("PRAGMA journal_mode = WAL")
            # What a power cut takes is a minute of memory; the file stays whole.
            db.execute("PRAGMA synchronous = NORMAL")
            db.executescript(_TABLES)
        except BaseException:
            db.close()
            raise
        return db


def _seen(db: sqlite3.Connection, key: str, now_ms: int) -> tuple[int, int, int]:
    """What is known of a key: its latest number, until when it is held, its era."""
    row = db.execute("SELECT n, held_until, era, seen FROM keys WHERE key = ?", (key,)).fetchone()
    if row is None:
        _forget_idle(db, now_ms)
        db.execute("INSERT INTO keys VALUES (?, 0, 0, 0, ?)", (key, now_ms))
        return 0, 0, 0
    n, held_until, era, seen = row
    shift = clock_shift_ms(now_ms, seen)
    if shift:
        db.execute("UPDATE starts SET at = at + ? WHERE key = ?", (shift, key))
        db.execute("DELETE FROM free WHERE key = ?", (key,))
        held_until += shift
    db.execute("UPDATE keys SET seen = ?, held_until = ? WHERE key = ?", (max(now_ms, seen + shift), held_until, key))
    return n, held_until, era


def _forget_idle(db: sqlite3.Connection, now_ms: int) -> None:
    # Each new key makes room, so the file grows with the keys in use and not with all that ever were.
    before = {"before": now_ms - _IDLE_MS}
    idle = "seen < :before AND held_until < :before"
    db.execute(f"DELETE FROM starts WHERE key IN (SELECT key FROM keys WHERE {idle})", before)  # noqa: S608 - a constant
    db.execute("DELETE FROM free WHERE at < :before", before)
    db.execute(f"DELETE FROM keys WHERE {idle}", before)  # noqa: S608 - a constant
