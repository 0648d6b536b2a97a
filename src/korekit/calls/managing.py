"""Which apps a role reaches."""

from korekit.access.facts import App
from korekit.catalog.planes import Plane, Role

__all__ = ["reaches"]


def reaches(role: Role, app: App) -> bool:
    """Whether an app is on a plane that a role in its account reaches: only administrators have an admin console."""
    return app.plane is not Plane.ADMIN or role.includes(Role.ADMIN)
