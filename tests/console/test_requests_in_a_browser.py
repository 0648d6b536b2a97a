"""The request builder in a real browser: seen while it is filled, sent by the keyboard, followed to the job's end."""

from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.console.served import Served
from tests.platform import make_app, make_bot, make_person

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def page_of(browser: Browser, place: Served, **options: Any) -> tuple[Page, str, str, str]:
    """A page of an owner with a bot and an app; with it their account's address and the two ids."""
    ann = await make_person(place.api)
    bot = await make_bot(place.api, ann, name="Travel Desk")
    app = await make_app(place.api, ann)
    context = await browser.new_context(**options)
    await context.add_cookies([place.session_cookie(ann.access_token)])
    return await context.new_page(), f"{place.url}/console/{ann.account.account_id}", bot, app.client_id


async def test_a_request_is_found_filled_seen_and_sent_by_the_keyboard(browser: Browser, place: Served) -> None:
    page, home, bot, _ = await page_of(browser, place)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    await page.goto(f"{home}/requests")
    await page.keyboard.press("/")
    await page.keyboard.type("change log")
    await expect(page.get_by_role("link", name="get-change-logs", exact=True)).to_be_visible()
    await expect(page.get_by_role("link", name="get-bots", exact=True)).to_be_hidden()
    await page.goto(f"{home}/requests/get-change-logs")
    preview = page.get_by_label("As it is sent", exact=True)
    await expect(preview).to_contain_text(f"GET /api/public/bot/{bot}/changelogs?offset=0&limit=50")
    await page.get_by_text("4 more fields").click()
    await page.get_by_label("limit").fill("5")
    await expect(preview).to_contain_text("limit=5")
    await page.get_by_label("Command for").select_option("https://bots.kore.ai")
    await expect(page.get_by_label("curl", exact=True)).to_contain_text(
        "curl -sS 'https://bots.kore.ai/api/public/bot/"
    )
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("heading", name="200 OK")).to_be_focused()
    # A reload shows the request again and does not send it again.
    await page.reload()
    await expect(page.get_by_role("heading", name="200 OK")).to_have_count(0)
    await expect(page.get_by_label("limit")).to_have_value("5")
    assert said == []
    await page.context.close()


async def test_a_job_is_followed_to_its_end(browser: Browser, place: Served) -> None:
    page, home, _, client_id = await page_of(browser, place)
    await page.goto(f"{home}/requests/bot-export?app={client_id}")
    await page.get_by_role("button", name="Send it here").click()
    await expect(page.get_by_role("heading", name="200 OK")).to_be_visible()
    await expect(page.locator("[data-live] .badge")).to_have_text("success")
    await expect(page.get_by_label("The status")).to_contain_text("downloadURL")
    await page.context.close()


async def test_json_is_put_into_its_field(browser: Browser, place: Served) -> None:
    page, home, _, client_id = await page_of(browser, place)
    await page.goto(f"{home}/requests/bot-export?app={client_id}")
    await page.get_by_text("more fields").click()
    await page.get_by_text("Every key of exportOptions").click()
    await page.get_by_role("button", name="Put it in exportOptions").click()
    await expect(page.get_by_label("As it is sent", exact=True)).to_contain_text('"exportOptions": {')
    await page.context.close()


async def test_without_scripts_a_request_is_sent_and_its_job_asked_for(browser: Browser, place: Served) -> None:
    page, home, bot, client_id = await page_of(browser, place, java_script_enabled=False)
    await page.goto(f"{home}/requests/bot-export?app={client_id}")
    await page.get_by_role("button", name="Show the command").click()
    await expect(page.get_by_label("As it is sent", exact=True)).to_contain_text(f"POST /api/public/bot/{bot}/export")
    await page.get_by_role("button", name="Send it here").click()
    await expect(page.get_by_role("heading", name="200 OK")).to_be_visible()
    await page.get_by_role("link", name="How does it stand?").click()
    await page.get_by_role("button", name="Send it here").click()
    await expect(page.get_by_role("heading", name="200 OK")).to_be_visible()
    await expect(page.get_by_label("The answer")).to_contain_text("Botexport")
    await page.context.close()
