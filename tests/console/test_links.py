"""Whatever a page offers to somebody opens for him: every link and every form of every page, followed by each role."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

import pytest

from korekit.catalog.planes import Role
from korekit.console.page import Page
from korekit.console.page_discovery import Pages, find_pages
from tests.console.scene import make_page_scene, pages_to_see
from tests.console.visiting import Visitor
from tests.platform import API, add_member, make_person

_LINK: Final = re.compile(r'<a [^>]*?href="([^"]*)"')
_FORM: Final = re.compile(r"<form [^>]*>")
_ACTION: Final = re.compile(r' action="([^"]*)"')
_BUTTON_ACTION: Final = re.compile(r'formaction="([^"]*)"')


def _addresses(body: str) -> Iterator[str]:
    """Where links and forms with method GET lead to."""
    found = _LINK.findall(body)
    for form in _FORM.findall(body):
        if 'method="post"' not in form:
            found += _ACTION.findall(form)
    for one in found:
        yield unescape(one).partition("#")[0]


def _changes(body: str) -> Iterator[str]:
    """Where forms with method POST are sent."""
    found = _BUTTON_ACTION.findall(body)
    for form in _FORM.findall(body):
        if 'method="post"' in form:
            found += _ACTION.findall(form) or [""]
    for one in found:
        yield unescape(one).partition("#")[0]


class _Walk:
    """Everything that a visitor reaches in one account by following what is offered, each address once."""

    def __init__(self, visitor: Visitor, home: str) -> None:
        self._visitor = visitor
        self._home = home
        self.dead: list[str] = []
        # Each with the page that it was first found on.
        self.seen: dict[str, str] = {}
        self.changes: dict[str, str] = {}

    async def walk(self, *begin: str) -> None:
        """Follow everything."""
        waiting = list(begin)
        self.seen = dict.fromkeys(begin, "the beginning")
        while waiting:
            address = waiting.pop()
            reply = await self._visitor.get(address)
            if reply.status not in (200, 303):
                self.dead.append(f"{reply.status} {address}, from {self.seen[address]}")
            if reply.status != 200 or reply.headers["content-type"] != "text/html; charset=utf-8":
                continue
            body = reply.body.decode()
            for change in _changes(body):
                self.changes.setdefault(change or address, address)
            for found in _addresses(body):
                if self._is_ours(found) and found not in self.seen:
                    self.seen[found] = address
                    waiting.append(found)

    def _is_ours(self, address: str) -> bool:
        """Whether it is of the account, or of none."""
        own = f"{self._home}/"
        return f"{address}/".startswith(own) or address.startswith((f"{self._home}?", "/console/help"))


@pytest.mark.parametrize("role", list(Role))
async def test_no_link_and_no_form_leads_a_role_to_what_it_may_not_open(console: API, role: Role) -> None:
    scene = await make_page_scene(console)
    person = await make_person(console)
    await add_member(console, person, scene.owner.account, role)
    pages, home = Pages(find_pages()), f"/console/{scene.values['account_id']}"
    walk = _Walk(Visitor(console, person), home)
    await walk.walk(home, *(scene.address(page) for page in pages_to_see() if _opens(page, role)))
    forbidden = []
    for target, origin in walk.changes.items():
        found = pages.find("POST", target.partition("?")[0].removeprefix("/console"))
        if found is None or (found[0].role is not None and not role.includes(found[0].role)):
            forbidden.append(f"POST {target}, from {origin}")
    assert not walk.dead, "\n".join(sorted(walk.dead))
    assert not forbidden, "\n".join(sorted(forbidden))
    assert len(walk.seen) > 100


def _opens(page: Page, role: Role) -> bool:
    """Whether the page is one of the account that the role sees; the scene's app is of administrators."""
    is_of_app = "{client_id}" in page.path and not role.includes(Role.ADMIN)
    return page.role is not None and role.includes(page.role) and not is_of_app
