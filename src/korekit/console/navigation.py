"""The navigation: made from the pages' own entries, with what the visitor's role opens to him."""

from dataclasses import dataclass

from korekit.catalog.planes import Role
from korekit.console.page import Group, Nav, Page, Tab

__all__ = ["Entry", "Navigation", "TabLink"]


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


class Navigation:
    """What leads where, for each role."""

    def __init__(self, pages: tuple[Page, ...]) -> None:
        self._groups = {role: _groups(pages, role) for role in Role}
        self._tabs = {(of, role): _tabs(pages, of, role) for of in ("app", "bot") for role in Role}

    def groups(self, role: Role) -> list[tuple[str, list[Entry]]]:
        """The headings with their entries, without those that the role does not open."""
        return self._groups[role]

    def tabs(self, of: str, role: Role) -> list[TabLink]:
        """The tabs of an app or a bot."""
        return self._tabs[of, role]


def _open_to(pages: tuple[Page, ...], role: Role) -> list[Page]:
    return [one for one in pages if one.role is not None and role.includes(one.role)]


def _groups(pages: tuple[Page, ...], role: Role) -> list[tuple[str, list[Entry]]]:
    found: dict[Group, list[tuple[Nav, Page]]] = {group: [] for group in Group}
    for one in _open_to(pages, role):
        if one.nav is not None:
            found[one.nav.group].append((one.nav, one))
    return [
        (group.value, [Entry(nav.label, one.path.removeprefix("/{account_id}"), nav.icon) for nav, one in ordered])
        for group, entries in found.items()
        if (ordered := sorted(entries, key=lambda entry: (entry[0].order, entry[0].label)))
    ]


def _tabs(pages: tuple[Page, ...], of: str, role: Role) -> list[TabLink]:
    found: list[tuple[Tab, Page]] = [
        (one.tab, one) for one in _open_to(pages, role) if one.tab is not None and one.tab.of == of
    ]
    found.sort(key=lambda entry: (entry[0].order, entry[0].label))
    return [TabLink(tab.label, one.path.removeprefix("/{account_id}"), tab.planes) for tab, one in found]
