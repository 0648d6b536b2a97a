"""Requests sent with a mistake on purpose: each is refused for just that, explained, and mended by one button."""

import html
import re
from typing import Any

import pytest

from korekit.catalog.operations import all_operations
from korekit.catalog.planes import Caller, Plane, Role
from korekit.flaws.every_flaw import Place, every_flaw
from tests.console.forms import form_of
from tests.console.test_requests import answer_of, history, scene, send
from tests.console.visiting import Visitor, text_of
from tests.platform import API, Reply, add_member, make_app, make_bot, make_person


def offered(page: Reply) -> dict[str, str]:
    """The mistakes to choose from, by their cause, in words."""
    found = re.search(r'<select id="r-mistake".*?</select>', page.body.decode(), re.DOTALL)
    return dict(re.findall(r'<option value="([\w-]+)"[^>]*>([^<]+)</option>', html.unescape(found[0]))) if found else {}


async def causes_of(console: API, visitor: Visitor, operation: str, **fields: Any) -> dict[str, str]:
    """The true cause of each refusal, by the mistake that was offered and sent."""
    ann = visitor.by
    assert ann is not None
    path = f"/console/{ann.account.account_id}/requests/{operation}"
    mistakes = offered(await visitor.get(f"{path}?app={fields['app']}"))
    assert mistakes
    found = {}
    for mistake in mistakes:
        console.clock.advance(1)
        reply = await visitor.post(path, do="send", mistake=mistake, **fields)
        status = answer_of(reply)[:3]
        assert status.startswith("4"), (mistake, text_of(reply))
        assert "Send without the mistake" in text_of(reply)
        (kept, *_) = await history(console, ann)
        assert (kept["flaw"], str(kept["status"])) == (mistake, status)
        trace = (await console.call("get-trace", by=ann, trace_id=kept["traceId"])).json
        found[mistake] = trace["cause"]
    return found


async def test_each_mistake_that_is_offered_is_refused_for_what_it_is(console: API) -> None:
    ann, _, bot, app, visitor = await scene(console)
    fields: dict[str, Any] = {"app": app.client_id, "p.bot_id": bot}
    console.clock.advance(1)
    await console.call("rotate-app-secret", by=ann, client_id=app.client_id)
    await make_app(console, ann)
    console.clock.advance(1)
    found = await causes_of(console, visitor, "get-change-logs", **fields)
    assert found == {mistake: mistake for mistake in found}
    # Whatever lies in a token or its header but what takes another kind of app, or would count later.
    of_tokens = {one.cause for one in every_flaw() if one.place in (Place.TOKEN, Place.HEADER)}
    assert of_tokens - set(found) == {"jti-missing", "jti-lifetime-too-long", "jwe-required"}
    assert set(found) - of_tokens == {"path-unknown", "host-wrong", "method-not-allowed", "bot-unknown"}
    named_version: dict[str, Any] = {"p.version_comment": "One"}
    written = await causes_of(console, visitor, "publish-bot", **fields, **named_version)
    assert written == {mistake: mistake for mistake in written}
    assert {"body-malformed", "body-field-missing", "body-field-misspelled", "body-field-invalid"} <= set(written)
    # What is sent twice would be done once.
    assert not {"jti-replayed", "token-altered"} & set(written)


async def test_what_an_app_enforces_can_be_left_out(console: API) -> None:
    ann, _, bot, _, visitor = await scene(console)
    app = await make_app(console, ann, is_jti_enforced=True, is_jwe_enforced=True)
    found = await causes_of(console, visitor, "get-bots", app=app.client_id)
    assert found == {mistake: mistake for mistake in found}
    assert {"jti-missing", "jti-replayed", "jwe-required", "jwe-invalid"} <= set(found)
    desk = await make_app(console, ann, plane=Plane.BOT, bot_id=bot)
    found = await causes_of(console, visitor, "get-change-logs", app=desk.client_id, **{"p.bot_id": bot})
    assert found == {mistake: mistake for mistake in found}


