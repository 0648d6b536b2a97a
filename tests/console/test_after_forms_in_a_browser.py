"""Where one stands after a form was sent, and what a phone shows: focus, position, menu, the bar to save."""

import pytest
from playwright.async_api import Browser, expect

from tests.console.served import Served
from tests.console.test_in_a_browser import signed_in, watched
from tests.platform import make_app, make_person

pytestmark = pytest.mark.asyncio(loop_scope="session")

_FOCUSED = "document.activeElement.textContent.replace(/\\s+/g, ' ').trim()"
_IS_COVERED = """() => {
  const at = document.activeElement.getBoundingClientRect();
  const top = document.elementFromPoint(at.x + at.width / 2, at.y + at.height / 2);
  return !document.activeElement.contains(top);
}"""


async def test_after_a_form_the_focus_is_on_what_came_of_it(browser: Browser, place: Served) -> None:
    """Without scripts as well."""
    ann = await make_person(place.api)
    for has_scripts in (True, False):
        context = await signed_in(browser, place, ann, java_script_enabled=has_scripts)
        page = await context.new_page()
        home = f"{place.url}/console/{ann.account.account_id}"
        await page.goto(f"{home}/apps/new")
        await page.get_by_label("Name").fill("Nightly")
        await page.get_by_role("button", name="Create app").click()
        made = page.locator("section.once")
        await expect(made).to_be_focused()
        await expect(made).to_contain_text("App created. Here is its secret.")
        await page.goto(f"{home}/settings")
        await page.get_by_role("button", name="Save settings").click()
        await expect(page.locator(".callout.good")).to_be_focused()
        await expect(page.locator(".callout.good")).to_have_text("Settings saved.")
        await page.get_by_label("Name", exact=True).fill(" ")
        await page.get_by_role("button", name="Save settings").click()
        await expect(page.get_by_label("Name", exact=True)).to_be_focused()
        await context.close()


async def test_after_saving_scopes_one_stands_where_one_stood(browser: Browser, place: Served) -> None:
    api, ann = place.api, await make_person(place.api)
    app = await make_app(api, ann, scopes=[])
    context = await signed_in(browser, place, ann, viewport={"width": 1280, "height": 500})
    page = await context.new_page()
    said = watched(page)
    await page.goto(f"{place.url}/console/{ann.account.account_id}/apps/{app.client_id}/scopes")
    await page.get_by_role("searchbox").fill("bot")
    await page.get_by_role("checkbox", name="Bot Audit Logs").check()
    await page.evaluate("scrollTo(0, 400)")
    await page.keyboard.press("Control+Enter")
    result = page.locator(".callout.good")
    await expect(result).to_be_in_viewport()
    await expect(result).to_be_focused()
    await expect(result.get_by_role("link", name="Send a request")).to_be_visible()
    await expect(page.get_by_role("searchbox")).to_have_value("bot")
    assert await page.evaluate("scrollY") == 400
    await page.get_by_role("checkbox", name="Bot Audit Logs").uncheck()
    await expect(result).not_to_be_in_viewport()
    # A refused form is told where one sees it at once.
    await api.call("save-app-scopes", by=ann, client_id=app.client_id, scopes=["Role Management"])
    await page.keyboard.press("Control+Enter")
    trouble = page.locator(".callout.bad")
    await expect(trouble).to_be_focused()
    await expect(trouble.get_by_text("These scopes changed while you looked at them")).to_be_in_viewport()
    await expect(trouble.get_by_text("You changed them on")).to_be_visible()
    assert [one for one in said if "409" not in one] == []
    await context.close()


async def test_on_a_phone_every_page_is_two_taps_away_and_the_bar_hides_no_row(browser: Browser, place: Served) -> None:
    api, ann = place.api, await make_person(place.api)
    app = await make_app(api, ann, scopes=[])
    context = await signed_in(browser, place, ann, viewport={"width": 360, "height": 740})
    page = await context.new_page()
    home = f"{place.url}/console/{ann.account.account_id}"
    await page.goto(f"{home}/apps/{app.client_id}/secrets")
    await expect(
        page.get_by_role("navigation", name="This app").get_by_role("link", name="Secrets")
    ).to_be_in_viewport()
    pages = page.get_by_role("navigation", name="Pages")
    await expect(pages).to_be_hidden()
    await page.get_by_role("button", name="Menu").click()
    for name in ("Home", "JWT apps", "Your sign-ins"):
        await expect(pages.get_by_role("link", name=name)).to_be_in_viewport()
    await page.keyboard.press("Escape")
    await expect(pages).to_be_hidden()
    await page.get_by_role("button", name="Menu").click()
    await pages.get_by_role("link", name="JWT apps").click()
    await page.wait_for_url(f"{home}/jwt-apps")
    await page.goto(f"{home}/apps/{app.client_id}/scopes")
    await page.get_by_role("checkbox", name="Bot Import").check()
    for _ in range(24):
        await page.keyboard.press("Tab")
        assert not await page.evaluate(_IS_COVERED), await page.evaluate(_FOCUSED)
    await context.close()
    # Elsewhere they stand beside the page.
    wide = await signed_in(browser, place, ann, viewport={"width": 1280, "height": 800})
    page = await wide.new_page()
    await page.goto(home)
    await expect(page.get_by_role("navigation", name="Pages").get_by_role("link", name="JWT apps")).to_be_visible()
    await expect(page.get_by_role("button", name="Menu")).to_be_hidden()
    await wide.close()


async def test_usage_follows_calls_and_leaves_open_what_was_opened(browser: Browser, place: Served) -> None:
    api, ann = place.api, await make_person(place.api)
    app = await make_app(api, ann)
    context = await signed_in(browser, place, ann)
    page = await context.new_page()
    said = watched(page)
    await page.goto(f"{place.url}/console/{ann.account.account_id}/usage?days=7")
    await page.get_by_text("Show as a table").click()
    await api.call("get-bots", app=app)
    await expect(page.get_by_text("1 answered", exact=True)).to_be_visible()
    await expect(page.get_by_role("columnheader", name="Day")).to_be_visible()
    await expect(page.get_by_role("link", name="7 days")).to_have_attribute("aria-current", "true")
    assert said == []
    await context.close()
