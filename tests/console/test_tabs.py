"""The tabs of an app and of a bot: one of them is the current one, also on what a form answers, and it is in sight."""

import re
from typing import Any

import pytest
from playwright.async_api import Browser

from korekit.records.account_making import create_owner
from tests.console.scene import make_page_scene, pages_to_see
from tests.console.served import Served
from tests.console.visiting import Visitor
from tests.platform import API, Reply

PASSWORD = "correct horse battery"
TABS = re.compile(r'<nav class="tabs".*?</nav>', re.DOTALL)
CURRENT = re.compile(r'<a [^>]*aria-current="(page|true)">([^<]+)</a>')
# Where the current tab stands in its row, and whether the row is longer than the screen.
PLACE = """() => {
  const row = document.querySelector(".tabs");
  const [around, own] = [row, row.querySelector("[aria-current]")].map((one) => one.getBoundingClientRect());
  return [around.left <= own.left + 1 && own.right <= around.right + 1, row.scrollWidth > row.clientWidth];
}"""

FADES = """() => {
  const row = document.querySelector(".tabs");
  const fade = (name) => getComputedStyle(row).getPropertyValue(name);
  return [[fade("--fade-before"), fade("--fade-after")], row.scrollLeft];
}"""


def current(reply: Reply) -> list[tuple[str, str]]:
    """The tabs that are marked as the current one; none where the page has no tabs."""
    return [found for row in TABS.findall(reply.body.decode()) for found in CURRENT.findall(row)]


async def test_each_page_with_tabs_has_one_current_tab(console: API) -> None:
    scene = await make_page_scene(console)
    visitor = Visitor(console, scene.owner)
    seen, offenders = 0, []
    for page in pages_to_see():
        if "/{client_id}" in page.path or "/{bot_id}" in page.path:
            reply = await visitor.get(scene.address(page))
            seen += bool(TABS.search(reply.body.decode()))
            if TABS.search(reply.body.decode()) and len(current(reply)) != 1:
                offenders.append((page.path, current(reply)))
    assert offenders == []
    assert seen >= 18


async def test_what_a_form_answers_stands_on_the_tab_of_the_form(console: API) -> None:
    owner = await create_owner(console.platform.services, "ann@example.com", PASSWORD)
    assert owner is not None
    visitor = Visitor(console)
    await visitor.submit("/console/sign-in", email="ann@example.com", password=PASSWORD)
    home = f"/console/{owner.membership.account_id}/apps"
    made = await visitor.submit(f"{home}/new", name="Nightly", plane="admin")
    assert current(made) == [("true", "Overview")]
    client_id = re.findall(r"cs-[0-9a-f-]{36}", made.body.decode())[0]
    answers: list[tuple[str, dict[str, Any], tuple[str, str]]] = [
        ("secret", {"password": PASSWORD}, ("true", "Overview")),
        ("show-secret", {"password": PASSWORD}, ("true", "Secrets")),
        ("show-secret", {"password": "wrong horse"}, ("true", "Secrets")),
        ("secrets", {"overlap": "60"}, ("page", "Secrets")),
        ("rules", {"seen": "stale"}, ("true", "Secrets")),
        ("delete", {"name": "wrong"}, ("true", "Usage")),
    ]
    for path, fields, tab in answers:
        assert current(await visitor.post(f"{home}/{client_id}/{path}", **fields)) == [tab], path


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("has_scripts", [True, False])
async def test_on_a_phone_the_current_tab_is_in_sight(browser: Browser, place: Served, has_scripts: bool) -> None:
    scene = await make_page_scene(place.api)
    context = await browser.new_context(java_script_enabled=has_scripts, viewport={"width": 360, "height": 740})
    await context.add_cookies([place.session_cookie(scene.owner.access_token)])
    page = await context.new_page()
    home = f"{place.url}/console/{scene.owner.account.account_id}"
    app, bot = (f"{home}/{part}" for part in (f"apps/{scene.values['client_id']}", f"bots/{scene.values['bot_id']}"))
    for address in (app, f"{app}/usage", f"{bot}/versions", f"{bot}/languages", f"{bot}/scopes"):
        await page.goto(address)
        assert await page.evaluate(PLACE) == [True, True], address
        # Where the row goes on it fades, and it goes on at no end that is reached.
        fades, left = await page.evaluate(FADES)
        assert (fades[0] == "0px") is (left == 0), (address, fades)
        assert (fades[1] == "0px") is (address in (f"{app}/usage", f"{bot}/scopes")), (address, fades)
    await context.close()


@pytest.mark.asyncio(loop_scope="session")
async def test_nothing_moves_between_a_short_page_and_a_long_one(browser: Browser, place: Served) -> None:
    scene = await make_page_scene(place.api)
    context = await browser.new_context(viewport={"width": 1280, "height": 800})
    await context.add_cookies([place.session_cookie(scene.owner.access_token)])
    page = await context.new_page()
    found = {}
    for path in ("apps", "requests", "settings", "tokens"):
        await page.goto(f"{place.url}/console/{scene.owner.account.account_id}/{path}")
        found[path] = await page.evaluate(
            "[...['.side a', '.top-end', 'h1'].map((one) => document.querySelector(one).getBoundingClientRect().y),"
            " getComputedStyle(document.documentElement).overflowY]"
        )
    await context.close()
    assert {str(one[0]) + one[3] for one in found.values()} == {"90scroll"}, found
    assert len({tuple(one[:2]) for one in found.values()}) == 1, found
