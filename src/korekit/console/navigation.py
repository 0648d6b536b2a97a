"""The navigation: made from the pages' own entries, with what the visitor's role opens to him."""

from dataclasses import dataclass
from typing import TypedDict

from korekit.catalog.planes import Role
from korekit.console.page import Group, Nav, Page, Tab

__all__ = ["Entry", "Navigation", "Place", "TabLink"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `path`: below the account's own."""

    label: str
    path: str
    icon: str


@dataclass(frozen=True, slots=True)
class TabLink:
    """One tab of an app or a bot. `path`: with the names of its values in braces."""

    label: str
    path: str
    planes: tuple[str, ...]


class Place(TypedDict):
    """The headings with their entries; which entry leads to the page, or to what is above it."""

    groups: tuple[tuple[str, tuple[Entry, ...]], ...]
    here: str | None
    is_exact: bool


class Navigation:
    """What leads where, for each role."""

    def __init__(self, pages: tuple[Page, ...]) -> None:
        self._groups = {role: _groups(pages, role) for role in Role}
        self._tabs = {(of, role): _tabs(pages, of, role) for of in ("app", "bot") for role in Role}

    def place(self, role: Role, below: str) -> Place:
        """Where a page stands among the entries that a role opens.

        Args:
            role: of who looks at it.
            below: its path below the account's own, without slashes at its ends.
        """
        groups = self._groups[role]
        here = max((one.path for _, entries in groups for one in entries if _leads_to(one.path, below)), default=None)
        return Place(groups=groups, here=here, is_exact=here is not None and here.strip("/") == below)

    def tabs(self, of: str, role: Role) -> list[TabLink]:
        """The tabs of an app or a bot."""
        return self._tabs[of, role]


def _open_to(pages: tuple[Page, ...], role: Role) -> list[Page]:
    return [one for one in pages if one.role is not None and role.includes(one.role)]


def _leads_to(path: str, below: str) -> bool:
    own = path.strip("/")
    return own == below or (own != "" and below.startswith(own + "/"))


def _groups(pages: tuple[Page, ...], role: Role) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
    found: dict[Group, list[tuple[Nav, Page]]] = {group: [] for group in Group}
    for one in _open_to(pages, role):
        if one.nav is not None:
            found[one.nav.group].append((one.nav, one))
    return tuple(
        (group.value, tuple(Entry(nav.label, one.path.removeprefix("/{account_id}"), nav.icon) for nav, one in ordered))
        for group, entries in found.items()
        if (ordered := sorted(entries, key=lambda entry: (entry[0].order, entry[0].label)))
    )


def _tabs(pages: tuple[Page, ...], of: str, role: Role) -> list[TabLink]:
    found: list[tuple[Tab, Page]] = [
        (one.tab, one) for one in _open_to(pages, role) if one.tab is not None and one.tab.of == of
    ]
    found.sort(key=lambda entry: (entry[0].order, entry[0].label))
    return [TabLink(tab.label, one.path.removeprefix("/{account_id}"), tab.planes) for tab, one in found]
