"""Every operation is filled in and sent from its form; what arrives is what the SDK sends for the same arguments."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from korekit.catalog.operation import Operation
from korekit.catalog.operations import all_operations
from korekit.catalog.planes import Role
from korekit.client.requests import build, invoke
from korekit.console.mounting import mount
from tests.console.forms import Form, expected_arguments, form_of
from tests.console.test_requests import answer_of, history
from tests.console.visiting import HOST, Visitor, text_of
from tests.platform import API, Reply, add_member, make_app, make_bot, make_person

# With a file, which a form sends in another way: test_requests.py.
OPERATIONS = [one for one in all_operations() if one.id != "upload-file"]


@dataclass
class Arrivals:
    """The platform, with what came to its door."""

    api: API
    requests: list[tuple[str, str, bytes]] = field(default_factory=list)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body, is_more = bytearray(), True
        while is_more:
            message = await receive()
            body += message.get("body", b"")
            is_more = message.get("more_body", False)

        async def again() -> Any:
            return {"type": "http.request", "body": bytes(body), "more_body": False}

        await self.api.asgi(scope, again, send)
        target = scope["raw_path"].decode() + ("?" + scope["query_string"].decode() if scope["query_string"] else "")
        self.requests.append((scope["method"], target, bytes(body)))


async def opened(api: API, operation_id: str) -> tuple[Visitor, str, Arrivals]:
    """A developer's browser at the form of an operation, with a bot and an app to choose."""
    arrivals = Arrivals(api)
    ann = await make_person(api)
    await make_bot(api, ann)
    await make_app(api, ann)
    visitor = Visitor(API(api.platform, mount(api.platform, arrivals), api.clock), ann)
    return visitor, f"/console/{ann.account.account_id}/requests/{operation_id}", arrivals


async def whole_form(visitor: Visitor, path: str) -> tuple[Form, dict[str, str]]:
    """The form with one entry in every list, as pressing the buttons makes it."""
    form = form_of((await visitor.get(path)).body.decode())
    for _ in range(10):
        hidden: dict[str, Any] = {**form.hidden()}
        empty = [one for one in form.buttons if one.startswith("add:") and hidden[one[4:] + ".rows"] == "0"]
        if not empty:
            break
        form = form_of((await visitor.post(path, do=empty[0], **hidden)).body.decode())
    return form, form.hidden()


async def test_what_is_typed_arrives_as_the_sdk_would_send_it(sqlite_api: API) -> None:
    differing = {one.id: told for one in OPERATIONS if (told := await _difference(sqlite_api, one))}
    assert differing == {}


async def _difference(api: API, operation: Operation[Any, Any]) -> str:
    """What is wrong with the form of an operation that is filled in everywhere and sent; empty for nothing."""
    visitor, path, arrivals = await opened(api, operation.id)
    form, hidden = await whole_form(visitor, path)
    fields: dict[str, Any] = {**hidden}
    values: dict[str, Any] = {}
    for control in form.controls:
        if control.kind != "hidden" and control.name.startswith("p."):
            fields[control.name], values[control.name] = form.sample(control)
    arguments = expected_arguments(values)
    if set(arguments) != {one.name for one in operation.parameters}:
        return f"no field for { ({one.name for one in operation.parameters} ^ set(arguments)) }"
    reply = await visitor.post(path, do="send", **fields)
    if len(arrivals.requests) != 1 or answer_of(reply).startswith("500"):
        return f"answered {reply.status}: {answer_of(reply)}"
    sent = build(invoke(operation, **arguments), f"http://{HOST}")
    expected = (sent.method, sent.url.removeprefix(f"http://{HOST}"), json.loads(sent.content or b"null"))
    method, target, body = arrivals.requests[0]
    arrived = (method, target, json.loads(body or b"null"))
    return "" if arrived == expected else f"{arrived} instead of {expected}"


def _texts(name: str, text: str) -> dict[str, Any]:
    return {name: text}


