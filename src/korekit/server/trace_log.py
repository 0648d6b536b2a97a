"""Writes refusals down for the account's owner, behind the answer's back.

Refusals are gathered for some milliseconds and written together, so that a flood of them costs few commits. The exact
cause of a bad signature, and what a strange path means, is looked for here, after the caller has been answered.
"""

import asyncio
import contextlib
import logging
from dataclasses import dataclass, field
from typing import Final

import msgspec

from korekit.access.decision import Refused, check_states
from korekit.access.facts import App, Facts
from korekit.access.header_checks import looks_like_token
from korekit.catalog.additions import Trace, TraceCheck
from korekit.clock import Clock, iso_time
from korekit.errors.refusal import Refusal
from korekit.errors.request_causes import PathUnknown
from korekit.errors.token_causes import SignatureInvalid, TokenAltered
from korekit.ids import TraceId
from korekit.records.accounts import FIRST_ACCOUNTS
from korekit.records.apps import load_app, load_apps
from korekit.records.bots import BOT_ACCOUNT
from korekit.records.traces import ADD_TRACE, DELETE_OLD, DELETE_SURPLUS, KEPT_MS, KEPT_NUMBER
from korekit.server.usage_log import UsageLog
from korekit.server.verified_tokens import VerifiedTokens
from korekit.storage.database import Database
from korekit.storage.sealing import Sealer
from korekit.tokens.claimed import claimed_client_ids
from korekit.tokens.suspects import explain_signature

__all__ = ["RefusedCall", "TraceLog", "claimed_in"]

_GATHER_S: Final = 0.02
_MAX_WAITING: Final = 20_000
_AT_ONCE: Final = 500
# Signatures and paths explained in one go; a flood of bad ones keeps the plain cause.
_EXPLAINED_AT_ONCE: Final = 50
_PATHS_AT_ONCE: Final = 10
_OTHER_APPS: Final = 50
_API: Final = "/api/"
_log = logging.getLogger("korekit.traces")


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedCall:
    """A refusal with what is written down of its call. No header and no body is kept.

    `claimed`: client ids that its unverified tokens name, where the checks came to no app.
    """

    id: TraceId
    at_ms: int
    method: str
    path: str
    refused: Refused
    facts: Facts | None = None
    claimed: tuple[str, ...] = ()


def claimed_in(headers: list[tuple[bytes, bytes]], query: bytes) -> tuple[str, ...]:
    """The client ids that the tokens of a call name, wherever they stand, before anybody has verified them."""
    given = [value for name, value in headers if name == b"auth" or looks_like_token(value)]
    return claimed_client_ids([*given, query])


@dataclass(slots=True)
class _Seen:
    """What was looked up for the refusals of one batch: apps by client id, and the account if there is only one."""

    apps: dict[str, App | None] = field(default_factory=dict)
    only_account: str | None = None
    is_counted: bool = False
    explained: int = 0
    paths: set[str] = field(default_factory=set)

    def may_explain(self, call: RefusedCall) -> bool:
        """Whether there is time to find out more about a refusal; it is counted."""
        if isinstance(call.refused.error, SignatureInvalid):
            self.explained += 1
            return self.explained <= _EXPLAINED_AT_ONCE
        if isinstance(call.refused.error, PathUnknown) and len(self.paths) < _PATHS_AT_ONCE:
            self.paths.add(call.path)
        return not isinstance(call.refused.error, PathUnknown) or call.path in self.paths


