"""The classic refusals, from the list as it grows to the explanation, by mouse and keyboard alone."""

import pytest
from playwright.async_api import Browser, Page, expect

from korekit.catalog.planes import Plane, Role
from korekit.tokens.mint import mint
from tests.console.served import Served
from tests.platform import API, Person, add_member, make_app, make_bot, make_person

pytestmark = pytest.mark.asyncio(loop_scope="session")

# Each with a word of what helps.
EXPLAINED = {
    "token-expired": "Create a new token",
    "signature-invalid": "Copy the client secret again",
    "scope-not-saved": "Tick the scope and save the mapping",
    "scope-missing": "Grant the expected scope to the app",
    "plane-wrong": "Make the app on the plane",
    "bot-of-other-account": "Switch to the account that holds the bot",
}


async def make_refusals(api: API, ann: Person, other: Person) -> str:
    """One refused call for each cause; answers the trace id of one whose app nobody knows."""
    now_s = api.clock.now_s()
    bot_id, foreign = await make_bot(api, ann), await make_bot(api, other)
    full, poor = await make_app(api, ann), await make_app(api, ann, scopes=["botkit:botkit"])
    ticked = await make_app(api, ann, scopes=["role_management:role_management"], state="draft")
    builder = await make_app(api, ann, plane=Plane.BOT, bot_id=bot_id)
    await api.call("get-bots", token=mint(full.client_id, full.secret, now_s=now_s - 7200))
    await api.call("get-bots", token=mint(full.client_id, "another secret", now_s=now_s))
    await api.call("get-bots", app=ticked)
    await api.call("get-bots", app=poor)
    await api.call("get-bots", app=builder)
    await api.call("get-change-logs", app=full, bot_id=foreign)
    return (await api.call("get-bots", token=f"Bearer {full.token(api.clock)}")).trace_id


async def opened(browser: Browser, place: Served, person: Person, path: str) -> Page:
    """A page of somebody's account."""
    context = await browser.new_context()
    await context.add_cookies([place.session_cookie(person.access_token)])
    page = await context.new_page()
    await page.goto(f"{place.url}/console/{person.account.account_id}/{path}")
    return page


async def test_each_classic_refusal_comes_by_itself_and_is_explained(browser: Browser, place: Served) -> None:
    ann, bob = await make_person(place.api), await make_person(place.api)
    await add_member(place.api, ann, bob.account, Role.VIEWER)
    page = await opened(browser, place, ann, "refusals")
    await expect(page.get_by_text("No refused calls")).to_be_visible()
    trace_id = await make_refusals(place.api, ann, bob)
    # Nobody reloads: the list follows.
    for cause in EXPLAINED:
        await expect(page.get_by_role("link", name=cause, exact=True)).to_be_visible()
    for cause, helps in EXPLAINED.items():
        await page.get_by_role("link", name=cause, exact=True).click()
        await expect(page.get_by_text("This call is refused.")).to_be_visible()
        await expect(page.get_by_text(helps)).to_be_visible()
        await expect(page.locator("li.check.failed")).to_have_count(1)
        await page.get_by_role("main").get_by_role("link", name="Refused calls").click()
    # Where the header was wrong no app is known: the caller has the trace id.
    await page.get_by_role("main").get_by_role("link", name="Explain a request").click()
    await page.get_by_label("Request, token or trace id").fill(trace_id)
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("header-bearer-prefix")).to_be_visible()
    await expect(page.get_by_text("Drop the word")).to_be_visible()
    await page.context.close()


async def test_a_refusal_is_mended_by_its_button(browser: Browser, place: Served) -> None:
    ann = await make_person(place.api)
    app = await make_app(place.api, ann, scopes=[])
    await place.api.call("save-app-scopes", by=ann, client_id=app.client_id, scopes=["botkit:botkit"])
    assert (await place.api.call("get-bots", app=app)).status == 401
    page = await opened(browser, place, ann, "refusals?cause=scope-missing")
    await page.get_by_role("link", name="scope-missing", exact=True).click()
    await page.get_by_role("link", name="Tick the scope Role Management").click()
    await expect(page.get_by_role("checkbox", name="Role Management", exact=True)).to_be_checked()
    await expect(page.get_by_text("Not saved: 1 added.")).to_be_visible()
    await page.get_by_role("button", name="Save scopes").click()
    await expect(page.get_by_text("Scopes saved. 2 scopes are active now.")).to_be_visible()
    assert (await place.api.call("get-bots", app=app)).status == 200
    await page.context.close()


async def test_the_secrets_page_follows_which_one_calls_use(browser: Browser, place: Served) -> None:
    ann = await make_person(place.api)
    app = await make_app(place.api, ann)
    page = await opened(browser, place, ann, f"apps/{app.client_id}/secrets")
    await page.get_by_label("Keep the old secret valid for").select_option("7 days")
    await page.get_by_role("button", name="Create new secret").click()
    await expect(page.get_by_text("New secret created. Copy it now.")).to_be_visible()
    await expect(page.get_by_text("Not used since the rotation")).to_be_visible()
    assert (await place.api.call("get-bots", app=app)).status == 200
    await expect(page.get_by_text("Still used")).to_be_visible()
    # A reload does not rotate again.
    await page.reload()
    await expect(page.get_by_role("row")).to_have_count(3)
    await page.context.close()


async def test_filters_are_folded_on_a_phone_and_open_where_there_is_room(browser: Browser, place: Served) -> None:
    ann = await make_person(place.api)
    await place.api.call("get-bots", app=await make_app(place.api, ann, scopes=[]))
    page = await opened(browser, place, ann, "refusals")
    await page.set_viewport_size({"width": 360, "height": 740})
    field, summary = page.get_by_label("Trace id", exact=True), page.get_by_text("Filter or find a call")
    await expect(page.get_by_role("link", name="scope-not-saved", exact=True)).to_be_visible()
    await expect(field).to_be_hidden()
    await summary.click()
    await expect(field).to_be_visible()
    await page.reload()
    await page.set_viewport_size({"width": 1280, "height": 800})
    await expect(field).to_be_visible()
    await expect(summary).to_be_hidden()
    # What is looked for stays in sight.
    await page.set_viewport_size({"width": 360, "height": 740})
    await page.goto(f"{place.url}/console/{ann.account.account_id}/refusals?cause=jti-missing")
    await expect(page.get_by_label("Cause", exact=True)).to_have_value("jti-missing")
    await expect(page.get_by_label("Cause", exact=True)).to_be_visible()
    await page.context.close()
