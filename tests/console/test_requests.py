"""The request builder: a form made from the catalogue, sent over the platform's own door, explained when refused."""

import json
import re
from html import unescape
from typing import Any, Final

import pytest

from korekit.catalog.operation import GET
from korekit.catalog.operations import all_operations
from korekit.catalog.planes import AppKind, Plane, Role
from tests.console.visiting import Visitor, text_of
from tests.platform import API, MadeApp, Person, Reply, add_member, make_app, make_bot, make_person

EVIL: Final = "\"><script>alert(1)</script><img src=x onerror=alert(2)>'`"
# What required parameters of operations stand for here, by their names; texts otherwise.
VALUES: Final = {"number": "1", "request_id": "bir-00000000-0000-5000-8000-000000000000", "days": "7"}


async def send(visitor: Visitor, account: str, operation: str, **fields: Any) -> Reply:
    """Open the form of an operation and send it; `p_name` is the field of a parameter."""
    path = f"/console/{account}/requests/{operation}"
    assert (await visitor.get(path)).status == 200
    named = {name.replace("p_", "p.", 1) if name.startswith("p_") else name: value for name, value in fields.items()}
    return await visitor.post(path, **{"do": "send", **named})


def answer_of(reply: Reply) -> str:
    """The line that says how the platform answered; empty where nothing was sent."""
    found = re.search(r"<h2[^>]* data-answer>(.*?)</h2>", reply.body.decode(), re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split()) if found else ""


def body_of(reply: Reply) -> Any:
    """The answer's JSON, as the page shows it."""
    found = re.search(r'aria-label="The answer"><code>(.*?)</code>', reply.body.decode(), re.DOTALL)
    assert found
    return json.loads(unescape(found[1]))


async def history(console: API, person: Person) -> list[Any]:
    found: list[Any] = (await console.call("list-sent-requests", by=person)).json
    return found


async def scene(console: API) -> tuple[Person, str, str, MadeApp, Visitor]:
    """An owner with a bot and an app that may do everything."""
    ann = await make_person(console, name="ann")
    bot = await make_bot(console, ann, changes=["first", "second"])
    return ann, ann.account.account_id, bot, await make_app(console, ann), Visitor(console, ann)


async def test_every_operation_has_a_form(console: API) -> None:
    _, account, _, app, visitor = await scene(console)
    listed = (await visitor.get(f"/console/{account}/requests")).body.decode()
    for operation in all_operations():
        assert f'href="/console/{account}/requests/{operation.id}"' in listed, operation.id
        reply = await visitor.get(f"/console/{account}/requests/{operation.id}")
        body = reply.body.decode()
        assert reply.status == 200, operation.id
        for parameter in operation.parameters:
            assert f'name="p.{parameter.name}' in body or f'name="mode.p.{parameter.name}"' in body, (
                operation.id,
                parameter.name,
            )
        assert app.secret not in body
    assert (await visitor.get(f"/console/{account}/requests/nothing")).status == 404
    assert (await visitor.get(f"/console/{account}/requests/get_bots")).status == 404


async def test_every_operation_that_reads_is_sent(console: API) -> None:
    ann, account, bot, app, visitor = await scene(console)
    desk = await make_app(console, ann, plane=Plane.BOT, bot_id=bot)
    known = {"bot_id": bot, "client_id": app.client_id, "user_id": ann.user_id, "org_id": ann.account.org_id}
    statuses: dict[str, int] = {}
    for operation in all_operations():
        if operation.method != GET:
            continue
        required = [one for one in operation.parameters if one.is_required]
        fields = {f"p_{one.name}": {**known, **VALUES}.get(one.name, "nothing") for one in required}
        chosen = app if Plane.ADMIN in operation.planes else desk
        reply = await send(visitor, account, operation.id, app=chosen.client_id, **fields)
        assert reply.status == 200, (operation.id, text_of(reply))
        statuses[operation.id] = int(answer_of(reply).split()[0])
    assert len(statuses) >= 20
    assert [name for name, status in statuses.items() if status >= 500 and status != 501] == []
    answered = {"get-bots", "get-change-logs", "list-apps", "list-builder-bots", "get-app", "list-traces"}
    assert {statuses[one] for one in answered} == {200}


async def test_what_is_sent_is_what_a_program_sends(console: API) -> None:
    _, account, bot, app, visitor = await scene(console)
    reply = await send(visitor, account, "get-change-logs", app=app.client_id, p_bot_id=bot, p_limit="1", p_offset="1")
    assert answer_of(reply).startswith("200 OK")
    direct = await console.call("get-change-logs", app=app, bot_id=bot, limit=1, offset=1)
    assert body_of(reply) == direct.json


