"""The request builder in a real browser: seen while it is filled, sent by the keyboard, followed to the job's end."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, FilePayload, Page, expect

from korekit.catalog.planes import Plane
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
    page, home, bot, client_id = await page_of(browser, place)
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
    await page.get_by_text("4 optional fields").click()
    await page.get_by_label("limit").fill("5")
    await expect(preview).to_contain_text("limit=5")
    await page.get_by_label("Command for").select_option("https://bots.kore.ai")
    await expect(page.get_by_label("curl", exact=True)).to_contain_text(
        "curl -sS 'https://bots.kore.ai/api/public/bot/"
    )
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("heading", name="200 OK")).to_be_focused()
    # From the first answer on to code for this very call: the link opens what is folded.
    await expect(page.get_by_label("Python", exact=True)).to_be_hidden()
    await page.get_by_role("link", name="Python", exact=True).click()
    await expect(page.get_by_label("Python", exact=True)).to_be_in_viewport()
    await expect(page.get_by_label("Python", exact=True)).to_contain_text("limit=5")
    await page.get_by_role("link", name="a shell", exact=True).click()
    await expect(page.get_by_label("curl", exact=True)).to_contain_text("openssl dgst -sha256")
    await expect(page.get_by_role("link", name="Set up a shell for")).to_have_attribute(
        "href", re.compile(f"/apps/{client_id}#first-call$")
    )
    # A reload shows the request again and does not send it again.
    await page.reload()
    await expect(page.get_by_role("heading", name="200 OK")).to_have_count(0)
    await expect(page.get_by_label("limit")).to_have_value("5")
    assert said == []
    await page.context.close()


async def test_a_job_is_followed_to_its_end(browser: Browser, place: Served) -> None:
    page, home, _, client_id = await page_of(browser, place)
    await page.goto(f"{home}/requests/bot-export?app={client_id}")
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.get_by_role("heading", name="200 OK")).to_be_visible()
    await expect(page.locator("[data-live] .badge")).to_have_text("success")
    await expect(page.get_by_label("The status")).to_contain_text("downloadURL")
    async with page.expect_download() as downloading:
        await page.get_by_role("link", name="Download file").click()
    assert Path(await (await downloading.value).path()).read_bytes()[:2] == b"PK"
    await page.context.close()


async def test_a_form_of_json_grows_switches_and_keeps_what_was_typed(browser: Browser, place: Served) -> None:
    page, home, _, client_id = await page_of(browser, place)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    preview = page.get_by_label("As it is sent", exact=True)
    await page.goto(f"{home}/requests/bot-variables-import?app={client_id}")
    await page.get_by_label("key").fill("first")
    await page.get_by_role("button", name="Add an entry to variables").click()
    # Whoever added a row is in it.
    await expect(page.get_by_role("group", name="variables 2").get_by_label("key")).to_be_focused()
    await page.keyboard.type("second")
    await expect(preview).to_contain_text('"key": "second"')
    await page.get_by_role("button", name="Remove variables 1").click()
    await expect(page.get_by_role("group", name="variables 2")).to_have_count(0)
    await expect(page.get_by_label("key")).to_have_value("second")
    await page.get_by_role("button", name="Edit variables as JSON").click()
    await expect(page.get_by_label("variables required")).to_have_value('[\n  {\n    "key": "second"\n  }\n]')
    await page.get_by_role("button", name="Edit variables as a form").click()
    await expect(page.get_by_role("group", name="variables 1").get_by_label("key")).to_have_value("second")
    assert said == []
    await page.context.close()


async def test_a_secret_that_was_typed_stays_when_the_form_changes(browser: Browser, place: Served) -> None:
    page, home, _, client_id = await page_of(browser, place)
    await page.goto(f"{home}/requests/channel-enablement?app={client_id}")
    await page.get_by_text("16 optional fields").click()
    await page.get_by_label("appPassword").fill("hunter2hunter2")
    # A button that changes nothing makes the fields anew as well.
    await page.evaluate("document.querySelector('[data-swap]').value = 'add:p.nothing'")
    async with page.expect_response(lambda answer: answer.request.method == "POST"):
        await page.get_by_role("button", name="Edit channelDetails as JSON").click()
    await expect(page.get_by_label("appPassword")).to_have_value("hunter2hunter2")
    assert "hunter2" not in await page.locator("[data-preview]").inner_text()
    await page.context.close()


async def test_a_file_is_uploaded_for_its_id_in_place(browser: Browser, place: Served) -> None:
    page, home, _, client_id = await page_of(browser, place)
    await page.goto(f"{home}/requests/import-bot-functions?app={client_id}")
    await page.get_by_label("fileName").fill("a.js")
    chosen: FilePayload = {"name": "a.js", "mimeType": "text/javascript", "buffer": b"var a = 1;"}
    await page.get_by_label("File for fileId").set_input_files([chosen])
    await page.get_by_role("button", name="Upload file for fileId").click()
    await expect(page.get_by_role("status").filter(has_text="Uploaded.")).to_be_visible()
    await expect(page.locator('[name="p.files.0.fileId"]')).to_have_value(re.compile("^[0-9a-f]{24}$"))
    await expect(page.get_by_label("fileName")).to_have_value("a.js")
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.get_by_role("heading", name="200 OK")).to_be_focused()
    await page.context.close()


async def test_without_scripts_a_request_is_sent_and_its_job_asked_for(browser: Browser, place: Served) -> None:
    page, home, bot, client_id = await page_of(browser, place, java_script_enabled=False)
    await page.goto(f"{home}/requests/bot-export?app={client_id}")
    await page.get_by_role("button", name="Update the command").click()
    await expect(page.get_by_label("As it is sent", exact=True)).to_contain_text(f"POST /api/public/bot/{bot}/export")
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.get_by_role("heading", name="200 OK")).to_be_visible()
    await page.get_by_role("link", name="Open bot-export-status").click()
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.get_by_role("heading", name="200 OK")).to_be_visible()
    await expect(page.get_by_label("The answer")).to_contain_text("Botexport")
    await page.context.close()


async def test_choosing_an_app_of_a_bot_chooses_its_bot(browser: Browser, place: Served) -> None:
    ann = await make_person(place.api)
    first, second = await make_bot(place.api, ann, name="First"), await make_bot(place.api, ann, name="Second")
    app = await make_app(place.api, ann)
    own = await make_app(place.api, ann, plane=Plane.BOT, bot_id=second)
    context = await browser.new_context(viewport={"width": 360, "height": 740})
    await context.add_cookies([place.session_cookie(ann.access_token)])
    page = await context.new_page()
    home = f"{place.url}/console/{ann.account.account_id}"
    await page.goto(f"{home}/requests/get-change-logs?app={app.client_id}&p.bot_id={first}")
    await page.get_by_label("App that calls").select_option(own.client_id)
    await expect(page.get_by_label("botId")).to_have_value(second)
    await expect(page.get_by_label("As it is sent", exact=True)).to_contain_text(f"/bot/{second}/changelogs")
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.get_by_role("heading", name="200 OK")).to_be_in_viewport(ratio=1)
    # Another bot that is chosen afterwards stays chosen.
    await page.get_by_label("botId").select_option(first)
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.locator("#answer").get_by_text("bot-not-of-app", exact=True)).to_be_visible()
    await context.close()
