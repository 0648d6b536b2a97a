"""The tool for tokens: its script decides as the platform does, and nothing leaves the page."""

import base64
import json
import random
import re
import time
from collections.abc import Callable, Iterable
from typing import Final

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from korekit.access.facts import Facts
from korekit.access.header_checks import check_header
from korekit.catalog.operations import all_operations
from korekit.catalog.planes import Plane
from korekit.console.static_files import StaticFiles
from korekit.console.token_words import token_facts
from korekit.errors.refusal import Refusal
from korekit.errors.token_causes import SignatureInvalid
from korekit.tokens.claims import jti_of
from korekit.tokens.jwe import decrypt, read_key
from korekit.tokens.jws import read_jws, segment_count
from korekit.tokens.mint import mint
from korekit.tokens.suspects import DECORATIONS, PLACEHOLDER_SECRETS, explain_signature
from korekit.tokens.tolerances import LENIENT, STRICT, Tolerances
from korekit.tokens.verify import verify
from tests.console.served import Served
from tests.platform import make_app, make_bot, make_person
from tests.tokens.hostile import ODD
from tests.tokens.victim import NOW_S, VICTIM, b64
from tests.vectors.samples import sample

pytestmark = pytest.mark.asyncio(loop_scope="session")

EVIL: Final = "\"><script>alert(1)</script><img src=x onerror=alert(2)>'`"
# Judges tokens with the very modules of the page; a cause with what was expected and found, or null.
JUDGE: Final = """async ([signing, facts, tolerances, cases]) => {
  const { judge, verdict } = await import(signing);
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const found = [];
  for (const [token, secret, nowS, isJTIEnforced] of cases) {
    const states = await judge(bytes(token), { secret, nowS, facts, tolerances, isJTIEnforced });
    const refusal = verdict(states);
    found.push(refusal ? [refusal.cause, refusal.expected, refusal.found, refusal.at] : null);
  }
  return found;
}"""
CHECK_HEADER: Final = """async ([rules, values]) => {
  const { checkHeader } = await import(rules);
  return values.map((value) => {
    try { checkHeader(value); return null; } catch (error) { return [error.cause, error.expected, error.found]; }
  });
}"""
# Tries to send in two ways; answers what the browser's policy refused, each with the path that was meant.
REFUSED: Final = """async () => {
  const seen = [];
  document.addEventListener("securitypolicyviolation", (event) => {
    seen.push([event.effectiveDirective, new URL(event.blockedURI).pathname]);
  });
  await fetch("/console/fetched").catch(() => 0);
  navigator.sendBeacon("/console/beacon", "x");
  for (let tries = 0; seen.length < 2 && tries < 100; tries += 1) await new Promise((done) => setTimeout(done, 20));
  return seen;
}"""
Case = tuple[bytes, str, float, bool]
Told = list[str] | None


def told(refusal: Refusal) -> Told:
    return [refusal.cause, refusal.expected, refusal.found, refusal.at]


def python_verdict(case: Case, tolerances: Tolerances) -> Told:
    """What the platform's own code says, in the order of its checks."""
    token, secret, now_s, is_enforced = case
    key = secret.encode()
    if segment_count(token) == 5:
        try:
            decrypt(token, KEY)
        except Refusal as refusal:
            # What only the key tells, the page leaves open.
            return None if "does not open" in refusal.found else told(refusal)
        return None
    try:
        claims = verify(token, key, now_s, tolerances)
        jti_of(claims, now_s, is_enforced=is_enforced)
    except SignatureInvalid:
        return told(explain_signature(read_jws(token), [key], [], []))
    except Refusal as refusal:
        return told(refusal)
    return None


KEY: Final = read_key(sample("rfc7516", "A.1").key)


@pytest.fixture
def files() -> StaticFiles:
    return StaticFiles()


