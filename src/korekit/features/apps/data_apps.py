"""Apps for data tables: what they may do is set table by table, so they hold no scopes.

Source: contract, platform.md 3.1, observed-errors.md 5.
"""

from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.calls.path_owner import check_path_owner
from korekit.catalog.console import AppCredentials, Console
from korekit.catalog.planes import Plane
from korekit.errors.console import InputInvalid
from korekit.features.apps.app_forms import CreateOptions, read_form
from korekit.features.apps.creation import create_app
from korekit.ids import UserId

__all__ = ["create_data_app"]


@handles(Console.create_data_app)
async def create_data_app(
    call: Call, user_id: UserId, app_name: str, *, is_admin_app: bool = False, algorithm: str = "HS256"
) -> AppCredentials:
    """An app of the data plane.

    Raises:
        NotFound: another user than the session's.
        InputInvalid: `isAdminApp`, another algorithm than HS256, or as `create_app` says.
    """
    check_path_owner(call, user_id)
    if is_admin_app:
        raise InputInvalid("`isAdminApp` is false: an app of the admin plane is made under the organisation.")
    return await create_app(call, app_name, read_form(CreateOptions(algorithm=algorithm)), plane=Plane.DATA)
