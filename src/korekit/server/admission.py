"""Gathers the facts of a call and has them judged, check by check.

Looked up are the app once the token names it, the `jti` once the signature is good, the bot once the scope is.
"""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from korekit.access.decision import Granted, Refused
from korekit.access.facts import App, Facts, Secret
from korekit.access.header_checks import looks_like_token
from korekit.access.order import AFTER_APP, AFTER_BOT, AFTER_JTI, AFTER_OPENING, BEFORE_OPENING, run
from korekit.calls.call import Caller
from korekit.catalog.limits import Limit
from korekit.catalog.operation import Operation
from korekit.errors.refusal import Check, Refusal
from korekit.ids import BotId
from korekit.records.jtis import USE_JTI, USED_JTI
from korekit.records.rates import Rates
from korekit.server.directory import Directory
from korekit.server.grants import Grant, Grants, Verdict, bounds_ms
from korekit.server.verified_tokens import Verified, VerifiedTokens
from korekit.storage.database import Database
from korekit.tokens.tolerances import Tolerances
from korekit.tokens.verify import is_signed_with

__all__ = ["Admission"]

# Processes whose clocks differ by less agree on which tokens have expired.
_CLOCKS_APART_MS: Final = 300_000

_MAX_KEY: Final = 200
# So much of a query is looked at for a token that stands in the wrong place.
_LOOKED_AT: Final = 8_192
_MAX_FIELDS: Final = 20
# Opens an encrypted token with the platform's key.
_Opener = Callable[[bytes], Awaitable[bytes]]
# By client id, digest and expiry, whether a `jti` is new.
_JTIs = Callable[[str, str, int], Awaitable[bool]]
# By key, limit and time, the window that is full.
_Windows = Callable[[str, Limit, int], Awaitable[Refusal | None]]