async def tool_of(browser: Browser, place: Served, **query: str) -> tuple[BrowserContext, Page]:
    """The tool in a browser of its own."""
    ann = await make_person(place.api)
    context = await browser.new_context()
    await context.add_cookies([place.session_cookie(ann.access_token)])
    page = await context.new_page()
    await page.goto(f"{place.url}/console/{ann.account.account_id}/tokens")
    return context, page


def comparable(verdict: Told) -> Told:
    """Without what the two sides cannot say alike: positions in a broken text, unseen letters, rounding."""
    if verdict is None:
        return None
    cause, expected, found, at = verdict
    found = re.sub(r"\(character \d+\)|nests too deep or holds a number too long", "…", found)
    if "`alg` '" in found or '`alg` "' in found or re.search(r"\d s (ago|ahead)", found):
        found = "…"
    if "-Infinity" in found or "is not JSON" in found:
        found = "no JSON"
    return [cause, expected, found, at]


async def compared(page: Page, cases: list[Case], tolerances: Tolerances, files: StaticFiles) -> list[str]:
    """Where the page's script and the platform's code differ."""
    sent = [(base64.b64encode(token).decode(), secret, now_s, enforced) for token, secret, now_s, enforced in cases]
    facts = json.loads(token_facts(LENIENT))
    used = facts["tolerances"] if tolerances == LENIENT else facts["strict"]
    found = await page.evaluate(JUDGE, [files.link("token-signing.js"), facts, used, sent])
    offenders = []
    for case, theirs in zip(cases, found, strict=True):
        mine = python_verdict(case, tolerances)
        if comparable(mine) != comparable(theirs):
            offenders.append(f"{case[0][:90]!r}: the platform says {mine}, the page {theirs}")
    return offenders


def header_facts(value: str) -> Facts:
    return Facts(
        operation=all_operations()[0],
        headers=[value.encode()],
        other_token_headers=(),
        now_ms=0,
        tolerances=LENIENT,
    )


def vectors() -> Iterable[Case]:
    for name, sections in (
        ("rfc7515", ("A.1", "A.2", "A.3", "A.5")),
        ("rfc7520", ("4.4",)),
        ("rfc7797", ("4.1", "4.2")),
    ):
        for section in sections:
            yield sample(name, section).token, "AyM1SysPpbyDfgZld3umj1qzKObwVMko", 1_300_819_379, False
    for section in ("A.1", "A.2"):
        yield sample("rfc7516", section).token, "", NOW_S, False


def hostile() -> Iterable[Case]:
    return ((one.make(VICTIM), VICTIM.secret.decode(), NOW_S, False) for one in ODD)


def mistaken() -> Iterable[Case]:
    """Signed with something that is nearly the secret, and claims that only some apps ask for."""
    secret = VICTIM.secret
    keys = [before + secret + after for before, after in DECORATIONS]
    keys += [secret, secret.rstrip(b"="), base64.b64decode(secret), *PLACEHOLDER_SECRETS, VICTIM.other_secret, b"x"]
    for key in keys:
        yield VICTIM.token(key=key), secret.decode(), NOW_S, False
    for odd in ("c2VjcmV0", "c2VjcmV0LQ", "a-_b", "é", "x" * 5000):
        yield VICTIM.token(key=odd.encode()), odd, NOW_S, False
        yield VICTIM.token(key=base64.b64decode(b"c2VjcmV0")), odd, NOW_S, False
    for claims in ({}, {"jti": ""}, {"jti": None}, {"jti": 5}, {"jti": "1"}, {"jti": "é" * 512}, {"jti": "😀" * 513}):
        for exp in ({}, {"exp": NOW_S + 60}, {"exp": NOW_S + 3600}, {"exp": NOW_S + 3601}, {"exp": NOW_S + 3600.5}):
            for is_enforced in (False, True):
                yield VICTIM.token(claims=VICTIM.claims(**claims, **exp)), secret.decode(), NOW_S, is_enforced


