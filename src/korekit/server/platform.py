"""The platform put together: database, files, keys, handlers, jobs, the ASGI callable.

Everything that differs between two platforms is in `Settings`, read once at the entry point.
"""

import asyncio
import contextlib
import functools
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from korekit.calls.call import Services
from korekit.catalog.operations import all_operations
from korekit.clock import Clock, SystemClock
from korekit.errors.token_causes import JWEInvalid
from korekit.ids import Ids
from korekit.jobs.queue import Job
from korekit.jobs.runner import JobRunner, Outcome
from korekit.offloading.offload import Offload
from korekit.records.files import KEPT_MS
from korekit.records.jtis import FORGET_EXPIRED
from korekit.records.master_key import open_checked_sealer
from korekit.records.platform_keys import load_platform_key, public_part
from korekit.records.rates import FORGET_IDLE, FORGET_IDLE_KEYS, MemoryRates, NoRates, Rates, SharedRates
from korekit.records.usage import DAY_MS, FORGET_USAGE, KEPT_DAYS
from korekit.server.admission import Admission
from korekit.server.asgi import ASGI, NO_RATE_LIMITS
from korekit.server.directory import Directory
from korekit.server.discovery import find_handlers, find_job_handlers
from korekit.server.dispatch import Dispatch, ServerLimits
from korekit.server.inner_calls import InnerCalls
from korekit.server.judging import CallJudge
from korekit.server.trace_log import TraceLog
from korekit.server.usage_log import UsageLog
from korekit.storage.blobs import BlobStore
from korekit.storage.database import Database
from korekit.storage.opening import is_sqlite, open_database
from korekit.storage.sealing import Sealer
from korekit.tokens.tolerances import LENIENT, Tolerances

if TYPE_CHECKING:
    from joserfc.jwk import RSAKey

__all__ = ["Platform", "Settings", "open_platform"]

_CLEANING_S: Final = 60
_RECEIVED_WITHIN_S: Final = 3600
_log = logging.getLogger("korekit.server")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What one platform is.

    `data`: its folder. `database_url`: the file in it by default. `tolerances`: of tokens. `is_rsa1_5_allowed`: for
    encrypted tokens, off by default since it is breakable. `offload_from_bytes`: how large work is that a helper
    process does. `kept_files_ms`: how long uploaded and exported files are kept; 0 means for good.
    """

    data: Path
    database_url: str = ""
    has_rate_limits: bool = True
    tolerances: Tolerances = LENIENT
    is_rsa1_5_allowed: bool = False
    limits: ServerLimits = field(default_factory=ServerLimits)
    offload_from_bytes: int = 256 << 10
    kept_files_ms: int = KEPT_MS

    @property
    def url(self) -> str:
        """The database's URL."""
        return self.database_url or f"sqlite:///{self.data / 'korekit.db'}"


