"""Answers of the bot definition operations: the documented fields, each optional where sources disagree.

A key that is not listed is ignored here and stays in the raw answer. Source: contract, bot-definition.yaml.
"""

from typing import Any

from msgspec import Struct, field

__all__ = [
    "ChangeLogEntry",
    "ChangeLogUser",
    "ExportRequest",
    "ExportStatus",
    "ImportRequest",
    "ImportStatus",
    "ImportedFunctions",
    "PublishStatus",
    "PublishedResource",
    "StatusLog",
    "Store",
    "UploadedFile",
    "WireStruct",
]


class WireStruct(Struct, rename="camel", omit_defaults=True, kw_only=True):
    """A body of the wire: camel case names, nothing where there is nothing."""


class UploadedFile(WireStruct):
    """`file_id`: 24 hex digits, taken by the import operations. `hash`: SHA-1 in hex."""

    file_id: str = ""
    hash: str = ""
    file_name: str = ""


class StatusLog(WireStruct):
    """One component of an import. `message`: why it failed; only this platform says so."""

    task_type: str = ""
    # Made, not given, so that an empty name is written too.
    task_name: str = field(default_factory=str)
    status: str = ""
    message: str = ""


class ImportRequest(WireStruct):
    """An accepted import. `id`: `bir-…`, to ask bot-import-status with."""

    id: str = field(name="_id", default="")
    stream_ref_id: str = ""
    status: str = ""
    status_logs: list[StatusLog] | None = None
    request_type: str = ""
    created_by: str = ""
    created_on: str = ""
    version: int | None = field(name="__v", default=None)


class ImportStatus(ImportRequest):
    """An import as it stands. `stream_id`: the bot that was written, once there is one."""

    stream_id: str = ""


class ImportedFunctions(WireStruct):
    """Scripts that were put into a bot. `id`: 24 hex digits."""

    request_type: str = ""
    status: str = ""
    created_on: str = ""
    id: str = field(name="_id", default="")
    created_by: str = ""
    version: int | None = field(name="__v", default=None)
    file_id: str = ""
    file_name: str = ""


class ExportRequest(WireStruct):
    """An accepted export. `id`: `ber-…`."""

    id: str = field(name="_id", default="")
    stream_id: str = ""
    status: str = ""
    created_by: str = ""
    export_type: str = ""
    request_type: str = ""
    created_on: str = ""
    version: int | None = field(name="__v", default=None)


class Store(WireStruct):
    """Where the exported file lies."""

    url_params: str = ""


class ExportStatus(ExportRequest):
    """The latest export of a bot. `download_url`: to be fetched without a header. `file_size`: bytes, in digits.

    `message`: why it failed; only this platform says so.
    """

    bot_id: str = ""
    download_url: str = field(name="downloadURL", default="")
    file_id: str = ""
    store: Store | None = None
    file_size: str = ""
    message: str = ""


class PublishedResource(WireStruct):
    """One resource of a publish. `result` repeats it with more detail."""

    resource_type: str = ""
    resource_id: str = ""
    sb_resource_id: str = ""
    resource_version: str = ""
    name: str = ""
    modules: Any = None
    approval_requested_languages: list[str] | None = None
    status: str = ""
    result: dict[str, Any] | None = None
    deployed_to: str = ""


class PublishStatus(WireStruct):
    """The running publish of a bot or, if none runs, the last one.

    `message`: why it failed; only this platform says so.
    """

    id: str = field(name="_id", default="")
    action: str = ""
    job_type: str = ""
    stream_id: str = ""
    version: int | None = field(name="__v", default=None)
    count_of_dock_statuses: int | None = None
    created_by: str = ""
    percentage_complete: int | None = None
    requested_time: str = ""
    status: str = ""
    last_modified_on: str = ""
    initiated_on: str = ""
    status_summary: list[PublishedResource] | None = None
    message: str = ""


class ChangeLogUser(WireStruct):
    """Who made a change. `id` stands twice on the wire, as `id` and as `_id`."""

    id: str = ""
    # Made, not given, so that they are written where somebody told none.
    first_name: str = field(default_factory=str)
    last_name: str = field(default_factory=str)
    email_id: str = ""
    activation_status: str = ""
    prof_colour: str = ""
    prof_image: str = ""
    id_again: str = field(name="_id", default="")
    org_id: str = ""


class ChangeLogEntry(WireStruct):
    """One change of a bot. `created_on`: ISO time with milliseconds."""

    id: str = field(name="_id", default="")
    user_id: ChangeLogUser | None = None
    stream_id: str = ""
    resource_id: str = ""
    resource_type: str = ""
    message: str = ""
    created_on: str = ""
    version: int | None = field(name="__v", default=None)