def mutated(count: int) -> Iterable[Case]:
    """Right tokens with some bytes changed, as a seed says; signed after the change or before it."""
    chance = random.Random(7)
    signs = b'{}[]",:0123456789.eE+-\\u \t\nabcdefnrtluNaIify.=_/\x00\xc3\xa9\xed\xa0\x80\xff'

    def changed(text: bytes) -> bytes:
        raw = bytearray(text)
        for _ in range(chance.randint(1, 3)):
            place, what = chance.randrange(len(raw) + 1), chance.randrange(3)
            if what == 0 and place < len(raw):
                del raw[place]
            elif what == 1 and place < len(raw):
                raw[place] = chance.choice(signs)
            else:
                raw.insert(place, chance.choice(signs))
        return bytes(raw)

    claims = json.dumps(VICTIM.claims(exp=NOW_S + 60, nbf=NOW_S - 1, jti="1", aud=["a"], n={"a": [1, 2.5e3]})).encode()
    ways: list[Callable[[], bytes]] = [
        lambda: VICTIM.token(changed(b'{"alg":"HS256","typ":"JWT"}'), claims),
        lambda: VICTIM.token(claims=changed(claims)),
        lambda: changed(VICTIM.token(claims=claims)),
        lambda: VICTIM.signed(changed(VICTIM.token().rpartition(b".")[0])),
        lambda: VICTIM.signed(b64(b'{"alg":"HS256"}') + b"." + changed(b64(claims))),
    ]
    for _ in range(count):
        yield chance.choice(ways)(), VICTIM.secret.decode(), NOW_S, False


async def test_the_page_judges_every_token_as_the_platform_does(
    browser: Browser, place: Served, files: StaticFiles
) -> None:
    context, page = await tool_of(browser, place)
    cases = [*hostile(), *vectors(), *mistaken(), *mutated(1200)]
    offenders = await compared(page, cases, LENIENT, files)
    offenders += await compared(page, [*hostile(), *mutated(300)], STRICT, files)
    await context.close()
    causes = {mine[0] for case in cases if (mine := python_verdict(case, LENIENT))}
    assert len(causes) >= 15
    assert not offenders, f"{len(offenders)} differ:\n" + "\n".join(offenders[:20])


async def test_the_page_judges_what_stands_around_a_token_as_the_platform_does(
    browser: Browser, place: Served, files: StaticFiles
) -> None:
    token = "eyJhbGciOiJIUzI1NiJ9.e30.AAAA"
    around = ["{}", "Bearer {}", "bearer {}", "BEARER  {}", "bearer", "bearer ", "JWT {}", '"{}"', "'{}'", "`{}`"]
    around += ["<{}>", "[{}]", "({})", "{{{{JWT}}}}", "{}\n", " {}", "{},", "{};", "{}=", "\u201c{}\u201d", "{}\u2019"]
    around += ["{}\t", "\u00a0{}", "{} {}", "", " ", "\x0b{}", "\x0b", "{"]
    values = [one.replace("{}", token).replace("{{{{", "{{").replace("}}}}", "}}") for one in around]
    expected: list[list[str] | None] = []
    for value in values:
        try:
            check_header(header_facts(value))
        except Refusal as refusal:
            expected.append([refusal.cause, refusal.expected, refusal.found])
        else:
            expected.append(None)
    context, page = await tool_of(browser, place)
    found = await page.evaluate(CHECK_HEADER, [files.link("token-rules.js"), values])
    await context.close()
    assert dict(zip(values, found, strict=True)) == dict(zip(values, expected, strict=True))
    assert len([one for one in expected if one]) >= 20


