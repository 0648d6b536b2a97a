"""What mends a refused call: every cause has a step into the console, or says why there is none."""

import re
from html import unescape
from typing import Any

import msgspec

from korekit.catalog.additions import Trace
from korekit.catalog.planes import Plane, Role
from korekit.clock import iso_time
from korekit.console.mending import NOBODY_CAN_MEND
from korekit.errors import causes
from korekit.records.traces import ADD_TRACE
from tests.console.visiting import Visitor
from tests.platform import API, Person, add_member, make_app, make_bot, make_person

_ACTIONS = re.compile(r'<p class="actions"><a.*?</p>', re.DOTALL)
_LINK = re.compile(r'<a class="button(?: first)?" href="([^"]*)">([^<]*)</a>')

# The buttons of each cause, in order, for a call of an app that its owner looks at.
BUTTONS = {
    "path-unknown": ["Open get-change-logs in Requests"],
    "method-not-allowed": ["Open get-change-logs in Requests"],
    "token-missing": ["Create a valid token"],
    "header-wrong-name": ["Open get-change-logs in Requests", "Create a valid token"],
    "header-bearer-prefix": ["Open get-change-logs in Requests", "Create a valid token"],
    "header-decorated": ["Open get-change-logs in Requests", "Create a valid token"],
    "token-malformed": ["Create a valid token"],
    "token-truncated": ["Create a valid token"],
    "token-unsigned": ["Create a valid token"],
    "algorithm-not-allowed": ["Create a valid token"],
    "app-unknown": ["See the apps", "Create an app"],
    "app-deleted": ["Create an app"],
    "app-wrong-kind": ["Create an app"],
    "claim-app-id-missing": ["Create a valid token"],
    "claim-app-id-misspelled": ["Create a valid token"],
    "claim-app-id-not-client-id": ["Create a valid token"],
    "signature-invalid": ["Show the client secret", "Create a valid token", "Rotate the secret"],
    "signature-secret-decoded": ["Show the client secret", "Create a valid token"],
    "signature-secret-decorated": ["Show the client secret", "Create a valid token"],
    "signature-secret-placeholder": ["Show the client secret", "Create a valid token", "Rotate the secret"],
    "signature-secret-of-other-app": ["Show the client secret", "Create a valid token", "Rotate the secret"],
    "signature-secret-retired": ["Rotate the secret", "Show the client secret", "Create a valid token"],
    "token-altered": ["Create a valid token"],
    "token-expired": ["Create a valid token"],
    "token-not-yet-valid": ["Create a valid token"],
    "jti-missing": ["Create a valid token", "See the token rules"],
    "jti-lifetime-too-long": ["Create a valid token", "See the token rules"],
    "jti-replayed": ["Create a valid token", "See the token rules"],
    "jwe-required": ["Create a valid token", "See the token rules"],
    "jwe-invalid": ["Create a valid token", "See the token rules"],
    "account-inactive": ["Open the account settings"],
    "plane-wrong": ["Use the app NAME", "Create an app that may call it"],
    "bot-not-of-app": ["Use the app NAME"],
    "bot-of-other-account": ["See the bots"],
    "bot-unknown": ["See the bots"],
    "scope-not-saved": ["Tick the scope Logs History"],
    "scope-missing": ["Tick the scope Logs History"],
    "scope-not-published": ["Publish Travel Desk"],
    "rate-limited-minute": ["See the rate limits"],
    "rate-limited-hour": ["See the rate limits"],
    "content-type-wrong": ["Open get-change-logs in Requests"],
    "multipart-broken": ["Open get-change-logs in Requests"],
    "body-malformed": ["Open get-change-logs in Requests"],
    "body-field-missing": ["Open get-change-logs in Requests"],
    "body-field-misspelled": ["Open get-change-logs in Requests"],
    "body-field-invalid": ["Open get-change-logs in Requests"],
    "file-unknown": ["Open get-change-logs in Requests"],
    "resource-unknown": ["Open get-change-logs in Requests"],
}


async def buttons_of(console: API, by: Person, trace: Trace) -> list[tuple[str, str]]:
    """The labels and addresses of the buttons on the page of a refused call, which is written down first."""
    services = console.platform.services
    async with services.database.transaction() as transaction:
        await transaction.run(
            ADD_TRACE,
            id=trace.id,
            account_id=by.account.account_id,
            other_account=None,
            at=console.clock.now_ms(),
            is_signature_good=1,
            document=msgspec.json.encode(trace).decode(),
        )
    reply = await Visitor(console, by).get(f"/console/{by.account.account_id}/refusals/{trace.id}")
    assert reply.status == 200, trace.cause
    found = _ACTIONS.search(reply.body.decode())
    return [] if found is None else [(label, unescape(link)) for link, label in _LINK.findall(found[0])]


