"""Explain a request with what the platform knows: as a call of one of the visitor's apps; nothing is told of others."""

import pytest

from korekit.catalog.planes import Plane, Role
from korekit.tokens.mint import mint
from tests.console.visiting import HOST, Visitor, text_of
from tests.platform import API, MadeApp, Person, Reply, add_member, make_app, make_bot, make_person

POSSIBLE = "Nothing is certainly wrong"


async def answer_to(console: API, by: Person, text: str, **fields: str) -> Reply:
    """The page that answers a pasted text."""
    return await Visitor(console, by).submit(f"/console/{by.account.account_id}/explain", text=text, **fields)


async def explained(console: API, by: Person, text: str, **fields: str) -> str:
    """What the page says."""
    return text_of(await answer_to(console, by, text, **fields))


def curl(token: str, path: str = "/api/public/bots", *, host: str = HOST, more: str = "") -> str:
    """A call as people paste it."""
    return f"curl http://{host}{path} -H 'auth: {token}' {more}".strip()


async def test_a_good_call_is_accepted_now_with_every_check(console: API) -> None:
    ann = await make_person(console)
    app = await make_app(console, ann)
    shown = await explained(console, ann, curl(app.token(console.clock)))
    assert "This call is accepted now." in shown
    assert f"The app app {app.client_id[-4:]} makes this call." in shown
    for check in ("path", "signature", "scope", "rate", "body"):
        assert f"✓ {check} passed" in shown
    assert POSSIBLE not in shown
    assert "Based on the text alone" not in shown


async def test_a_refused_call_is_told_as_the_platform_would_refuse_it_and_mended(console: API) -> None:
    ann = await make_person(console)
    bot_id, app = await make_bot(console, ann), await make_app(console, ann, scopes=["botkit:botkit"])
    reply = await answer_to(console, ann, curl(app.token(console.clock), f"/api/public/bot/{bot_id}/changelogs"))
    shown = text_of(reply)
    assert "This call is refused now." in shown
    assert "scope-missing" in shown
    assert "✗ scope failed Expected" in shown
    assert "Found botkit:botkit" in shown
    assert "Tick the scope" in shown
    assert f"/apps/{app.client_id}/scopes?tick=" in reply.body.decode()


async def test_the_apps_own_secrets_check_the_signature_and_asking_changes_nothing(console: API) -> None:
    ann = await make_person(console)
    app = await make_app(console, ann)
    once = app.token(console.clock, jti="only-once")
    wrong = mint(app.client_id, "your-256-bit-secret", now_s=console.clock.now_s())
    assert "signature-secret-placeholder" in await explained(console, ann, curl(wrong))
    for _ in range(2):
        assert "This call is accepted now." in await explained(console, ann, curl(once))
    assert (await console.request("GET", "/api/public/bots", headers={"auth": once})).status == 200
    assert "jti-replayed" in await explained(console, ann, curl(once))
    assert (await console.call("list-traces", by=ann)).json == []


async def test_a_secret_that_is_given_is_held_against_the_app(console: API) -> None:
    ann = await make_person(console)
    app = await make_app(console, ann)
    other = "another secret of nobody"
    foreign = mint(app.client_id, other, now_s=console.clock.now_s())
    shown = await explained(console, ann, curl(foreign), secret=other)
    assert "is not a current secret of this app" in shown
    shown = await explained(console, ann, curl(app.token(console.clock)), secret=other)
    assert "not signed with the secret you gave" in shown
    assert "This call is accepted now." in shown
    shown = await explained(console, ann, curl(app.token(console.clock)), secret=app.secret)
    assert "secret you gave" not in shown


@pytest.mark.parametrize("of_plane", [Plane.ADMIN, Plane.BOT])
async def test_of_apps_of_others_only_the_text_is_judged(console: API, of_plane: Plane) -> None:
    ann, eve = await make_person(console), await make_person(console)
    bot_id = await make_bot(console, ann) if of_plane is Plane.BOT else None
    app = await make_app(console, ann, plane=of_plane, bot_id=bot_id, scopes=[])
    unknown = MadeApp("cs-00000000-0000-5000-8000-000000000000", app.secret, of_plane, "")
    seen = []
    for one in (app, unknown):
        shown = await explained(console, eve, curl(mint(one.client_id, "not it", now_s=console.clock.now_s())))
        assert "None of the apps that you manage here has the client id of this token." in shown
        assert "✗" not in shown
        seen.append(shown)
    # Whether there is such an app is not told either.
    assert seen[0] == seen[1]


async def test_a_developer_of_the_account_is_told_of_bot_apps_alone(console: API) -> None:
    ann, dev = await make_person(console), await make_person(console)
    await add_member(console, dev, ann.account, Role.DEVELOPER)
    whole = await make_app(console, ann)
    of_bot = await make_app(console, ann, plane=Plane.BOT, bot_id=await make_bot(console, ann))
    assert "accepted now" not in await explained(console, dev, curl(whole.token(console.clock)))
    shown = await explained(console, dev, curl(of_bot.token(console.clock)))
    assert "plane-wrong" in shown
    # His own account is another one than the app's.
    assert f"Switch to {ann.account.name}" in shown


async def test_a_call_to_another_host_is_said_to_be_one(console: API) -> None:
    ann = await make_person(console)
    token = (await make_app(console, ann)).token(console.clock)
    shown = await explained(console, ann, curl(token, host="bots.kore.ai"))
    assert "The request goes to bots.kore.ai . This is what this platform would answer to it." in shown
    for host in (HOST, "localhost:8070", "$HOST"):
        assert "The request goes to" not in await explained(console, ann, curl(token, host=host)), host