async def test_a_token_is_made_read_and_used_and_nothing_leaves_the_page(browser: Browser, place: Served) -> None:
    api, ann = place.api, await make_person(place.api)
    bot = await make_bot(api, ann)
    app = await make_app(api, ann, plane=Plane.BOT, bot_id=bot, scopes=[], is_jti_enforced=True)
    context = await browser.new_context()
    await context.add_cookies([place.session_cookie(ann.access_token)])
    page = await context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    await page.goto(f"{place.url}/console/{ann.account.account_id}/tokens?app={app.client_id}")
    await expect(page.get_by_label("Client secret")).to_be_focused()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    before = await context.cookies()
    await page.keyboard.type(app.secret)
    await page.get_by_text("More claims").click()
    await page.get_by_label("userIdentity").fill("ann@example.com")
    await page.get_by_label("Other claims, as a JSON object").fill('{"n": 12345678901234567890, "b": [true, null]}')
    await page.get_by_role("button", name="Create token").click()
    await expect(page.get_by_role("status").filter(has_text="Token created. It is valid now.")).to_be_visible()
    # The next step is under the fingers, and in sight.
    copy = page.get_by_role("button", name="Copy token")
    await expect(copy).to_be_focused()
    await expect(copy).to_be_in_viewport()
    await expect(page.locator("[data-copies] pre").first).to_be_in_viewport()
    token = await page.get_by_label("Token", exact=True).input_value()
    assert await copy.get_attribute("data-copy") == token
    claims = verify(token.encode(), app.secret.encode(), time.time())
    assert [*claims] == ["appId", "iat", "exp", "jti", "userIdentity", "n", "b"]
    assert (claims["exp"] - claims["iat"], claims["n"], claims["b"]) == (300, 12345678901234567890, [True, None])
    assert len(claims["jti"]) == 36
    for shown in (f"curl -sS '{place.url}/api/", "urllib.request.Request(", "await fetch(", '"botToken"'):
        await expect(page.locator("[data-copies]")).to_contain_text(shown)
    assert app.secret not in await page.locator("[data-copies]").inner_text()
    # Its policy keeps it from sending anything, and it keeps nothing.
    assert await page.evaluate(REFUSED) == [["connect-src", "/console/fetched"], ["connect-src", "/console/beacon"]]
    assert await page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert await page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
    assert await context.cookies() == before
    assert asked == []
    assert len(said) >= 2
    assert all("Content Security Policy" in one or "violates" in one for one in said), said
    await page.go_back()
    await page.go_forward()
    assert await page.get_by_label("Client secret").input_value() == ""
    await context.close()


async def test_what_a_token_claims_is_shown_and_never_run(browser: Browser, place: Served) -> None:
    context, page = await tool_of(browser, place)
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    claims = {"appId": EVIL, EVIL: {EVIL: [EVIL]}, "exp": 1, "bidi": "a\u202eb"}
    await page.get_by_label("Token", exact=True).fill(mint("cs-1", "secret", extra=claims))
    await expect(page.locator("[data-claims]")).to_contain_text("<script>alert(1)</script>")
    await expect(page.locator("[data-claims]")).to_contain_text("a\\u202eb")
    await expect(page.get_by_text("signature-secret-placeholder")).to_be_visible()
    await expect(page.get_by_text("token-expired")).to_be_visible()
    await expect(page.locator("main script, main img")).to_have_count(0)
    assert dialogs == []
    await context.close()


async def test_an_encrypted_token_is_called_one(browser: Browser, place: Served) -> None:
    context, page = await tool_of(browser, place)
    token = sample("rfc7516", "A.1").token.decode()
    await page.get_by_label("Token", exact=True).fill(token)
    await expect(page.get_by_text("Nobody can read its claims without the private key")).to_be_visible()
    await expect(page.locator("[data-claims]")).to_have_text("(encrypted)")
    await context.close()


async def test_without_scripts_the_page_says_what_to_do_instead(browser: Browser, place: Served) -> None:
    ann = await make_person(place.api)
    context = await browser.new_context(java_script_enabled=False)
    await context.add_cookies([place.session_cookie(ann.access_token)])
    page = await context.new_page()
    await page.goto(f"{place.url}/console/{ann.account.account_id}/tokens")
    await expect(page.get_by_text("korekit token inspect")).to_be_visible()
    await expect(page.get_by_label("Token", exact=True)).to_be_hidden()
    await context.close()