def trace_of(console: API, cause: str, client_id: str, bot_id: str, **values: str) -> Trace:
    """A refused call for a cause."""
    kind = causes()[cause]
    is_known = kind.check not in ("path", "method")
    return Trace(
        id=console.platform.services.ids.trace(),
        refused_on=iso_time(console.clock.now_ms()),
        method="POST" if cause == "method-not-allowed" else "GET",
        path=f"/api/public/bot/{bot_id}/changelog{'' if cause == 'path-unknown' else 's'}",
        operation=values.get("operation", "get-change-logs" if is_known else ""),
        client_id=client_id,
        bot_id=bot_id,
        cause=cause,
        check=kind.check,
        retry_after_seconds=60 if kind.check == "rate" else None,
    )


async def test_every_cause_has_a_step_that_opens_or_a_reason_why_not(console: API) -> None:
    ann = await make_person(console)
    bot_id = await make_bot(console, ann, name="Travel Desk")
    app = await make_app(console, ann, plane=Plane.BOT, bot_id=bot_id)
    visitor = Visitor(console, ann)
    shown: dict[str, list[str]] = {}
    for cause in causes():
        found = await buttons_of(console, ann, trace_of(console, cause, app.client_id, bot_id))
        shown[cause] = [label.replace(f"app {app.client_id[-4:]}", "NAME") for label, _ in found]
        for label, link in found:
            assert (await visitor.get(link.partition("#")[0])).status == 200, (cause, label, link)
    unmended = {cause for cause, labels in shown.items() if not labels}
    assert unmended == {kind.cause for kind in NOBODY_CAN_MEND} == {"host-wrong"}
    assert {cause: labels for cause, labels in shown.items() if labels} == BUTTONS


async def test_steps_lead_where_the_mistake_is(console: API) -> None:
    ann = await make_person(console)
    bot_id = await make_bot(console, ann, name="Travel Desk")
    app = await make_app(console, ann, plane=Plane.BOT, bot_id=bot_id)
    home = f"/console/{ann.account.account_id}"
    wanted = {
        "scope-not-published": f"{home}/bots/{bot_id}/versions",
        "token-expired": f"{home}/tokens?app={app.client_id}",
        "signature-secret-retired": f"{home}/apps/{app.client_id}/secrets",
        "rate-limited-hour": f"{home}/usage#windows",
        # The bot id of a path that is nearly right is put into the form.
        "path-unknown": f"{home}/requests/get-change-logs?app={app.client_id}&p.bot_id={bot_id}",
        "body-malformed": f"{home}/requests/get-change-logs?app={app.client_id}&p.bot_id={bot_id}",
    }
    for cause, link in wanted.items():
        found = await buttons_of(console, ann, trace_of(console, cause, app.client_id, bot_id))
        assert found[0][1] == link, cause


async def test_the_account_that_holds_the_bot_is_offered_and_no_other(console: API) -> None:
    ann, bob, cid = [await make_person(console) for _ in range(3)]
    for other in (cid, bob):
        await add_member(console, ann, other.account, Role.VIEWER)
    app, bot_id = await make_app(console, ann), await make_bot(console, bob)
    trace_id = (await console.call("get-change-logs", app=app, bot_id=bot_id)).trace_id
    reply = await Visitor(console, ann).get(f"/console/{ann.account.account_id}/refusals/{trace_id}")
    found = _ACTIONS.search(reply.body.decode())
    assert found is not None
    assert _LINK.findall(found[0]) == [
        (f"/console/{bob.account.account_id}/bots/{bot_id}", f"Switch to {bob.account.name}")
    ]


async def test_a_bot_without_an_app_gets_one_and_a_foreign_bot_does_not(console: API) -> None:
    ann, eve = await make_person(console), await make_person(console)
    bot_id, bare = await make_bot(console, ann), await make_bot(console, ann, name="Loyalty Club")
    app = await make_app(console, ann, plane=Plane.BOT, bot_id=bot_id)
    found = await buttons_of(console, ann, trace_of(console, "bot-not-of-app", app.client_id, bare))
    link = f"/console/{ann.account.account_id}/apps/new?plane=bot&bot={bare}"
    assert found == [("Create an app for Loyalty Club", link)]
    foreign = await make_bot(console, eve, name="Nobody's business")
    found = await buttons_of(console, ann, trace_of(console, "bot-not-of-app", app.client_id, foreign))
    assert [label for label, _ in found] == ["See the bots"]


