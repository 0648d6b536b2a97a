"""Tokens of an app that are wrong on purpose, as far as they are only ever refused."""

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from korekit.access.facts import App
from korekit.calls.call import Call
from korekit.calls.managing import reaches
from korekit.errors.console import InputInvalid
from korekit.errors.refusal import Refusal
from korekit.errors.token_causes import (
    JTILifetimeTooLong,
    JTIMissing,
    JWERequired,
    SignatureSecretOfOtherApp,
    SignatureSecretRetired,
)
from korekit.records.apps import load_apps

if TYPE_CHECKING:
    from korekit.flaws.signer import FlawedToken, Signer

__all__ = ["make_flawed"]

_MAX_FLAW: Final = 100
# What is refused now because it lives too long would be let through later.
_COUNTS_LATER: Final[tuple[type[Refusal], ...]] = (JTILifetimeTooLong,)


async def make_flawed(call: Call, app: App, flaw: str, signer: "Signer") -> "FlawedToken":
    """A token of an app with one flaw.

    Raises:
        InputInvalid: an unknown flaw, or one that this app cannot have.
    """
    from korekit.flaws.every_flaw import FlawUnknown, find_flaw, flawed_token  # lazy: a start makes no flaw
    from korekit.flaws.signer import FlawImpossible  # lazy: as above

    try:
        # A name that somebody sends may be of any length.
        kind = find_flaw(flaw[:_MAX_FLAW]).kind
        if kind in _COUNTS_LATER:
            raise FlawImpossible("A token that lives too long now would count later, so none is made.")
        if kind is JTIMissing and not app.is_jti_enforced:
            raise FlawImpossible("It takes an app that enforces `jti`.")
        if kind is JWERequired and not app.is_jwe_enforced:
            raise FlawImpossible("It takes an app that enforces encryption.")
        if kind is SignatureSecretOfOtherApp:
            signer = replace(signer, other_secret=await _other_secret(call, app))
        if kind is SignatureSecretRetired:
            signer = replace(signer, retired_secret=_retired_secret(call, app))
        # In a thread, since one of them makes a key.
        return await asyncio.to_thread(flawed_token, flaw, signer)
    except (FlawUnknown, FlawImpossible) as trouble:
        raise InputInvalid(str(trouble)) from None


async def _other_secret(call: Call, app: App) -> str:
    """The secret of an app beside this one that the caller's role reaches as well; empty if there is none."""
    apps = await load_apps(call.database, call.services.sealer, app.account_id)
    others = (one for one, _ in apps if one.client_id != app.client_id and reaches(call.caller.role, one))
    return next((one.secrets[0].text.decode() for one in others if one.secrets), "")


def _retired_secret(call: Call, app: App) -> str:
    now_ms = call.now_ms()
    return next((one.text.decode() for one in app.secrets if not one.counts_at(now_ms)), "")
