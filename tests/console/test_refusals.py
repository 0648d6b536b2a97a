"""Refused calls in the console: listed, looked for, explained check by check, with the step that mends them."""

from html import unescape

import pytest

from korekit.catalog.planes import Plane, Role
from korekit.tokens.mint import mint
from tests.console.visiting import Visitor, text_of
from tests.platform import API, Person, add_member, make_app, make_bot, make_person

NASTY = '"><script>alert(1)</script>'


def home(person: Person) -> str:
    """The person's own account."""
    return f"/console/{person.account.account_id}"


async def refusal_of(console: API, ann: Person, trace_id: str) -> tuple[str, str]:
    """What the page of a refused call says, and its source."""
    reply = await Visitor(console, ann).get(f"{home(ann)}/refusals/{trace_id}")
    assert reply.status == 200
    return text_of(reply), reply.body.decode()


async def test_a_missing_scope_is_explained_and_mended_by_a_tick(console: API) -> None:
    ann = await make_person(console)
    app = await make_app(console, ann, scopes=["botkit:botkit"])
    trace_id = (await console.call("get-bots", app=app)).trace_id
    visitor = Visitor(console, ann)
    listed = text_of(await visitor.get(f"{home(ann)}/refusals"))
    assert "scope-missing" in listed
    shown, source = await refusal_of(console, ann, trace_id)
    assert "✓ signature passed" in shown
    assert "✗ scope failed Expected" in shown
    assert "· rate not reached" in shown
    assert "Tick the scope Role Management" in shown
    link = f"{home(ann)}/apps/{app.client_id}/scopes?tick=role_management%3Arole_management"
    assert link in source
    scopes = (await visitor.get(link)).body.decode()
    assert 'value="role_management:role_management" id="s-role_management:role_management" checked' in scopes
    # Nothing counts until it is saved.
    assert (await console.call("get-bots", app=app)).status == 401
    await visitor.post(link.partition("?")[0], scope=["role_management:role_management"])
    assert (await console.call("get-bots", app=app)).status == 200


async def test_a_tick_that_the_plane_does_not_offer_ticks_nothing(console: API) -> None:
    ann = await make_person(console)
    app = await make_app(console, ann, scopes=[])
    for tick in ("nothing", NASTY, "botkit:botkits"):
        source = (await Visitor(console, ann).get(f"{home(ann)}/apps/{app.client_id}/scopes?tick={tick}")).body.decode()
        assert " checked" not in source
        assert NASTY not in source


async def test_other_causes_lead_to_what_mends_them(console: API) -> None:
    ann = await make_person(console)
    bot_id, own = await make_bot(console, ann), await make_app(console, ann)
    builder = await make_app(console, ann, plane=Plane.BOT, bot_id=bot_id)
    wrong = mint(own.client_id, "not the secret", now_s=console.clock.now_s())
    refused = {
        "Show the client secret": await console.call("get-bots", token=wrong),
        "Create an app that may call it": await console.call("get-bots", app=builder),
    }
    for label, reply in refused.items():
        assert label in (await refusal_of(console, ann, reply.trace_id))[0], label
    await console.call("update-account", by=ann, is_active=False)
    refused = {"Open the account settings": await console.call("get-bots", app=own)}
    await console.call("update-account", by=ann, is_active=True)
    await console.call("delete-app", by=ann, client_id=own.client_id)
    refused["Create an app"] = await console.call("get-bots", app=own)
    for label, reply in refused.items():
        shown, _ = await refusal_of(console, ann, reply.trace_id)
        assert label in shown, label


async def test_a_call_for_another_account_of_the_visitor_offers_to_switch(console: API) -> None:
    ann, bob = await make_person(console), await make_person(console)
    await add_member(console, ann, bob.account, Role.DEVELOPER)
    app = await make_app(console, bob, scopes=[])
    trace_id = (await console.call("get-bots", app=app)).trace_id
    shown, source = await refusal_of(console, ann, trace_id)
    assert f"Switch to {bob.account.name}" in shown
    assert f'href="/console/{bob.account.account_id}/refusals/{trace_id}"' in source


async def test_the_list_is_filtered_and_an_odd_filter_is_shown_as_text(console: API) -> None:
    ann = await make_person(console)
    bot_id = await make_bot(console, ann)
    apps = [await make_app(console, ann, scopes=["botkit:botkit"]) for _ in range(2)]
    await console.call("get-bots", app=apps[0])
    await console.call("get-change-logs", app=apps[1], bot_id=bot_id)
    visitor = Visitor(console, ann)
    found = {
        f"app={apps[0].client_id}": (True, False),
        "operation=get-change-logs": (False, True),
        "cause=scope-missing": (True, True),
        "cause=token-expired": (False, False),
    }
    for query, expected in found.items():
        rows = (await visitor.get(f"{home(ann)}/refusals?{query}")).body.decode().partition("data-live")[2]
        assert tuple(f"<code>{one}</code>" in rows for one in ("get-bots", "get-change-logs")) == expected, query
    assert NASTY not in (await visitor.get(f"{home(ann)}/refusals?cause={NASTY}&page=99999999")).body.decode()


