"""When sessions were last used, in what, and from where: coarse, so that a call in use costs no write.

Of an address only the beginning is kept, of a browser only its name and system.
"""

import ipaddress
import re
from typing import Final

from sqlalchemy import bindparam, delete, select, update

from korekit.ids import UserId
from korekit.records.accounts import session_uses, sessions, users
from korekit.storage.database import Database
from korekit.storage.statements import Statement, insert_or_skip

__all__ = [
    "ADD_SESSION_USE",
    "CHANGE_PASSWORD",
    "END_OTHER_SESSIONS",
    "FORGET_SESSION_USES",
    "SESSIONS_OF_USER",
    "is_worth_noting",
    "network_of",
    "note_use",
    "session_id",
    "short_agent",
]

_EVERY_MS: Final = 10 * 60_000
_MAX_AGENT: Final = 40
_PRODUCT: Final = re.compile(r"[A-Za-z][\w.-]*(?:/[\w.-]+)?", re.ASCII)
# The first that stands in the header: browsers name those whom they descend from as well.
_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Final = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Macintosh", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)

ADD_SESSION_USE = insert_or_skip(session_uses)
_NOTE: Final = Statement(
    update(session_uses)
    .where(session_uses.c.token_hash == bindparam("of_session"))
    .values(used_at=bindparam("now"), agent=bindparam("new_agent"))
)
SESSIONS_OF_USER = Statement(
    select(
        sessions.c.token_hash,
        sessions.c.created_at,
        sessions.c.expires_at,
        session_uses.c.used_at,
        session_uses.c.network,
        session_uses.c.agent,
    )
    .join(session_uses, session_uses.c.token_hash == sessions.c.token_hash, isouter=True)
    .where(sessions.c.user_id == bindparam("user_id"))
    .where(sessions.c.expires_at > bindparam("now"))
    .order_by(sessions.c.created_at.desc(), sessions.c.token_hash)
)
END_OTHER_SESSIONS = Statement(
    delete(sessions)
    .where(sessions.c.user_id == bindparam("user_id"))
    .where(sessions.c.token_hash != bindparam("kept_hash"))
)
# Of sessions that have ended.
FORGET_SESSION_USES = Statement(
    delete(session_uses)
    .where(session_uses.c.user_id == bindparam("user_id"))
    .where(session_uses.c.token_hash.not_in(select(sessions.c.token_hash)))
)
# Touches no row where the password was changed meanwhile.
CHANGE_PASSWORD = Statement(
    update(users)
    .where(users.c.id == bindparam("of_user"))
    .where(users.c.password_hash == bindparam("old_hash"))
    .values(password_hash=bindparam("new_hash"))
)


def session_id(token_hash: str) -> str:
    """The id of a session: the beginning of its token's hash, from which nobody finds the token."""
    return token_hash[:24]


def is_worth_noting(used_at: int | None, known_agent: str | None, agent: str, now_ms: int) -> bool:
    """Whether a use is to be written down: the first one in a browser, and then one in ten minutes."""
    return used_at is None or now_ms - used_at >= _EVERY_MS or (agent != "" and known_agent == "")


async def note_use(
    database: Database, token_hash: str, user_id: UserId, *, known_agent: str, agent: str, now_ms: int
) -> None:
    """Write a use of a session down.

    Args:
        database: where.
        token_hash: of the session.
        user_id: whose it is.
        known_agent: as it was written down before; it stays where `agent` is empty.
        agent: the header `User-Agent` of the call, empty if unknown.
        now_ms: milliseconds since the epoch.
    """
    shown = short_agent(agent) or known_agent
    async with database.transaction() as transaction:
        if not await transaction.run(_NOTE, of_session=token_hash, now=now_ms, new_agent=shown):
            await transaction.run(
                ADD_SESSION_USE, token_hash=token_hash, user_id=user_id, used_at=now_ms, network="", agent=shown
            )


def short_agent(header: str) -> str:
    """What a `User-Agent` names, in a few words: `Firefox on Linux`, `curl/8.5.0`; empty for nothing readable."""
    if header.startswith("Mozilla/"):
        browser = next((name for word, name in _BROWSERS if word in header), "A browser")
        system = next((name for word, name in _SYSTEMS if word in header), "")
        return f"{browser} on {system}" if system else browser
    found = _PRODUCT.match(header)
    return found[0][:_MAX_AGENT] if found else ""


def network_of(peer: str) -> str:
    """The beginning of an address: of IPv4 three numbers, of IPv6 three groups; empty where it is none."""
    try:
        address = ipaddress.ip_address(peer.partition("%")[0])
    except ValueError:
        return ""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    if isinstance(address, ipaddress.IPv6Address) and mapped is None:
        return f"{ipaddress.ip_network((address, 48), strict=False).network_address}/48"
    return f"{ipaddress.ip_network((mapped or address, 24), strict=False).network_address}/24"
