"""The seed's path in a process and a browser of their own: from the first start to an answered call, and to the classic
mistakes, each explained and mended where it happens. By mouse and keyboard only.
"""

import asyncio
import json
import os
import re
import signal
import sys
from pathlib import Path

import pytest
from playwright.async_api import Browser, FilePayload, Page, expect

from korekit import AsyncClient
from tests.console.bot_files import small_zip

# What is made wrong on purpose, in the words of the list, with its cause and a word of what helps.
MISTAKES = {
    "The path is right, the HTTP method is not": ("method-not-allowed", "Use the documented method."),
    "The token carries no signature": ("token-unsigned", "Sign it with the app's client secret and HS256."),
    "The claim that should name the app is spelled differently": (
        "claim-app-id-misspelled",
        "Spell the claim exactly appId.",
    ),
    "The token names another algorithm than HS256": ("algorithm-not-allowed", "Sign with HS256;"),
}

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_from_the_first_start_to_an_answered_call_and_to_each_classic_refusal(
    browser: Browser, tmp_path: Path
) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KOREKIT_")}
    arguments = ["-m", "korekit", "up", "--port", "0", "--data", str(tmp_path / "data"), "--json"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, env=environment, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        told = json.loads(await process.stdout.readline())
        assert set(told) == {"url", "firstRunUrl"}
        context = await browser.new_context(viewport={"width": 1280, "height": 800})
        page = await context.new_page()
        page.set_default_timeout(15_000)
        client_id, secret = await _path(page, told["firstRunUrl"])
        async with AsyncClient(told["url"], client_id=client_id, client_secret=secret) as client:
            assert (await client.get_bots()).total == 0
        await _mistakes_on_purpose(page)
        await _scopes(page)
        await _other_account(page)
        await context.close()
    finally:
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 15) == 0


async def _path(page: Page, first_run_url: str) -> tuple[str, str]:
    """Answers the app's client id and secret as the pages show them."""
    await page.goto(first_run_url)
    code = first_run_url.partition("#")[2]
    await expect(page.get_by_label("Code from the terminal")).to_have_value(code)
    assert "#" not in page.url
    await expect(page.get_by_label("Your e-mail address")).to_be_focused()
    for text in ("ann@example.com", "Ann", "Berg"):
        await page.keyboard.type(text)
        await page.keyboard.press("Tab")
    await page.keyboard.type("correct horse battery")
    # Past the button that shows it.
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.type("Northwind")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Northwind")).to_be_visible()
    await page.get_by_role("link", name="Create app").click()
    await expect(page.get_by_label("Name")).to_be_focused()
    await page.keyboard.type("Nightly export")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("App created. Here is its secret.")).to_be_visible()
    shown = await page.locator(".once").inner_text()
    client_id, secret = re.findall(r"cs-[0-9a-f-]{36}|[A-Za-z0-9+/]{43}=", shown)
    await page.get_by_role("link", name="Choose API scopes").click()
    await page.get_by_role("link", name="Tick Role Management").click()
    await expect(page.get_by_role("checkbox", name="Role Management")).to_be_checked()
    await page.get_by_role("button", name="Save scopes").click()
    await expect(page.get_by_text("Scopes saved. 1 scope is active now.")).to_be_visible()
    await page.get_by_role("link", name="Send a request", exact=True).first.click()
    await expect(page.get_by_role("heading", name="get-bots")).to_be_visible()
    await expect(page.get_by_label("App that calls")).to_have_value(client_id)
    await _send(page, "200 OK")
    await page.get_by_role("link", name="Home").click()
    await expect(page.get_by_role("heading", name="What next")).to_be_visible()
    await page.go_back()
    return client_id, secret


async def _send(page: Page, status: str, button: str = "Send") -> None:
    """Press it; the answer's status is in sight then, and below it nothing has to be looked for."""
    await page.get_by_role("button", name=button, exact=True).click()
    heading = page.get_by_role("heading", name=status)
    await expect(heading).to_be_focused()
    await expect(heading).to_be_in_viewport(ratio=1)


async def _explained(page: Page, cause: str, helps: str) -> None:
    answer = page.locator("#answer")
    await expect(answer.get_by_text("This call is refused.")).to_be_visible()
    await expect(answer.get_by_text(cause, exact=True)).to_be_visible()
    await expect(answer.get_by_text(helps)).to_be_visible()
    await expect(answer.locator("li.check.failed")).to_have_count(1)


