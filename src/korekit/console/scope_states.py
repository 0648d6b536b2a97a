"""The scopes of an app as its people see them: what is ticked, saved, published, what counts, what each opens.

One place says in words how a scope stands, for the page that maps scopes and for wherever else the app appears.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property, lru_cache
from typing import Any

from korekit.catalog.additions import AppDetails
from korekit.catalog.operation import Operation
from korekit.catalog.operations import all_operations, find_operation
from korekit.catalog.planes import AppKind, Plane
from korekit.catalog.scopes import Scope, scopes_of
from korekit.records.accounts import Membership

__all__ = ["AppScopes", "Mark", "ScopeGroup", "ScopeRow", "app_scopes", "callable_on", "needed_scopes", "opened_by"]


class Mark(StrEnum):
    """How a scope stands where that is not what people think."""

    ADDED = "Added, not saved"
    REMOVED = "Removed, not saved"
    UNPUBLISHED = "Saved, not published"


# Compared by identity: equal ones are the same one, and a part of a page that was made of it is found at once.
@dataclass(frozen=True, slots=True, eq=False)
class ScopeRow:
    """One scope of an app. `operations`: what it opens here; `words`: what a search finds it by, in lower case."""

    scope: Scope
    operations: tuple[Operation[Any, Any], ...]
    words: str
    is_drafted: bool
    is_saved: bool
    is_published: bool
    counts: bool
    mark: Mark | None


@dataclass(frozen=True, slots=True)
class ScopeGroup:
    """Scopes under the heading that users know."""

    name: str
    rows: tuple[ScopeRow, ...]

    @property
    def is_held(self) -> bool:
        """Whether the app has one of them, ticked or saved."""
        return any(row.is_drafted or row.is_saved for row in self.rows)


class AppScopes:
    """An app's scopes, told by their ids until somebody asks for the rows.

    `is_publish_needed`: saved ones count only once the bot was published with them.
    """

    def __init__(self, app: AppDetails, account: Membership, ticked: Iterable[str] | None) -> None:
        self.app = app
        self.plane = Plane(app.plane)
        self.is_publish_needed = account.is_publish_required and self.plane is Plane.BOT
        self._drafted = frozenset(app.draft or () if ticked is None else ticked)
        self._saved = frozenset(app.saved or ())
        self._published = frozenset(app.published or ())
        self._counting = self._saved & self._published if self.is_publish_needed else self._saved
        self._marked = {
            Mark.ADDED: self._drafted - self._saved,
            Mark.REMOVED: self._saved - self._drafted,
            Mark.UNPUBLISHED: (self._saved & self._drafted) - self._counting,
        }

    @property
    def groups(self) -> tuple[ScopeGroup, ...]:
        """The scopes of the app's plane that open an operation of this platform."""
        return self._groups_of(is_served=True)

    @property
    def idle_groups(self) -> tuple[ScopeGroup, ...]:
        """The scopes that open none here, and what the app holds beside those of its plane."""
        return self._groups_of(is_served=False)

    @property
    def counting(self) -> list[ScopeRow]:
        """The scopes that count now."""
        return self._rows_of(self._counting)

    @property
    def saved(self) -> list[ScopeRow]:
        """The scopes that are saved, whether they count or not."""
        return self._rows_of(self._saved)

    def rows_of(self, scopes: Iterable[Scope]) -> list[ScopeRow]:
        """Some scopes of the app's plane, as they stand."""
        return [self._row(_known(one)) for one in scopes]

    @property
    def counting_number(self) -> int:
        """How many count now."""
        return len(self._counting)

    @property
    def marks(self) -> list[str]:
        """What is to be known wherever the app appears: `Scopes not saved: 2 added`."""
        numbers = {mark: len(ids) for mark, ids in self._marked.items()}
        words = {"added": numbers[Mark.ADDED], "removed": numbers[Mark.REMOVED]}
        changes = ", ".join(f"{number} {word}" for word, number in words.items() if number)
        waiting = numbers[Mark.UNPUBLISHED]
        return [
            *([f"Scopes not saved: {changes}"] if changes else []),
            *([f"Scopes not published: {waiting}"] if waiting else []),
        ]

    @property
    def drafted_number(self) -> int:
        """How many are ticked."""
        return len(self._drafted)

    @property
    def unsaved_number(self) -> int:
        """How many ticks are not saved."""
        return len(self._drafted ^ self._saved)

    @property
    def idle(self) -> list[ScopeRow]:
        """Saved scopes that open no operation of this platform."""
        return [row for row in self.saved if not row.operations]

    @cached_property
    def _known_groups(self) -> dict[str, list["_Known"]]:
        offered = _offered(self.plane) if self.app.kind == AppKind.API else {}
        known = {known.scope.id for group in offered.values() for known in group}
        # What the vendor's tools send is kept as it was sent, also where no list names it.
        held = sorted((self._drafted | self._saved) - known)
        others = [_known(Scope(one, self.plane, one, "", is_id_known=False)) for one in held]
        return {**offered, "Others": others} if others else offered

    def _groups_of(self, *, is_served: bool) -> tuple[ScopeGroup, ...]:
        return tuple(
            ScopeGroup(name, rows)
            for name, found in self._known_groups.items()
            if (rows := tuple(self._row(one) for one in found if bool(one.operations) is is_served))
        )

    def _rows_of(self, ids: frozenset[str]) -> list[ScopeRow]:
        return [self._row(one) for group in self._known_groups.values() for one in group if one.scope.id in ids]

    def _row(self, known: "_Known") -> ScopeRow:
        one = known.scope.id
        return _row(
            known,
            one in self._drafted,
            one in self._saved,
            one in self._published,
            one in self._counting,
            next((mark for mark, ids in self._marked.items() if one in ids), None),
        )


