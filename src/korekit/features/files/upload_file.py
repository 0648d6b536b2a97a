"""Keeping an uploaded file.

The file's form is judged by whoever uses it: a table without a usable line is taken here. Source: bot-definition.yaml
upload-file, observed-errors.md 2.1.
"""

from typing import Final

from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.calls.kept_files import keep_file
from korekit.catalog.bot_definition import BotDefinition
from korekit.catalog.bot_definition_results import UploadedFile
from korekit.catalog.parameters import Upload

__all__ = ["upload_file"]

_KEPT_CHARACTERS: Final = 200


@handles(BotDefinition.upload_file)
async def upload_file(
    call: Call, file: Upload, *, file_context: str = "bulkImport", file_extension: str = "json"
) -> UploadedFile:
    """Store a file for the account of the app; any context and extension is taken."""
    services = call.services
    blob = await services.blobs.put(file.source)
    file_id = services.ids.hex24()
    async with call.database.transaction() as transaction:
        await keep_file(
            services,
            transaction,
            {
                "id": file_id,
                "account_id": call.account_id,
                "sha256": blob.sha256,
                "sha1": blob.sha1,
                "size": blob.size,
                "name": file.name[:_KEPT_CHARACTERS],
                "context": file_context[:_KEPT_CHARACTERS],
                "extension": file_extension.lstrip(".").lower()[:_KEPT_CHARACTERS],
                "uploaded_by": call.caller.app.client_id if call.caller.app else "",
                "created_at": call.now_ms(),
            },
        )
    return UploadedFile(file_id=file_id, hash=blob.sha1, file_name=services.ids.prefixed("f"))
