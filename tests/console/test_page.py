"""How pages are declared and found."""

from pathlib import Path

import pytest

from korekit.catalog.planes import Role
from korekit.console.page import Page, page
from korekit.console.page_discovery import Pages, find_pages
from korekit.console.visit import Visit
from korekit.server.answers import Answer
from korekit.server.dispatch import ServerLimits
from tests.console.visiting import HOST, Visitor, with_console
from tests.platform import make_person, running_api


async def handler(visit: Visit) -> Answer:
    """Answers nothing."""
    return Answer(200, [])


def test_a_page_of_an_account_has_a_role_and_no_other_page_has_one() -> None:
    for path, role in (("/{account_id}/x", None), ("/x", Role.VIEWER)):
        with pytest.raises(ValueError, match="a page of an account has a role"):
            page("GET", path, role=role)(handler)


def test_a_fixed_segment_goes_before_a_named_one() -> None:
    named = page("GET", "/{account_id}/apps/{client_id}", role=Role.VIEWER)(handler)
    fixed = page("GET", "/{account_id}/apps/new", role=Role.VIEWER)(handler)
    pages = Pages((named, fixed))
    assert pages.find("GET", "/a1/apps/new") == (fixed, {"account_id": "a1"})
    assert pages.find("GET", "/a1/apps/cs%2F1/") == (named, {"account_id": "a1", "client_id": "cs/1"})
    assert pages.find("POST", "/a1/apps/new") is None
    assert pages.find("GET", "/a1/apps") is None


def test_every_change_has_a_page_that_shows_it_or_an_app_that_leads_there() -> None:
    """A form is sent to where it stands, or below it: who reloads or goes back finds a page."""
    pages: tuple[Page, ...] = find_pages()
    shown = {one.path for one in pages if one.method == "GET"}
    for one in pages:
        if one.method == "POST" and one.is_of_account:
            assert one.path in shown or one.path.rpartition("/")[0] in shown, one.path


@pytest.mark.parametrize(("origin", "status"), [("https://kore.example.com", 303), ("https://evil.example", 403)])
async def test_behind_a_proxy_the_public_name_counts_as_our_own(tmp_path: Path, origin: str, status: int) -> None:
    limits = ServerLimits(public_url="https://kore.example.com")
    async with running_api("sqlite", tmp_path / "data", limits=limits) as api:
        console = with_console(api)
        visitor = Visitor(console, await make_person(console))
        await visitor.get("/console/accounts/new", host=HOST)
        reply = await visitor.post("/console/accounts/new", name="Mine", headers={"origin": origin})
        assert reply.status == status
