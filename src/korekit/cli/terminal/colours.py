"""Whether what is shown has colours: on a terminal, unless `NO_COLOR` or `FORCE_COLOR` says otherwise.

Imports nothing heavy, because every command asks.
"""

import os
from typing import Final

__all__ = ["wanted_colours"]

_NOT_FORCED: Final = ("", "0", "false")


def wanted_colours() -> bool | None:
    """`False` with `NO_COLOR` or a dumb terminal, `True` with `FORCE_COLOR`, `None` to leave it to where it goes.

    `NO_COLOR` wins over `FORCE_COLOR`, as it does for Python itself.
    """
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "").lower() not in _NOT_FORCED:
        return True
    return False if os.environ.get("TERM") == "dumb" else None
