"""The key to which callers of apps with JWE encrypt their tokens. Source: contract, platform.md 4.5."""

from typing import Any

from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.catalog.additions import Additions

__all__ = ["get_platform_key"]


@handles(Additions.get_platform_key)
async def get_platform_key(call: Call) -> dict[str, Any]:
    """The public part; one key for the whole platform."""
    return await call.services.platform_key()
