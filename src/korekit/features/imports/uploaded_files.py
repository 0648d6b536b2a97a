"""The files of an import, as they were uploaded.

Source: bot-definition.yaml import-bot-as-new-bot, import-bot-into-an-existing-bot.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from korekit.archive import Archive, read_parts
from korekit.storage.blobs import BlobStore

__all__ = ["ImportedFiles", "read_files"]

# How many times its packed size an export is.
_UNPACKED: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedFiles:
    """SHA-256 of the uploaded files of an import; either a zip or the parts."""

    zip: str | None = None
    definition: str | None = None
    config: str | None = None
    icon: str | None = None
    functions: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of_request(cls, request: Mapping[str, Any]) -> "ImportedFiles":
        """Those that the request of an import job names."""
        files = request["files"]
        return cls(**{**files, "functions": tuple(map(tuple, files["functions"]))})

    def size_bytes(self, blobs: BlobStore) -> int:
        """About how much there is to work on."""
        sha256, times = (self.zip, _UNPACKED) if self.zip else (self.definition or "", 1)
        return blobs.path(sha256).stat().st_size * times


def read_files(blobs: BlobStore, files: ImportedFiles) -> Archive:
    """The archive that was uploaded. Blocks.

    Raises:
        ArchiveBroken: it cannot be read.
    """
    if files.zip is not None:
        from korekit.archive.folders.zipped import read_zip_or_folder  # lazy: a start needs nothing of unpacked bots

        return read_zip_or_folder(blobs.path(files.zip))
    return read_parts(
        definition=blobs.get_now(files.definition or ""),
        config=blobs.get_now(files.config or ""),
        icon=blobs.get_now(files.icon) if files.icon else None,
        functions=[(name, blobs.get_now(sha256)) for name, sha256 in files.functions],
    )
