"""Apps of the admin plane, in the vendor's paths. Source: observed-errors.md 5."""

from typing import Unpack

from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.calls.path_owner import check_path_owner
from korekit.catalog.console import AppCredentials, Console
from korekit.catalog.planes import Plane
from korekit.features.apps.app_forms import CreateOptions, SaveOptions, read_form
from korekit.features.apps.creation import create_app
from korekit.features.apps.saving import save_app
from korekit.ids import ClientId, UserId

__all__ = ["create_admin_app", "save_admin_app"]


@handles(Console.create_admin_app)
async def create_admin_app(
    call: Call, org_id: str, user_id: UserId, app_name: str, **options: Unpack[CreateOptions]
) -> AppCredentials:
    """An app that reaches every bot of the account, once scopes are saved.

    Raises:
        NotFound: another organisation or user than the session's.
        InputInvalid: as `read_form` and `create_app` say.
    """
    check_path_owner(call, user_id, org_id)
    return await create_app(call, app_name, read_form(options), plane=Plane.ADMIN)


@handles(Console.save_admin_app)
async def save_admin_app(
    call: Call, org_id: str, user_id: UserId, client_id: ClientId, **options: Unpack[SaveOptions]
) -> AppCredentials:
    """The app as saved; the answer carries its current secret, as the vendor's does.

    Raises:
        NotFound: another organisation or user than the session's, or no such app on the admin plane.
        InputInvalid: as `save_app` says.
    """
    check_path_owner(call, user_id, org_id)
    return await save_app(call, client_id, options, plane=Plane.ADMIN)