async def test_no_operation_does_anything_for_a_mistake(console: API) -> None:
    _, account, _, app, visitor = await scene(console)
    of_requests = {one.cause for one in every_flaw() if one.place is Place.REQUEST}
    done, tried = [], 0
    for operation in all_operations():
        if operation.facts.caller is not Caller.APP or operation.id == "upload-file":
            continue
        path = f"/console/{account}/requests/{operation.id}"
        page = await visitor.get(f"{path}?app={app.client_id}")
        form = form_of(page.body.decode())
        typed = {one.name: form.sample(one)[0] for one in form.controls if one.name.startswith("p.")}
        values: dict[str, Any] = {**form.hidden(), **typed}
        for mistake in of_requests & set(offered(page)):
            shown = answer_of(await visitor.post(path, **values, do="send", app=app.client_id, mistake=mistake))
            tried += bool(shown)
            if shown[:1] == "2":
                done.append((operation.id, mistake, shown))
    assert done == []
    assert tried > 100


async def test_the_button_sends_it_without_the_mistake(console: API) -> None:
    ann, account, bot, app, visitor = await scene(console)
    path = f"/console/{account}/requests/get-change-logs"
    fields: dict[str, Any] = {"app": app.client_id, "p_bot_id": bot, "mistake": "token-unsigned"}
    refused = await send(visitor, account, "get-change-logs", **fields)
    shown = text_of(refused)
    assert answer_of(refused).startswith("401 Unauthorized")
    assert "Sent with a mistake on purpose: The token carries no signature ." in shown
    assert "algorithm failed" in shown
    assert re.search(r'<option value="token-unsigned" selected>', refused.body.decode())
    listed = text_of(await visitor.get(f"/console/{account}/requests"))
    assert "Mistake: The token carries no signature" in listed
    console.clock.advance(1)
    mended = await send(visitor, account, "get-change-logs", **fields, do="send-right")
    assert answer_of(mended).startswith("200 OK")
    assert 'value="token-unsigned" selected' not in mended.body.decode()
    # The history brings the mistake back.
    newest, older = await history(console, ann)
    assert ("flaw" in newest, older["flaw"]) == (False, "token-unsigned")
    again = (await visitor.get(f"{path}?history={older['id']}")).body.decode()
    assert re.search(r'<option value="token-unsigned" selected>', again)


@pytest.mark.parametrize("mistake", ["scope-missing", "jti-missing", "nothing", "x" * 10_000, "jti-lifetime-too-long"])
async def test_a_mistake_that_cannot_be_made_sends_nothing(console: API, mistake: str) -> None:
    ann, account, _, app, visitor = await scene(console)
    reply = await send(visitor, account, "get-bots", app=app.client_id, mistake=mistake)
    assert (reply.status, answer_of(reply)) == (422, "")
    assert "This mistake cannot be made with this app and operation." in text_of(reply)
    assert await history(console, ann) == []
    without = await send(visitor, account, "get-bots", app="", mistake="token-unsigned")
    assert (without.status, answer_of(without)) == (422, "")


async def test_a_viewer_and_a_call_without_an_app_have_no_mistakes(console: API) -> None:
    ann, account, _, app, visitor = await scene(console)
    bob = await make_person(console)
    await add_member(console, bob, ann.account, Role.VIEWER)
    path = f"/console/{account}/requests"
    assert offered(await Visitor(console, bob).get(f"{path}/get-bots?app={app.client_id}")) == {}
    assert offered(await visitor.get(f"{path}/list-apps")) == {}
    assert offered(await visitor.get(f"{path}/get-bots")) != {}


async def test_the_app_of_a_bot_calls_for_its_bot(console: API) -> None:
    """It is not said to be refused for another one, and choosing it fills the bot in; without scripts as well."""
    ann, account, bot, app, visitor = await scene(console)
    other = await make_bot(console, ann, name="Desk")
    desk = await make_app(console, ann, plane=Plane.BOT, bot_id=other)
    path = f"/console/{account}/requests/get-change-logs"
    page = (await visitor.get(f"{path}?app={app.client_id}&p.bot_id={bot}")).body.decode()
    (option,) = re.findall(rf'<option value="{desk.client_id}"[^>]*>([^<]*)</option>', page)
    assert "would be refused" not in option
    fields: dict[str, Any] = {"app": desk.client_id, "p.bot_id": bot}
    switched = await visitor.post(path, do="send", **{**fields, "shown-app": app.client_id})
    assert answer_of(switched).startswith("200 OK")
    # Who names another bot for it on purpose gets what he asks for.
    kept = await visitor.post(path, do="send", **{**fields, "shown-app": desk.client_id})
    assert "bot-not-of-app" in text_of(kept)
