"""A bot's pages in a real browser: a file is dropped, a version published and put back, a change log saved."""

import asyncio
import base64
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from korekit.archive.folders import unpack, write_unpacked
from korekit.archive.zip_reading import read_zip
from tests.bots import large, small
from tests.console.bot_files import import_small, small_zip, zip_of
from tests.console.served import Served
from tests.console.test_in_a_browser import signed_in, watched
from tests.platform import make_bot, make_person

pytestmark = pytest.mark.asyncio(loop_scope="session")

_DROP = """async (files) => {
  const data = new DataTransfer();
  for (const [content, name] of files) {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    data.items.add(new File([bytes], name));
  }
  const zone = document.querySelector("[data-drop]");
  for (const type of ["dragenter", "dragover", "drop"]) {
    zone.dispatchEvent(new DragEvent(type, {bubbles: true, cancelable: true, dataTransfer: data}));
  }
}"""


async def drop(page: Page, content: bytes, name: str) -> None:
    """Drop a file onto the form."""
    await drop_all(page, {name: content})


async def drop_all(page: Page, files: Mapping[str, bytes]) -> None:
    """Drop several files onto the form at once."""
    await page.evaluate(_DROP, [[base64.b64encode(content).decode(), name] for name, content in files.items()])


async def test_a_dropped_file_becomes_a_bot(browser: Browser, place: Served) -> None:
    ann = await make_person(place.api)
    context = await signed_in(browser, place, ann)
    page = await context.new_page()
    said = watched(page)
    home = f"{place.url}/console/{ann.account.account_id}"
    await page.goto(f"{home}/bots")
    await page.get_by_role("link", name="Import bot").click()
    await expect(page.get_by_text("Drop a zip, the files of an export")).to_be_visible()
    await drop(page, small_zip(), "desk.zip")
    await page.get_by_label("Name of the new bot").fill("Travel Desk")
    await page.get_by_role("button", name="Import bot").click()
    await expect(page.get_by_text("Import completed")).to_be_visible()
    await expect(page.get_by_role("row", name="Bot definition").get_by_text("done")).to_be_visible()
    await page.get_by_role("link", name="Open bot").click()
    await expect(page.get_by_role("heading", name="Travel Desk")).to_be_visible()
    # What is dropped on a bot is compared with it before anything is written.
    await page.get_by_role("link", name="Import", exact=True).click()
    await drop(
        page, zip_of({**small(), "config.json": b'{"name": "Desk", "envVariables": [{"key": "city"}]}'}), "b.zip"
    )
    await expect(page.get_by_role("heading", name="Environment variables 1")).to_be_visible()
    await page.get_by_role("button", name="Import into Travel Desk").click()
    await expect(page.get_by_text("Import completed")).to_be_visible()
    assert said == []
    await context.close()


async def test_dropped_files_of_an_export_become_a_bot(browser: Browser, place: Served) -> None:
    ann = await make_person(place.api)
    context = await signed_in(browser, place, ann)
    page = await context.new_page()
    said = watched(page)
    await page.goto(f"{place.url}/console/{ann.account.account_id}/imports/new")
    await drop_all(page, {"a.zip": small_zip(), "config.json": b"{}"})
    await expect(page.get_by_text("Choose one zip, or the files of one export.")).to_be_visible()
    await drop_all(page, {"config.json": b"{}", "config (1).json": b"{}"})
    await expect(page.get_by_text("There are two files for config.json.")).to_be_visible()
    # As a browser numbers what it saves twice, beside what a system leaves in a folder.
    parts = small()
    files = {
        "botDefinition (1).json": parts["botDefinition.json"],
        "config.json": parts["config.json"],
        ".DS_Store": b"x",
        "Icon.png": parts.get("icon.png", b"\x89PNG"),
    }
    await drop_all(page, files)
    await expect(page.get_by_label("Name of the new bot")).to_be_visible()
    # The files go by the names that people know them by.
    given = "botDefinition (1).json, config.json, Icon.png"
    await expect(page.get_by_text(given, exact=True)).to_be_visible()
    await expect(page.get_by_text(re.compile(f"^{re.escape(given)}, [0-9.]+ kB"))).to_be_visible()
    await expect(page.get_by_text("was passed over")).to_have_count(0)
    await page.get_by_role("button", name="Import bot").click()
    await expect(page.get_by_text("Import completed")).to_be_visible()
    assert said == []
    await context.close()