async def _mistakes_on_purpose(page: Page) -> None:
    """Wrong method, no signature, a misspelled claim, another algorithm: in the builder, where the call was good."""
    await page.get_by_text("Send with a mistake").click()
    for words, (cause, helps) in MISTAKES.items():
        await page.get_by_label("Mistake", exact=True).select_option(words)
        await _send(page, "405" if cause == "method-not-allowed" else "401 Unauthorized")
        await _explained(page, cause, helps)
        await _send(page, "200 OK", "Send without the mistake")
        await page.get_by_text("Send with a mistake").click()


async def _scopes(page: Page) -> None:
    """Another scope than the needed one, then the needed one ticked and not saved."""
    box = page.get_by_role("checkbox", name="Role Management", exact=True)
    for cause, helps in (
        ("scope-missing", "Grant the expected scope to the app and save"),
        ("scope-not-saved", "Tick the scope and save the mapping"),
    ):
        await page.get_by_role("navigation").get_by_role("link", name="Apps", exact=True).click()
        await page.get_by_role("main").get_by_role("link", name="Nightly export").first.click()
        await page.get_by_role("main").get_by_role("link", name="API Scopes", exact=True).click()
        await box.uncheck()
        await page.get_by_role("checkbox", name="Bot Export", exact=True).check()
        await page.get_by_role("button", name="Save scopes").click()
        await expect(page.get_by_text("Scopes saved.")).to_be_visible()
        if cause == "scope-not-saved":
            await box.check()
            await page.get_by_role("button", name="Save as draft").click()
            await expect(page.get_by_text("Draft saved.")).to_be_visible()
        await _open_request(page, "get-bots")
        await _send(page, "401 Unauthorized")
        await _explained(page, cause, helps)
        await page.locator("#answer").get_by_role("link", name="the scope Role Management").click()
        await expect(box).to_be_checked()
        await page.get_by_role("button", name="Save scopes").click()
        await page.get_by_role("link", name="Send a request", exact=True).first.click()
        await _send(page, "200 OK")


async def _open_request(page: Page, operation: str) -> None:
    await page.get_by_role("navigation").get_by_role("link", name="Requests", exact=True).click()
    await page.get_by_role("searchbox").fill(operation)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name=operation)).to_be_visible()


async def _other_account(page: Page) -> None:
    """An app made in another account than the bot."""
    await page.get_by_role("navigation").get_by_role("link", name="Bots", exact=True).click()
    await page.get_by_role("link", name="Import bot").first.click()
    chosen: FilePayload = {"name": "desk.zip", "mimeType": "application/zip", "buffer": small_zip()}
    await page.get_by_label("Export of a bot").set_input_files([chosen])
    await page.get_by_role("button", name="Review file").click()
    await page.get_by_label("Name of the new bot").fill("Travel Desk")
    await page.get_by_role("button", name="Import bot").click()
    await page.get_by_role("link", name="Open bot").click()
    bot_id = page.url.rpartition("/")[2]
    await page.get_by_text("Northwind").first.click()
    await page.get_by_role("link", name="New account").click()
    await expect(page.get_by_label("Name", exact=True)).to_be_focused()
    await page.keyboard.type("Southwind")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Southwind")).to_be_visible()
    await page.get_by_role("link", name="Create app").click()
    await expect(page.get_by_role("heading", name="Create an app in")).to_contain_text("Southwind")
    await page.keyboard.type("Log reader")
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name="Choose API scopes").click()
    await page.get_by_label("Not sure which scope?").select_option("get-change-logs")
    await page.get_by_role("button", name="Tick its scopes").click()
    await page.get_by_role("button", name="Save scopes").click()
    await page.get_by_role("link", name="Send a request", exact=True).first.click()
    await page.get_by_label("botId").fill(bot_id)
    await _send(page, "400 Bad Request")
    await _explained(page, "bot-of-other-account", "Switch to the account that holds the bot")
    await page.locator("#answer").get_by_role("link", name="Switch to Northwind").click()
    await expect(page.get_by_role("heading", name="Travel Desk")).to_be_visible()
    # There an app may read the log once it has the scope; the form says so before anything is sent.
    await _open_request(page, "get-change-logs")
    await page.locator("#r-app-hint").get_by_role("link", name="Tick the scope").click()
    await page.get_by_role("button", name="Save scopes").click()
    await _open_request(page, "get-change-logs")
    await _send(page, "200 OK")
