"""The platform's RSA key, to which tokens are encrypted; sealed at rest.

Source: contract, platform.md 4.5.
"""

import json
from typing import Any, Final

from sqlalchemy import bindparam, select

from korekit.clock import Clock
from korekit.ids import Ids
from korekit.storage.database import Database
from korekit.storage.metadata import blob, number, table, text
from korekit.storage.sealing import Sealer
from korekit.storage.statements import Statement, insert_or_skip
from korekit.tokens.jwe import new_platform_key

__all__ = [
    "PLATFORM_KEY_PLACE",
    "load_platform_key",
    "platform_keys",
    "public_part",
]

# What the key is sealed for.
PLATFORM_KEY_PLACE: Final = "platform-key"
platform_keys = table("platform_keys", number("id", key=True), blob("sealed"), text("kid"), number("created_at"))

_ADD = insert_or_skip(platform_keys)
_KEY = Statement(select(platform_keys.c.sealed).where(platform_keys.c.id == bindparam("key_number")))


async def load_platform_key(database: Database, sealer: Sealer, ids: Ids, clock: Clock) -> dict[str, Any]:
    """The private JWK; made on first use, once, whichever process comes first."""
    row = await database.one(_KEY, key_number=1)
    if row is None:
        jwk = new_platform_key(ids.prefixed("k"))
        sealed = sealer.seal(json.dumps(jwk).encode(), PLATFORM_KEY_PLACE)
        async with database.transaction() as transaction:
            await transaction.run(_ADD, id=1, sealed=sealed, kid=jwk["kid"], created_at=clock.now_ms())
        row = await database.one(_KEY, key_number=1)
    if row is None:
        raise LookupError("the platform key was not stored")
    found: dict[str, Any] = json.loads(sealer.open(row[0], PLATFORM_KEY_PLACE))
    return found


def public_part(jwk: dict[str, Any]) -> dict[str, Any]:
    """What may be shown: `e`, `kid`, `kty`, `n`."""
    return {name: jwk[name] for name in ("e", "kid", "kty", "n")}
