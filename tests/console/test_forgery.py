"""Changes come from our own pages only, and no page can be made to run, show or send what is not ours."""

import re
from typing import Any

import pytest

from korekit.console.page_discovery import find_pages
from tests.console.scene import make_page_scene
from tests.console.visiting import HOST, Visitor, text_of
from tests.platform import API, make_app, make_bot, make_person

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; worker-src 'none'"
)
EVIL = "\"><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7907 * 7919 }}'`"


async def test_every_change_wants_the_mark_of_a_form(console: API) -> None:
    scene = await make_page_scene(console)
    visitor = Visitor(console, scene.owner)
    await visitor.get(f"/console/{scene.values['account_id']}/apps/new")
    theirs = Visitor(console, scene.guest)
    await theirs.get(f"/console/{scene.values['account_id']}/apps/new")
    for page in find_pages():
        if page.method == "POST":
            for mark in ("", "0" * 40, theirs.mark, visitor.mark[:-1]):
                reply = await visitor.post(scene.address(page), mark=mark, name="x", password="y")
                assert reply.status == 403, (page.path, mark)
    assert (await visitor.get("/console/accounts/new")).status == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "http://127.0.0.1:9999"}, 403),
        ({"origin": f"https://{HOST}"}, 403),
        ({"origin": f"http://{HOST}.evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "null", "sec-fetch-site": "cross-site"}, 403),
        ({"origin": "null", "sec-fetch-site": "same-origin"}, 303),
    ],
)
async def test_a_change_from_another_origin_is_refused_though_it_has_the_mark(
    console: API, headers: dict[str, str], status: int
) -> None:
    visitor = Visitor(console, await make_person(console))
    await visitor.get("/console/accounts/new")
    assert (await visitor.post("/console/accounts/new", name="Mine", headers=headers)).status == status


async def test_without_any_origin_the_fetch_site_counts(console: API) -> None:
    visitor = Visitor(console, await make_person(console))
    await visitor.get("/console/accounts/new")
    for site, status in (("cross-site", 403), ("same-site", 403), ("same-origin", 303), ("none", 303)):
        form = {"host": HOST, "cookie": f"korekit-8070-session={visitor.session}", "sec-fetch-site": site}
        body = f"csrf={visitor.mark}&name=Mine".encode()
        reply = await console.request("POST", "/console/accounts/new", headers=form, body=body)
        assert reply.status == status, site


async def test_every_page_has_the_headers_that_keep_strangers_out(console: API) -> None:
    scene = await make_page_scene(console)
    visitor = Visitor(console, scene.owner)
    addresses = [scene.address(page) for page in find_pages() if page.method == "GET" and "/live/" not in page.path]
    for address in [*addresses, "/console/nothing", "/console/static/nothing.js"]:
        reply = await visitor.get(address)
        page = next((one for one in find_pages() if one.method == "GET" and scene.address(one) == address), None)
        offline = POLICY.replace("connect-src 'self'; form-action 'self'", "connect-src 'none'; form-action 'none'")
        expected = offline if page and page.is_offline else POLICY
        assert reply.headers["content-security-policy"] == expected, address
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["x-frame-options"] == "DENY"
        assert reply.headers["referrer-policy"] == "same-origin"
        assert reply.headers["cross-origin-opener-policy"] == "same-origin"
        assert reply.headers["cache-control"] == "no-store"


async def test_no_page_has_a_script_or_a_style_of_its_own(console: API) -> None:
    """The policy would refuse them, and a page that looks whole only by chance is none."""
    scene = await make_page_scene(console)
    visitor = Visitor(console, scene.owner)
    for page in find_pages():
        if page.method == "GET" and "/live/" not in page.path:
            body = (await visitor.get(scene.address(page))).body.decode()
            assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]* src=)", body), page.path
            assert not re.search(r'(?:src|href|action)="(?:https?:)?//', body), page.path


