"""Who may call: apps on three planes, signed-in users, anyone.

Source: contract, platform.md 3.1.
"""

from enum import StrEnum

__all__ = ["AppKind", "Caller", "Plane", "Role"]


class Plane(StrEnum):
    """Where an app was made and where its scopes count."""

    BOT = "bot"
    ADMIN = "admin"
    DATA = "data"


class AppKind(StrEnum):
    """What an app was made for."""

    API = "api"
    SDK = "sdk"
    DATA = "data"


class Caller(StrEnum):
    """What identifies the caller of an operation."""

    APP = "app"
    USER = "user"
    ANYONE = "anyone"


class Role(StrEnum):
    """What a user may do in an account; each includes the ones below it."""

    VIEWER = "viewer"
    DEVELOPER = "developer"
    ADMIN = "admin"
    OWNER = "owner"

    def includes(self, other: "Role") -> bool:
        """Whether this role may do what `other` may."""
        order = list(Role)
        return order.index(self) >= order.index(other)