class TraceLog:
    """The refusals of this process on their way to the database."""

    def __init__(
        self, database: Database, sealer: Sealer, clock: Clock, verified: VerifiedTokens, usage: UsageLog
    ) -> None:
        self._database = database
        self._sealer = sealer
        self._clock = clock
        self._verified = verified
        self._usage = usage
        self._waiting: list[RefusedCall] = []
        self._wake = asyncio.Event()
        self._lock = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._written_since_cut = 0

    def add(self, call: RefusedCall) -> None:
        """Take a refusal, and count it; when far too many wait, the newest ones are counted and not kept."""
        if len(self._waiting) < _MAX_WAITING:
            self._waiting.append(call)
            self._wake.set()
        else:
            self._count(call, call.refused.app, call.refused.error)

    @property
    def is_settled(self) -> bool:
        """Whether nothing waits to be written."""
        return not self._waiting and not self._lock.locked()

    def start(self) -> None:
        """Begin to write."""
        self._task = asyncio.create_task(self._write_on())

    async def stop(self) -> None:
        """Write what waits and end."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        await self.flush()

    async def _write_on(self) -> None:
        while True:
            await self._wake.wait()
            await asyncio.sleep(_GATHER_S)
            self._wake.clear()
            try:
                await self.flush()
            except Exception:
                # The edge of the writer: traces are help, and must not end the platform.
                _log.exception("traces were not written")

    async def flush(self) -> None:
        """Write every refusal that was taken so far."""
        async with self._lock:
            while self._waiting:
                batch, self._waiting = self._waiting[:_AT_ONCE], self._waiting[_AT_ONCE:]
                rows = await self._rows(batch)
                async with self._database.transaction() as transaction:
                    await transaction.run_many(ADD_TRACE, rows)
                self._written_since_cut += len(rows)
                if self._written_since_cut >= KEPT_NUMBER // 10:
                    await self._cut({(row["account_id"], row["is_signature_good"]) for row in rows})
                    self._written_since_cut = 0

    async def _cut(self, owners: set[tuple[object, object]]) -> None:
        async with self._database.transaction() as transaction:
            await transaction.run(DELETE_OLD, before=self._clock.now_ms() - KEPT_MS)
            for account_id, is_good in owners:
                await transaction.run(DELETE_SURPLUS, account_id=account_id, good=is_good, kept=KEPT_NUMBER)

    async def _rows(self, batch: list[RefusedCall]) -> list[dict[str, object]]:
        seen = _Seen()
        return [await self._row(call, seen) for call in batch]

    async def _row(self, call: RefusedCall, seen: _Seen) -> dict[str, object]:
        error = await self._explained(call) if seen.may_explain(call) else call.refused.error
        app = call.refused.app or await self._claimed_app(call, seen)
        self._count(call, app, error)
        return {
            "id": call.id,
            "account_id": app.account_id if app is not None else await self._owner(call, seen),
            "other_account": error.other_account or None,
            "at": call.at_ms,
            "is_signature_good": int(call.refused.is_signature_good),
            "document": msgspec.json.encode(_trace(call, app, error)).decode(),
        }

    async def explained(self, call: RefusedCall) -> tuple[Trace, App | None]:
        """A refusal as it would be written down, with the app that its token names; nothing is counted or kept."""
        app = call.refused.app
        if app is None and not (call.facts and call.facts.client_id):
            app = await self._claimed_app(call, _Seen())
        return _trace(call, app, await self._explained(call)), app

    def _count(self, call: RefusedCall, app: App | None, error: Refusal) -> None:
        if app is not None and call.facts is not None:
            self._usage.add(app, call.facts.operation.id, call.facts.secret, error.cause, call.at_ms)

    async def _claimed_app(self, call: RefusedCall, seen: _Seen) -> App | None:
        for client_id in call.claimed:
            if client_id not in seen.apps:
                seen.apps[client_id] = await load_app(self._database, self._sealer, client_id)
            if (app := seen.apps[client_id]) is not None:
                return app
        return None

    async def _owner(self, call: RefusedCall, seen: _Seen) -> str | None:
        """The account of the bot that was asked for; where there is but one account, that one."""
        bot_id = call.facts.bot_id if call.facts else None
        row = await self._database.one(BOT_ACCOUNT, bot_id=bot_id) if bot_id else None
        if row is not None:
            return str(row[0])
        if not call.path.startswith(_API):
            # Whoever looks for the holes of other programs calls no API of ours.
            return None
        if not seen.is_counted:
            accounts = await self._database.all(FIRST_ACCOUNTS)
            seen.only_account = accounts[0][0] if len(accounts) == 1 else None
            seen.is_counted = True
        return seen.only_account

    async def _explained(self, call: RefusedCall) -> Refusal:
        error, facts, app = call.refused.error, call.facts, call.refused.app
        if isinstance(error, PathUnknown):
            return _with_meant_path(error, call)
        if not isinstance(error, SignatureInvalid) or facts is None or app is None or facts.signed is None:
            return error
        if self._verified.is_altered(facts.signed):
            return TokenAltered(expected="the bytes that were signed", found="others under the same signature")
        counting = [secret.text for secret in app.secrets if secret.counts_at(call.at_ms)]
        retired = [secret.text for secret in app.secrets if not secret.counts_at(call.at_ms)]
        apps = await load_apps(self._database, self._sealer, app.account_id)
        others = [secret.text for other, _ in apps[:_OTHER_APPS] for secret in other.secrets if other != app]
        found = explain_signature(facts.signed, counting, retired, others)
        return error if type(found) is SignatureInvalid else found


def _with_meant_path(error: PathUnknown, call: RefusedCall) -> PathUnknown:
    if error.expected:
        return error
    from korekit.doctor.outside.meant_paths import told_of_path  # lazy: a start calls no strange path

    expected, oddity = told_of_path(call.path, call.method)
    return PathUnknown(expected=expected, found=f"{error.found}: {oddity}" if oddity else error.found)


def _trace(call: RefusedCall, app: App | None, error: Refusal) -> Trace:
    facts = call.facts
    named = facts.client_id if facts else ""
    states = check_states(call.refused)
    return Trace(
        id=call.id,
        refused_on=iso_time(call.at_ms),
        operation=facts.operation.id if facts else "",
        method=call.method,
        path=call.path,
        client_id=named or (app.client_id if app else ""),
        app_name=app.name if app else "",
        is_app_proven=call.refused.is_signature_good if app else None,
        bot_id=(facts.bot_id or "")[:100] if facts else "",
        cause=error.cause,
        check=call.refused.check,
        meaning=error.meaning(),
        expected=error.expected,
        found=error.found,
        at=error.at,
        hint=error.hint,
        retry_after_seconds=error.retry_after_s,
        status=error.wire.status,
        code=error.wire.code,
        msg=error.wire.msg,
        checks=[TraceCheck(check=check, state=state) for check, state in states],
    )
