"""Keeping a file for a while, in the transaction that makes it somebody's."""

from collections.abc import Mapping
from typing import Any, Final

from korekit.calls.call import Services
from korekit.jobs.queue import add_recurring
from korekit.records.files import ADD_FILE, keep_until
from korekit.storage.database import Transaction

__all__ = ["SWEEP_KIND", "keep_file", "schedule_sweep"]

# The recurring job that removes files whose time is over.
SWEEP_KIND: Final = "sweep-files"


async def keep_file(services: Services, transaction: Transaction, row: Mapping[str, Any]) -> None:
    """Add a file's row; it ends when the platform's time for files is over, and a job that removes it comes round.

    Args:
        services: `kept_files_ms` says how long; 0 means for good.
        transaction: in which it becomes the account's.
        row: a value for every column of `records.files.files`.
    """
    await transaction.run(ADD_FILE, **row)
    if services.kept_files_ms:
        await keep_until(transaction, row["id"], row["created_at"] + services.kept_files_ms)
    await schedule_sweep(services, transaction)


async def schedule_sweep(services: Services, transaction: Transaction) -> None:
    """See to it that the job which removes files comes round."""
    # The id tells this database from others, for whose files the folder may be too.
    request = {"database": services.ids.uuid()}
    await add_recurring(transaction, SWEEP_KIND, request, now_ms=services.clock.now_ms())
