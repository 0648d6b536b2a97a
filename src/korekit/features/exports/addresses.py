"""Addresses of exported archives: unguessable, short-lived, without a header.

The key names the export and its end, signed with a key of the platform: nothing has to be stored, nothing can be
made up. Source: quirks of bot-export-status.
"""

import hmac
import re
from typing import Final

from korekit.storage.sealing import Sealer

__all__ = ["ADDRESS_COUNTS_MS", "address_key", "job_of_key"]

_HOUR_MS: Final = 3_600_000
# The longest that an address counts.
ADDRESS_COUNTS_MS: Final = 2 * _HOUR_MS
_KEY: Final = re.compile(r"(ber-[0-9a-f-]{36})\.(\d{1,14})\.([0-9a-f]{64})")


def address_key(sealer: Sealer, job_id: str, now_ms: int) -> str:
    """The key of an export's address; it counts for one to two hours, and is the same for an hour."""
    until = (now_ms // _HOUR_MS + 2) * _HOUR_MS
    return f"{job_id}.{until}.{_signature(sealer, job_id, until)}"


def job_of_key(sealer: Sealer, key: str, now_ms: int) -> str | None:
    """The export that a key opens now, or `None`."""
    matched = _KEY.fullmatch(key)
    if matched is None:
        return None
    job_id, until, signature = matched.group(1), int(matched.group(2)), matched.group(3)
    is_ours = hmac.compare_digest(_signature(sealer, job_id, until), signature)
    return job_id if is_ours and now_ms < until else None


def _signature(sealer: Sealer, job_id: str, until: int) -> str:
    return sealer.sign(f"download:{job_id}:{until}".encode()).hex()