def app_scopes(app: AppDetails, account: Membership, *, ticked: Iterable[str] | None = None) -> AppScopes:
    """How an app's scopes stand.

    Args:
        app: as the platform answers it.
        account: the app's.
        ticked: ids that take the place of the app's own draft.
    """
    return AppScopes(app, account, ticked)


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    scope: Scope
    operations: tuple[Operation[Any, Any], ...]
    words: str


@lru_cache(maxsize=512)
def _known(scope: Scope) -> _Known:
    operations = opened_by(scope)
    names = " ".join(one.id for one in operations)
    return _Known(scope, operations, f"{scope.shown} {scope.id} {' '.join(scope.spellings)} {names}".lower())


@lru_cache(maxsize=4096)
def _row(known: _Known, *states: Any) -> ScopeRow:
    return ScopeRow(known.scope, known.operations, known.words, *states)


@cache
def _offered(plane: Plane) -> dict[str, list[_Known]]:
    groups: dict[str, list[_Known]] = {}
    for scope in scopes_of(plane):
        groups.setdefault(scope.group, []).append(_known(scope))
    return groups


@lru_cache(maxsize=512)
def opened_by(scope: Scope) -> tuple[Operation[Any, Any], ...]:
    """The operations that a scope opens."""
    return tuple(one for one in all_operations() if one.facts.scopes.get(scope.plane) == scope)


@cache
def callable_on(plane: Plane) -> tuple[Operation[Any, Any], ...]:
    """The operations that apps of a plane may call."""
    return tuple(one for one in all_operations() if plane in one.planes)


def needed_scopes(operations: Iterable[Operation[Any, Any]], plane: Plane) -> dict[Scope, list[Operation[Any, Any]]]:
    """The smallest set of scopes with which an app can call operations, each with what needs it.

    Whoever starts a job also asks how it stands, so the operation that tells is counted in.
    """
    found: dict[Scope, list[Operation[Any, Any]]] = {}
    chosen = list(operations)
    for one in list(chosen):
        following = find_operation(one.facts.job.status_operation) if one.facts.job else None
        if following is not None and following not in chosen and plane in following.planes:
            chosen.append(following)
    for one in chosen:
        scope = one.facts.scopes.get(plane)
        if scope is not None:
            found.setdefault(scope, []).append(one)
    return found