async def test_rows_are_added_and_taken_away_without_losing_what_was_typed(sqlite_api: API) -> None:
    visitor, path, _ = await opened(sqlite_api, "bot-variables-import")
    typed: dict[str, Any] = {
        "mode.p.variables": "form",
        "p.variables.rows": "1",
        "p.variables.0.key": "first",
        "p.bot_id": "st-1",
    }
    await visitor.get(path)
    more = form_of((await visitor.post(path, do="add:p.variables", **typed)).body.decode())
    assert more.hidden()["p.variables.rows"] == "2"
    assert {one.name: one.value for one in more.controls}["p.variables.0.key"] == "first"
    typed |= {"p.variables.rows": "2", "p.variables.1.key": "second", "p.variables.1.isSecured": "true"}
    less = await visitor.post(path, do="drop:p.variables.0", **typed)
    left = {one.name: one.value for one in form_of(less.body.decode()).controls}
    assert (left["p.variables.rows"], left["p.variables.0.key"]) == ("1", "second")
    assert "p.variables.1.key" not in left


async def test_what_was_typed_is_kept_from_form_to_json_and_back(sqlite_api: API) -> None:
    visitor, path, _ = await opened(sqlite_api, "bot-export")
    typed: dict[str, Any] = {
        "mode.p.export_options": "form",
        "p.export_options.tasks": "botTask\r\nknowledgeTask",
        "p.export_options.allTasks": "false",
        "p.export_options.options.botVariables.ignore": "a",
    }
    await visitor.get(path)
    page = (await visitor.post(path, do="json:p.export_options", **typed)).body.decode()
    shown = page.partition('name="p.export_options"')[2].partition(">")[2].partition("</textarea>")[0]
    value = json.loads(shown.replace("&#34;", '"'))
    assert value == {
        "tasks": ["botTask", "knowledgeTask"],
        "options": {"botVariables": {"ignore": ["a"]}},
        "allTasks": False,
    }
    back = await visitor.post(path, do="form:p.export_options", **_texts("p.export_options", json.dumps(value)))
    assert form_of(back.body.decode()).hidden()["mode.p.export_options"] == "form"
    assert "botTask\nknowledgeTask</textarea>" in back.body.decode()


@pytest.mark.parametrize(
    ("text", "told"), [('{"unknown": 1}', "The form has no place for all of this."), ("{", "This is not valid JSON")]
)
async def test_json_without_a_place_in_the_form_stays_json(sqlite_api: API, text: str, told: str) -> None:
    visitor, path, _ = await opened(sqlite_api, "bot-export")
    await visitor.get(path)
    reply = await visitor.post(path, do="form:p.export_options", **_texts("p.export_options", text))
    assert told in text_of(reply)
    assert "mode.p.export_options" not in form_of(reply.body.decode()).hidden()
    assert text.replace('"', "&#34;") in reply.body.decode()


async def test_what_is_wrong_inside_is_told_beside_its_field_and_nothing_is_sent(sqlite_api: API) -> None:
    visitor, path, arrivals = await opened(sqlite_api, "channel-enablement")
    await visitor.get(path)
    typed: dict[str, Any] = {
        "mode.p.channel_details": "form",
        "p.stream_id": "st-1",
        "p.type": "rtm",
        "p.channel_details.app.clientId": "cs-1",
    }
    reply = await visitor.post(path, do="send", **typed)
    assert reply.status == 422
    body = reply.body.decode()
    for name in ("type", "enable"):
        (hint,) = [
            part.partition("</div>")[0]
            for part in body.split('id="h-p.channel_details.')[1:]
            if part.startswith(f'{name}"')
        ]
        assert "Required." in hint
    assert 'value="cs-1"' in body
    assert arrivals.requests == []


async def test_a_secret_inside_is_sent_and_shown_nowhere(sqlite_api: API) -> None:
    visitor, path, arrivals = await opened(sqlite_api, "channel-enablement")
    ann = visitor.by
    assert ann is not None
    await visitor.get(path)
    typed: dict[str, Any] = {
        "mode.p.channel_details": "form",
        "p.stream_id": "st-1",
        "p.type": "slack",
        "p.channel_details.type": "slack",
        "p.channel_details.enable": "true",
        "p.channel_details.appPassword": "hunter2hunter2",
    }
    for action in ("send", "show", "part", "json:p.channel_details", "postman"):
        reply = await visitor.post(path, do=action, **typed)
        assert reply.status == 200, action
        assert b"hunter2" not in reply.body, action
    ((_, _, body),) = arrivals.requests
    assert json.loads(body)["channelDetails"]["appPassword"] == "hunter2hunter2"
    assert "hunter2" not in json.dumps(await history(sqlite_api, ann))


