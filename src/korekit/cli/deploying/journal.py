"""The journal of a deployment: what is being done, and what came of it, on the disk before the next thing begins.

What changes the host is noted twice, before it is sent and after it was answered. So a run that was cut off knows
what it must not send again without a look at the host. It holds no secret, and no address that carries a key.
"""

import secrets
from typing import Any

from msgspec import Struct, field

__all__ = ["FORMAT", "Asked", "Check", "Journal", "KeptFile", "Marks", "Passed", "SentImport", "SentPublish", "new_run"]

FORMAT = 1


class _Noted(Struct, rename="camel", omit_defaults=True, kw_only=True):
    """A part of the journal."""


class Asked(_Noted, kw_only=True):
    """What a deployment is of: a journal goes on with this and with nothing else.

    `archive`: the SHA-256 of its content. `origin`: the bot on a host that it is exported from; empty for one on the
    disk. `bot_id` or `new_name`: the target on `host`. `options`: the import's. `comment`: the version's, empty where
    nothing is published.
    """

    archive: str
    origin: str = ""
    host: str
    bot_id: str = ""
    new_name: str = ""
    options: dict[str, Any] | None = None
    is_published: bool = True
    comment: str = ""


class KeptFile(_Noted, kw_only=True):
    """An archive on the disk."""

    path: str
    sha256: str


class Marks(_Noted, kw_only=True):
    """What the bot's change log held: the ids of all entries since a date of the host's."""

    since: str
    ids: list[str]


class SentImport(_Noted, kw_only=True):
    """An import that was sent, or is about to be.

    `sent_at`: milliseconds since the epoch here; `host_time`: an ISO time, the host's
    own clock a moment before; empty where it told none. Without
    `request_id` nobody knows whether the host took it. `is_found`: the id comes from the host's log, not from an
    answer. `namesakes`: bots that bore the new bot's name before; None where the app may not list bots.
    `rows`: `taskType`, `taskName`, `status` of each component.
    """

    sent_at: int
    host_time: str = ""
    namesakes: list[str] | None = None
    request_id: str = ""
    is_found: bool = False
    is_done: bool = False
    rows: list[tuple[str, str, str]] = field(default_factory=list)


class SentPublish(_Noted, kw_only=True):
    """A publish that was sent, or is about to be. `before`: the id of the one that the host had shown last.

    `rows`: type, name and status of each resource.
    """

    before: str = ""
    sent_at: int = 0
    is_taken: bool = False
    is_found: bool = False
    job_id: str = ""
    is_done: bool = False
    rows: list[tuple[str, str, str]] = field(default_factory=list)


class Check(_Noted, kw_only=True):
    """Something that was looked at in the end."""

    name: str
    is_passed: bool
    detail: str = ""


class Passed(_Noted, kw_only=True):
    """A step as it went. `state`: running, done, failed, skipped. `runs`: how often it was begun."""

    name: str
    state: str = "running"
    detail: str = ""
    begun_at: str = ""
    seconds: float = 0.0
    runs: int = 1


class Journal(_Noted, kw_only=True):
    """A deployment so far. `run` names its files; `finished_at` is empty until everything was verified.

    `rolled_back_at`: when the bot was put back to how it was before, with which the deployment is over.
    """

    format: int
    run: str
    asked: Asked
    begun_at: str
    runs: int = 1
    step: str = ""
    source: KeptFile | None = None
    before: KeptFile | None = None
    marks: Marks | None = None
    uploads: dict[str, str] = field(default_factory=dict)
    host_time: str = ""
    bot_id: str = ""
    sent_import: SentImport | None = field(name="import", default=None)
    sent_publish: SentPublish | None = field(name="publish", default=None)
    checks: list[Check] = field(default_factory=list)
    passed: list[Passed] = field(default_factory=list)
    finished_at: str = ""
    rolled_back_at: str = ""

    @property
    def is_over(self) -> bool:
        """Whether there is nothing to go on with."""
        return bool(self.finished_at or self.rolled_back_at)

    def passed_step(self, name: str) -> Passed | None:
        """How a step went; None where it was not begun."""
        return next((one for one in self.passed if one.name == name), None)


def new_run() -> str:
    """A name for a run and its files."""
    return secrets.token_hex(4)
