"""Requests that no browser of a well-meaning visitor sends: each gets a page, and nobody else notices."""

import asyncio
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from korekit.catalog.operations import all_operations
from korekit.catalog.planes import Role
from korekit.console import front
from korekit.console.request import local_path
from korekit.console.security import form_mark
from tests.console.scene import make_page_scene
from tests.console.visiting import HOST, Visitor, text_of
from tests.platform import API, add_member, make_app, make_bot, make_person

FORM = {"content-type": "application/x-www-form-urlencoded", "host": HOST, "origin": f"http://{HOST}"}


@pytest.mark.parametrize(
    "host", ["x:99999", "x:0", "[1]:80", "[::::]", "[fe80::1]:70000", "", "a b", "x:80:80", "evil.example/..", "u@x"]
)
async def test_a_host_of_no_machine_is_no_failure_and_stands_in_no_page(console: API, host: str) -> None:
    await make_person(console)
    reply = await console.request("GET", "/console/sign-in", headers={"host": host})
    assert reply.status == 200
    assert all(line.startswith("korekit-8070-") for line in reply.cookies)


async def test_a_link_to_hand_on_names_the_host_that_the_operator_names(console: API) -> None:
    ann = await make_person(console)
    object.__setattr__(console.platform.settings.limits, "public_url", "https://kore.example.com/")
    visitor = Visitor(console, ann)
    page = f"/console/{ann.account.account_id}/people"
    reply = await visitor.submit(page, f"{page}/invite", email="new@example.com", role="viewer")
    assert "https://kore.example.com/console/invitation#" in text_of(reply)


@pytest.mark.parametrize(
    "following",
    [
        "/console/%2e%2e/evil",
        "/console/%2E./evil",
        "/console/.%2e/evil",
        "/console/x/..",
        "/console/\t/evil",
        "/console/\x7f",
        "/console@evil.example",
        "/console%2f%2fevil.example",
        "//console/",
        "http:/console/",
        " /console/",
    ],
)
def test_nobody_is_sent_out_of_the_console(following: str) -> None:
    assert local_path(following) == "/console"


async def test_a_long_key_of_a_visitor_fills_no_memory(console: API) -> None:
    await make_person(console)
    form_mark.cache_clear()
    visitor = Visitor(console, cookies={"korekit-8070-visitor": "k" * 30_000})
    assert (await visitor.get("/console/sign-in")).status == 200
    form_mark("k" * 64)
    assert form_mark.cache_info().currsize == 1
    assert (await visitor.post("/console/sign-in", email="a@example.com", password="x")).status == 401


