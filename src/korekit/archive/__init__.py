"""The export archive of a bot as a value: read, checked, changed, written.

Everything here is bytes in, values out: no database, no network, no clock. An archive is opened section by
section and edited in place, so that what nobody asked to change stays as it was to the byte.
"""

from korekit.archive.assembling import read_parts
from korekit.archive.bot_archive import Archive, is_old_universal
from korekit.archive.checking import check
from korekit.archive.export_options import ExportOptions, ExportType
from korekit.archive.folder_reading import read_folder
from korekit.archive.import_rows import import_rows
from korekit.archive.limits import Limits
from korekit.archive.problems import ArchiveBroken, Problem
from korekit.archive.publish_rows import PublishRow, ResourceType, answer_rows, publish_rows
from korekit.archive.rekeying import rekeyed, shaped_like
from korekit.archive.selecting import select
from korekit.archive.variables import SecuredValues, secured_values, without_secrets
from korekit.archive.zip_reading import read_zip
from korekit.archive.zip_writing import laid_out, write_zip

__all__ = [
    "Archive",
    "ArchiveBroken",
    "ExportOptions",
    "ExportType",
    "Limits",
    "Problem",
    "PublishRow",
    "ResourceType",
    "SecuredValues",
    "answer_rows",
    "check",
    "import_rows",
    "is_old_universal",
    "laid_out",
    "publish_rows",
    "read_folder",
    "read_parts",
    "read_zip",
    "rekeyed",
    "secured_values",
    "select",
    "shaped_like",
    "without_secrets",
    "write_zip",
]
