"""What a host answered to a call that a test made."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from korekit.errors.wire import TRACE_HEADER

__all__ = ["Reply"]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it came. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def __repr__(self) -> str:
        return f"Reply({self.status}, {len(self.body)} bytes)"

    @property
    def json(self) -> Any:
        """The body as plain dicts and lists."""
        return json.loads(self.body)

    @property
    def trace_id(self) -> str:
        """What the platform explains a refusal by; empty where the call was not refused."""
        return self.headers.get(TRACE_HEADER, "")
