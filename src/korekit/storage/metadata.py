"""The one collection of tables, with the few column types they use.

Every value is what both drivers take and give as it is: text, whole numbers, bytes. Times are milliseconds since the
epoch, truth is 0 or 1, documents are JSON text; so no statement needs a conversion on its way.
"""

from typing import Any

from sqlalchemy import BigInteger, Column, LargeBinary, MetaData, SmallInteger, Table, Text

__all__ = ["blob", "flag", "metadata", "number", "table", "text"]

metadata = MetaData()


def table(name: str, *columns: Any) -> Table:
    """A table of the platform."""
    return Table(name, metadata, *columns)


def text(name: str, *, key: bool = False, optional: bool = False) -> Column[str]:
    """A text column."""
    return Column(name, Text(), primary_key=key, nullable=optional)


def number(name: str, *, key: bool = False, optional: bool = False) -> Column[int]:
    """A column of whole numbers of 64 bits: times, sizes, counters."""
    return Column(name, BigInteger(), primary_key=key, nullable=optional, autoincrement=False)


def flag(name: str) -> Column[int]:
    """A column of 0 and 1."""
    return Column(name, SmallInteger(), nullable=False)


def blob(name: str, *, optional: bool = False) -> Column[bytes]:
    """A column of bytes."""
    return Column(name, LargeBinary(), nullable=optional)
