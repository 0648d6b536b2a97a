"""Every table of the platform in one place: the modules that describe them, imported by walking."""

import importlib
import pkgutil

import korekit.jobs.queue
import korekit.records
from korekit.records.apps import FIRST_EPOCH
from korekit.storage.first_tables import make_first_tables
from korekit.storage.metadata import metadata

__all__ = ["prepare_tables"]


async def prepare_tables(url: str) -> None:
    """Make the tables of a new database; one that was made before is left as it is."""
    for found in pkgutil.iter_modules(korekit.records.__path__):
        importlib.import_module(f"korekit.records.{found.name}")
    await make_first_tables(url, metadata, [FIRST_EPOCH])
