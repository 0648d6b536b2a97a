"""New tokens of the page for tokens: encrypted, made from one that is refused, used in other tools, without a mouse."""

import asyncio
import base64
import json
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route, expect

from korekit.console.static_files import StaticFiles
from korekit.exporters.collections.groups import groups_of
from korekit.exporters.collections.postman import postman_collection
from korekit.exporters.collections.run_order import collected
from korekit.records.apps import NEXT_EPOCH, UPDATE_APP
from korekit.tokens.jwe import decrypt, new_platform_key, read_key
from korekit.tokens.mint import mint
from korekit.tokens.verify import verify
from tests.clock import ManualClock
from tests.console.browsing import RULES, violations
from tests.console.served import Served, served
from tests.exporters.collections.node_tools import run_newman
from tests.platform import API, MadeApp, Person, make_app, make_bot, make_person
from tests.tokens.victim import VICTIM, b64

pytestmark = pytest.mark.asyncio(loop_scope="session")

CALL: Final = """async ([module, name, values]) => {
  const found = (await import(module))[name];
  return values.map((value) => {
    try { return found(value); } catch (error) { return error.message; }
  });
}"""


# How long the modules of the page take to find the token in a text, and what is around it, in ms.
TIMED: Final = """async ([rules, text]) => {
  const { checkHeader, tokenInside } = await import(rules);
  const begun = performance.now();
  tokenInside(text);
  try { checkHeader(text); } catch { /* refused: what counts is the time */ }
  return performance.now() - begun;
}"""