async def test_a_name_that_is_markup_stays_text_on_every_page_of_administration(console: API) -> None:
    ann = await make_person(console)
    app = await make_app(console, ann, scopes=[])
    saved = await console.call(
        "save-admin-app",
        by=ann,
        org_id=ann.account.org_id,
        user_id=ann.user_id,
        client_id=app.client_id,
        app_name=NASTY,
    )
    assert saved.status == 200
    await console.call("update-account", by=ann, name=NASTY)
    await console.call("invite-user", by=ann, email_id="<b>x</b>@example.com")
    trace_id = (await console.call("get-bots", app=app)).trace_id
    token = mint(NASTY, "x", now_s=console.clock.now_s())
    odd = (await console.call("get-bots", token=token)).trace_id
    visitor = Visitor(console, ann)
    of_app = f"apps/{app.client_id}"
    for path in (
        "refusals",
        f"refusals/{trace_id}",
        f"refusals/{odd}",
        "usage",
        "people",
        "settings",
        "jwt-apps",
        f"{of_app}/secrets",
        f"{of_app}/usage",
        f"{of_app}/delete",
    ):
        reply = await visitor.get(f"{home(ann)}/{path}")
        assert reply.status == 200, path
        assert "<script>alert" not in reply.body.decode(), path
        assert "<b>x" not in reply.body.decode(), path


@pytest.mark.parametrize("has_secret", [True, False])
async def test_a_pasted_call_is_explained_and_nothing_of_it_comes_back(console: API, has_secret: bool) -> None:
    ann = await make_person(console)
    app = await make_app(console, ann)
    token = app.token(console.clock)
    visitor = Visitor(console, ann)
    text = f"curl http://127.0.0.1:8070/api/public/bots -H 'auth: Bearer {token}'"
    given = {"secret": app.secret} if has_secret else {}
    reply = await visitor.submit(f"{home(ann)}/explain", text=text, **given)
    shown = text_of(reply)
    assert reply.status == 200
    assert "header-bearer-prefix" in shown
    assert "✗ header failed" in shown
    for secret in (token, app.secret, token.split(".")[2]):
        assert secret not in reply.body.decode()


async def test_a_trace_id_is_looked_up_in_any_account_of_the_visitor(console: API) -> None:
    ann, eve = await make_person(console), await make_person(console)
    app = await make_app(console, ann, scopes=["botkit:botkit"])
    trace_id = (await console.call("get-bots", app=app)).trace_id
    for text in (trace_id, f"  x-korekit-trace: {trace_id.upper()} "):
        assert "scope-missing" in text_of(await Visitor(console, ann).submit(f"{home(ann)}/explain", text=text))
    reply = await Visitor(console, eve).submit(f"{home(eve)}/explain", text=trace_id)
    assert reply.status == 422
    assert "No refused call of your accounts" in text_of(reply)


@pytest.mark.parametrize(
    "text", ["", " ", "hello", NASTY, "curl", "\x00", "{", "a.b.c", "curl " + "'" * 9, "x" * 90_000]
)
async def test_whatever_is_pasted_is_answered(console: API, text: str) -> None:
    ann = await make_person(console)
    reply = await Visitor(console, ann).submit(f"{home(ann)}/explain", text=text)
    assert reply.status in (200, 422), reply.status
    assert "<script>alert" not in reply.body.decode()


async def test_a_claimed_app_is_shown_as_claimed_and_found_by_its_filter(console: API) -> None:
    ann = await make_person(console)
    app = await make_app(console, ann)
    unsigned = "eyJhbGciOiJub25lIn0." + app.token(console.clock).split(".")[1] + "."
    await console.call("get-bots", token=unsigned)
    await console.call("get-bots", token=app.token(console.clock, exp=1))
    visitor = Visitor(console, ann)
    listed = text_of(await visitor.get(f"{home(ann)}/refusals?app={app.client_id}&cause=token-unsigned"))
    assert "24 Nov 2026, 06:00:00 UTC token-unsigned" in listed
    assert f"The token carries no signature. get-bots 401 Claims to be app {app.client_id[-4:]} not verified" in listed
    proven = text_of(await visitor.get(f"{home(ann)}/refusals?cause=token-expired"))
    assert "not verified" not in proven


async def test_a_call_that_names_nothing_is_called_so(console: API) -> None:
    ann = await make_person(console)
    trace_id = (await console.call("get-bots")).trace_id
    visitor = Visitor(console, ann)
    assert "get-bots 401 App not named" in text_of(await visitor.get(f"{home(ann)}/refusals"))
    assert "App Not named Client id Not named" in text_of(await visitor.get(f"{home(ann)}/refusals/{trace_id}"))