async def test_a_refused_call_is_explained_in_place_with_what_mends_it(console: API) -> None:
    ann, account, bot, _, visitor = await scene(console)
    app = await make_app(console, ann, scopes=["role_management:role_management"])
    page = await visitor.get(f"/console/{account}/requests/get-change-logs?app={app.client_id}")
    # Before anything is sent the form says what would come.
    assert "The app's saved scopes do not hold the needed one." in text_of(page)
    mend = f"/console/{account}/apps/{app.client_id}/scopes?tick=logs%3Achange_logs"
    assert mend in page.body.decode()
    reply = await send(visitor, account, "get-change-logs", app=app.client_id, p_bot_id=bot)
    shown = text_of(reply)
    assert answer_of(reply).startswith("401 Unauthorized")
    assert "scope-missing" in shown
    assert re.search(r"scope failed Expected .*logs:change_logs.* Found role_management:role_management", shown)
    assert body_of(reply) == {"errors": [{"msg": "Permission denied. Scope is incorrect!", "code": 4002}]}
    assert reply.body.decode().count(mend) >= 2
    (kept,) = await history(console, ann)
    assert (kept["status"], len(kept["traceId"])) == (401, 32)


async def test_without_an_app_no_token_is_sent(console: API) -> None:
    _, account, _, _, visitor = await scene(console)
    reply = await send(visitor, account, "get-bots", app="")
    assert "token-missing" in text_of(reply)


@pytest.mark.parametrize(("role", "status"), [(Role.VIEWER, 403), (Role.DEVELOPER, 200), (Role.ADMIN, 200)])
async def test_an_app_out_of_reach_sends_nothing_for_the_visitor(console: API, role: Role, status: int) -> None:
    """An app of the admin plane is for administrators, another account's for nobody."""
    ann, account, _, app, _ = await scene(console)
    bob, eve = await make_person(console), await make_person(console)
    await add_member(console, bob, ann.account, role)
    foreign = await make_app(console, eve)
    visitor = Visitor(console, bob)
    # The forms are open to everybody, their sending is not.
    assert (await visitor.get(f"/console/{account}/requests/get-bots")).status == 200
    await visitor.get(f"/console/{account}")
    path = f"/console/{account}/requests/get-bots"
    for client_id, is_reached in ((app.client_id, role is Role.ADMIN), (foreign.client_id, False)):
        reply = await visitor.post(path, do="send", app=client_id)
        assert reply.status == status
        if status == 200:
            assert answer_of(reply)[:3] == ("200" if is_reached else "401")


async def test_no_secret_and_no_token_stands_in_any_page_or_in_the_history(console: API) -> None:
    ann, account, bot, app, visitor = await scene(console)
    secret = "hunter2hunter2"
    replies = [
        await send(visitor, account, "get-bots", app=app.client_id),
        await send(visitor, account, "sign-in", p_username="ann@example.com", p_password=secret),
        await send(visitor, account, "reveal-app-secret", p_client_id=app.client_id, p_password=secret, do="show"),
        await send(visitor, account, "look-at-invitation", p_token=secret, do="postman"),
        await send(visitor, account, "look-at-invitation", p_token=secret, do="http"),
        await send(visitor, account, "look-at-invitation", p_token=secret, do="part"),
        await send(
            visitor,
            account,
            "bot-variables-import",
            app=app.client_id,
            p_bot_id=bot,
            p_variables=json.dumps([{"key": "k", "name": "apiToken", "value": secret, "nested": {"password": secret}}]),
        ),
    ]
    replies.append(await visitor.get(f"/console/{account}/requests"))
    kept = json.dumps(await history(console, ann))
    assert {one["operation"] for one in await history(console, ann)} == {"bot-variables-import", "sign-in", "get-bots"}
    for text in (*(one.body.decode() for one in replies[:6]), replies[7].body.decode(), kept):
        assert app.secret not in text
        assert secret not in text
        assert not re.search(r"eyJ[A-Za-z0-9_-]+\.eyJ", text)
        assert visitor.session not in text
    assert "ann@example.com" in kept


async def test_the_history_fills_the_form_again_for_its_owner_alone(console: API) -> None:
    ann, account, bot, app, visitor = await scene(console)
    bob = await make_person(console)
    await add_member(console, bob, ann.account, Role.ADMIN)
    await send(visitor, account, "get-change-logs", app=app.client_id, p_bot_id=bot, p_limit="7")
    (kept,) = await history(console, ann)
    assert kept["values"] == {"bot_id": bot, "limit": "7"}
    link = f"/console/{account}/requests/get-change-logs?history={kept['id']}"
    assert link in (await visitor.get(f"/console/{account}/requests")).body.decode()
    again = (await visitor.get(link)).body.decode()
    assert re.search(r'name="p\.limit" type="number" value="7"', again)
    assert (await Visitor(console, bob).get(link)).status == 404
    assert (await visitor.get(link + "0")).status == 404
    await visitor.submit(f"/console/{account}/requests", f"/console/{account}/requests/history")
    assert await history(console, ann) == []


