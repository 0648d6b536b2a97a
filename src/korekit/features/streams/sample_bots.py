"""Sample bots: ready-made bots that any account may install. Names and ids are ours, the ids the same everywhere.

Source: observed-errors.md 5: at least six, each with an id and a name.
"""

from typing import Final

from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.catalog.console import Console, SampleBot
from korekit.ids import derived_id

__all__ = ["SAMPLE_BOTS", "list_sample_bots"]

_NAMES: Final = (
    "Appointment Desk",
    "Bank Balance",
    "City Library",
    "Flight Status",
    "IT Help Desk",
    "Leave Requests",
    "Pizza Order",
    "Weather Report",
)
SAMPLE_BOTS: Final = tuple(SampleBot(id=f"st-{derived_id('sample-bot', name)}", name=name) for name in _NAMES)


@handles(Console.list_sample_bots)
async def list_sample_bots(call: Call) -> list[SampleBot]:
    """The same for every account."""
    return list(SAMPLE_BOTS)