@dataclass(frozen=True)
class Tool:
    """The page for tokens of somebody's account."""

    place: Served
    ann: Person
    page: Page

    async def open(self, app: MadeApp | None = None) -> None:
        """Open the page, with an app chosen and its secret entered."""
        query = f"?app={app.client_id}" if app else ""
        await self.page.goto(f"{self.place.url}/console/{self.ann.account.account_id}/tokens{query}")
        if app:
            await self.page.get_by_label("Client secret").fill(app.secret)

    async def create(self) -> str:
        """Click, and answer the token."""
        await self.page.get_by_role("button", name="Create token").click()
        await expect(self.page.get_by_role("status").filter(has_text="Token created")).to_be_visible()
        return await self.page.get_by_label("Token", exact=True).input_value()

    async def copy(self, name: str) -> str:
        """What there is to copy under a name."""
        shown = self.page.locator(f'[data-copies] pre[aria-label="{name}"]')
        found = await shown.text_content()
        assert found
        return found


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def timely(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    """One platform for all tests here, each with an account of its own; its clock shows the time of this machine."""
    async with served(tmp_path_factory.mktemp("timely"), clock=ManualClock(int(time.time() * 1000))) as place:
        yield place


@asynccontextmanager
async def opened(browser: Browser, place: Served, **options: Any) -> AsyncIterator[Tool]:
    ann = await make_person(place.api)
    context = await browser.new_context(**options)
    await context.add_cookies([place.session_cookie(ann.access_token)])
    yield Tool(place, ann, await context.new_page())
    await context.close()


async def run(command: list[str], text: str = "", **environment: str) -> tuple[int, str, str]:
    """How a process ended, and what it printed."""
    process = await asyncio.create_subprocess_exec(
        *command,
        env={"PATH": os.environ["PATH"], **environment},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(text.encode()), 30)
    return process.returncode or 0, out.decode(), err.decode()


async def test_an_encrypted_token_of_the_page_is_accepted_by_the_platform(browser: Browser, timely: Served) -> None:
    async with opened(browser, timely) as tool:
        api, page = tool.place.api, tool.page
        app = await make_app(api, tool.ann, is_jwe_enforced=True, is_jti_enforced=True)
        await tool.open(app)
        await expect(page.get_by_label("Encrypt the token (JWE)")).to_be_checked()
        token = await tool.create()
        assert len(token.split(".")) == 5
        assert (await api.call("get-bots", token=token)).status == 200
        # The page knows what it put inside; of any other encrypted token nobody does.
        await expect(page.locator("[data-claims]")).to_contain_text(app.client_id)
        await expect(page.locator("[data-header]")).to_contain_text('"enc": "A256GCM"')
        assert await violations(page, RULES) == []
        await page.get_by_label("Encrypt the token (JWE)").uncheck()
        token = await tool.create()
        await expect(page.get_by_text("Token created, but the platform would refuse it.")).to_be_visible()
        assert (await api.call("get-bots", token=token)).status == 401
        await page.get_by_role("button", name="Create a valid token with the same claims").click()
        await expect(page.get_by_text("Token created. It is valid now.")).to_be_visible()
        token = await page.get_by_label("Token", exact=True).input_value()
        assert (await api.call("get-bots", token=token)).status == 200


async def test_a_token_is_encrypted_to_a_pasted_key_and_to_nothing_else(browser: Browser, timely: Served) -> None:
    private = new_platform_key("k-elsewhere")
    public = {name: private[name] for name in ("kty", "n", "e", "kid")}
    wrong = {
        "": "Paste the platform\u2019s public key first.",
        "{": "The public key is not JSON. Paste it as the platform shows it, from { to }.",
        "null": "The public key is not an RSA key as a JWK. It has the members kty, n and e.",
        json.dumps(
            {**public, "kty": "EC"}
        ): "The public key is not an RSA key as a JWK. It has the members kty, n and e.",
        json.dumps({**public, "n": 5}): "The public key is not an RSA key as a JWK. It has the members kty, n and e.",
        json.dumps(private): "This is a private key. Paste the public one, which has no d.",
        json.dumps({**public, "n": public["n"][:171]}): "The public key is shorter than 2048 bits.",
        json.dumps({**public, "e": "AA"}): "The browser cannot use this public key. Copy it again.",
    }
    async with opened(browser, timely) as tool:
        page = tool.page
        await tool.open(await make_app(tool.place.api, tool.ann))
        await page.get_by_label("Encrypt the token (JWE)").check()
        await page.get_by_text("Public key to encrypt to").click()
        key = page.get_by_label("Public key of the platform, as a JWK")
        assert json.loads(await key.input_value()).keys() == {"kty", "n", "e", "kid"}
        for text, told in wrong.items():
            await key.fill(text)
            await page.get_by_role("button", name="Create token").click()
            await expect(page.locator("[data-key-odd]")).to_have_text(told)
            await expect(key).to_be_focused()
        assert await page.get_by_label("Token", exact=True).input_value() == ""
        await key.fill(json.dumps(public))
        token = await tool.create()
    assert decrypt(token.encode(), read_key(private)).count(b".") == 2
    assert json.loads(base64.urlsafe_b64decode(token.partition(".")[0] + "==")) == {
        "alg": "RSA-OAEP",
        "enc": "A256GCM",
        "typ": "JWT",
        "kid": "k-elsewhere",
    }


async def test_over_plain_http_the_page_says_that_it_cannot_sign_and_still_reads(
    browser: Browser, timely: Served
) -> None:
    ann = await make_person(timely.api)
    context = await browser.new_context()
    await context.add_cookies([timely.session_cookie(ann.access_token)])
    page = await context.new_page()

    async def passed_on(route: Route) -> None:
        path = route.request.url.removeprefix("http://console.example.com")
        await route.fulfill(response=await route.fetch(url=timely.url + path))

    await page.route("http://console.example.com/**", passed_on)
    await page.goto(f"http://console.example.com/console/{ann.account.account_id}/tokens")
    assert await page.evaluate("[isSecureContext, typeof crypto.subtle]") == [False, "undefined"]
    told = page.get_by_role("alert").filter(has_text="korekit token mint")
    await expect(told).to_contain_text("only over HTTPS and on localhost")
    await page.get_by_label("Token", exact=True).fill(mint(VICTIM.client_id, "x" * 44, extra={"exp": 5}))
    await expect(page.get_by_text("The time in exp has passed.").first).to_be_visible()
    await expect(page.locator("[data-next]")).to_be_hidden()
    await page.get_by_role("button", name="Create token").click()
    await expect(page.get_by_role("status").filter(has_text="use korekit token mint")).to_be_visible()
    await context.close()


def unsigned(app: MadeApp) -> str:
    """A token of the app that nobody signed."""
    claims = json.dumps({"appId": app.client_id, "userIdentity": "ann@example.com"}).encode()
    return (b64(b'{"alg":"none"}') + b"." + b64(claims) + b".").decode()


async def test_every_refused_token_leads_to_a_valid_one_with_the_same_claims(browser: Browser, timely: Served) -> None:
    async with opened(browser, timely) as tool:
        api, page = tool.place.api, tool.page
        app = await make_app(api, tool.ann)
        own = {"userIdentity": "ann@example.com", "teams": ["a", "b"], "number": 12345678901234567890}
        key = app.secret.encode()
        other = VICTIM.token({"alg": "HS512", "typ": "JWT"}, {"appId": app.client_id, **own}, key=key).decode()
        misspelled = VICTIM.token(claims={"appID": app.client_id, **own}, key=key).decode()
        cases = {
            "token-expired": (
                mint(app.client_id, app.secret, extra={**own, "exp": 5, "nbf": 1, "jti": "1"}),
                [*own, "jti"],
            ),
            "token-unsigned": (unsigned(app), ["userIdentity"]),
            "algorithm-not-allowed": (other, [*own]),
            "claim-app-id-misspelled": (misspelled, [*own]),
        }
        for cause, (token, kept) in cases.items():
            await tool.open()
            await page.get_by_label("Token", exact=True).fill(token)
            await expect(page.get_by_text(cause)).to_be_visible()
            # The token's app is one of the account's: it is chosen, and its secret is a click away.
            await expect(page.get_by_label("App", exact=True)).to_have_value(app.client_id)
            link = page.get_by_role("link", name="See the secret of")
            assert await link.get_attribute("href") == f"apps/{app.client_id}/secrets#show-secret"
            assert (await link.get_attribute("rel"), await link.get_attribute("target")) == ("noopener", "_blank")
            await page.get_by_role("button", name="Create a valid token with the same claims").click()
            await expect(page.get_by_role("status").filter(has_text="Paste the client secret first.")).to_be_visible()
            await expect(page.get_by_label("Client secret")).to_be_focused()
            await page.keyboard.type(app.secret)
            await page.keyboard.press("Enter")
            await expect(page.get_by_text("Token created. It is valid now.")).to_be_visible()
            made = await page.get_by_label("Token", exact=True).input_value()
            claims = verify(made.encode(), key, time.time())
            assert [*claims] == [
                "appId",
                "iat",
                "exp",
                *(["jti"] if "jti" in kept else []),
                *[n for n in kept if n != "jti"],
            ]
            assert {name: claims[name] for name in kept if name != "jti"} == {n: own[n] for n in kept if n != "jti"}
            assert claims.get("jti") != "1"
            assert (await api.call("get-bots", token=made)).status == 200


async def test_extra_text_is_removed_by_a_click(browser: Browser, timely: Served) -> None:
    async with opened(browser, timely) as tool:
        app = await make_app(tool.place.api, tool.ann)
        token = mint(app.client_id, app.secret)
        await tool.open(app)
        field = tool.page.get_by_label("Token", exact=True)
        for around in ("Bearer {}", '"{}"', "auth: 'Bearer {}',"):
            await field.fill(around.replace("{}", token))
            await tool.page.get_by_role("button", name="Remove the extra text").click()
            await expect(field).to_have_value(token)
            await expect(tool.page.get_by_text("This token is valid now.")).to_be_visible()
            await field.fill("")
            await expect(tool.page.get_by_text("This token is valid now.")).to_have_count(0)


async def test_a_token_that_was_cut_off_or_signed_with_nearly_the_secret_is_told(
    browser: Browser, timely: Served
) -> None:
    async with opened(browser, timely) as tool:
        page, app = tool.page, await make_app(tool.place.api, tool.ann)
        await tool.open(app)
        token = await tool.create()
        field = page.get_by_label("Token", exact=True)
        await field.fill(token[:-2])
        await expect(page.get_by_text("The token was cut off.").first).to_be_visible()
        await expect(page.get_by_text("Use the token")).to_be_hidden()
        await field.fill(f"Bearer {token}")
        await expect(page.get_by_text("Drop the word: auth: <token>.").first).to_be_visible()
        await page.get_by_label("Client secret").fill(f"{app.secret} ")
        await expect(page.get_by_text("Trim the secret before signing with it.").first).to_be_visible()


async def test_a_token_of_another_app_is_told_from_a_wrong_secret(browser: Browser, timely: Served) -> None:
    async with opened(browser, timely) as tool:
        mine, theirs = [await make_app(tool.place.api, tool.ann) for _ in range(2)]
        await tool.open(mine)
        await tool.page.get_by_label("Token", exact=True).fill(mint(theirs.client_id, theirs.secret))
        await expect(tool.page.get_by_role("status").filter(has_text="It names the app app ")).to_be_visible()
        # Another app's secret is not kept for this one.
        await tool.page.get_by_label("App", exact=True).select_option(theirs.client_id)
        await expect(tool.page.get_by_label("Client secret")).to_have_value("")
        await tool.page.get_by_label("Client secret").fill(theirs.secret)
        await expect(tool.page.get_by_text("This token is valid now.")).to_be_visible()
        # Nor does a name that every object of a script has stand for an app.
        await tool.page.get_by_label("Client id").fill("constructor")
        await tool.page.get_by_role("button", name="Create token").click()
        await expect(tool.page.get_by_text("Token created, but the platform would refuse it.")).to_be_visible()
        assert '"adminToken"' in await tool.copy("Postman environment")


async def test_a_call_that_no_scope_of_the_app_opens_leads_to_its_scopes(browser: Browser, timely: Served) -> None:
    async with opened(browser, timely) as tool:
        app = await make_app(tool.place.api, tool.ann, scopes=[])
        await tool.open(app)
        await tool.create()
        await expect(tool.page.get_by_role("status").filter(has_text="do not open this operation.")).to_be_visible()
        for place in ("[data-scopeless]", "[data-scopes]"):
            link = tool.page.locator(place).get_by_role("link", name="Edit its API scopes")
            assert await link.get_attribute("href") == f"apps/{app.client_id}/scopes"


async def test_a_token_of_an_app_without_active_scopes_is_told_to_open_nothing(
    browser: Browser, timely: Served
) -> None:
    async with opened(browser, timely) as tool:
        page, api = tool.page, tool.place.api
        idle, busy = await make_app(api, tool.ann, scopes=[]), await make_app(api, tool.ann)
        await _rename(api, idle, busy)
        await tool.open(idle)
        chosen = page.get_by_label("App", exact=True).locator("option:checked")
        await expect(chosen).to_have_text(f"Reporting ({idle.client_id[-6:]}); no active scopes")
        await expect(page.get_by_text("No scope of this app is active")).to_be_visible()
        await tool.create()
        verdict = page.get_by_role("status").filter(has_text="Token created. It is valid now.")
        await expect(verdict).to_contain_text("Its app has no active scopes")
        # What the copied call is answered with is told, by the program's end as well.
        code, out, err = await run([sys.executable, "-c", await tool.copy("Python")])
        assert (code, out) == (1, "")
        assert err.startswith('401 {"errors":'), err
        await tool.open(busy)
        await expect(chosen).to_contain_text(f"Reporting ({busy.client_id[-6:]})")
        await expect(page.get_by_text("No scope of this app is active")).to_be_hidden()
        await tool.create()
        await expect(verdict).to_contain_text("Which calls it opens depends on the scopes of its app.")
        code, out, err = await run([sys.executable, "-c", await tool.copy("Python")])
        assert (code, err) == (0, ""), out


async def _rename(api: API, *apps: MadeApp) -> None:
    """The same name for all."""
    async with api.platform.services.database.transaction() as transaction:
        for app in apps:
            names = {"app": app.client_id, "new_name": "Reporting", "new_kind": "api", "jti": 0, "jwe": 0}
            await transaction.run(UPDATE_APP, **names, new_push="{}")
        await transaction.run(NEXT_EPOCH)


async def test_a_long_paste_is_told_at_once(browser: Browser, timely: Served) -> None:
    async with opened(browser, timely) as tool:
        page = tool.page
        await tool.open()
        field = page.get_by_label("Token", exact=True)
        await field.fill("a" * 200_000)
        status = page.get_by_role("status").filter(has_text="too long for a token")
        await expect(status).to_contain_text("200,000 characters. The platform takes 16,384 at most.")
        assert await page.locator("[data-parts]").is_hidden()


async def test_what_reads_a_paste_goes_through_it_once(browser: Browser, timely: Served) -> None:
    """A text of which every character is tried as a beginning takes ten seconds and more; once through, some ms."""
    async with opened(browser, timely) as tool:
        await tool.open()
        rules = StaticFiles().link("token-rules.js")
        for unit in ("a", "a.", "eyJ", " ", "a ", "="):
            took_ms = await tool.page.evaluate(TIMED, [rules, f"x{unit * (100_000 // len(unit))}x"])
            assert took_ms < 2000, unit


async def test_what_is_no_host_is_told_and_nothing_is_copied(browser: Browser, timely: Served) -> None:
    expected = {
        "bots.kore.ai": {"origin": "https://bots.kore.ai", "note": "HTTPS is used, because you gave no scheme."},
        "localhost:8070": {"origin": "https://localhost:8070", "note": "HTTPS is used, because you gave no scheme."},
        " HTTP://127.0.0.1:8070/ ": {"origin": "http://127.0.0.1:8070", "note": ""},
        "http://[::1]:8070": {"origin": "http://[::1]:8070", "note": ""},
        "https://bots.kore.ai/api/public?x=1": {"origin": "https://bots.kore.ai", "note": "Only the host is used."},
        "": {"error": "Enter the host to call, for example https://bots.kore.ai."},
        "javascript:alert(1)": {"error": "A host begins with https:// or http://, not with javascript:."},
        "data:text/html,x": {"error": "A host begins with https:// or http://, not with data:."},
        "ftp://example.com": {"error": "A host begins with https:// or http://, not with ftp:."},
        "https://ann:pw@example.com": {"error": "Enter the host without a user name or password."},
        "https://": {"error": "This is not a host. Enter one such as https://bots.kore.ai."},
        "https://{{baseUrl}}": {"error": "This is not a host. Enter one such as https://bots.kore.ai."},
        "a b'; rm -rf /": {"error": "This is not a host. Enter one such as https://bots.kore.ai."},
        "https://x$(id)`id`": {"error": "This is not a host. Enter one such as https://bots.kore.ai."},
    }
    async with opened(browser, timely) as tool:
        page = tool.page
        await tool.open(await make_app(tool.place.api, tool.ann))
        module = StaticFiles().link("token-copies.js")
        found = await page.evaluate(CALL, [module, "hostOf", list(expected)])
        assert dict(zip(expected, found, strict=True)) == expected
        await tool.create()
        host = page.get_by_label("Host")
        await host.fill("javascript:alert(1)")
        await expect(page.get_by_role("status").filter(has_text="not with javascript:")).to_be_visible()
        await expect(page.locator("[data-copies] pre")).to_have_count(0)
        await expect(host).to_have_attribute("aria-invalid", "true")
        await host.fill("bots.kore.ai")
        assert (await tool.copy("curl")).startswith("curl -sS 'https://bots.kore.ai/api/public/bots' -H 'auth: ey")
        await expect(page.get_by_text("HTTPS is used, because you gave no scheme.")).to_be_visible()


async def test_a_copied_call_names_a_bot_that_was_chosen_or_asks_for_one(browser: Browser, timely: Served) -> None:
    async with opened(browser, timely) as tool:
        api, page = tool.place.api, tool.page
        first = await make_bot(api, tool.ann, changes=["a change of the first"], name="First")
        second = await make_bot(api, tool.ann, changes=["a change of the second"], name="Second")
        await tool.open(await make_app(api, tool.ann))
        await tool.create()
        await expect(page.get_by_label("Bot", exact=True)).to_be_hidden()
        await page.get_by_label("Operation").select_option(label="get-change-logs")
        await page.get_by_label("Bot", exact=True).select_option(label="Second")
        curl = await tool.copy("curl")
        assert f"/api/public/bot/{second}/changelogs'" in curl
        code, out, err = await run(["bash", "-c", curl])
        assert (code, "a change of the second" in out) == (0, True), (out, err)
        await expect(page.get_by_role("link", name="Edit its API scopes")).to_be_hidden()
        # Any other bot: nothing is called until it is named, and the command says so.
        await page.get_by_label("Bot", exact=True).select_option(label="Another bot, set in the command")
        curl, python = await tool.copy("curl"), await tool.copy("Python")
        assert "{bot_id}" not in await tool.copy("JavaScript")
        code, out, err = await run(["bash", "-c", curl])
        assert code != 0
        assert "bot_id: Enter the bot id first: bot_id=..." in err
        assert out == ""
        code, out, err = await run(["bash", "-c", curl], bot_id=first)
        assert (code, "a change of the first" in out) == (0, True), (out, err)
        code, out, err = await run([sys.executable, "-c", python], text=f"{first}\n")
        assert (code, "a change of the first" in out) == (0, True), (out, err)


async def test_the_copied_environment_works_with_the_exported_collection(
    browser: Browser, timely: Served, tmp_path: Path
) -> None:
    async with opened(browser, timely) as tool:
        api, page = tool.place.api, tool.page
        bot = await make_bot(api, tool.ann, changes=["one change"])
        folders = collected(groups_of())
        document = postman_collection(folders)
        wanted = ("get-bots", "get-change-logs")
        document["item"] = [
            {**group, "item": [one for one in group["item"] if one["name"] in wanted]} for group in document["item"]
        ]
        (tmp_path / "collection.json").write_text(json.dumps(document))
        await tool.open(await make_app(api, tool.ann))
        await tool.create()
        await page.get_by_label("Operation").select_option(label="get-change-logs")
        await page.get_by_label("Bot", exact=True).select_option(bot)
        (tmp_path / "environment.json").write_text(await tool.copy("Postman environment"))
        paths = [tmp_path / f"{name}.json" for name in ("collection", "environment", "report")]
        _, printed, executions = await asyncio.to_thread(run_newman, *paths)
        codes = {one["item"]["name"]: one.get("response", {}).get("code") for one in executions}
    assert codes == {"get-bots": 200, "get-change-logs": 200}, printed


async def test_a_token_is_made_and_copied_by_keyboard_alone(browser: Browser, timely: Served) -> None:
    async with opened(browser, timely, permissions=["clipboard-read", "clipboard-write"]) as tool:
        page, app = tool.page, await make_app(tool.place.api, tool.ann)
        await tool.open()
        await expect(page.get_by_label("Token", exact=True)).to_be_focused()
        # The only app there is stands chosen; back to its secret.
        await expect(page.get_by_label("App", exact=True)).to_have_value(app.client_id)
        await expect(page.get_by_label("Client id")).to_have_value(app.client_id)
        for _ in range(60):
            if await page.evaluate("document.activeElement.id") == "t-secret":
                break
            await page.keyboard.press("Shift+Tab")
        await expect(page.get_by_label("Client secret")).to_be_focused()
        await page.keyboard.type(app.secret)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("button", name="Copy token")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("button", name="Copied")).to_be_visible()
        copied = await page.evaluate("navigator.clipboard.readText()")
        assert verify(copied.encode(), app.secret.encode(), time.time())["appId"] == app.client_id


async def test_of_two_apps_none_is_chosen_before_somebody_chooses(browser: Browser, timely: Served) -> None:
    async with opened(browser, timely) as tool:
        _, second = await make_app(tool.place.api, tool.ann), await make_app(tool.place.api, tool.ann)
        await tool.open()
        await expect(tool.page.get_by_label("App", exact=True)).to_have_value("")
        await expect(tool.page.get_by_label("Client id")).to_have_value("")
        await tool.page.get_by_label("App", exact=True).focus()
        await tool.page.keyboard.press("ArrowDown")
        await expect(tool.page.get_by_label("App", exact=True)).not_to_have_value("")
        await tool.page.keyboard.press("ArrowDown")
        chosen = await tool.page.get_by_label("App", exact=True).input_value()
        await expect(tool.page.get_by_label("Client id")).to_have_value(chosen)
        await tool.page.goto(f"{tool.page.url.partition('?')[0]}?app={second.client_id}")
        await expect(tool.page.get_by_label("Client id")).to_have_value(second.client_id)
        await expect(tool.page.get_by_label("Client secret")).to_be_focused()
