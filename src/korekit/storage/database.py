"""What the rest of the project knows of a database: read, and change inside a transaction."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

from korekit.storage.statements import Statement

__all__ = ["Database", "Reader", "Row", "Transaction"]

Row = tuple[Any, ...]


class Reader(Protocol):
    """Reads rows."""

    async def all(self, statement: Statement, /, **values: Any) -> list[Row]:
        """Every row of a statement."""
        ...

    async def one(self, statement: Statement, /, **values: Any) -> Row | None:
        """The first row, or `None`."""
        ...


class Transaction(Reader, Protocol):
    """Changes rows; all of them count once the transaction has ended, or none."""

    async def run(self, statement: Statement, /, **values: Any) -> int:
        """Do a change; answers the number of rows it touched."""
        ...

    async def run_many(self, statement: Statement, rows: list[dict[str, Any]], /) -> None:
        """Do one change for each set of values."""
        ...

    async def say(self, channel: str) -> None:
        """Say a word to other processes, once the transaction has ended well."""
        ...


class Database(Reader, Protocol):
    """A database of one of the two dialects."""

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """Begin a transaction; it is durable when the block has been left without an error."""
        ...

    async def listen(self, channel: str, on_word: Callable[[], None]) -> None:
        """Call `on_word` whenever another process says a word on a channel, until cancelled; returns where none can."""
        ...

    def change_hint(self) -> int | None:
        """A number that differs once anything was written, where the database can tell at once; else `None`."""
        ...

    async def close(self) -> None:
        """Close every connection."""
        ...
