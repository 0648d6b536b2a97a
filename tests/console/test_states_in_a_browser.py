"""What no address alone shows, seen by axe: the first run, open menus, what a form answers, a conflict, a refusal."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.console.browsing import WIDTHS, violations
from tests.console.served import Served
from tests.console.test_in_a_browser import Theme, signed_in, watched
from tests.platform import make_app, make_bot, make_person

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def seen(page: Page, state: str, offenders: list[str]) -> None:
    """Note what is wrong with the page as it stands."""
    size = page.viewport_size
    assert size is not None
    # As high as it is: what a bar covers for the moment is in sight for who scrolls.
    height = await page.evaluate("document.documentElement.scrollHeight")
    await page.set_viewport_size({"width": size["width"], "height": height + 200})
    offenders += [f"{state}: {found}" for found in await violations(page)]
    if (wide := await page.evaluate("document.documentElement.scrollWidth")) > size["width"]:
        offenders.append(f"{state} is {wide} px wide")
    await page.set_viewport_size(size)


@pytest.mark.parametrize(("theme", "width"), [("dark", 1280), ("light", 360)])
async def test_axe_finds_nothing_in_any_state(
    browser: Browser, place: Served, tmp_path: Path, theme: Theme, width: int
) -> None:
    api, offenders = place.api, list[str]()
    options: Any = {"color_scheme": theme, "viewport": {"width": width, "height": WIDTHS[width]}}
    nobody = await signed_in(browser, place, None, **options)
    page = await nobody.new_page()
    await page.goto(f"{place.url}/console/first-run")
    await expect(page.get_by_label("Code from the terminal")).to_be_visible()
    await seen(page, "first run", offenders)
    await nobody.close()
    ann = await make_person(api)
    await make_bot(api, ann)
    app = await make_app(api, ann)
    context = await signed_in(browser, place, ann, **options)
    page = await context.new_page()
    said = watched(page)
    home = f"{place.url}/console/{ann.account.account_id}"
    await page.goto(f"{home}/apps/new")
    for menu in (".switch", ".user"):
        await page.locator(f"{menu} > summary").click()
        await expect(page.locator(f"{menu} .menu-body")).to_be_visible()
        await seen(page, f"menu {menu}", offenders)
    await page.keyboard.press("Escape")
    await page.get_by_label("Name").fill("Nightly export")
    await page.get_by_role("button", name="Create app").click()
    await expect(page.get_by_text("App created. Here is its secret.")).to_be_visible()
    await seen(page, "app made", offenders)
    await page.goto(f"{home}/apps/{app.client_id}/scopes")
    await api.call("save-app-scopes", by=ann, client_id=app.client_id, scopes=["Role Management", "Bot Import"])
    await page.get_by_role("checkbox", name="Bot Export", exact=True).uncheck()
    await page.get_by_role("button", name="Save scopes").click()
    await expect(page.get_by_text("Your changes here are not saved yet.")).to_be_visible()
    await seen(page, "conflict", offenders)
    # Leaving asks.
    page.on("dialog", lambda dialog: asyncio.ensure_future(dialog.accept()))
    await page.goto(f"{home}/requests/get-bots?app={app.client_id}&mistake=algorithm-not-allowed")
    await page.get_by_role("button", name="Send", exact=True).click()
    # Nobody has to scroll for the answer.
    await expect(page.get_by_role("heading", name="401 Unauthorized")).to_be_in_viewport(ratio=1)
    await expect(page.locator("#answer li.check.failed")).to_have_count(1)
    await seen(page, "refused", offenders)
    # The browser itself notes every answer that tells of an error, as these pages do on purpose.
    offenders += [one for one in said if "409" not in one]
    await context.close()
    assert not offenders, "\n" + "\n".join(offenders)
