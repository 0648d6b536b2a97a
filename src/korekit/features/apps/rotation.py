"""Rotating an app's secret: the new one counts at once, the old one until an overlap is over.

The vendor has no such operation: contract, platform.md 2.
"""

from typing import Final

from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.catalog.additions import Additions, AppDetails, RotatedSecret
from korekit.clock import iso_time
from korekit.errors.console import InputInvalid
from korekit.features.apps.app_details import app_details
from korekit.features.apps.creation import new_secret
from korekit.features.apps.own_apps import find_managed_app
from korekit.ids import ClientId
from korekit.records.apps import END_OLD_SECRETS, NEXT_EPOCH, RETIRE_SECRETS

__all__ = ["end_old_app_secrets", "rotate_app_secret"]

_MAX_OVERLAP_S: Final = 2_592_000


@handles(Additions.rotate_app_secret)
async def rotate_app_secret(call: Call, client_id: ClientId, *, overlap_seconds: int = 0) -> RotatedSecret:
    """A new secret; an overlap that still runs from an earlier rotation is never made longer.

    Raises:
        InputInvalid: an overlap below 0 or over 30 days.
        NotFound, RoleTooLow: as `find_managed_app` says.
    """
    if not 0 <= overlap_seconds <= _MAX_OVERLAP_S:
        raise InputInvalid(f"`overlapSeconds` is a number from 0 to {_MAX_OVERLAP_S}.")
    until = call.now_ms() + overlap_seconds * 1000
    async with call.database.transaction() as transaction:
        # First, so that changes of access follow one another: of two rotations at once, the later one's secret stays.
        await transaction.run(NEXT_EPOCH)
        await find_managed_app(transaction, call, client_id)
        await transaction.run(RETIRE_SECRETS, app=client_id, until=until)
        secret = await new_secret(transaction, call, client_id)
    return RotatedSecret(client_id=client_id, client_secret=secret.decode(), old_works_until=iso_time(until))


@handles(Additions.end_old_app_secrets)
async def end_old_app_secrets(call: Call, client_id: ClientId) -> AppDetails:
    """The app with its current secret alone; where no overlap runs, nothing changes.

    Raises:
        NotFound, RoleTooLow: as `find_managed_app` says.
    """
    async with call.database.transaction() as transaction:
        # First, so that changes of access follow one another.
        await transaction.run(NEXT_EPOCH)
        await find_managed_app(transaction, call, client_id)
        await transaction.run(END_OLD_SECRETS, app=client_id, now=call.now_ms())
        own = await find_managed_app(transaction, call, client_id)
    return app_details(call, own.app, own.created_at)
