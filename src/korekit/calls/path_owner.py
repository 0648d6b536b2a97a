"""Console paths repeat who calls: the organisation and the user in them must be the session's own."""

from korekit.calls.call import Call
from korekit.errors.console import NotFound

__all__ = ["check_path_owner"]


def check_path_owner(call: Call, user_id: str, org_id: str | None = None) -> None:
    """Compare a path with the session.

    Args:
        call: of a signed-in user.
        user_id: as the path has it.
        org_id: as the path has it, if it names one.

    Raises:
        NotFound: another user or another organisation, whether it exists or not.
    """
    if user_id != call.caller.user_id or org_id not in (None, call.caller.org_id):
        raise NotFound()
