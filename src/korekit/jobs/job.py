"""A job as a value. Apart from the table, so that a helper process takes jobs without what runs statements."""

from dataclasses import dataclass
from typing import Any, Final, Literal

__all__ = ["Job", "JobState"]

_BROKE_OFF: Final = "it broke off each time it was tried; the log of the platform says why"
JobState = Literal["pending", "running", "success", "failure"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job. `request`: what was asked; `answer`: what there is to say of it so far."""

    id: str
    kind: str
    account_id: str
    bot_id: str | None
    state: JobState
    request: dict[str, Any]
    answer: dict[str, Any]
    created_by: str
    created_at: int
    started_at: int | None = None
    finished_at: int | None = None
    attempts: int = 0

    @property
    def is_open(self) -> bool:
        """Whether it has not ended."""
        return self.state in ("pending", "running")

    @property
    def failure(self) -> str:
        """Why it failed, in its own words; empty where it did not."""
        if self.state != "failure":
            return ""
        rows = [row for row in self.answer.get("statusLogs", []) if isinstance(row, dict)]
        told = [self.answer.get("message"), *(row.get("message") for row in rows)]
        return next((str(one) for one in told if one), _BROKE_OFF)

    @property
    def is_own(self) -> bool:
        """Whether it is the platform's own, which is never given up."""
        return self.account_id == ""
