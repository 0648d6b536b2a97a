"""Whether a call that failed is tried again, and after how long. Pure: a decision, as a number of seconds or `None`.

Reading may be repeated; the catalogue says which operations read, whatever their method. Writing may not once a byte
may have reached the host, except after 429, which says that nothing was done.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from korekit.client.answers import Received, retry_after_s
from korekit.client.errors import CertificateRejected, NotReached

__all__ = ["RetryPolicy", "pause_before_retry"]

_PASSING_FAILURES: Final = frozenset({500, 502, 503, 504})


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """How often and how patiently.

    `attempts`: tries in all, the first included. `first_pause_s` doubles with each try up to `longest_pause_s`. A host
    that asks for more than `longest_wait_s` is not waited for.
    """

    attempts: int = 4
    first_pause_s: float = 0.5
    longest_pause_s: float = 8.0
    longest_wait_s: float = 60.0


def pause_before_retry(
    policy: RetryPolicy,
    attempt: int,
    outcome: Received | NotReached,
    *,
    is_read: bool,
    now_s: float,
    jitter: Callable[[], float] = random.random,
) -> float | None:
    """Seconds to wait before the next try; `None` if there is none.

    Args:
        policy: how often and how patiently.
        attempt: how many tries were made, from 1.
        outcome: what came of the last one.
        is_read: whether the call changes nothing.
        now_s: seconds since the epoch.
        jitter: a random number from 0 to 1, so that many clients do not come back together.
    """
    if attempt >= policy.attempts or not _is_worth_it(outcome, is_read=is_read):
        return None
    pause = min(policy.longest_pause_s, policy.first_pause_s * 2.0 ** (attempt - 1))
    asked = retry_after_s(outcome, now_s) if isinstance(outcome, Received) else None
    if asked is not None and asked > policy.longest_wait_s:
        return None
    if asked is None:
        return pause * (0.5 + jitter() / 2)
    return asked + pause * jitter() / 2


def _is_worth_it(outcome: Received | NotReached, *, is_read: bool) -> bool:
    if isinstance(outcome, Received):
        return outcome.status == 429 or (is_read and outcome.status in _PASSING_FAILURES)
    if isinstance(outcome, CertificateRejected):
        return False
    return is_read or not outcome.is_sent
