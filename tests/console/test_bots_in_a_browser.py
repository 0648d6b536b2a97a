"""A bot's pages in a real browser: a file is dropped, a version published and put back, a change log saved."""

import base64
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.bots import small
from tests.console.bot_files import import_small, small_zip, zip_of
from tests.console.served import Served
from tests.console.test_in_a_browser import signed_in, watched
from tests.platform import make_bot, make_person

pytestmark = pytest.mark.asyncio(loop_scope="session")

_DROP = """async ([content, name]) => {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], name, {type: "application/zip"}));
  const zone = document.querySelector("[data-drop]");
  for (const type of ["dragenter", "dragover", "drop"]) {
    zone.dispatchEvent(new DragEvent(type, {bubbles: true, cancelable: true, dataTransfer: data}));
  }
}"""


async def drop(page: Page, content: bytes, name: str) -> None:
    """Drop a file onto the form."""
    await page.evaluate(_DROP, [base64.b64encode(content).decode(), name])


async def test_a_dropped_file_becomes_a_bot(browser: Browser, place: Served) -> None:
    ann = await make_person(place.api)
    context = await signed_in(browser, place, ann)
    page = await context.new_page()
    said = watched(page)
    home = f"{place.url}/console/{ann.account.account_id}"
    await page.goto(f"{home}/bots")
    await page.get_by_role("link", name="Import a file").click()
    await expect(page.get_by_text("Drop it here, or choose it.")).to_be_visible()
    await drop(page, small_zip(), "desk.zip")
    await page.get_by_label("Name of the new bot").fill("Travel Desk")
    await page.get_by_role("button", name="Import as a new bot").click()
    await expect(page.get_by_text("It is done")).to_be_visible()
    await expect(page.get_by_role("row", name="Bot definition").get_by_text("done")).to_be_visible()
    await page.get_by_role("link", name="Open the bot").click()
    await expect(page.get_by_role("heading", name="Travel Desk")).to_be_visible()
    # What is dropped on a bot is compared with it before anything is written.
    await page.get_by_role("link", name="Import", exact=True).click()
    await drop(
        page, zip_of({**small(), "config.json": b'{"name": "Desk", "envVariables": [{"key": "city"}]}'}), "b.zip"
    )
    await expect(page.get_by_role("heading", name="Environment variable 1")).to_be_visible()
    await page.get_by_role("button", name="Import it").click()
    await expect(page.get_by_text("It is done")).to_be_visible()
    assert said == []
    await context.close()


async def test_a_dropped_file_that_is_refused_says_why_in_place(browser: Browser, place: Served) -> None:
    ann = await make_person(place.api)
    context = await signed_in(browser, place, ann)
    page = await context.new_page()
    await page.goto(f"{place.url}/console/{ann.account.account_id}/imports/new")
    await place.api.call("sign-out", by=ann)
    await drop(page, b"not a zip", "x.zip")
    # Whose session ended is sent to where he signs in.
    await expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    await context.close()


async def test_without_scripts_a_file_is_imported_as_well(browser: Browser, place: Served, tmp_path: Path) -> None:
    ann = await make_person(place.api)
    context = await signed_in(browser, place, ann, java_script_enabled=False)
    page = await context.new_page()
    (tmp_path / "desk.zip").write_bytes(small_zip())
    await page.goto(f"{place.url}/console/{ann.account.account_id}/imports/new")
    await page.get_by_label("The zip of an export").set_input_files(tmp_path / "desk.zip")
    await page.get_by_role("button", name="Look into it").click()
    await page.get_by_role("button", name="Import as a new bot").click()
    for _ in range(100):
        if await page.get_by_text("It is done").count():
            break
        await page.get_by_role("link", name="Refresh").click()
    await expect(page.get_by_text("It is done")).to_be_visible()
    await context.close()


async def test_a_version_is_published_and_put_back(browser: Browser, place: Served) -> None:
    ann = await make_person(place.api)
    bot_id = await import_small(place.api, ann, name="Desk")
    context = await signed_in(browser, place, ann)
    page = await context.new_page()
    said = watched(page)
    await page.goto(f"{place.url}/console/{ann.account.account_id}/bots/{bot_id}/versions")
    await page.get_by_label("What this version is about").fill("Second flight")
    await page.get_by_role("button", name="Publish").click()
    await expect(page.get_by_role("row", name="Second flight")).to_be_visible()
    async with page.expect_download() as download:
        await page.get_by_role("button", name="Download version 1").click()
    assert (await download.value).suggested_filename == "Desk-1.zip"
    await page.get_by_role("link", name="Restore version 1").click()
    await page.get_by_role("button", name="Put it back").click()
    await expect(page.get_by_role("main").get_by_text("It was put back to version 1")).to_be_visible()
    assert said == []
    await context.close()


async def test_a_change_log_is_filtered_and_saved(browser: Browser, place: Served, tmp_path: Path) -> None:
    ann = await make_person(place.api)
    bot_id = await make_bot(place.api, ann, changes=["=1+1", "Saved BOT"])
    context = await signed_in(browser, place, ann)
    page = await context.new_page()
    said = watched(page)
    await page.goto(f"{place.url}/console/{ann.account.account_id}/bots/{bot_id}/changes")
    await page.get_by_label("Who").select_option(ann.email)
    await page.get_by_label("What", exact=True).select_option("stream")
    await page.get_by_role("button", name="Filter").click()
    await expect(page.get_by_role("row")).to_have_count(3)
    async with page.expect_download() as download:
        await page.get_by_role("button", name="CSV").click()
    found = await download.value
    assert found.suggested_filename == "Demo change log.csv"
    await found.save_as(tmp_path / "log.csv")
    assert (tmp_path / "log.csv").read_text("utf-8").splitlines()[2].endswith(",'=1+1")
    assert said == []
    await context.close()
