"""What the options that every command has were given. Imports nothing, because the quickest command needs it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Given"]


class Given:
    """What the options that every command has were given.

    `profile`, `host`, `account`: empty where not given. `timeout_s`: of an answer and of a job. `is_json`: data as
    JSON.
    """

    __slots__ = ("account", "ca_bundle", "host", "is_json", "profile", "timeout_s")

    def __init__(self) -> None:
        self.profile = ""
        self.host = ""
        self.account = ""
        self.ca_bundle: Path | None = None
        self.timeout_s: float | None = None
        self.is_json = False