async def test_a_form_that_drips_in_is_given_up(console: API, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = Visitor(console, await make_person(console))
    await visitor.get("/console/accounts/new")
    monkeypatch.setattr(front, "_FORM_WITHIN_S", 0.05)
    statuses: list[int] = []

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(0.01)
        return {"type": "http.request", "body": b"a", "more_body": True}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    headers = [(b"host", HOST.encode()), (b"cookie", f"korekit-8070-session={visitor.session}".encode())]
    scope = {"type": "http", "method": "POST", "path": "/console/accounts/new", "query_string": b"", "headers": headers}
    async with asyncio.timeout(5):
        await console.asgi({**scope, "scheme": "http", "client": ("127.0.0.1", 1)}, receive, send)
    assert statuses == [408]


@pytest.mark.parametrize("depth", [65, 900, 20_000])
@pytest.mark.parametrize("action", ["show", "part", "send", "postman", "http"])
async def test_json_that_is_nested_deep_is_refused_and_no_failure(console: API, depth: int, action: str) -> None:
    ann = await make_person(console)
    bot, app = await make_bot(console, ann), await make_app(console, ann)
    visitor = Visitor(console, ann)
    page = f"/console/{ann.account.account_id}/requests/bot-variables-import"
    await visitor.get(page)
    deep = "[" * depth + "]" * depth
    fields: dict[str, Any] = {"do": action, "app": app.client_id, "p.bot_id": bot, "p.variables": deep}
    assert (await visitor.post(page, **fields)).status == (422 if action == "send" else 200)


async def test_a_form_that_cannot_be_sent_asks_for_no_secret(console: API) -> None:
    """It is a query for whoever may not send: what he typed would stand in the address, in his history, in logs."""
    ann, eve = await make_person(console), await make_person(console)
    await add_member(console, eve, ann.account, Role.VIEWER)
    visitor = Visitor(console, eve)
    for operation in all_operations():
        body = (await visitor.get(f"/console/{ann.account.account_id}/requests/{operation.id}")).body.decode()
        form = re.search(r'<form[^>]* method="(\w+)"[^>]*data-request', body)
        assert form is not None
        assert form[1] == "get"
        assert not re.search(r'<input[^>]*type="(?:password|file)"', body), operation.id


@contextmanager
def nothing_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    with caplog.at_level(logging.WARNING):
        yield
    assert caplog.records == []


async def test_a_live_part_whose_calls_are_refused_goes_on_saying_so(
    console: API, caplog: pytest.LogCaptureFixture
) -> None:
    ann, eve = await make_person(console), await make_person(console)
    app, foreign = await make_app(console, ann), await make_bot(console, eve)
    console.platform.is_ending = lambda: True
    page = f"/console/{ann.account.account_id}/live/requests/bot-export?app={app.client_id}&p.bot_id={foreign}"
    with nothing_logged(caplog):
        reply = await Visitor(console, ann).get(page)
    assert reply.status == 200
    assert b"data:" in reply.body


async def test_static_files_are_in_no_frame_and_run_nothing_by_themselves(console: API) -> None:
    await make_person(console)
    body = (await Visitor(console).get("/console/sign-in")).body.decode()
    for address in re.findall(r'(?:href|src)="(/console/static/[^"]+)"', body):
        reply = await Visitor(console).get(address)
        assert reply.status == 200
        assert reply.headers["x-frame-options"] == "DENY"
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"


async def test_a_role_that_is_taken_while_a_form_arrives_counts_no_more(console: API) -> None:
    ann, eve = await make_person(console), await make_person(console)
    await add_member(console, eve, ann.account, Role.ADMIN)
    visitor = Visitor(console, eve)
    page = f"/console/{ann.account.account_id}/people"
    await visitor.get(page)
    form = f"csrf={visitor.mark}&email=friend@example.com&role=admin".encode()
    begun, taken = asyncio.Event(), asyncio.Event()
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        begun.set()
        await taken.wait()
        return {"type": "http.request", "body": form, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(name.encode(), value.encode()) for name, value in FORM.items()]
    headers.append((b"cookie", f"korekit-8070-session={visitor.session}".encode()))
    scope = {"type": "http", "method": "POST", "path": f"{page}/invite", "query_string": b"", "headers": headers}
    asking = asyncio.ensure_future(console.asgi({**scope, "scheme": "http", "client": ("127.0.0.1", 1)}, receive, send))
    await begun.wait()
    demoted = await console.call("change-user-role", by=ann, member_id=eve.user_id, role="viewer")
    assert demoted.status == 200
    taken.set()
    await asking
    assert sent[0]["status"] == 403
    assert (await console.call("list-invitations", by=ann)).json == []


async def test_ids_of_another_account_in_queries_and_forms_look_as_unknown_ones_do(console: API) -> None:
    """Byte for byte, but for the id itself where the page repeats what was asked for."""
    scene = await make_page_scene(console)
    home, own, foreign = f"/console/{scene.values['account_id']}", scene.values, scene.foreign
    visitor = Visitor(console, scene.owner)
    await visitor.get(home)

    def unknown(text: str) -> str:
        return text[:-4] + ("0000" if text[-4:] != "0000" else "1111")

    async def seen(address: str, given: str, **fields: Any) -> tuple[int, bytes]:
        reply = await (visitor.post(address, **fields) if fields else visitor.get(address))
        # Whatever word it left for the next page is taken by this one.
        await visitor.get(home)
        return reply.status, reply.body.replace(given.encode(), b"ID")

    app, bot = foreign["client_id"], foreign["bot_id"]
    for address, given in (
        ("/refusals?app={}", app),
        ("/requests?app={}", app),
        ("/requests/get-bots?app={}", app),
        ("/tokens?app={}", app),
        ("/apps/new?plane=bot&bot={}", bot),
        (f"/imports/{own['request_id']}?into={{}}", bot),
    ):
        texts = [await seen(home + address.format(one), one) for one in (given, unknown(given))]
        assert texts[0] == texts[1], address
    for address, name, given, more in (
        ("/people/role", "member", foreign["member_id"], {"role": "viewer"}),
        ("/people/remove", "member", foreign["member_id"], {}),
        ("/people/revoke", "invitation", foreign["invitation_id"], {}),
        ("/apps/new", "bot", bot, {"plane": "bot", "name": "Mine"}),
        ("/explain", "text", foreign["trace_id"], {}),
    ):
        texts = [await seen(home + address, one, **{name: one}, **more) for one in (given, unknown(given))]
        assert texts[0] == texts[1], address


@pytest.mark.parametrize("nonsense", ["-1", "[[]]"])
async def test_nonsense_in_every_field_of_every_operation_is_no_failure(
    console: API, caplog: pytest.LogCaptureFixture, nonsense: str
) -> None:
    ann = await make_person(console)
    bot, app = await make_bot(console, ann), await make_app(console, ann)
    visitor = Visitor(console, ann)
    home = f"/console/{ann.account.account_id}/requests"
    await visitor.get(home)
    with caplog.at_level(logging.ERROR):
        for operation in all_operations():
            if operation.id in ("end-session", "end-other-sessions", "sign-out"):
                continue
            fields: dict[str, Any] = {f"p.{one.name}": nonsense for one in operation.parameters}
            fields |= {name: bot for name in fields if name == "p.bot_id"}
            reply = await visitor.post(f"{home}/{operation.id}", do="send", app=app.client_id, **fields)
            assert reply.status in (200, 422), operation.id
    assert [record.getMessage() for record in caplog.records] == []
