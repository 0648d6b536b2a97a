"""Tries to prove who one is by a password: failures are counted by address and by source, for all processes together.

Ten with one address hold up the source that they came from, and nobody else: a stranger cannot lock a user out of his
own account. Only many sources together can, since otherwise they could guess together.

They are asked for before a password is looked at and again after it was found right: of many tries sent at once, those
that end after the limit was reached learn nothing, and people who sign in often and rightly are never held up. Kept
among the calls of the rate limits, under keys of their own, and forgotten with them.
"""

import hashlib
import ipaddress
from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam, delete, select

from korekit.errors.console import SignInFailed, TooManyTries
from korekit.ids import Ids
from korekit.records.passwords import is_password
from korekit.records.rates import rate_calls
from korekit.storage.database import Database, Transaction
from korekit.storage.statements import Statement, insert_into

__all__ = ["PER_ADDRESS", "PER_ADDRESS_AND_SOURCE", "PER_SOURCE", "WINDOW_MS", "SignInTry", "source_of"]

WINDOW_MS: Final = 5 * 60_000
PER_ADDRESS_AND_SOURCE: Final = 10
# With one address, wherever from.
PER_ADDRESS: Final = 50
# Higher, since behind a proxy or a company's gateway many people share one.
PER_SOURCE: Final = 50
# What one user of IPv6 is given: he has all addresses in it.
_IPV6_PREFIX: Final = 64

_ADD: Final = insert_into(rate_calls)
# The failure that was the last one allowed, counted back from the newest.
_LAST_ALLOWED: Final = Statement(
    select(rate_calls.c.at)
    .where(rate_calls.c.key == bindparam("of_key"))
    .where(rate_calls.c.at > bindparam("since"))
    .order_by(rate_calls.c.at.desc())
    .limit(1)
    .offset(bindparam("allowed_before"))
)
_FORGIVE: Final = Statement(delete(rate_calls).where(rate_calls.c.key == bindparam("of_key")))
_FORGET: Final = Statement(
    delete(rate_calls).where(rate_calls.c.key == bindparam("of_key")).where(rate_calls.c.at <= bindparam("before"))
)


@dataclass(frozen=True, slots=True)
class SignInTry:
    """One try to prove who one is. `address`: in the form it is stored in; `peer`: from where, empty if unknown."""

    address: str
    peer: str
    now_ms: int

    async def prove(self, database: Database, ids: Ids, password: str, kept: str | None) -> None:
        """Compare a password with the hash that is kept of it, `None` where nobody has the address.

        Raises:
            TooManyTries: within five minutes, ten failures with this address from this source, or fifty with this
                address, or fifty from this source.
            SignInFailed: it is another password.
        """
        await self._refuse_if_many(database)
        is_right = await is_password(password, kept)
        # Wrong or right, a try that ends after the limit was reached hears the same: otherwise the one answer among
        # many sent at once that differs would be the right guess.
        await self._refuse_if_many(database)
        if not is_right:
            await self._count(database, ids)
            raise SignInFailed()

    async def succeeded(self, transaction: Transaction) -> None:
        """Forgive the failures with this address from this source; those of others stay, and those with other ones."""
        await transaction.run(_FORGIVE, of_key=self._keys()[0][0])

    async def _refuse_if_many(self, database: Database) -> None:
        since = self.now_ms - WINDOW_MS
        for key, allowed in self._keys():
            row = await database.one(_LAST_ALLOWED, of_key=key, since=since, allowed_before=allowed - 1)
            if row is not None:
                raise TooManyTries(retry_after_s=max(1, -(-(row[0] - since) // 1000)))

    async def _count(self, database: Database, ids: Ids) -> None:
        async with database.transaction() as transaction:
            for key, _ in self._keys():
                await transaction.run(_FORGET, of_key=key, before=self.now_ms - WINDOW_MS)
                number = int.from_bytes(ids.secret(7), "big")
                await transaction.run(_ADD, key=key, n=number, at=self.now_ms)

    def _keys(self) -> list[tuple[str, int]]:
        source = source_of(self.peer)
        both = (_key("both", f"{source}\n{self.address}"), PER_ADDRESS_AND_SOURCE)
        by_source = [(_key("peer", source), PER_SOURCE)] if source else []
        return [both, (_key("address", self.address), PER_ADDRESS), *by_source]


def source_of(peer: str) -> str:
    """What counts as one source: an IPv4 address, the network that one user of IPv6 has, any other text as it is."""
    try:
        address = ipaddress.ip_address(peer.partition("%")[0])
    except ValueError:
        return peer
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, _IPV6_PREFIX), strict=False).network_address)


def _key(kind: str, value: str) -> str:
    # Hashed: what a stranger types may be long, and is sometimes his password.
    return f"sign-in:{kind}:{hashlib.sha256(value.encode('utf-8', 'replace')).hexdigest()}"
