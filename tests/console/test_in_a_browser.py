"""The console in a real browser: by mouse and keyboard, at every width, in both themes, with and without scripts."""

import asyncio
from typing import Any, Literal

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.console.browsing import COLOURS, RULES, WIDTHS, violations
from tests.console.scene import VARIANTS, make_page_scene, pages_to_see
from tests.console.served import Served
from tests.platform import API, Person, make_app, make_person

pytestmark = pytest.mark.asyncio(loop_scope="session")

Theme = Literal["light", "dark"]
# A small phone, a tablet, and just above where the layout changes.
_BETWEEN = (320, 800, 1160)


async def signed_in(browser: Browser, place: Served, person: Person | None, **options: Any) -> BrowserContext:
    """A browser's own profile, with somebody signed in."""
    context = await browser.new_context(**options)
    if person is not None:
        await context.add_cookies([place.session_cookie(person.access_token)])
    return context


def watched(page: Page) -> list[str]:
    """What the browser complains of: errors of scripts, and whatever the policy refused."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


@pytest.mark.parametrize(("theme", "width", "rules"), [("dark", 1280, RULES), ("light", 360, RULES)])
async def test_axe_finds_nothing_on_any_page(
    browser: Browser, place: Served, theme: Theme, width: int, rules: tuple[str, ...]
) -> None:
    """Nor does the browser complain, nor does anything reach out of the screen."""
    offenders: list[str] = []
    scene = await make_page_scene(place.api)
    viewport: Any = {"width": width, "height": WIDTHS[width]}
    own = await signed_in(browser, place, scene.owner, color_scheme=theme, viewport=viewport)
    nobody = await signed_in(browser, place, None, color_scheme=theme, viewport=viewport)
    pages = {True: await nobody.new_page(), False: await own.new_page()}
    said = watched(pages[True]), watched(pages[False])
    for one in pages_to_see():
        for query in ("", *VARIANTS.get(one.path, {}).values()):
            page = pages[one.is_open]
            await page.goto(place.url + scene.address(one) + query)
            wide = await page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                offenders.append(f"{one.path}{query} is {wide} px wide")
            offenders += [f"{one.path}{query}: {found}" for found in await violations(page, rules)]
    offenders += [*said[0], *said[1]]
    await own.close()
    await nobody.close()
    assert not offenders, "\n" + "\n".join(offenders)


async def test_nothing_reaches_out_of_the_screen_between_a_phone_and_a_desk(browser: Browser, place: Served) -> None:
    offenders: list[str] = []
    scene = await make_page_scene(place.api)
    context = await signed_in(browser, place, scene.owner)
    page = await context.new_page()
    for one in pages_to_see():
        await page.goto(place.url + scene.address(one))
        for width in _BETWEEN:
            await page.set_viewport_size({"width": width, "height": 800})
            wide = await page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                offenders.append(f"{one.path} is {wide} px wide at {width}")
    await context.close()
    assert not offenders, "\n" + "\n".join(offenders)


async def test_axe_finds_what_is_wrong(browser: Browser) -> None:
    context = await browser.new_context()
    page = await context.new_page()
    await page.set_content("<main><img src='data:,'><p style='color: #aaa; background: #fff'>Faint words</p></main>")
    found = {one.partition(":")[0] for one in await violations(page)}
    assert {"image-alt", "color-contrast", "document-title"} <= found
    assert {one.partition(":")[0] for one in await violations(page, COLOURS)} == {"color-contrast"}
    await context.close()


async def test_unsaved_ticks_are_told_and_leaving_asks(browser: Browser, place: Served) -> None:
    api, ann = place.api, await make_person(place.api)
    app = await make_app(api, ann, scopes=["role_management:role_management"])
    await api.call("draft-app-scopes", by=ann, client_id=app.client_id, scopes=["Role Management"])
    context = await signed_in(browser, place, ann)
    page = await context.new_page()
    said = watched(page)
    home = f"{place.url}/console/{ann.account.account_id}"
    await page.goto(f"{home}/apps/{app.client_id}/scopes")
    await expect(page.get_by_text("All changes are saved.")).to_be_visible()
    await page.get_by_role("searchbox").fill("bot export")
    await expect(page.get_by_text("1 of 5")).to_have_count(0)
    box = page.get_by_role("checkbox", name="Bot Export")
    await box.check()
    row = page.get_by_role("row", name="Bot Export")
    await expect(row.get_by_text("Added, not saved")).to_be_visible()
    await expect(page.get_by_text("Not saved: 1 added.")).to_be_visible()
    await page.get_by_role("searchbox").fill("role management")
    await page.get_by_role("checkbox", name="Role Management").uncheck()
    await expect(page.get_by_text("Not saved: 1 added, 1 removed.")).to_be_visible()
    asked: list[str] = []

    async def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        await dialog.dismiss()

    page.on("dialog", stay)
    await page.get_by_role("link", name="Home").click(no_wait_after=True)
    for _ in range(100):
        if asked:
            break
        await asyncio.sleep(0.02)
    assert asked == ["beforeunload"]
    assert page.url.endswith("/scopes")
    # Saving asks nothing, and afterwards leaving does not either.
    await page.get_by_role("button", name="Save scopes").click()
    await expect(page.get_by_text("Scopes saved. 1 scope is active now.")).to_be_visible()
    await page.get_by_role("link", name="Home").click()
    await page.wait_for_url(home)
    assert asked == ["beforeunload"]
    assert said == []
    await context.close()


async def test_scopes_are_mapped_by_keyboard_alone(browser: Browser, place: Served) -> None:
    api, ann = place.api, await make_person(place.api)
    app = await make_app(api, ann, scopes=[])
    context = await signed_in(browser, place, ann)
    page = await context.new_page()
    said = watched(page)
    await page.goto(f"{place.url}/console/{ann.account.account_id}/apps/{app.client_id}/scopes")
    await expect(page.get_by_role("button", name="Save scopes")).to_be_hidden()
    await page.keyboard.press("/")
    await page.keyboard.type("bot export")
    await page.keyboard.press("Enter")
    box = page.get_by_role("checkbox", name="Bot Export", exact=True)
    await expect(box).to_be_focused()
    # Enter ticks and sends nothing; the arrows walk over what is in sight.
    await page.keyboard.press("Enter")
    await expect(box).to_be_checked()
    await page.keyboard.press("ArrowUp")
    await expect(page.get_by_role("searchbox")).to_be_focused()
    await page.keyboard.press("Escape")
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("checkbox", name="Bot Import", exact=True)).to_be_focused()
    await page.get_by_role("button", name="Not saved 1").click()
    await expect(page.get_by_role("checkbox", name="Bot Import", exact=True)).to_be_hidden()
    # A heading's box stands for what is in sight.
    await expect(page.get_by_role("checkbox", name="Every scope of BotDefinition")).to_be_checked()
    await page.get_by_role("button", name="All", exact=True).click()
    await expect(page.get_by_role("row", name="BotDefinition").get_by_text("1 of 3")).to_be_visible()
    await page.get_by_role("checkbox", name="Every scope of BotDefinition").check()
    await expect(page.get_by_role("row", name="BotDefinition").get_by_text("3 of 3")).to_be_visible()
    await page.get_by_label("Not sure which scope?").select_option("get-bots")
    await page.get_by_role("button", name="Tick its scopes").click()
    await expect(page.get_by_role("checkbox", name="Role Management")).to_be_focused()
    await expect(page.get_by_text("Not saved: 4 added.")).to_be_visible()
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_text("Scopes saved. 4 scopes are active now.")).to_be_visible()
    await expect(page.get_by_role("link", name="Send a request", exact=True).first).to_be_visible()
    assert said == []
    await context.close()


async def test_a_live_part_follows_what_others_do(browser: Browser, place: Served) -> None:
    api, ann = place.api, await make_person(place.api)
    context = await signed_in(browser, place, ann)
    page = await context.new_page()
    said = watched(page)
    await page.goto(f"{place.url}/console/{ann.account.account_id}")
    await expect(page.get_by_role("heading", name="Create an app (done)")).to_have_count(0)
    link = page.get_by_role("link", name="Create app")
    await link.focus()
    app = await make_app(api, ann, scopes=[])
    await expect(page.get_by_role("heading", name="Create an app (done)")).to_be_visible()
    # Who stood on a link stands there still.
    await expect(page.get_by_role("link", name="Create another app")).to_be_focused()
    await api.call("save-app-scopes", by=ann, client_id=app.client_id, scopes=["Role Management"])
    await expect(page.get_by_role("heading", name="Choose its API scopes (done)")).to_be_visible()
    assert said == []
    await context.close()


async def test_the_keyboard_reaches_everything_and_escape_closes_a_menu(browser: Browser, place: Served) -> None:
    ann = await make_person(place.api)
    context = await signed_in(browser, place, ann)
    page = await context.new_page()
    await page.goto(f"{place.url}/console/{ann.account.account_id}/apps")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("link", name="New account")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("link", name="New account")).to_be_hidden()
    focused = await page.evaluate("document.activeElement.localName")
    assert focused == "summary"
    await context.close()


async def test_an_invitation_is_accepted_by_its_link(browser: Browser, place: Served) -> None:
    ann = await make_person(place.api)
    code = (await place.api.call("invite-user", by=ann, email_id="new@example.com")).json["token"]
    context = await browser.new_context()
    page = await context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    # A link that is no good, and then the good one in the same tab.
    await page.goto(f"{place.url}/console/invitation#nothing")
    await expect(page.get_by_text("This invitation does not exist")).to_be_visible()
    await page.goto(f"{place.url}/console/invitation#{code}")
    await expect(page.get_by_role("heading", name=f"Join {ann.account.name}")).to_be_visible()
    await page.get_by_label("A new password").fill("correct horse battery")
    await page.get_by_role("button", name="Join").click()
    await expect(page.get_by_text(f"You joined {ann.account.name}.")).to_be_visible()
    assert not any(code in url for url in asked)
    assert code not in page.url
    await context.close()


async def test_without_scripts_scopes_are_mapped_as_well(browser: Browser, place: Served) -> None:
    api, ann = place.api, await make_person(place.api)
    context = await signed_in(browser, place, ann, java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"{place.url}/console/{ann.account.account_id}/apps/new")
    await page.get_by_label("Name").fill("Plain")
    await page.get_by_role("button", name="Create app").click()
    await page.get_by_role("link", name="Choose API scopes").click()
    await page.get_by_label("Role Management").check()
    await page.get_by_role("button", name="Save scopes").click()
    await expect(page.get_by_text("Scopes saved. 1 scope is active now.")).to_be_visible()
    (app,) = (await api.call("list-apps", by=ann)).json
    assert app["saved"] == ["role_management:role_management"]
    await context.close()


async def test_a_reload_does_not_make_an_app_again(browser: Browser, place: Served) -> None:
    api, ann = place.api, await make_person(place.api)
    context = await signed_in(browser, place, ann)
    page = await context.new_page()
    await page.goto(f"{place.url}/console/{ann.account.account_id}/apps/new")
    await page.get_by_label("Name").fill("Once")
    await page.get_by_role("button", name="Create app").dblclick()
    await expect(page.get_by_text("Here is its secret.")).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("heading", name="Credentials")).to_be_visible()
    assert len(await apps_of(api, ann)) == 1
    await context.close()


async def apps_of(api: API, person: Person) -> list[Any]:
    """The person's apps."""
    found: list[Any] = (await api.call("list-apps", by=person)).json
    return found
