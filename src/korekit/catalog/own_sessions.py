"""What a user decides about his own signing in: where he is signed in, and his password. All under `/api/korekit`."""

from typing import Any

from korekit.catalog.bot_definition_results import WireStruct
from korekit.catalog.operation import DELETE, GET, PUT, Area, M, operation
from korekit.catalog.planes import Caller, Role

__all__ = ["OwnSessions", "SignedIn"]


class SignedIn(WireStruct):
    """A session of the signed-in user. `id`: to end it by; the token itself is not kept.

    `last_used_on`: to about ten minutes, empty where it was never used. `agent`: the browser or program. `network`: the
    beginning of the address that it was begun from. `is_this_one`: the session of the call.
    """

    id: str = ""
    begun_on: str = ""
    expires_on: str = ""
    last_used_on: str = ""
    agent: str = ""
    network: str = ""
    is_this_one: bool | None = None


class OwnSessions(Area[M]):
    """The sessions and the password of the signed-in user."""

    @operation(GET, "/api/korekit/sessions", caller=Caller.USER, role=Role.VIEWER, is_ours=True)
    def list_sessions(self) -> list[SignedIn]:
        """Where the user is signed in, the newest session first."""

    @operation(DELETE, "/api/korekit/sessions/{session_id}", caller=Caller.USER, role=Role.VIEWER, is_ours=True)
    def end_session(self, session_id: str) -> dict[str, Any]:
        """End another session of the user; its token counts no more. Signing out ends the one that calls.

        Args:
            session_id: from the list of sessions.
        """

    @operation(DELETE, "/api/korekit/sessions", caller=Caller.USER, role=Role.VIEWER, is_ours=True)
    def end_other_sessions(self) -> dict[str, Any]:
        """End every session of the user but the one that calls."""

    @operation(PUT, "/api/korekit/password", caller=Caller.USER, role=Role.VIEWER, is_ours=True)
    def change_password(self, password: str, new_password: str) -> dict[str, Any]:
        """Choose another password; every other session of the user ends.

        Args:
            password: the one that counts now.
            new_password: 8 to 1,024 characters.
        """
