"""Apps and bots as calls need them, remembered for as long as nothing about them changed.

The epoch in the database moves with every change that decides about calls. SQLite tells without a query whether
anything was written since; PostgreSQL is asked for the epoch at each call. So a revoked app stops at once, in every
process.
"""

from typing import Final

from korekit.access.facts import App
from korekit.ids import AccountId
from korekit.records.apps import EPOCH, load_app
from korekit.records.bots import BOT_ACCOUNT
from korekit.storage.database import Database
from korekit.storage.sealing import Sealer

__all__ = ["Directory"]

_MAX_APPS: Final = 10_000
_MAX_BOTS: Final = 50_000


class Directory:
    """Looks up apps and whose a bot is."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer
        self._apps: dict[str, App] = {}
        self._bots: dict[str, AccountId] = {}
        self._hint: int | None = None
        self._epoch = -1

    @property
    def epoch(self) -> int:
        """Moves with everything that decides about calls."""
        return self._epoch

    async def refresh(self) -> None:
        """Forget everything if anything changed; to be done once before a call's look-ups."""
        # Read before the epoch: a write in between is then seen the next time.
        hint = self._database.change_hint()
        if hint is not None and hint == self._hint:
            return
        row = await self._database.one(EPOCH)
        epoch = -1 if row is None else row[0]
        if epoch != self._epoch:
            self._apps.clear()
            self._bots.clear()
            self._epoch = epoch
        self._hint = hint

    async def app(self, client_id: str) -> App | None:
        """The app with this client id, deleted or not."""
        app = self._apps.get(client_id)
        if app is None:
            epoch = self._epoch
            app = await load_app(self._database, self._sealer, client_id)
            # An unknown id is not remembered: a stranger chooses it.
            if app is not None and len(self._apps) < _MAX_APPS and epoch == self._epoch:
                self._apps[client_id] = app
        return app

    async def bot_account(self, bot_id: str) -> AccountId | None:
        """The account of a bot that exists."""
        account = self._bots.get(bot_id)
        if account is None:
            epoch = self._epoch
            row = await self._database.one(BOT_ACCOUNT, bot_id=bot_id)
            if row is None:
                return None
            account = AccountId(row[0])
            if len(self._bots) < _MAX_BOTS and epoch == self._epoch:
                self._bots[bot_id] = account
        return account
