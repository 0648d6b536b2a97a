"""Bots that were listed or imported before, by name, so that their ids can be completed without asking a host.

Kept beside the profiles, and only where there are profiles: on a machine of CI nothing is written.
"""

import json
import os
import re
from collections.abc import Mapping
from typing import Any, Final

from korekit.cli.profiles.store import config_folder, write_private

__all__ = ["remember_bots", "remembered_bots"]

_ID: Final = re.compile(r"st-[0-9a-f-]{1,36}")
_FILE: Final = "bots.json"
_PROFILES: Final = "profiles.json"
_MOST: Final = 500


def remember_bots(bots: Mapping[str, str]) -> None:
    """Remember bots, id to name; what cannot be written is not remembered."""
    folder = config_folder()
    if not bots or not os.path.exists(os.path.join(folder, _PROFILES)):
        return
    before = _read()
    # The newest at the end; the oldest go.
    after = {**{key: name for key, name in before.items() if key not in bots}, **bots}
    if after == before:
        return
    kept = dict(list(after.items())[-_MOST:])
    try:
        write_private(os.path.join(folder, _FILE), json.dumps(kept, indent=1, ensure_ascii=False) + "\n")
    except OSError:
        return


def remembered_bots() -> list[tuple[str, str]]:
    """The bots, id and name, the newest first."""
    return list(reversed(_read().items()))


def _read() -> dict[str, str]:
    try:
        with open(os.path.join(config_folder(), _FILE), encoding="utf-8") as file:
            found: Any = json.load(file)
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {key: name for key, name in found.items() if isinstance(name, str) and _ID.fullmatch(key)}
