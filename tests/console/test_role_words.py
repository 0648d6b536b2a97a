"""What the page of users says about roles holds: for the pages they open, and for what they do there."""

from typing import Final

import pytest

from korekit.catalog.planes import Role
from korekit.console.navigation import Navigation
from korekit.console.page_discovery import find_pages
from korekit.console.role_words import RoleWords, role_words
from tests.console.visiting import Visitor, text_of
from tests.platform import API, make_person

# What a sentence claims, and the page where that is done: its least role is the one that the sentence is about.
CLAIMS: Final = (
    (Role.VIEWER, "Looks at bots", "GET", "/bots/{bot_id}"),
    (Role.VIEWER, "the apps of bots", "GET", "/apps/{client_id}"),
    (Role.DEVELOPER, "creates,", "POST", "/bots/new"),
    (Role.DEVELOPER, "changes,", "POST", "/bots/{bot_id}/import/{file_id}"),
    (Role.DEVELOPER, "publishes", "POST", "/bots/{bot_id}/versions"),
    (Role.DEVELOPER, "deletes bots", "POST", "/bots/{bot_id}/delete"),
    (Role.DEVELOPER, "and their apps", "POST", "/apps/{client_id}/delete"),
    (Role.DEVELOPER, "sees the secrets", "POST", "/apps/{client_id}/show-secret"),
    (Role.DEVELOPER, "sends requests", "POST", "/requests/{operation_id}"),
    (Role.DEVELOPER, "why calls were refused", "GET", "/refusals/{trace_id}"),
    (Role.ADMIN, "apps of the whole account", "GET", "/jwt-apps"),
    (Role.ADMIN, "users", "POST", "/people/role"),
    (Role.ADMIN, "invitations", "POST", "/people/invite"),
    (Role.OWNER, "renames and suspends", "POST", "/settings"),
)
# A viewer's own session and password, and files that only tell what he sees anyway.
OWN: Final = ("/sign-ins/", "/changes/file", "/difference/file", "/requests")


@pytest.fixture
def words() -> dict[Role, RoleWords]:
    return {one.role: one for one in role_words(Navigation(find_pages()))}


def test_every_page_with_a_label_stands_at_the_role_that_opens_it_first(words: dict[Role, RoleWords]) -> None:
    for page in find_pages():
        if page.role is not None and page.nav is not None:
            assert [one.role for one in words.values() if page.nav.label in one.opens] == [page.role], page.path
        if page.role is not None and page.tab is not None:
            of_bot = page.tab.of == "bot"
            having = [
                one.role for one in words.values() if page.tab.label in (one.bot_tabs if of_bot else one.app_tabs)
            ]
            assert having == [page.role], page.path


def test_what_a_viewer_opens_is_written_out(words: dict[Role, RoleWords]) -> None:
    viewer, developer = words[Role.VIEWER], words[Role.DEVELOPER]
    assert set(viewer.opens) >= {"Home", "Apps", "Bots", "Requests", "Tokens"}
    assert set(developer.opens) == {"Refused calls", "Usage", "Explain a request"}
    assert "Export" not in viewer.bot_tabs
    assert set(developer.bot_tabs) == {"Import", "Export"}
    assert developer.app_tabs == []


@pytest.mark.parametrize(("role", "claim", "method", "path"), CLAIMS)
def test_what_a_sentence_claims_is_what_the_page_asks_for(
    words: dict[Role, RoleWords], role: Role, claim: str, method: str, path: str
) -> None:
    assert claim in words[role].sentence
    (page,) = [one for one in find_pages() if (one.method, one.path) == (method, "/{account_id}" + path)]
    assert page.role is role


def test_a_viewer_changes_nothing() -> None:
    changing = [one.path for one in find_pages() if one.method == "POST" and one.role is Role.VIEWER]
    assert [path for path in changing if not any(own in path for own in OWN)] == []


async def test_the_page_of_users_says_it(console: API) -> None:
    ann = await make_person(console)
    shown = text_of(await Visitor(console, ann).get(f"/console/{ann.account.account_id}/people"))
    assert "viewer Looks at bots and the apps of bots, and changes nothing." in shown
    assert "Also opens Refused calls, " in shown
    assert "Of a bot: Import, Export." in shown
