"""A refusal: which check said no, for which cause, what the wire says, what helps."""

from enum import StrEnum
from typing import ClassVar

from korekit.errors.wire import WireError

__all__ = ["Check", "KorekitError", "Refusal"]


class Check(StrEnum):
    """The checks of a call, in the order in which causes.md lists them."""

    PATH = "path"
    METHOD = "method"
    HEADER = "header"
    TOKEN = "token"
    ALGORITHM = "algorithm"
    APP = "app"
    SIGNATURE = "signature"
    TIME = "time"
    JTI = "jti"
    JWE = "jwe"
    ACCOUNT = "account"
    PLANE = "plane"
    BOT = "bot"
    SCOPE = "scope"
    RATE = "rate"
    BODY = "body"


class KorekitError(Exception):
    """Anything that korekit raises on purpose."""


class Refusal(KorekitError):
    """Why a call does not proceed.

    A subclass is one cause. `cause` is its stable public name, the docstring says what is wrong, `hint` what
    helps, `wire` what the public API answers. `expected`, `found` and `at` are data for the account's owner; they
    never reach the caller, and never hold a secret or a token.
    """

    cause: ClassVar[str]
    check: ClassVar[Check]
    hint: ClassVar[str]
    wire: WireError

    def __init__(
        self,
        *,
        expected: str = "",
        found: str = "",
        at: str = "",
        wire: WireError | None = None,
        retry_after_s: int | None = None,
        other_account: str = "",
        words: str = "",
    ) -> None:
        super().__init__(self.meaning())
        self.expected = expected
        self.found = found
        self.at = at
        self.retry_after_s = retry_after_s
        # The meaning, where this very case has a clearer one.
        self.words = words
        # Whose existence this cause would reveal: the trace's reader must belong there to be told.
        self.other_account = other_account
        if wire is not None:
            self.wire = wire

    @classmethod
    def meaning(cls) -> str:
        """What is wrong, in one sentence."""
        return (cls.__doc__ or "").strip().split("\n", 1)[0]

    @property
    def detail(self) -> str:
        """What is wrong with this very call, in one line."""
        parts = [self.words or self.meaning()]
        if self.at:
            parts.append(f"At {self.at}.")
        if self.expected:
            parts.append(f"Expected: {self.expected}.")
        if self.found:
            parts.append(f"Found: {self.found}.")
        return " ".join(parts)