class Admission:
    """Decides about the calls of apps."""

    def __init__(
        self, database: Database, directory: Directory, rates: Rates, tolerances: Tolerances, open_token: _Opener
    ) -> None:
        self._database = database
        self._directory = directory
        self._rates = rates
        self._tolerances = tolerances
        self._open_token = open_token
        self.verified = VerifiedTokens()
        self._grants = Grants()

    async def decide(
        self,
        operation: Operation[Any, Any],
        values: dict[str, str],
        headers: list[tuple[bytes, bytes]],
        now_ms: int,
        *,
        query: bytes = b"",
    ) -> Verdict:
        """Whether a call proceeds.

        Args:
            operation: what is called.
            values: the values of its path.
            headers: every header of the request, names in lower case.
            now_ms: milliseconds since the epoch.
            query: as sent; a token in it counts for nothing, and the trace says so.
        """
        given = [value for name, value in headers if name == b"auth"]
        bot_id = values.get("bot_id")
        key = (given[0], operation.id, bot_id) if len(given) == 1 else None
        grant = self._grants.get(key) if key is not None else None
        if grant is not None:
            await self._directory.refresh()
            if grant.holds(self._directory.epoch, now_ms):
                refusal = await _rate_refusal(grant.verdict.facts, grant.app, values, self._rates.admit, now_ms)
                if refusal is not None:
                    return Verdict(Refused(Check.RATE, refusal, grant.app, is_signature_good=True), grant.verdict.facts)
                return grant.verdict
        facts = self._facts(operation, bot_id, headers, query, now_ms)
        verdict = await self._verdict(facts, values, self._use_jti, self._rates.admit)
        granted = verdict.decision
        if key is not None and isinstance(granted, Granted) and facts.jti is None and facts.secret is not None:
            since, until = bounds_ms(facts, facts.secret.retires_at_ms)
            grant = Grant(verdict=verdict, app=granted.app, epoch=facts.epoch, from_ms=since, until_ms=until)
            self._grants.add(key, grant)
        return verdict

    async def judge(
        self,
        operation: Operation[Any, Any],
        values: dict[str, str],
        headers: list[tuple[bytes, bytes]],
        now_ms: int,
        *,
        query: bytes = b"",
    ) -> Verdict:
        """What `decide` would say, to be told to somebody: no `jti` is used up, no call is counted or granted."""
        facts = self._facts(operation, values.get("bot_id"), headers, query, now_ms)
        return await self._verdict(facts, values, self._is_jti_new, self._rates.look)

    def _facts(
        self,
        operation: Operation[Any, Any],
        bot_id: str | None,
        headers: list[tuple[bytes, bytes]],
        query: bytes,
        now_ms: int,
    ) -> Facts:
        given = [value for name, value in headers if name == b"auth"]
        return Facts(
            operation=operation,
            headers=given,
            other_token_headers=() if given else _other_places(headers, query),
            now_ms=now_ms,
            tolerances=self._tolerances,
            bot_id=bot_id,
        )

    async def _verdict(self, facts: Facts, values: dict[str, str], jtis: _JTIs, windows: _Windows) -> Verdict:
        refused = await self._refusal(facts, jtis)
        if refused is not None:
            return Verdict(refused, facts)
        app = _known(facts.app)
        refusal = await _rate_refusal(facts, app, values, windows, facts.now_ms)
        if refusal is not None:
            return Verdict(Refused(Check.RATE, refusal, app, is_signature_good=True), facts)
        granted = Granted(app, None if facts.bot_id is None else BotId(facts.bot_id))
        return Verdict(granted, facts, Caller(account_id=app.account_id, user_id=app.created_by, app=app))

    async def _refusal(self, facts: Facts, jtis: _JTIs) -> Refused | None:
        # What stands in the header of a remembered token was found in order when it was remembered.
        known = self.verified.get(facts.headers[0]) if len(facts.headers) == 1 else None
        if known is not None:
            facts.token = facts.headers[0]
        else:
            refused = run(BEFORE_OPENING, facts)
            if refused is not None:
                return refused
        sent = facts.token
        refused = await self._read(facts, known)
        if refused is not None:
            return refused
        await self._directory.refresh()
        # Taken before the look-ups: a change meanwhile makes the grant seem older than it is, never younger.
        facts.epoch = self._directory.epoch
        facts.app = await self._directory.app(facts.client_id)
        secret = self._secret_of(facts, known)
        if known is not None and secret is None:
            # What was remembered does not count any more: judge the token anew, as if it had never been seen.
            facts.token, known = sent, None
            refused = await self._read(facts, None)
            if refused is not None:
                return refused
            secret = self._secret_of(facts, None)
        facts.is_signature_known = secret is not None
        facts.secret = secret
        refused = run(AFTER_APP, facts)
        if refused is not None:
            return refused
        if known is None and secret is not None and facts.signed is not None:
            self.verified.add(sent, Verified(facts.client_id, facts.claims, secret, facts.signed, facts.is_encrypted))
        if facts.jti is not None:
            # Whatever characters a caller puts there, the database gets a short text that it takes.
            digest = hashlib.sha256(facts.jti.encode("utf-8", "surrogatepass")).hexdigest()
            until = int(facts.claims["exp"] * 1000) + _CLOCKS_APART_MS
            facts.is_jti_fresh = await jtis(facts.client_id, digest, until)
        refused = run(AFTER_JTI, facts)
        if refused is not None or facts.bot_id is None:
            return refused
        facts.bot_account = await self._directory.bot_account(facts.bot_id)
        return run(AFTER_BOT, facts)

    async def _read(self, facts: Facts, known: Verified | None) -> Refused | None:
        if known is not None:
            facts.client_id, facts.claims, facts.is_encrypted = known.client_id, known.claims, known.is_encrypted
            return None
        if facts.is_encrypted:
            try:
                facts.token = await self._open_token(facts.token)
            except Refusal as refusal:
                return Refused(refusal.check, refusal)
        return run(AFTER_OPENING, facts)

    def _secret_of(self, facts: Facts, known: Verified | None) -> Secret | None:
        """The secret of the app that signed the token and counts now."""
        if facts.app is None:
            return None
        if known is not None:
            counts = known.secret in facts.app.secrets and known.secret.counts_at(facts.now_ms)
            # A secret may have been given an end meanwhile: then its row is another value with the same text.
            return known.secret if counts else _same_text(facts.app, known.secret, facts.now_ms)
        if facts.signed is None:
            return None
        for secret in facts.app.secrets:
            if secret.counts_at(facts.now_ms) and is_signed_with(facts.signed, secret.text):
                return secret
        return None

    async def _use_jti(self, client_id: str, digest: str, until_ms: int) -> bool:
        async with self._database.transaction() as transaction:
            used = await transaction.run(USE_JTI, client_id=client_id, jti=digest, expires_at=until_ms)
        return used == 1

    async def _is_jti_new(self, client_id: str, digest: str, until_ms: int) -> bool:
        return await self._database.one(USED_JTI, client_id=client_id, jti=digest) is None


async def _rate_refusal(
    facts: Facts, app: App, values: dict[str, str], windows: _Windows, now_ms: int
) -> Refusal | None:
    limit = facts.operation.facts.limit
    if limit is None:
        return None
    if limit.per == "bot":
        counted = facts.bot_id or app.account_id
    elif limit.per == "account":
        counted = app.account_id
    else:
        # A job or a table is counted apart in each account.
        counted = f"{app.account_id}:{':'.join(values.values())}"
    key = f"{facts.operation.id}:{counted}"
    if len(key) > _MAX_KEY:
        # A caller chooses the ids in a path: neither memory nor an index shall hold them at any length.
        key = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
    return await windows(key, limit, now_ms)


def _known(app: App | None) -> App:
    if app is None:
        raise LookupError("the checks let a call without app through")
    return app


def _same_text(app: App, known: Secret, now_ms: int) -> Secret | None:
    for secret in app.secrets:
        if secret.text == known.text and secret.counts_at(now_ms):
            return secret
    return None


def _other_places(headers: list[tuple[bytes, bytes]], query: bytes) -> tuple[str, ...]:
    """Where a token stands instead of in `auth`: names of headers, then of fields of the query."""
    found = [name.decode("latin-1")[:40] for name, value in headers if looks_like_token(value)]
    for field in query[:_LOOKED_AT].split(b"&")[:_MAX_FIELDS] if query else ():
        name, _, value = field.partition(b"=")
        if looks_like_token(unquote_to_bytes(value.replace(b"+", b" "))):
            found.append(f"{name.decode('latin-1')[:40]} in the query")
    return tuple(found)
