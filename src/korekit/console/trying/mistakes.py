"""Requests with one mistake made on purpose, for who wants to see how it is refused and what mends it.

Which mistakes there are, and what each is called, the flaws say; here is which of them an app can make now.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

import msgspec

from korekit.catalog.operation import GET, Operation
from korekit.catalog.parameters import Place as ParameterPlace
from korekit.catalog.parameters import Upload
from korekit.catalog.planes import Caller, Plane
from korekit.client.requests import Invocation, Request, invoke
from korekit.console.bot_apps import SeenApp
from korekit.errors import token_causes
from korekit.errors.app_causes import BotUnknown
from korekit.errors.refusal import Refusal
from korekit.exporters.collections.examples import example_of
from korekit.flaws.every_flaw import Flaw, Place, every_flaw
from korekit.flaws.request_flaws import REQUEST_FLAWS
from korekit.flaws.signer import FlawImpossible

__all__ = ["MistakeGroup", "find_mistake", "label_of", "mistake_labels", "mistakes_of", "with_mistake"]

_TITLES: Final = {Place.TOKEN: "Token", Place.HEADER: "Header", Place.REQUEST: "Request"}
# Such a file is read into memory for it.
_MAX_FILE_BYTES: Final = 1 << 20
_ANY_HOST: Final = "http://127.0.0.1"


@dataclass(frozen=True, slots=True)
class MistakeGroup:
    """Mistakes that lie in the same place."""

    title: str
    flaws: tuple[Flaw, ...]


@dataclass(frozen=True, slots=True)
class _Hand:
    """What decides which mistakes can be made: the operation, and what is to be known of the app and its account."""

    operation: Operation[Any, Any]
    is_jti_enforced: bool
    is_jwe_enforced: bool
    has_other_app: bool
    was_rotated: bool
    is_of_account: bool

    @property
    def is_read(self) -> bool:
        """Whether a first call with the good token changes nothing."""
        return self.operation.method == GET


# What takes something that is not always at hand; every other one is made of any app.
_TAKES: Final[Mapping[type[Refusal], Callable[[_Hand], bool]]] = {
    token_causes.SignatureSecretOfOtherApp: lambda hand: hand.has_other_app,
    token_causes.SignatureSecretRetired: lambda hand: hand.was_rotated,
    token_causes.TokenAltered: lambda hand: hand.is_read and not hand.is_jti_enforced,
    token_causes.JTIReplayed: lambda hand: hand.is_read,
    token_causes.JTIMissing: lambda hand: hand.is_jti_enforced,
    # Such a token would count later, so that the platform makes none.
    token_causes.JTILifetimeTooLong: lambda hand: False,
    token_causes.JWERequired: lambda hand: hand.is_jwe_enforced,
    # Another bot than its own is another mistake of an app that has one.
    BotUnknown: lambda hand: hand.is_of_account,
}


def label_of(flaw: Flaw) -> str:
    """The mistake in words."""
    return flaw.kind.meaning().removesuffix(".").replace("`", "")


@cache
def mistake_labels() -> Mapping[str, str]:
    """Every mistake in words, by its cause."""
    return {one.cause: label_of(one) for one in every_flaw()}


def mistakes_of(
    operation: Operation[Any, Any], chosen: SeenApp | None, apps: list[SeenApp]
) -> tuple[MistakeGroup, ...]:
    """What can be made wrong on purpose in a call, by where it lies; nothing where no app calls.

    Args:
        operation: what is called.
        chosen: the app that calls.
        apps: those that the visitor's role reaches.
    """
    if chosen is None or operation.facts.caller is not Caller.APP:
        return ()
    app, secrets = chosen.app, chosen.app.secrets or ()
    return _mistakes(
        _Hand(
            operation,
            bool(app.is_jti_enforced),
            bool(app.is_jwe_enforced),
            has_other_app=len(apps) > 1,
            # The first one is made with the app; the one before the current must not count any more.
            was_rotated=len(secrets) == 1 and secrets[0]["createdOn"] != app.created_on,
            is_of_account=app.plane == Plane.ADMIN,
        )
    )


def find_mistake(groups: tuple[MistakeGroup, ...], cause: str) -> Flaw | None:
    """The mistake with this cause among those that can be made."""
    return next((one for group in groups for one in group.flaws if one.cause == cause), None)


@lru_cache(maxsize=512)
def _mistakes(hand: _Hand) -> tuple[MistakeGroup, ...]:
    fitting = [one for one in every_flaw() if _is_possible(one, hand)]
    groups = [
        MistakeGroup(title, tuple(one for one in fitting if one.place is place)) for place, title in _TITLES.items()
    ]
    return tuple(one for one in groups if one.flaws)


def _is_possible(flaw: Flaw, hand: _Hand) -> bool:
    if flaw.place not in _TITLES or (flaw.kind in _TAKES and not _TAKES[flaw.kind](hand)):
        return False
    return flaw.place is not Place.REQUEST or flaw.kind in _of_request(hand.operation)


@cache
def _of_request(operation: Operation[Any, Any]) -> frozenset[type[Refusal]]:
    """The flaws that a request of an operation has a place for."""
    call, found = invoke(operation, **_sample(operation)), set()
    for kind, make in REQUEST_FLAWS.items():
        try:
            make(call, _ANY_HOST)
        except FlawImpossible:
            continue
        found.add(kind)
    return frozenset(found)


def _sample(operation: Operation[Any, Any]) -> dict[str, Any]:
    """Some value for everything that is required, and for what names a file."""
    found: dict[str, Any] = {}
    for one in operation.parameters:
        if one.kind is Upload:
            found[one.name] = Upload(b"{}", "file.json")
        elif one.is_required:
            value = example_of(one)
            text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
            found[one.name] = (
                "x" if one.place is ParameterPlace.PATH else text if one.place is ParameterPlace.QUERY else value
            )
    return found


async def with_mistake(flaw: Flaw, call: Invocation, base: str) -> Request:
    """The request with a mistake that lies in it.

    Raises:
        FlawImpossible: what was filled in has no place for it.
    """
    if any(_size(one) > _MAX_FILE_BYTES for one in call.arguments.values() if isinstance(one, Upload)):
        raise FlawImpossible("Choose a file of at most 1 MB to send it with this mistake.")
    # In a thread, since it may read a file.
    return await asyncio.to_thread(REQUEST_FLAWS[flaw.kind], call, base)


def _size(upload: Upload) -> int:
    return upload.source.stat().st_size if isinstance(upload.source, Path) else len(upload.source)
