"""Names of the members of an archive: which are read, which are passed over, which are a trick.

Source: contract, export-archive.md, Container.
"""

import re
from enum import StrEnum

__all__ = ["CONFIG", "DEFINITION", "ICON", "Kind", "kind_of", "left_by_a_system", "trick_in"]

DEFINITION = "botDefinition.json"
CONFIG = "config.json"
ICON = "icon.png"

_NAME_CHARACTERS_AT_MOST = 255
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_DRIVE = re.compile(r"[A-Za-z]:")
_LEFT_BY_SYSTEMS = frozenset({"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"})


class Kind(StrEnum):
    """What a member is to us."""

    DEFINITION = DEFINITION
    CONFIG = CONFIG
    ICON = ICON
    FUNCTION = "bot function"
    OTHER = "not a part of an export"


def kind_of(name: str) -> Kind:
    """What the member of this name is; the builder's page spells the icon with a capital, so any case will do.

    Args:
        name: without the folder that all members may share.
    """
    if "/" in name or left_by_a_system(name):
        return Kind.OTHER
    if name in (DEFINITION, CONFIG):
        return Kind(name)
    if name.casefold() == ICON:
        return Kind.ICON
    return Kind.FUNCTION if name.casefold().endswith(".js") else Kind.OTHER


def left_by_a_system(name: str) -> bool:
    """Whether an operating system left this entry behind, such as `__MACOSX/._config.json`."""
    return any(part in _LEFT_BY_SYSTEMS or part.startswith("._") for part in name.split("/"))


def trick_in(name: str) -> str | None:
    """Why a member of this name must not be taken, whatever it holds; None for a harmless name.

    Args:
        name: as stored in the zip; a folder's name ends with a slash.
    """
    parts = name.removesuffix("/").split("/")
    if not name or len(name) > _NAME_CHARACTERS_AT_MOST:
        return "its name is empty or too long"
    if _CONTROL.search(name):
        return "its name holds control characters"
    if "\\" in name:
        return "its name holds a backslash"
    if name.startswith("/") or _DRIVE.match(name):
        return "its name is an absolute path"
    if any(part in ("", ".", "..") for part in parts):
        return "its name holds an empty, `.` or `..` part"
    return None
