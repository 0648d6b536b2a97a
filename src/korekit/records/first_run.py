"""The code with which the first user of a platform is made, kept as its hash only.

Every process that starts before there is a user prints one of its own; any of them will do, once.
"""

import base64
import hashlib
from typing import Final

from korekit.catalog.planes import Role
from korekit.clock import Clock
from korekit.ids import Ids
from korekit.records.accounts import ADD_INVITATION
from korekit.storage.database import Database

__all__ = ["add_first_run_code"]

_GOOD_FOR_MS: Final = 7 * 24 * 3_600_000


async def add_first_run_code(database: Database, ids: Ids, clock: Clock) -> str:
    """A new code, good for seven days: 128 random bits in 22 letters."""
    code = base64.urlsafe_b64encode(ids.secret(16)).rstrip(b"=").decode()
    async with database.transaction() as transaction:
        await transaction.run(
            ADD_INVITATION,
            token_hash=hashlib.sha256(code.encode()).hexdigest(),
            account_id="",
            email="",
            role=Role.OWNER.value,
            invited_by="",
            expires_at=clock.now_ms() + _GOOD_FOR_MS,
            accepted_at=None,
        )
    return code