class Platform:
    """A running platform. `calls`: its operations from inside. `is_ending`: whether the process was told to end."""

    def __init__(
        self, settings: Settings, calls: InnerCalls, runner: JobRunner, traces: TraceLog, usage: UsageLog
    ) -> None:
        self.settings = settings
        self.calls = calls
        self.services = calls.services
        self.is_ending: Callable[[], bool] = _never
        self._runner = runner
        self._traces = traces
        self._usage = usage
        self._cleaning: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Take up unfinished jobs, and begin to write traces and counters and to clean."""
        self._traces.start()
        self._usage.start()
        await self._runner.start(is_alone=is_sqlite(self.settings.url))
        self._cleaning = asyncio.create_task(self._clean_on())

    async def stop(self) -> None:
        """End cleanly: what runs is taken up at the next start, what waits is written."""
        if self._cleaning is not None:
            self._cleaning.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._cleaning
        await self._runner.stop()
        await self.services.offload.close()
        await self._traces.stop()
        await self._usage.stop()
        await self.services.database.close()

    def is_settled(self) -> bool:
        """Whether every refusal and every counted call so far can be read from the database."""
        return self._traces.is_settled and self._usage.is_settled

    async def clean(self) -> None:
        """Forget what decides about no call any more."""
        now = self.services.clock.now_ms()
        async with self.services.database.transaction() as transaction:
            await transaction.run(FORGET_EXPIRED, now=now)
            await transaction.run(FORGET_IDLE, before=now - 3_600_000)
            await transaction.run(FORGET_IDLE_KEYS, before=now - 3_600_000)
            await transaction.run(FORGET_USAGE, before=now // DAY_MS - KEPT_DAYS)

    async def _clean_on(self) -> None:
        while True:
            await asyncio.sleep(_CLEANING_S)
            try:
                await self.clean()
            except Exception:
                # The edge of the cleaner: what could not be cleaned now is cleaned a minute later.
                _log.exception("cleaning failed")


def _never() -> bool:
    return False


async def open_platform(
    settings: Settings, *, clock: Clock | None = None, ids: Ids | None = None
) -> tuple[Platform, ASGI]:
    """Open the data folder and the database; nothing runs until `start`.

    Args:
        settings: what the platform is.
        clock: the machine's by default.
        ids: random by default.

    Raises:
        MasterKeyUnusable: the key in the data folder does not open what the database holds.
    """
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    database, clock = await open_database(settings.url), clock or SystemClock()
    try:
        sealer = await open_checked_sealer(settings.data, database, now_ms=clock.now_ms())
        return _put_together(settings, database, sealer, clock, ids or Ids())
    except BaseException:
        await database.close()
        raise


def _put_together(
    settings: Settings, database: Database, sealer: Sealer, clock: Clock, ids: Ids
) -> tuple[Platform, ASGI]:
    keys = _PlatformKey(functools.partial(load_platform_key, database, sealer, ids, clock))
    open_token = functools.partial(_open_token, keys, settings.is_rsa1_5_allowed)
    directory = Directory(database, sealer)
    rates, usage = _rates(settings, database), UsageLog(database)
    admission = Admission(database, directory, rates, settings.tolerances, open_token)
    traces = TraceLog(database, sealer, clock, admission.verified, usage)
    works: dict[str, Callable[[Job], Awaitable[Outcome]]] = {}
    runner = JobRunner(database, clock, works, ids.uuid())
    services = Services(
        database=database,
        blobs=BlobStore(settings.data / "files"),
        sealer=sealer,
        clock=clock,
        ids=ids,
        offload=Offload(large_bytes=settings.offload_from_bytes),
        wake_jobs=runner.wake,
        flush_traces=traces.flush,
        flush_usage=functools.partial(_flush_both, traces, usage),
        rates=rates,
        platform_key=keys.public,
        kept_files_ms=settings.kept_files_ms,
        judge=lambda given: judging.judge(given),
    )
    # On PostgreSQL other processes may be receiving files into the same folder now.
    services.blobs.discard_incoming(older_than_s=0 if is_sqlite(settings.url) else _RECEIVED_WITHIN_S)
    for kind, handler in find_job_handlers().items():
        works[kind] = functools.partial(handler.function, services)
    handlers = find_handlers()
    dispatch = Dispatch(
        services, all_operations(), handlers, admission=admission, traces=traces, usage=usage, limits=settings.limits
    )
    judging = CallJudge(dispatch.router, dispatch.binders, admission, traces, clock)
    platform = Platform(settings, InnerCalls(services, handlers), runner, traces, usage)
    said = [] if settings.has_rate_limits else [NO_RATE_LIMITS]
    return platform, ASGI(dispatch, platform.start, platform.stop, said=said)


async def _flush_both(traces: TraceLog, usage: UsageLog) -> None:
    """Refusals are counted by what the log of refusals finds out about them."""
    await traces.flush()
    await usage.flush()


def _rates(settings: Settings, database: Database) -> Rates:
    if not settings.has_rate_limits:
        return NoRates()
    return MemoryRates() if is_sqlite(settings.url) else SharedRates(database)


class _PlatformKey:
    """The key that tokens are encrypted to, loaded when first needed."""

    def __init__(self, load: Callable[[], Awaitable[dict[str, Any]]]) -> None:
        self._load = load
        self._jwk: dict[str, Any] | None = None
        self._key: RSAKey | None = None

    async def _private(self) -> dict[str, Any]:
        if self._jwk is None:
            self._jwk = await self._load()
        return self._jwk

    async def public(self) -> dict[str, Any]:
        return public_part(await self._private())

    async def key(self) -> "RSAKey":
        if self._key is None:
            from korekit.tokens.jwe import read_key  # lazy: only who encrypts needs it

            self._key = read_key(await self._private())
        return self._key


async def _open_token(keys: _PlatformKey, is_rsa1_5_allowed: bool, token: bytes) -> bytes:
    from korekit.tokens.jwe import decrypt  # lazy: only who encrypts needs it

    if len(token) > 16_384:
        raise JWEInvalid(expected="at most 16384 bytes", found=f"{len(token)} bytes")
    return decrypt(token, await keys.key(), is_rsa1_5_allowed=is_rsa1_5_allowed)