@pytest.mark.parametrize(
    ("operation", "fields", "told"),
    [
        ("get-change-logs", {"p_bot_id": ""}, "Required."),
        ("get-change-logs", {"p_bot_id": "st-1", "p_limit": "many"}, "Enter a whole number."),
        ("get-change-logs", {"p_bot_id": "st-1", "p_limit": "9" * 5000}, "Enter a whole number."),
        ("get-change-logs", {"p_bot_id": ".."}, "stands for no name"),
        ("bot-export", {"p_bot_id": "st-1", "p_export_options": "{"}, "This is not valid JSON"),
        ("bot-export", {"p_bot_id": "st-1", "p_export_options": "[" * 5000}, "This is not valid JSON"),
        ("upload-file", {"p_file_context": "x", "p_file_extension": "json"}, "Choose a file."),
    ],
)
async def test_a_wrong_field_is_told_and_nothing_is_sent(
    console: API, operation: str, fields: dict[str, str], told: str
) -> None:
    ann, account, _, app, visitor = await scene(console)
    reply = await send(visitor, account, operation, app=app.client_id, **fields)
    assert reply.status == 422
    assert told in text_of(reply)
    assert answer_of(reply) == ""
    assert await history(console, ann) == []


async def test_what_was_typed_and_what_came_back_is_shown_and_never_run(console: API) -> None:
    ann, account, _, app, visitor = await scene(console)
    await make_bot(console, ann, name=EVIL)
    named = await send(visitor, account, "get-change-logs", app=app.client_id, p_bot_id=EVIL, p_start_date=EVIL)
    listed = await send(visitor, account, "list-builder-bots", p_user_id=ann.user_id)
    sent = await send(visitor, account, "bot-export", app=EVIL, p_bot_id="x", p_export_type=EVIL, p_export_options=EVIL)
    filled = await visitor.get(
        f"/console/{account}/requests/get-bots?p.limit=%22%3E%3Cscript%3E&app=%22%3E&host=%22%3E"
    )
    for reply in (named, listed, sent, filled):
        body = reply.body.decode()
        assert "<script>" not in body
        assert "<img" not in body
    assert EVIL in json.dumps(body_of(listed)).replace('\\"', '"')


