"""What a page is: method, path, who may see it, where it stands in the navigation, and the function that answers.

A page exists by being written: `pages` is walked, there is no list. The path of a page that is about an account begins
with `{account_id}`.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from korekit.catalog.planes import Role
from korekit.server.answers import Answer

if TYPE_CHECKING:
    from korekit.console.visit import Visit

__all__ = ["Group", "Nav", "Page", "PageHandler", "Stream", "Tab", "page"]


class Group(StrEnum):
    """The headings of the navigation, in the order in which they stand."""

    START = "Start"
    BUILD = "Build"
    SECURITY = "Security & Control"
    TOOLS = "Tools"
    ACCOUNT = "Account"


@dataclass(frozen=True, slots=True)
class Nav:
    """An entry of the navigation. `order`: within its group, small first; `icon`: a name of `icons.py`."""

    group: Group
    label: str
    order: int = 50
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab beside others of one app or bot. `planes`: the planes whose apps have it; empty for all."""

    of: Literal["app", "bot"]
    label: str
    order: int = 50
    planes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stream:
    """Events for a live part of a page: each is the part's whole HTML."""

    events: AsyncIterator[str]


PageHandler = Callable[["Visit"], Awaitable[Answer | Stream]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One method and path of the console.

    `path`: below `/console`. `role`: the least role in the account, for pages of an account. `is_open`: also for who is
    not signed in. `is_offline`: its scripts may connect to nothing, and it sends no form. `takes_file`: its form may
    carry a file.
    """

    method: Literal["GET", "POST"]
    path: str
    handler: PageHandler
    role: Role | None = None
    is_open: bool = False
    nav: Nav | None = None
    tab: Tab | None = None
    is_offline: bool = False
    takes_file: bool = False

    @property
    def is_of_account(self) -> bool:
        """Whether the path begins with the account that the page is about."""
        return self.path.startswith("/{account_id}")


def page(
    method: Literal["GET", "POST"],
    path: str,
    *,
    role: Role | None = None,
    is_open: bool = False,
    nav: Nav | None = None,
    tab: Tab | None = None,
    is_offline: bool = False,
    takes_file: bool = False,
) -> Callable[[PageHandler], Page]:
    """Declare a page.

    Args:
        method: GET shows, POST changes.
        path: below `/console`, names in braces; it begins with `/{account_id}` where the page is about an account.
        role: the least role, for a page of an account.
        is_open: whether it is also for people who are not signed in.
        nav: its entry in the navigation.
        tab: its place among the tabs of an app or a bot, whose id the path names.
        is_offline: forbids the page's scripts every connection, also to this platform, and the page its forms.
        takes_file: whether its form may be multipart, with one file.
    """

    def declare(handler: PageHandler) -> Page:
        found = Page(
            method=method,
            path=path,
            handler=handler,
            role=role,
            is_open=is_open,
            nav=nav,
            tab=tab,
            is_offline=is_offline,
            takes_file=takes_file,
        )
        if found.is_of_account == (role is None) or (is_open and role is not None):
            raise ValueError(f"{path}: a page of an account has a role, and no other page has one")
        return found

    return declare
