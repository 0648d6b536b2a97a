"""What an app may do, in the shapes in which it is sent: the vendor's `scope`, or a list of names.

The vendor's tools send ids that no source explains; they are kept as sent, since scopes are compared by id and one that
no operation asks for allows nothing. Source: contract, platform.md 1.3 and 3, observed-errors.md 3.
"""

import difflib
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from korekit.access.facts import App
from korekit.catalog.console import ScopeEntry
from korekit.catalog.planes import AppKind, Plane
from korekit.catalog.scopes import SDK_GRANTS, Scope, find_scopes, scopes_of
from korekit.errors.console import InputInvalid
from korekit.ids import BotId
from korekit.records.given_texts import is_short_text

__all__ = ["Grant", "named_scopes", "read_grant", "written_grant"]

_MAX_SCOPES: Final = 500
_MAX_CHARACTERS: Final = 200
# How alike two spellings must be to be taken for one, from 0 to 1.
_ALIKE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Grant:
    """Scope ids, or the grants of an app made for the SDK."""

    kind: AppKind
    scope_ids: frozenset[str]


def read_grant(scope: list[Any], bot_id: BotId | None) -> Grant:
    """The grant that `scope` of an app means.

    Args:
        scope: `[{scopes: […]}]`, `[{bot, scopes: […]}]`, a list of ids, or a list of the grants of an SDK app.
        bot_id: the app's bot; `None` for an app of the account.

    Raises:
        InputInvalid: another shape, another bot than the app's, over 500 ids, or an id of over 200 characters.
    """
    if all(isinstance(one, str) for one in scope):
        kind = AppKind.SDK if scope and SDK_GRANTS.issuperset(scope) else AppKind.API
        return Grant(kind, _checked(scope))
    try:
        entries = msgspec.convert(scope, list[ScopeEntry])
    except msgspec.ValidationError:
        raise InputInvalid("`scope` is a list of `{scopes: […]}`, or a list of texts.") from None
    if any(entry.bot not in (None, bot_id) for entry in entries):
        raise InputInvalid("`scope` names another bot than the app's own.")
    return Grant(AppKind.API, _checked([one for entry in entries for one in entry.scopes]))


def _checked(ids: list[str]) -> frozenset[str]:
    if len(ids) > _MAX_SCOPES:
        raise InputInvalid(f"`scope` takes at most {_MAX_SCOPES} ids.")
    if not all(one and is_short_text(one, _MAX_CHARACTERS) for one in ids):
        raise InputInvalid(f"A scope id has 1 to {_MAX_CHARACTERS} characters, none of them a control character.")
    return frozenset(ids)


def written_grant(app: App) -> list[Any]:
    """What counts once it is saved, in the shape in which it is sent."""
    saved = sorted(app.saved)
    if app.kind is AppKind.SDK:
        return list(saved)
    return [ScopeEntry(scopes=saved, bot=app.bot_id)] if saved else []


def named_scopes(texts: list[str], app: App) -> frozenset[str]:
    """The ids of scopes that are given by id, shown name or another spelling; what the app holds already may stay.

    Raises:
        InputInvalid: the app's plane has no such scope; the message names the nearest.
    """
    found: set[str] = set()
    for text in _checked(texts):
        scopes = find_scopes(text, app.plane)
        if scopes:
            found.update(scope.id for scope in scopes)
        elif text in app.saved or text in app.draft:
            found.add(text)
        else:
            raise InputInvalid(_unknown(text, app.plane))
    return frozenset(found)


def _unknown(text: str, plane: Plane) -> str:
    nearest = _nearest(text, plane)
    hint = f" The nearest is `{nearest.shown}` ({nearest.id})." if nearest else ""
    return f"`{text}` is no scope of the {plane.value} plane.{hint}"


def _nearest(text: str, plane: Plane) -> Scope | None:
    offered = scopes_of(plane)
    # The planes show one id under different names: who knows the other name means the same scope.
    elsewhere = {scope.id for other in Plane for scope in find_scopes(text, other)}
    for scope in offered:
        if scope.id in elsewhere:
            return scope
    words = {word.lower(): scope for scope in offered for word in (scope.id, scope.name, *scope.spellings)}
    alike = difflib.get_close_matches(text.lower(), words, n=1, cutoff=_ALIKE)
    return words[alike[0]] if alike else None
