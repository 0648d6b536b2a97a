"""A token of an app for whoever may manage the app: good for minutes, and the secret is never told.

He could give the app another secret as well, so it opens nothing that his role does not; the log tells of it all the
same. One that is wrong on purpose shows how a mistake is refused. Source: contract, platform.md 4.
"""

import logging

from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.catalog.trying import AppToken, Trying
from korekit.clock import iso_time
from korekit.errors.console import InputInvalid
from korekit.features.apps.own_apps import find_managed_app
from korekit.ids import ClientId

__all__ = ["MAX_LIFETIME_S", "create_app_token"]

MAX_LIFETIME_S = 300
_log = logging.getLogger("korekit.audit")


@handles(Trying.create_app_token)
async def create_app_token(call: Call, client_id: ClientId, *, lifetime_seconds: int = 60, flaw: str = "") -> AppToken:
    """A token that the app's own settings let through, or one that is refused for the cause that `flaw` names.

    Raises:
        InputInvalid: a lifetime below 1 second or over 5 minutes; an unknown flaw, or one this app cannot have.
        NotFound, RoleTooLow: as `find_managed_app` says.
    """
    if not 1 <= lifetime_seconds <= MAX_LIFETIME_S:
        raise InputInvalid(f"`lifetimeSeconds` is a number from 1 to {MAX_LIFETIME_S}.")
    app = (await find_managed_app(call.database, call, client_id)).app
    now_s = call.now_ms() // 1000
    from korekit.flaws.signer import Signer  # lazy: a start makes no token

    signer = Signer(
        client_id=app.client_id,
        secret=app.secrets[0].text.decode(),
        now_s=now_s,
        lifetime_s=lifetime_seconds,
        has_jti=app.is_jti_enforced,
        platform_key=await call.services.platform_key() if app.is_jwe_enforced else None,
    )
    expires_on = iso_time((now_s + lifetime_seconds) * 1000)
    if not flaw:
        token = signer.good()
        _log.info("user %s had a token of app %s made, good for %d s", call.caller.user_id, client_id, lifetime_seconds)
        return AppToken(client_id=client_id, token=token, expires_on=expires_on)
    from korekit.features.apps.flawed_tokens import make_flawed  # lazy: a start makes no flaw

    made = await make_flawed(call, app, flaw, signer)
    # Some hold a good token: under another name, in quotes, or to be sent twice.
    _log.info(
        "user %s had a token of app %s made with the flaw %s, for %d s",
        call.caller.user_id,
        client_id,
        flaw,
        lifetime_seconds,
    )
    return AppToken(client_id=client_id, token=made.value, expires_on=expires_on, header=made.header, first=made.first)
