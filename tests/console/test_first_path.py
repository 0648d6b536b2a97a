"""The seed's path in a process and a browser of their own: from the first start to an answered call."""

import asyncio
import json
import os
import re
import signal
import sys
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from korekit import AsyncClient

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_from_the_first_start_to_an_answered_call(browser: Browser, tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KOREKIT_")}
    arguments = ["-m", "korekit", "up", "--port", "0", "--data", str(tmp_path / "data"), "--json"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, env=environment, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        told = json.loads(await process.stdout.readline())
        assert set(told) == {"url", "firstRunUrl"}
        client_id, secret = await _path(browser, told["firstRunUrl"])
        async with AsyncClient(told["url"], client_id=client_id, client_secret=secret) as client:
            assert (await client.get_bots()).total == 0
    finally:
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 15) == 0


async def _path(browser: Browser, first_run_url: str) -> tuple[str, str]:
    """By mouse and keyboard only; answers the app's client id and secret as the pages show them."""
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(first_run_url)
    code = first_run_url.partition("#")[2]
    await expect(page.get_by_label("Code from the terminal")).to_have_value(code)
    assert "#" not in page.url
    await expect(page.get_by_label("Your e-mail address")).to_be_focused()
    await page.keyboard.type("ann@example.com")
    await page.keyboard.press("Tab")
    await page.keyboard.type("correct horse battery")
    await page.keyboard.press("Tab")
    await page.keyboard.type("Northwind")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Northwind")).to_be_visible()
    await page.get_by_role("link", name="Make an app").click()
    await expect(page.get_by_label("Name")).to_be_focused()
    await page.keyboard.type("Nightly export")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Nightly export is there. Keep its secret now.")).to_be_visible()
    shown = await page.locator(".once").inner_text()
    client_id, secret = re.findall(r"cs-[0-9a-f-]{36}|[A-Za-z0-9+/]{43}=", shown)
    await page.get_by_role("link", name="Map its API scopes").click()
    await page.get_by_role("searchbox").fill("get-bots")
    await page.get_by_role("checkbox", name="Role Management").click()
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.get_by_text("Saved. The app holds 1 scope, which counts now.")).to_be_visible()
    await page.get_by_role("link", name="Home").click()
    await page.get_by_role("link", name="Send a request").click()
    await page.get_by_role("link", name="get-bots").click()
    await expect(page.get_by_text("Nightly export may make this call now.")).to_be_visible()
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("heading", name="200 OK")).to_be_visible()
    await page.get_by_role("link", name="Home").click()
    await expect(page.get_by_role("heading", name="Mint a token and send a request (done)")).to_be_visible()
    await context.close()
    return client_id, secret