async def test_an_app_that_may_make_the_call_is_offered_before_and_instead_of_one_that_may_not(console: API) -> None:
    ann = await make_person(console)
    home, bot_id, other_bot = (
        f"/console/{ann.account.account_id}",
        await make_bot(console, ann),
        await make_bot(console, ann),
    )
    refused = await make_app(console, ann, plane=Plane.BOT, bot_id=bot_id)
    create = ("Create an app that may call it", f"{home}/apps/new?plane=admin")
    publish = trace_of(console, "plane-wrong", refused.client_id, bot_id, operation="publish-bot")
    assert await buttons_of(console, ann, publish) == [create]
    bare = await make_app(console, ann, scopes=["botkit:botkit"])
    publish = trace_of(console, "plane-wrong", refused.client_id, bot_id, operation="publish-bot")
    assert await buttons_of(console, ann, publish) == [
        (
            f"Add the scope to app {bare.client_id[-4:]}",
            f"{home}/apps/{bare.client_id}/scopes?tick=bot_publish%3Apublish_request#s-bot_publish:publish_request",
        ),
        create,
    ]
    page = (await Visitor(console, ann).get(f"{home}/refusals/{publish.id}")).body.decode()
    assert f"app {bare.client_id[-4:]} cannot make this call yet: it needs the scope Publish." in page
    able = await make_app(console, ann, scopes=["bot_publish:publish_request"])
    await make_app(console, ann, scopes=["botkit:botkit"])
    publish = trace_of(console, "plane-wrong", refused.client_id, bot_id, operation="publish-bot")
    assert await buttons_of(console, ann, publish) == [
        (f"Use the app app {able.client_id[-4:]}", f"{home}/apps/{able.client_id}"),
        create,
    ]
    # An app of another bot would be refused for the bot.
    await make_app(console, ann, plane=Plane.BOT, bot_id=other_bot)
    logs = trace_of(console, "plane-wrong", bare.client_id, bot_id)
    assert [label for label, _ in await buttons_of(console, ann, logs)] == [
        f"Use the app app {refused.client_id[-4:]}",
        "Create an app that may call it",
    ]


async def test_an_app_whose_saved_scope_waits_for_a_publish_is_not_offered_as_able(console: API) -> None:
    ann = await make_person(console)
    bot_id = await make_bot(console, ann, name="Travel Desk")
    waiting = await make_app(console, ann, plane=Plane.BOT, bot_id=bot_id)
    await console.call("update-account", by=ann, is_publish_required=True)
    trace = trace_of(console, "bot-not-of-app", waiting.client_id, bot_id)
    found = await buttons_of(console, ann, trace)
    assert found == [("Publish Travel Desk", f"/console/{ann.account.account_id}/bots/{bot_id}/versions")]


async def test_a_path_that_is_near_none_or_many_has_no_step(console: API) -> None:
    ann = await make_person(console)
    bot_id = await make_bot(console, ann)
    expected = {
        f"/api/public/bot/{bot_id}": "a documented path that begins with <code>/api/public/bot/{botId}/</code>",
        "/api/nothing/like/it": "a documented path",
        "/wp-login.php": "a path that begins with <code>/api/</code>",
    }
    visitor, home = Visitor(console, ann), f"/console/{ann.account.account_id}"
    for path, words in expected.items():
        trace_id = (await console.request("GET", path)).trace_id
        page = (await visitor.get(f"{home}/refusals/{trace_id}")).body.decode()
        assert words in page, path
        assert _ACTIONS.search(page) is None, path


async def test_the_nearest_path_is_expected_and_opens_in_requests(console: API) -> None:
    ann = await make_person(console)
    home = f"/console/{ann.account.account_id}"
    trace_id = (await console.request("GET", "/api/public/bot/list")).trace_id
    told = (await console.call("get-trace", by=ann, trace_id=trace_id)).json
    assert told["expected"] == "`/api/public/bots` (get-bots)"
    assert told["found"] == "`/api/public/bot/list`: `list` does not belong there; `bot` should be `bots`"
    page = (await Visitor(console, ann).get(f"{home}/refusals/{trace_id}")).body.decode()
    found = _ACTIONS.search(page)
    assert found is not None
    assert _LINK.findall(found[0]) == [(f"{home}/requests/get-bots", "Open get-bots in Requests")]


async def test_a_full_window_says_when_the_next_call_fits(console: API) -> None:
    ann = await make_person(console)
    app, bot_id = await make_app(console, ann), await make_bot(console, ann)
    trace = trace_of(console, "rate-limited-minute", app.client_id, bot_id)
    await buttons_of(console, ann, trace)
    page = f"/console/{ann.account.account_id}/refusals/{trace.id}"
    assert "The next call fits from 06:01:00 UTC on." in (await Visitor(console, ann).get(page)).body.decode()
    console.clock.advance(60)
    assert "The window has had room again since 06:01:00" in (await Visitor(console, ann).get(page)).body.decode()


async def test_a_step_never_leads_to_the_page_that_it_stands_on(console: API) -> None:
    ann = await make_person(console)
    home, app = f"/console/{ann.account.account_id}", await make_app(console, ann)
    values: dict[str, Any] = {"zip_info": "0" * 24, "upload_mode": "ZIP", "name": "Travel Desk"}
    trace_id = (await console.call("import-bot-as-new-bot", app=app, **values)).trace_id
    reply = await Visitor(console, ann).get(f"{home}/refusals/{trace_id}")
    assert "Open import-bot-as-new-bot in Requests" in reply.body.decode()
    fields = {"do": "send", "app": app.client_id, **{f"p.{name}": value for name, value in values.items()}}
    sent = await Visitor(console, ann).submit(f"{home}/requests/import-bot-as-new-bot", **fields)
    assert "file-unknown" in sent.body.decode()
    assert "in Requests" not in sent.body.decode()
