"""Which account one is in, in a real browser: told on every page, and nothing of it stays when it is switched."""

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from korekit import AsyncClient
from korekit.catalog.planes import Role
from korekit.client.errors import CallFailed
from korekit.console.tints import tint
from tests.clock import ManualClock
from tests.console.served import Served, served
from tests.console.test_in_a_browser import signed_in, watched
from tests.platform import add_member, make_app, make_person

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def switch(page: Page, to: str, **options: Any) -> None:
    """Choose another account by the menu in the bar above."""
    await page.locator(".switch > summary").click()
    await page.locator(".switch").get_by_role("link", name=to).click(**options)


async def test_another_account_is_another_colour_name_and_title(browser: Browser, place: Served) -> None:
    api, bob = place.api, await make_person(place.api, name="bob")
    ann = await make_person(api, name="ann")
    # Most accounts differ in their colours; these two do.
    while tint(ann.account.account_id) == tint(bob.account.account_id):
        bob = await make_person(api, name="bob")
    await add_member(api, ann, bob.account, Role.DEVELOPER)
    app = await make_app(api, ann)
    context = await signed_in(browser, place, ann)
    page = await context.new_page()
    said = watched(page)
    bar = page.locator(".switch > summary")
    line = "getComputedStyle(document.querySelector('.top')).borderTopColor"
    await page.goto(f"{place.url}/console/{ann.account.account_id}/apps/{app.client_id}")
    await expect(page).to_have_title(f"app {app.client_id[-4:]} · {ann.account.name} · korekit")
    await expect(bar).to_contain_text(ann.account.name)
    colour = await page.evaluate(line)
    await switch(page, bob.account.name)
    await page.wait_for_url(f"{place.url}/console/{bob.account.account_id}")
    await expect(page).to_have_title(f"Home · {bob.account.name} · korekit")
    await expect(bar).to_contain_text(f"{bob.account.name}developer")
    assert await page.evaluate(line) != colour
    assert (await page.locator("main").inner_text()).find(app.client_id[-4:]) == -1
    # What belongs to the one account is not there in the other.
    reply = await page.goto(f"{place.url}/console/{bob.account.account_id}/apps/{app.client_id}")
    assert reply is not None
    assert reply.status == 404
    await expect(page.get_by_text(app.client_id)).to_have_count(0)
    # Whoever comes without naming an account comes to the one that he was in last.
    await page.goto(f"{place.url}/console")
    await expect(bar).to_contain_text(bob.account.name)
    await page.goto(f"{place.url}/console/{bob.account.account_id}/apps/new")
    await expect(page.get_by_role("heading", name="Create an app in")).to_have_text(
        f"Create an app in {bob.account.name[0].upper()}{bob.account.name}"
    )
    assert [one for one in said if "404" not in one] == []
    await context.close()


async def test_unsaved_ticks_ask_however_one_leaves(browser: Browser, place: Served) -> None:
    """By the account switcher, the Back button, or by closing the tab."""
    api, ann = place.api, await make_person(place.api)
    bob = await make_person(api)
    await add_member(api, ann, bob.account, Role.VIEWER)
    app = await make_app(api, ann, scopes=[])
    context = await signed_in(browser, place, ann)
    page = await context.new_page()
    asked: asyncio.Queue[str] = asyncio.Queue()
    answers = [False, False, True]

    async def answer(dialog: Any) -> None:
        asked.put_nowait(dialog.type)
        await (dialog.accept() if answers.pop(0) else dialog.dismiss())

    page.on("dialog", answer)
    await page.goto(f"{place.url}/console/{ann.account.account_id}/apps")
    own = f"{place.url}/console/{ann.account.account_id}/apps/{app.client_id}/scopes"
    await page.goto(own)
    await page.get_by_role("checkbox", name="Role Management", exact=True).check()
    await switch(page, bob.account.name, no_wait_after=True)
    assert await asyncio.wait_for(asked.get(), 15) == "beforeunload"
    await page.evaluate("setTimeout(() => history.back())")
    assert await asyncio.wait_for(asked.get(), 15) == "beforeunload"
    # Who stays has lost nothing.
    assert page.url == own
    await expect(page.get_by_text("Not saved: 1 added.")).to_be_visible()
    await page.close(run_before_unload=True)
    assert await asyncio.wait_for(asked.get(), 15) == "beforeunload"
    await context.close()
    assert (await api.call("get-app", by=ann, client_id=app.client_id)).json["saved"] == []


async def test_a_rotation_refuses_no_call_before_its_overlap_is_over(browser: Browser, tmp_path: Path) -> None:
    """A program goes on calling with the old secret while somebody rotates it in the console."""
    clock = ManualClock(time.time_ns() // 1_000_000)
    async with served(tmp_path / "data", clock=clock) as place:
        ann = await make_person(place.api)
        app = await make_app(place.api, ann)
        context = await signed_in(browser, place, ann)
        page = await context.new_page()
        answered: list[int] = []
        is_over = asyncio.Event()
        async with AsyncClient(place.url, client_id=app.client_id, client_secret=app.secret) as client:

            async def calling() -> None:
                while not is_over.is_set():
                    try:
                        await client.get_bots()
                        answered.append(200)
                    except CallFailed as refused:
                        answered.append(refused.status)
                    await asyncio.sleep(0.1)

            async def more() -> list[int]:
                """The answers to calls that began after now."""
                known = len(answered) + 1
                while len(answered) < known + 3:  # noqa: ASYNC110 - a list has no event
                    await asyncio.sleep(0.02)
                return answered[known:]

            program = asyncio.create_task(calling())
            await page.goto(f"{place.url}/console/{ann.account.account_id}/apps/{app.client_id}/secrets")
            await page.get_by_label("Keep the old secret valid for").select_option("1 minute")
            await page.get_by_role("button", name="Create new secret").click()
            await expect(page.get_by_text("New secret created. Copy it now.")).to_be_visible()
            assert set(await more()) == {200}
            clock.advance(59)
            assert set(await more()) == {200}
            before = len(answered) + 1
            clock.advance(2)
            assert set(await more()) == {401}
            is_over.set()
            await program
        assert set(answered[: before - 1]) == {200}
        assert set(answered[before:]) == {401}
        await context.close()
