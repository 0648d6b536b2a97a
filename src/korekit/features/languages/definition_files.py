"""Files that a language is filled from: an exported `botDefinition.json` that has the language.

The form is not documented; an export with its texts translated is what the builder hands out for the purpose.
"""

import asyncio

from korekit.archive import Archive, ArchiveBroken, check, read_parts
from korekit.archive.language_parts import Filling
from korekit.archive.members import DEFINITION
from korekit.calls.call import Call
from korekit.errors.request_causes import BodyFieldInvalid, FileUnknown
from korekit.records.files import find_file

__all__ = ["definition_file", "filling_from"]

_NO_VARIABLES = b'{"name": "", "envVariables": []}'


async def definition_file(call: Call, file_id: str) -> Archive:
    """The definition that the account uploaded under this id.

    Raises:
        FileUnknown: it uploaded none.
        BodyFieldInvalid: it is no sound definition.
    """
    stored = await find_file(call.database, call.account_id, file_id)
    if stored is None:
        raise FileUnknown(at="`fileId`", expected="the id of an uploaded file", found=f"`{file_id[:40]}`")
    data = await call.services.blobs.get(stored.sha256)
    return await asyncio.to_thread(_opened, data)


def _opened(data: bytes) -> Archive:
    try:
        archive = read_parts(definition=data, config=_NO_VARIABLES, icon=None, functions=[])
    except ArchiveBroken as broken:
        raise _refused(str(broken)) from None
    errors = [problem for problem in check(archive) if problem.is_error and problem.member == DEFINITION]
    if errors:
        raise _refused(str(errors[0]))
    return archive


def _refused(why: str) -> BodyFieldInvalid:
    return BodyFieldInvalid(at="`fileId`", expected="a botDefinition.json", found=why[:200])


def filling_from(archive: Archive, file: Archive, code: str) -> Filling:
    """What the file has in a language.

    Raises:
        BodyFieldInvalid: nothing.
    """
    filling = Filling.from_file(archive, file, code)
    if filling is None:
        raise BodyFieldInvalid(at="`fileId`", expected=f"a definition with `localeData.{code}`", found="none")
    return filling
