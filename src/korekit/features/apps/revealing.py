"""The secret of an app, shown again to somebody who proves once more who he is."""

from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.catalog.additions import Additions, AppSecret
from korekit.features.apps.own_apps import find_managed_app
from korekit.ids import ClientId
from korekit.records.accounts import PASSWORD_OF_USER
from korekit.records.sign_in_tries import SignInTry

__all__ = ["reveal_app_secret"]


@handles(Additions.reveal_app_secret)
async def reveal_app_secret(call: Call, client_id: ClientId, password: str) -> AppSecret:
    """The secret that counts now. A wrong password counts as a failed sign-in.

    Raises:
        NotFound, RoleTooLow: as `find_managed_app` says.
        SignInFailed: another password.
        TooManyTries: too many failures with this user's address or from this peer.
    """
    await find_managed_app(call.database, call, client_id)
    row = await call.database.one(PASSWORD_OF_USER, user_id=call.caller.user_id)
    address, kept = ("", None) if row is None else row
    attempt = SignInTry(address, call.peer, call.now_ms())
    await attempt.prove(call.database, call.services.ids, password, kept)
    # Read after the password was proven: it takes a moment, in which the secret may have been rotated.
    own = await find_managed_app(call.database, call, client_id)
    return AppSecret(client_id=client_id, client_secret=own.app.secrets[0].text.decode())
