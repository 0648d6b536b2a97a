"""What an expression of pasted code may be worth: a plain value, or one of these."""

from dataclasses import dataclass, field
from typing import Any

__all__ = ["Decoded", "Delta", "Prepared", "Session", "Unknown"]


@dataclass(frozen=True, slots=True)
class Unknown:
    """What only running would tell. `name`: how the code calls it."""

    name: str


@dataclass(frozen=True, slots=True)
class Delta:
    """A length of time."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Decoded:
    """Bytes that were base64 text. `value`: they, where the text is known."""

    name: str
    value: bytes | None = None


@dataclass(slots=True)
class Session:
    """A session, client or connection. `base_url`: what stands before relative addresses."""

    headers: dict[str, Any] = field(default_factory=dict)
    base_url: str = ""

    def __repr__(self) -> str:
        return f"Session({len(self.headers)} headers)"


@dataclass(slots=True)
class Prepared:
    """A request that is made before it is sent, as `urllib.request.Request` is."""

    method: str | None
    url: Any
    headers: dict[str, Any]
    data: Any = None

    def __repr__(self) -> str:
        return f"Prepared({self.method!r})"