async def test_names_that_people_give_are_shown_as_they_are(console: API) -> None:
    ann = await make_person(console)
    await console.call("update-account", by=ann, name=EVIL)
    bot = await make_bot(console, ann, name=EVIL)
    account = ann.account.account_id
    visitor = Visitor(console, ann)
    made = await visitor.submit(f"/console/{account}/apps/new", name=EVIL, plane="admin")
    assert made.status == 200
    client_id = re.findall(r"cs-[0-9a-f-]{36}", made.body.decode())[0]
    await make_app(console, ann, scopes=[EVIL[:60]])
    scene = {"account_id": account, "client_id": client_id, "bot_id": bot}
    looked_at = [made]
    for page in find_pages():
        if page.method == "GET" and page.is_of_account and "/live/" not in page.path:
            path = page.path
            for name, value in scene.items():
                path = path.replace("{" + name + "}", value)
            if "{" not in path:
                looked_at.append(await visitor.get("/console" + path))
                looked_at.append(await visitor.get("/console" + path + "?q=%22%3E%3Cscript%3E&next=%22%3E%3Cscript%3E"))
    for reply in looked_at:
        body = reply.body.decode()
        assert reply.status == 200
        assert "<script>" not in body
        assert "<img" not in body
        assert "62615533" not in text_of(reply)
        assert EVIL in text_of(reply).replace(" ", " ")


async def test_what_a_form_was_sent_with_comes_back_escaped(console: API) -> None:
    visitor = Visitor(console)
    await visitor.get("/console/invitation")
    for path in ("/console/sign-in", "/console/invitation", "/console/first-run"):
        reply = await visitor.post(path, email=EVIL, password="x" * 9, code=EVIL, first=EVIL, account=EVIL, next=EVIL)
        assert reply.status in (401, 404, 422), path
        assert b"<script>" not in reply.body
        assert b"<img" not in reply.body


async def test_no_error_page_repeats_the_address(console: API) -> None:
    visitor = Visitor(console, await make_person(console))
    reply = await visitor.get("/console/%3Cscript%3Ealert(1)%3C/script%3E")
    assert reply.status == 404
    assert b"alert(1)" not in reply.body.replace(b"%3Cscript%3Ealert(1)%3C/script%3E", b"")


@pytest.mark.parametrize(
    ("following", "leads_to"),
    [
        ("/console/abc/apps?q=1", "/console/abc/apps?q=1"),
        ("/console", "/console"),
        ("", "/console"),
        ("https://evil.example/console/", "/console"),
        ("//evil.example/console/", "/console"),
        ("/console/../../evil", "/console"),
        ("/consoleevil", "/console"),
        ("/\\evil.example", "/console"),
        ("/console/\\evil", "/console"),
        ("/console/\r\nset-cookie: a=b", "/console"),
        ("javascript:alert(1)", "/console"),
        ("/console/" + "x" * 600, "/console"),
        ("/console/ü", "/console"),
    ],
)
async def test_nobody_is_sent_to_another_site(console: API, following: str, leads_to: str) -> None:
    visitor = Visitor(console, await make_person(console))
    await visitor.get("/console/accounts/new")
    reply = await visitor.post("/console/theme", theme="dark", next=following)
    assert (reply.status, reply.headers["location"]) == (303, leads_to)


@pytest.mark.parametrize("cookie", ["korekit-8070-session=nonsense", "korekit-8070-session=", "a;b=;=c;;", "ü=ü"])
async def test_a_broken_cookie_is_no_session_and_no_failure(console: API, cookie: str) -> None:
    await make_person(console)
    headers: Any = {"host": HOST, "cookie": cookie.encode().decode("latin-1")}
    assert (await console.request("GET", "/console", headers=headers)).status == 303
    assert (await console.request("GET", "/console/sign-in", headers=headers)).status == 200


async def test_a_notice_that_somebody_else_made_is_not_shown(console: API) -> None:
    ann = await make_person(console)
    visitor = Visitor(console, ann)
    visitor.cookies["korekit-8070-notice"] = "UGF5IGhlcmU." + "0" * 32
    reply = await visitor.get(f"/console/{ann.account.account_id}")
    assert reply.status == 200
    assert b"Pay here" not in reply.body


async def test_what_no_page_expects_is_a_page_and_no_failure(console: API) -> None:
    ann = await make_person(console)
    visitor = Visitor(console, ann)
    await visitor.get("/console/accounts/new")
    path = f"/console/{ann.account.account_id}"
    assert (await visitor.get(path + "?" + "a=1&" * 300)).status == 200
    assert (await visitor.get(path + "?q=%ff%fe")).status == 200
    assert (await visitor._ask("PUT", path, b"", {})).status == 404
    assert (await visitor._ask("POST", path, b"", {})).status == 404
    assert (await visitor._ask("HEAD", path, b"", {})).status == 200
    assert (await visitor._ask("POST", "/console/accounts/new", b"\xff" * 300_000, {})).status == 413
    assert (await visitor._ask("POST", "/console/accounts/new", b"\xff", {})).status == 412
    many = b"&".join(b"a=1" for _ in range(1000))
    assert (await visitor._ask("POST", "/console/accounts/new", many, {})).status == 412