async def test_a_chosen_folder_becomes_a_bot(browser: Browser, place: Served, tmp_path: Path) -> None:
    ann = await make_person(place.api)
    (tmp_path / "bot.zip").write_bytes(zip_of(large()))
    write_unpacked(tmp_path / "desk", unpack(read_zip(tmp_path / "bot.zip")))
    (tmp_path / "desk/.git").mkdir()
    (tmp_path / "desk/.git/config").write_bytes(b"x")
    context = await signed_in(browser, place, ann)
    page = await context.new_page()
    said = watched(page)
    await page.goto(f"{place.url}/console/{ann.account.account_id}/imports/new")
    async with page.expect_file_chooser() as chosen:
        await page.get_by_role("button", name="Choose folder").click()
    await (await chosen.value).set_files(tmp_path / "desk")
    await expect(page.get_by_text("desk", exact=True)).to_be_visible()
    await page.get_by_role("button", name="Import bot").click()
    await expect(page.get_by_text("Import completed")).to_be_visible()
    assert said == []
    await context.close()


async def test_a_cancelled_upload_leaves_nothing(browser: Browser, place: Served) -> None:
    ann = await make_person(place.api)
    blobs = place.api.platform.services.blobs
    before = {path for path in blobs.folder.rglob("*") if path.is_file()}
    context = await signed_in(browser, place, ann)
    page = await context.new_page()
    await page.goto(f"{place.url}/console/{ann.account.account_id}/imports/new")
    # So slow that the upload is under way for a while.
    session = await context.new_cdp_session(page)
    await session.send("Network.enable")
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 100_000}
    await session.send("Network.emulateNetworkConditions", slow)
    await drop(page, small_zip() + b"x" * 2_000_000, "desk.zip")
    await expect(page.get_by_text("Uploading,")).to_be_visible()
    await page.get_by_role("button", name="Cancel upload").click()
    await expect(page.get_by_text("Upload cancelled. Nothing was kept.")).to_be_visible()
    for _ in range(100):
        if {path for path in blobs.folder.rglob("*") if path.is_file()} == before:
            break
        await asyncio.sleep(0.05)
    assert {path for path in blobs.folder.rglob("*") if path.is_file()} == before
    # And the form works again.
    await session.send("Network.emulateNetworkConditions", {**slow, "uploadThroughput": -1})
    await drop(page, small_zip(), "desk.zip")
    await expect(page.get_by_label("Name of the new bot")).to_be_visible()
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
    await page.get_by_label("Export of a bot").set_input_files(tmp_path / "desk.zip")
    await page.get_by_role("button", name="Review file").click()
    await page.get_by_role("button", name="Import bot").click()
    for _ in range(100):
        if await page.get_by_text("Import completed").count():
            break
        await page.get_by_role("link", name="Refresh").click()
    await expect(page.get_by_text("Import completed")).to_be_visible()
    await context.close()


async def test_a_version_is_published_and_put_back(browser: Browser, place: Served) -> None:
    ann = await make_person(place.api)
    bot_id = await import_small(place.api, ann, name="Desk")
    context = await signed_in(browser, place, ann)
    page = await context.new_page()
    said = watched(page)
    await page.goto(f"{place.url}/console/{ann.account.account_id}/bots/{bot_id}/versions")
    await page.get_by_label("Version comment").fill("Second flight")
    await page.get_by_role("button", name="Publish bot").click()
    await expect(page.get_by_role("row", name="Second flight")).to_be_visible()
    async with page.expect_download() as download:
        await page.get_by_role("button", name="Download version 1").click()
    assert (await download.value).suggested_filename == "Desk-1.zip"
    await page.get_by_role("link", name="Restore version 1").click()
    await page.get_by_role("button", name="Restore version 1").click()
    restored = page.get_by_role("main").get_by_text("Version 1 was restored and is not published yet")
    await expect(restored).to_be_visible()
    assert said == []
    await context.close()


async def test_a_change_log_is_filtered_and_saved(browser: Browser, place: Served, tmp_path: Path) -> None:
    ann = await make_person(place.api)
    bot_id = await make_bot(place.api, ann, changes=["=1+1", "Saved BOT"])
    context = await signed_in(browser, place, ann)
    page = await context.new_page()
    said = watched(page)
    await page.goto(f"{place.url}/console/{ann.account.account_id}/bots/{bot_id}/changes")
    await page.get_by_label("User").select_option(ann.email)
    await page.get_by_label("Resource", exact=True).select_option("Bot")
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
