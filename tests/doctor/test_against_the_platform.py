"""The doctor outside and the platform inside look at the same calls: neither may contradict the other."""

import asyncio
import json

import msgspec

from korekit.catalog.additions import Trace
from korekit.doctor.given import Answer, is_open
from korekit.doctor.hosts import OTHER_PRODUCTS
from korekit.doctor.inside import explain_trace
from korekit.doctor.outside.address import read_address
from korekit.doctor.outside.judge import judge
from tests.doctor.corpus_calls import Call, World, calls, make_token
from tests.platform import API, Person, Reply, make_app, make_bot, make_person


def can_be_sent(call: Call) -> bool:
    request = call.request
    if request.answer is not None or request.url is None or request.method is None:
        return False
    if not (request.are_headers_whole and request.is_body_known):
        return False
    body = (request.body or b"").decode("utf-8", "replace")
    sent = [request.url, body, *(value for _, value in request.headers)]
    return not any(map(is_open, sent)) and read_address(request.url).host not in OTHER_PRODUCTS


def multipart(call: Call) -> bytes:
    pieces = []
    for part in call.request.parts:
        file_name = "; filename=x" if part.is_file else ""
        pieces.append(f'--B\r\nContent-Disposition: form-data; name="{part.name}"{file_name}\r\n\r\nx\r\n')
    return "".join([*pieces, "--B--\r\n"]).encode()


async def send(api: API, call: Call) -> Reply:
    request = call.request
    assert request.url is not None
    assert request.method is not None
    address = read_address(request.url)
    query = request.url.partition("?")[2]
    headers = [(name.strip(), value.encode().decode("latin-1")) for name, value in request.headers]
    body = request.body or b""
    if request.is_boundary_automatic:
        body = multipart(call)
        headers = [(name, f"{value}; boundary=B" if name == "Content-Type" else value) for name, value in headers]
    return await api.request(request.method, address.path + (f"?{query}" if query else ""), headers=headers, body=body)


async def trace_of(api: API, reply: Reply, owner: Person) -> Trace | None:
    """The trace, if the platform could tell whose call it was."""
    for _ in range(20 if reply.trace_id else 0):
        answer = await api.call("get-trace", trace_id=reply.trace_id, by=owner)
        if answer.status == 200:
            return msgspec.json.decode(answer.body, type=Trace)
        await asyncio.sleep(0.01)
    return None


async def test_the_platform_refuses_what_the_doctor_calls_refused(api: API) -> None:
    owner = await make_person(api)
    bot = await make_bot(api, owner)
    app = await make_app(api, owner)
    file = await api.upload(app, b"{}")
    world = World(now_s=int(api.clock.now_s()), client=app.client_id, bot=bot, secret=app.secret, file=file)
    sent = 0
    for call in filter(can_be_sent, calls(world)):
        reply = await send(api, call)
        sent += 1
        outside = judge(call.request, now_s=world.now_s, secrets=call.secrets)
        certain = [cause.cause for cause in outside.causes if cause.certain]
        assert reply.status >= 400 or not certain, (call.name, certain)
        assert reply.status < 400 or call.truth or outside.verdict != "ok", call.name
        answered = call.request.answered(Answer(reply.status, reply.body.decode()))
        with_answer = judge(answered, now_s=world.now_s, secrets=call.secrets)
        assert with_answer.verdict == ("ok" if reply.status < 400 else "refused"), call.name
    assert sent > 100


async def test_what_the_trace_names_is_among_what_the_doctor_holds_possible(api: API) -> None:
    owner = await make_person(api)
    bot = await make_bot(api, owner)
    app = await make_app(api, owner, scopes=["logs:change_logs"])
    world = World(now_s=int(api.clock.now_s()), client=app.client_id, bot=bot, secret=app.secret)
    # Where the doctor looks closer than the platform does, it names another cause of the same check.
    compared = 0
    for call in filter(can_be_sent, calls(world)):
        reply = await send(api, call)
        trace = await trace_of(api, reply, owner) if reply.status >= 400 else None
        if trace is None:
            continue
        compared += 1
        inside = explain_trace(trace)
        assert inside.causes[0].certain, call.name
        outside = judge(call.request, now_s=world.now_s, secrets=call.secrets)
        named = {(cause.cause, cause.check) for cause in outside.causes}
        # A fault that is certain hides what may be wrong besides; the platform may have met that first.
        is_hidden = outside.verdict == "refused"
        assert is_hidden or (inside.causes[0].cause, inside.causes[0].check) in named, call.name
    assert compared > 20


async def test_from_inside_the_trace_names_the_deciding_cause(api: API) -> None:
    owner = await make_person(api)
    bot = await make_bot(api, owner)
    app, other = await make_app(api, owner), await make_app(api, owner)
    world = World(
        now_s=int(api.clock.now_s()),
        client=app.client_id,
        bot=bot,
        secret=app.secret,
        file=await api.upload(app, b"{}"),
        other_client=other.client_id,
        other_secret=other.secret,
    )
    right: list[str] = []
    wrong: list[str] = []
    for call in filter(can_be_sent, calls(world)):
        reply = await send(api, call)
        trace = await trace_of(api, reply, owner) if reply.status >= 400 and call.truth else None
        # An edited token and one that another secret signed look alike to everybody.
        if trace is not None and call.truth[0] != "token-altered":
            (right if explain_trace(trace).causes[0].cause == call.truth[0] else wrong).append(call.name)
    share = len(right) / (len(right) + len(wrong))
    print(f"inside: {len(right) + len(wrong)} refused calls of the corpus, {share:.1%} right")
    assert len(right) >= 150
    assert share >= 0.99, wrong


async def test_from_inside_a_token_in_the_address_and_a_misspelt_field_are_named(sqlite_api: API) -> None:
    api = sqlite_api
    owner = await make_person(api)
    bot = await make_bot(api, owner)
    app = await make_app(api, owner)
    world = World(now_s=int(api.clock.now_s()), client=app.client_id, bot=bot, secret=app.secret)
    token = make_token({}, world)
    reply = await api.request("GET", f"/api/public/bots?limit=1&token={token}", headers=[])
    trace = await trace_of(api, reply, owner)
    assert reply.status == 401
    assert trace is not None
    assert (trace.cause, trace.found) == ("header-wrong-name", "`token in the query`")
    assert token not in str(trace)
    body = json.dumps({"botdefinition": "f", "configInfo": "f", "icon": "f"}).encode()
    for headers, sent in (
        ([("content-type", "application/json")], body),
        ([("content-type", "application/x-www-form-urlencoded")], b"botdefinition=f&configInfo=f&icon=f"),
    ):
        reply = await api.request("POST", "/api/public/bot/import", headers=[("auth", token), *headers], body=sent)
        trace = await trace_of(api, reply, owner)
        assert trace is not None
        assert (trace.cause, trace.expected, trace.found) == (
            "body-field-misspelled",
            "`botDefinition`",
            "`botdefinition`",
        )
