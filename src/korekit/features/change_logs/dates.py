"""The dates of a change log as callers write them."""

import re
from datetime import UTC, date, datetime, time
from typing import Final

from korekit.clock import millis
from korekit.errors.request_causes import BodyFieldInvalid

__all__ = ["END_OF_TIME", "moment"]

# Later than any entry, in milliseconds.
END_OF_TIME: Final = 2**62
_DAY_MS: Final = 86_400_000
_LOST_PLUS: Final = re.compile(r"(T[\d:.]{5,15}) (\d\d:\d\d)\Z", re.ASCII)


def moment(name: str, text: str) -> tuple[int, int]:
    """The first and the last millisecond that a date means: a whole day, or the very moment.

    Raises:
        BodyFieldInvalid: it is none.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        exact = millis(_instant(name, text))
        return exact, exact
    first = millis(datetime.combine(day, time(), UTC))
    return first, first + _DAY_MS - 1


def _instant(name: str, text: str) -> datetime:
    try:
        # A plus sign that was not encoded arrives as a blank.
        found = datetime.fromisoformat(_LOST_PLUS.sub(r"\1+\2", text))
    except ValueError:
        raise BodyFieldInvalid(
            at=f"`{name}`", expected="an ISO date such as 2024-03-30", found="another text"
        ) from None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