async def test_a_file_is_sent_on_as_it_came(console: API) -> None:
    _, account, _, app, visitor = await scene(console)
    path = f"/console/{account}/requests/upload-file"
    await visitor.get(path)
    fields = {
        "csrf": visitor.mark,
        "do": "send",
        "app": app.client_id,
        "p.file_context": "bulkImport",
        "p.file_extension": "json",
    }
    parts = [f'--b\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items()]
    parts.append('--b\r\nContent-Disposition: form-data; name="p.file"; filename="a.json"\r\n\r\n{"a": 1}\r\n--b--\r\n')
    headers = {"content-type": "multipart/form-data; boundary=b", "origin": "http://127.0.0.1:8070"}
    reply = await visitor._ask("POST", path, "".join(parts).encode(), headers)
    assert answer_of(reply).startswith("200 OK"), text_of(reply)
    assert set(body_of(reply)) >= {"fileId"}


async def test_a_request_is_saved_for_other_tools(console: API) -> None:
    _, account, bot, app, visitor = await scene(console)
    fields = {"app": app.client_id, "p_bot_id": bot, "p_limit": "3", "host": "https://bots.kore.ai"}
    postman = await send(visitor, account, "get-change-logs", do="postman", **fields)
    assert postman.headers["content-disposition"] == ('attachment; filename="get-change-logs.postman_collection.json"')
    (folder,) = postman.json["item"]
    (item,) = folder["item"]
    assert item["request"]["url"]["variable"][0]["value"] == bot
    enabled = {one["key"]: one["value"] for one in item["request"]["url"]["query"] if not one.get("disabled")}
    assert enabled == {"limit": "3"}
    environment = (await send(visitor, account, "get-change-logs", do="environment", **fields)).json["values"]
    filled = {one["key"]: one["value"] for one in environment}
    assert (filled["adminClientId"], filled["adminClientSecret"]) == (app.client_id, "")
    assert (filled["botClientId"], filled["baseUrl"]) == ("", "https://bots.kore.ai")
    assert app.secret not in json.dumps(environment)
    http = (await send(visitor, account, "get-change-logs", do="http", **fields)).body.decode()
    assert "@baseUrl = https://bots.kore.ai" in http
    assert f"GET {{{{baseUrl}}}}/api/public/bot/{bot}/changelogs?limit=3\nauth: {{{{botOrAdminToken}}}}" in http
    openapi = (await send(visitor, account, "get-change-logs", do="openapi", **fields)).json
    assert (openapi["openapi"], list(openapi["paths"])) == ("3.1.0", ["/api/public/bot/{botId}/changelogs"])
    everything = await visitor.submit(f"/console/{account}/requests", do="http")
    assert everything.body.decode().count("\n### ") >= len(all_operations())
    assert (await visitor.post(f"/console/{account}/requests", do="nothing")).status == 404


async def test_an_app_leads_to_what_it_may_call_now(console: API) -> None:
    ann, account, _, _, visitor = await scene(console)
    app = await make_app(console, ann, scopes=["role_management:role_management"])
    overview = (await visitor.get(f"/console/{account}/apps/{app.client_id}/scopes")).body.decode()
    for tool in ("tokens", "requests"):
        assert f'href="/console/{account}/{tool}?app={app.client_id}"' in overview
    listed = (await visitor.get(f"/console/{account}/requests?app={app.client_id}")).body.decode()
    assert re.findall(r"/requests/([\w-]+)\?app=", listed) == ["get-bots", "upload-file"]
    empty = await make_app(console, ann, kind=AppKind.SDK)
    nothing = await visitor.get(f"/console/{account}/requests?app={empty.client_id}")
    assert "This app may call nothing yet" in text_of(nothing)
    assert (await visitor.get(f"/console/{account}/requests?app=cs-1")).status == 404


async def test_the_list_is_searched_by_several_words_and_marks_what_apps_may_call(console: API) -> None:
    ann = await make_person(console)
    account, visitor = ann.account.account_id, Visitor(console, ann)
    await make_app(console, ann, scopes=["role_management:role_management"])

    async def shown(query: str) -> list[str]:
        body = (await visitor.get(f"/console/{account}/requests?q={query}")).body.decode()
        rows = re.findall(r'<li data-words="[^"]*"( hidden)?>(.*?)</li>', body, re.DOTALL)
        return [re.findall(r"/requests/([\w-]+)\"", row)[0] for is_hidden, row in rows if not is_hidden]

    found = await shown("status%20EXPORT")
    assert "bot-export-status" in found
    assert not {"bot-export", "bot-publish-status"} & set(found)
    assert await shown("public%2Fbot%2F%20%2Fchangelogs") == ["get-change-logs"]
    assert "bot-export" in await shown("bot_definition%3Abot_export")
    assert await shown("nothing%20has%20this") == []
    body = (await visitor.get(f"/console/{account}/requests")).body.decode()
    marked = [row for row in body.split("<li ") if "your apps may call it" in row]
    assert [re.findall(r"/requests/([\w-]+)\"", row)[0] for row in marked] == ["get-bots", "upload-file"]


async def test_a_viewer_gets_the_command_and_no_button_that_sends(console: API) -> None:
    ann, account, bot, _, _ = await scene(console)
    bob = await make_person(console)
    await add_member(console, bob, ann.account, Role.VIEWER)
    path = f"/console/{account}/requests/get-change-logs?p.bot_id={bot}&host=https%3A%2F%2Fbots.kore.ai&p.limit=3"
    reply = await Visitor(console, bob).get(path)
    assert f"curl -sS 'https://bots.kore.ai/api/public/bot/{bot}/changelogs?offset=0&limit=3'" in text_of(reply)
    assert 'value="send"' not in reply.body.decode()


async def test_where_tokens_have_to_be_encrypted_no_command_signs_with_openssl(console: API) -> None:
    ann, account, _, app, visitor = await scene(console)
    strict = await make_app(console, ann, is_jwe_enforced=True)
    home = f"/console/{account}/requests"
    names = re.compile(r'<pre class="wraps" tabindex="0" aria-label="([^"]+)"')
    for address, expected in (
        (f"{home}/get-bots?app={app.client_id}", ["curl", "curl with korekit", "Python", "korekit", "PowerShell"]),
        (f"{home}/get-bots?app={strict.client_id}", ["curl", "Python", "korekit", "PowerShell"]),
        (f"{home}/list-apps", ["curl", "Python", "korekit", "PowerShell"]),
    ):
        page = (await visitor.get(address)).body.decode()
        assert names.findall(page)[1:] == expected, address
        assert ("openssl" in page) is ("curl with korekit" in expected), address