async def test_a_history_of_json_fills_the_form_again(sqlite_api: API) -> None:
    visitor, path, _ = await opened(sqlite_api, "language-updation")
    ann = visitor.by
    assert ann is not None
    await visitor.get(path)
    typed: dict[str, Any] = {
        "mode.p.multi_lingual_configurations": "form",
        "p.multi_lingual_configurations.nluLanguage": "de",
        "p.multi_lingual_configurations.inputTranslation": "true",
        "p.multi_lingual_configurations.responseTranslation": "false",
        "p.bot_id": "st-1",
        "p.update_language": "fr",
        # It may be empty, and is sent all the same.
        "p.file_id": "",
    }
    reply = await visitor.post(path, do="send", **typed)
    assert reply.status == 200, text_of(reply)
    (kept,) = await history(sqlite_api, ann)
    again = form_of((await visitor.get(f"{path}?history={kept['id']}")).body.decode())
    assert {one.name: one.value for one in again.controls}["p.multi_lingual_configurations.nluLanguage"] == "de"


@pytest.mark.parametrize(
    "fields",
    [
        {"do": "add:p.variables", "p.variables.rows": "9" * 4000},
        {"do": "drop:p.variables.99999999999999999999"},
        {"do": "drop:" + "x." * 3000},
        {"do": "add:csrf"},
        {"do": "json:p.nothing"},
        {"do": "send", "mode.p.variables": "form", "p.variables.rows": "-1"},
        {"do": "send", "mode.p.variables": "form", "p.variables.rows": "²"},
        {"do": "send", "mode.p.bot_id": "form"},
        {"do": "form:p.variables", "p.variables": "[" * 3000},
    ],
)
async def test_odd_forms_are_answered_and_send_nothing(sqlite_api: API, fields: dict[str, Any]) -> None:
    visitor, path, arrivals = await opened(sqlite_api, "bot-variables-import")
    await visitor.get(path)
    reply = await visitor.post(path, **{"mode.p.variables": "form", **fields})
    assert reply.status in (200, 422)
    assert arrivals.requests == []


async def upload(visitor: Visitor, path: str, field: str, name: str, **fields: str) -> Reply:
    """Send a file as the form below the request's does."""
    pairs = {"csrf": visitor.mark, "field": field, **fields}
    parts = [f'--b\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{text}\r\n' for key, text in pairs.items()]
    parts.append(f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n{{}}\r\n--b--\r\n')
    headers = {"content-type": "multipart/form-data; boundary=b", "origin": f"http://{HOST}"}
    return await visitor._ask("POST", f"{path}/file", "".join(parts).encode(), headers)


async def test_without_scripts_an_uploaded_file_stands_in_the_form(sqlite_api: API) -> None:
    visitor, path, _ = await opened(sqlite_api, "import-bot-into-an-existing-bot")
    await visitor.get(path)
    reply = await upload(visitor, path, "p.zip_info", "bot.zip")
    target = reply.headers["location"]
    file_id = target.partition("p.zip_info=")[2]
    assert (reply.status, len(file_id)) == (303, 24)
    page = await visitor.get(target)
    assert {one.name: one.value for one in form_of(page.body.decode()).controls}["p.zip_info"] == file_id
    assert f"The file was uploaded. Its id is {file_id}." in text_of(page)


@pytest.mark.parametrize(
    ("field", "name", "status", "told"),
    [
        ("p.zip_info", "", 422, "Choose a file first."),
        ("app", "a.zip", 404, ""),
    ],
)
async def test_a_file_that_is_not_taken_is_told(sqlite_api: API, field: str, name: str, status: int, told: str) -> None:
    visitor, path, arrivals = await opened(sqlite_api, "import-bot-into-an-existing-bot")
    await visitor.get(path)
    reply = await upload(visitor, path, field, name, do="part")
    assert reply.status == status, reply.body
    assert told in reply.body.decode()
    assert arrivals.requests == []


async def test_a_viewer_uploads_nothing(sqlite_api: API) -> None:
    visitor, path, _ = await opened(sqlite_api, "import-bot-into-an-existing-bot")
    ann, bob = visitor.by, await make_person(sqlite_api)
    assert ann is not None
    await add_member(sqlite_api, bob, ann.account, Role.VIEWER)
    guest = Visitor(visitor.api, bob)
    await guest.get(path)
    assert (await upload(guest, path, "p.zip_info", "bot.zip")).status == 403