async def test_a_token_alone_is_accepted_as_far_as_a_token_can_be(console: API) -> None:
    ann = await make_person(console)
    app = await make_app(console, ann, scopes=[])
    shown = await explained(console, ann, app.token(console.clock))
    assert "This token is accepted now." in shown
    assert "✓ signature passed" in shown
    assert "? scope unknown" in shown
    assert "Paste the whole request" in shown
    expired = mint(app.client_id, app.secret, now_s=console.clock.now_s() - 9000)
    shown = await explained(console, ann, expired)
    assert "This token is refused." in shown
    assert "token-expired" in shown


async def test_a_body_is_looked_at_where_it_is_there(console: API) -> None:
    ann = await make_person(console)
    bot_id, app = await make_bot(console, ann), await make_app(console, ann)
    token, path = app.token(console.clock), f"/api/public/bot/{bot_id}/publish"
    more = "-H 'content-type: application/json' -X POST -d "
    shown = await explained(console, ann, curl(token, path, more=more + "'{\"versionComment\": 7}'"))
    assert "✗ body failed" in shown
    assert "Open publish-bot in Requests" in shown
    assert "The body was not checked." in await explained(console, ann, curl(token, path, more=more + '"$BODY"'))


@pytest.mark.parametrize(
    "text",
    [
        "my trace id is {}",
        "It said Invalid SDK credentials, x-korekit-trace: {}. What now?",
        "HTTP/1.1 401 Unauthorized\nx-korekit-trace: {}\n\n{{}}",
    ],
)
async def test_a_trace_id_is_found_inside_a_text(console: API, text: str) -> None:
    ann = await make_person(console)
    app = await make_app(console, ann, scopes=["botkit:botkit"])
    trace_id = (await console.call("get-bots", app=app)).trace_id
    assert "scope-missing" in await explained(console, ann, text.format(trace_id))
    assert "No refused call of your accounts" in await explained(console, ann, text.format("0" * 32))


@pytest.mark.parametrize(
    "text", ["Invalid SDK credentials", '{"errors":[{"msg":"Permission denied. Scope is incorrect!","code":4002}]}']
)
async def test_an_answer_alone_asks_for_the_request_in_one_sentence(console: API, text: str) -> None:
    ann = await make_person(console)
    reply = await answer_to(console, ann, text)
    assert reply.status == 422
    assert "This is the answer alone. Paste the request that got it, or the trace id" in text_of(reply)
    assert "scope-missing" not in text_of(reply)


async def test_names_of_forms_keep_their_case_and_what_has_no_form_gets_no_list(console: API) -> None:
    ann = await make_person(console)
    broken = text_of(await answer_to(console, ann, '{"log": {"entries": []}}'))
    assert "not a request that can be read. The HAR file: no entry with a request, or the file is cut off." in broken
    shown = text_of(await answer_to(console, ann, "why does nothing work"))
    assert "There is no request in this text. Paste a curl command" in shown
    assert "Jenkins" not in shown


async def test_an_answer_that_is_over_says_that_something_has_changed(console: API) -> None:
    ann = await make_person(console)
    app = await make_app(console, ann)
    text = f"$ {curl(app.token(console.clock))}\n" + '{"errors":[{"msg":"Invalid SDK credentials","code":4002}]}'
    shown = await explained(
        console, ann, text.replace("curl http", "curl -i http").replace("\n{", "\nHTTP/1.1 401 x\n\n{")
    )
    assert "This call is accepted now." in shown
    assert "When it was sent the answer was 401." in shown


async def test_paths_and_methods_of_this_platform_are_known_without_any_app(console: API) -> None:
    ann = await make_person(console)
    shown = await explained(console, ann, curl("$TOKEN", "/api/public/nothing/like/it"))
    assert "✗ path failed" in shown
    assert "This call is refused now." in shown
    shown = await explained(console, ann, curl("$TOKEN", more="-X DELETE"))
    assert "✗ method failed Expected GET Found DELETE" in shown
    assert "Open get-bots in Requests" in shown
    # Whether another host has it is not known, and the token is not known to be missing.
    assert "✗" not in await explained(console, ann, curl("$TOKEN", "/api/public/nothing/like/it", host="example.com"))
    assert "✗" not in await explained(console, ann, curl("$TOKEN"))


async def test_a_text_that_names_a_program_alone_is_told_what_it_lacks(console: API) -> None:
    ann = await make_person(console)
    shown = text_of(await answer_to(console, ann, "please use curl for it"))
    assert "This is not a request that can be read: it names a program such as curl, but gives it no address" in shown


async def test_a_token_beyond_any_size_is_told_as_such(console: API) -> None:
    ann = await make_person(console)
    shown = await explained(console, ann, f"eyJhbGciOiJIUzI1NiJ9.{'A' * 60_000}.abc")
    assert "Found: more than 20000 bytes" in shown


async def test_a_path_is_explained_with_the_nearest_one(console: API) -> None:
    ann = await make_person(console)
    app = await make_app(console, ann)
    shown = await explained(console, ann, curl(app.token(console.clock), "/api/public/bot/list"))
    assert "✗ path failed Expected /api/public/bots (get-bots)" in shown
    assert "Open get-bots in Requests" in shown


async def test_a_text_beyond_the_limit_is_refused_in_words_and_the_form_says_the_limit(console: API) -> None:
    ann = await make_person(console)
    visitor, path = Visitor(console, ann), f"/console/{ann.account.account_id}/explain"
    assert "At most 256 kB, sent to this platform only." in text_of(await visitor.get(path))
    reply = await visitor.submit(path, text="x" * 300_000)
    assert reply.status == 413
    shown = text_of(reply)
    assert "What was sent is too large. Expected: at most 256 kB. Found: more. Go back and send less" in shown
    assert "wrong type or value" not in shown