async def test_a_filter_that_nothing_fits_does_not_say_that_nothing_happened(console: API) -> None:
    ann = await make_person(console)
    await console.call("get-bots", app=await make_app(console, ann, scopes=[]))
    shown = text_of(await Visitor(console, ann).get(f"{home(ann)}/refusals?cause=jti-missing"))
    assert "No call fits this filter" in shown
    assert "Nothing like it" not in shown


async def test_a_call_that_is_in_no_list_is_found_by_its_trace_id(console: API) -> None:
    ann, eve = await make_person(console), await make_person(console)
    nameless = (await console.call("get-bots")).trace_id
    foreign = (await console.call("get-bots", app=await make_app(console, eve, scopes=[]))).trace_id
    visitor = Visitor(console, ann)
    page = f"{home(ann)}/refusals"
    assert nameless not in (await visitor.get(page)).body.decode()
    reply = await visitor.get(f"{page}?trace=%20{nameless.upper()}")
    assert (reply.status, reply.headers["location"]) == (303, f"{page}/{nameless}")
    assert "token-missing" in text_of(await visitor.get(reply.headers["location"]))
    for wrong, said in (
        (foreign, "No refused call of your accounts has this trace id."),
        ("0" * 32, "No refused call of your accounts has this trace id."),
        (NASTY, "A trace id has 32 characters from 0 to 9 and a to f."),
        ("0" * 31, "A trace id has 32 characters from 0 to 9 and a to f."),
    ):
        reply = await visitor.get(f"{page}?trace={wrong}")
        assert reply.status == 422
        assert said in text_of(reply)
        assert NASTY not in reply.body.decode()


async def test_an_explanation_is_copied_as_text_without_a_secret(console: API) -> None:
    ann = await make_person(console)
    app = await make_app(console, ann, scopes=["botkit:botkit"])
    token = app.token(console.clock)
    trace_id = (await console.call("get-bots", token=token)).trace_id
    _, source = await refusal_of(console, ann, trace_id)
    copied = unescape(source.partition('data-copy="Refused')[2].partition('"')[0])
    assert copied == "\n".join(
        [
            ": scope-missing",
            "The app's saved scopes do not hold the needed one.",
            "Call: GET /api/public/bots (get-bots)",
            "When: 2026-11-24T06:00:00.000Z",
            f"App: app {app.client_id[-4:]} ({app.client_id})",
            "Answer: 401 Permission denied. Scope is incorrect!",
            "Expected: `ProfileManagement > Role Management` (role_management:role_management) on the admin plane",
            "Found: botkit:botkit",
            "Fix: Grant the expected scope to the app and save; a bot's app may need a publish as well.",
            f"Trace id: {trace_id}",
        ]
    )
    assert app.secret not in source
    assert token.split(".")[2] not in source


async def test_the_app_of_a_refused_call_is_a_link_with_what_is_to_be_known_of_it(console: API) -> None:
    ann, dev = await make_person(console), await make_person(console)
    await add_member(console, dev, ann.account, Role.DEVELOPER)
    app = await make_app(console, ann, scopes=[])
    trace_id = (await console.call("get-bots", app=app)).trace_id
    await console.platform.services.flush_traces()
    link = f'<a href="{home(ann)}/apps/{app.client_id}">'
    for path in ("refusals", f"refusals/{trace_id}"):
        source = (await Visitor(console, ann).get(f"{home(ann)}/{path}")).body.decode()
        assert f"{link}app {app.client_id[-4:]}</a>" in source, path
        assert "No active scopes" in source, path
        # A developer does not reach apps of the whole account.
        source = (await Visitor(console, dev).get(f"{home(ann)}/{path}")).body.decode()
        assert f"app {app.client_id[-4:]}" in source, path
        assert link not in source, path
        assert "No active scopes" not in source, path
    source = (await Visitor(console, ann).get(f"{home(ann)}/usage")).body.decode()
    assert "No active scopes" in source
    await console.call("delete-app", by=ann, client_id=app.client_id)
    source = (await Visitor(console, ann).get(f"{home(ann)}/refusals/{trace_id}")).body.decode()
    assert link not in source


async def test_an_unproven_call_links_the_app_that_it_claims_to_be(console: API) -> None:
    ann = await make_person(console)
    app = await make_app(console, ann)
    await console.call("get-bots", token=mint(app.client_id, "not the secret", now_s=console.clock.now_s()))
    reply = await Visitor(console, ann).get(f"{home(ann)}/refusals")
    assert f"Claims to be app {app.client_id[-4:]} not verified" in text_of(reply)
    assert f'Claims to be <a href="{home(ann)}/apps/{app.client_id}">' in reply.body.decode()
