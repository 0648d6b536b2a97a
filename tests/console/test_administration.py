"""People, secrets, usage, settings: changed by forms, shown as they are afterwards."""

import re

from korekit.catalog.planes import Plane, Role
from tests.console.visiting import Visitor, text_of
from tests.platform import API, MadeApp, Person, add_member, make_app, make_bot, make_person

CODE = re.compile(r"/console/invitation#([\w-]+)")
SECRET = re.compile(r'class="copyable secret"><code>([^<]+)</code>')


def home(person: Person) -> str:
    """The person's own account."""
    return f"/console/{person.account.account_id}"


async def test_an_invitation_is_made_shown_once_and_taken_back(console: API) -> None:
    ann = await make_person(console)
    visitor, page = Visitor(console, ann), f"{home(ann)}/people"
    reply = await visitor.submit(page, f"{page}/invite", email="new@example.com", role="admin")
    code = CODE.findall(reply.body.decode())[0]
    assert (await console.call("look-at-invitation", body={"token": code})).json["role"] == "admin"
    again = await visitor.get(page)
    assert code not in again.body.decode()
    assert "new@example.com as admin" in text_of(again)
    (only,) = (await console.call("list-invitations", by=ann)).json
    reply = await visitor.post(f"{page}/revoke", invitation=only["id"])
    assert reply.headers["location"] == page
    assert (await console.call("look-at-invitation", body={"token": code})).status == 404
    wrong = await visitor.post(f"{page}/invite", email="nobody", role="admin")
    assert (wrong.status, "This is no e-mail address." in text_of(wrong)) == (422, True)


async def test_a_role_is_changed_and_somebody_put_out(console: API) -> None:
    ann, bob = await make_person(console), await make_person(console)
    await add_member(console, bob, ann.account, Role.VIEWER)
    visitor, page = Visitor(console, ann), f"{home(ann)}/people"
    await visitor.submit(page, f"{page}/role", member=bob.user_id, role="admin")
    assert f"{bob.email} is admin now." in text_of(await visitor.get(page))
    guest = Visitor(console, bob)
    shown = await guest.get(page)
    assert shown.status == 200
    # An administrator is offered no form for an owner, and none that makes one.
    assert f'name="member" value="{ann.user_id}"' not in shown.body.decode()
    assert "<option>owner" not in shown.body.decode()
    assert (await guest.post(f"{page}/role", member=ann.user_id, role="viewer")).status == 403
    await visitor.post(f"{page}/remove", member=bob.user_id)
    assert (await guest.get(page)).status == 404
    last = await visitor.post(f"{page}/remove", member=ann.user_id)
    assert (last.status, "This is the last owner" in text_of(last)) == (422, True)


async def test_who_puts_himself_out_is_led_elsewhere(console: API) -> None:
    ann, bob = await make_person(console), await make_person(console)
    await add_member(console, bob, ann.account, Role.OWNER)
    page = f"{home(ann)}/people"
    visitor = Visitor(console, bob)
    reply = await visitor.submit(page, f"{page}/remove", member=bob.user_id)
    assert reply.headers["location"] == "/console"
    assert (await visitor.get("/console")).headers["location"] == home(bob)


async def test_rotating_shows_both_secrets_and_which_of_them_calls_use(console: API) -> None:
    ann = await make_person(console)
    app = await make_app(console, ann)
    visitor, page = Visitor(console, ann), f"{home(ann)}/apps/{app.client_id}/secrets"
    reply = await visitor.submit(page, overlap="86400")
    secret = SECRET.findall(reply.body.decode())[0]
    assert secret not in (await visitor.get(page)).body.decode()
    renewed = MadeApp(app.client_id, secret, Plane.ADMIN, app.account_id)
    shown = text_of(await visitor.get(page))
    assert "Old nobody uses it" in shown
    assert "for 1 d, until" in shown
    for one in (app, app, renewed):
        assert (await console.call("get-bots", app=one)).status == 200
    console.clock.advance(3600)
    shown = text_of(await visitor.get(page))
    assert "Old was used" in shown
    assert "for 23 h, until" in shown
    console.clock.advance(3600 * 22)
    assert (await console.call("get-bots", app=app)).status == 200
    console.clock.advance(3600)
    assert (await console.call("get-bots", app=app)).status == 401
    assert (await console.call("get-bots", app=renewed)).status == 200
    again = Visitor(console, await make_person(console))
    assert (await again.get(page)).status == 404
    for overlap in ("", "5", "-1", "99999999", "x"):
        assert (await visitor.post(page, overlap=overlap)).status in (303, 422)


async def test_after_a_leak_the_old_secret_is_refused_at_once(console: API) -> None:
    ann = await make_person(console)
    app = await make_app(console, ann)
    assert (await console.call("get-bots", app=app)).status == 200
    reply = await Visitor(console, ann).submit(f"{home(ann)}/apps/{app.client_id}/secrets", overlap="0")
    assert reply.status == 200
    assert (await console.call("get-bots", app=app)).status == 401


async def test_the_rules_for_tokens_are_saved_on_both_planes_and_scopes_stay(console: API) -> None:
    ann = await make_person(console)
    bot_id = await make_bot(console, ann)
    apps = [await make_app(console, ann), await make_app(console, ann, plane=Plane.BOT, bot_id=bot_id)]
    visitor = Visitor(console, ann)
    for app in apps:
        page = f"{home(ann)}/apps/{app.client_id}/secrets"
        before = (await console.call("get-app", by=ann, client_id=app.client_id)).json
        reply = await visitor.submit(page, page.replace("/secrets", "/rules"), jti="1", jwe="1")
        assert reply.status == 303
        after = (await console.call("get-app", by=ann, client_id=app.client_id)).json
        assert (after["isJtiEnforced"], after["isJweEnforced"]) == (True, True)
        assert after["saved"] == before["saved"] != []
        shown = await visitor.get(page)
        assert "&#34;kty&#34;: &#34;RSA&#34;" in shown.body.decode()
        assert "&#34;d&#34;" not in shown.body.decode()


async def test_an_app_is_deleted_once_its_name_is_typed(console: API) -> None:
    ann = await make_person(console)
    app = await make_app(console, ann)
    await console.call("get-bots", app=app)
    visitor, page = Visitor(console, ann), f"{home(ann)}/apps/{app.client_id}/delete"
    shown = text_of(await visitor.get(page))
    assert "This stops working at once get-bots : 1 call in 30 days" in shown
    assert (await visitor.post(page, name="something else")).status == 422
    assert (await console.call("get-bots", app=app)).status == 200
    reply = await visitor.post(page, name=f"app {app.client_id[-4:]}")
    assert reply.headers["location"] == f"{home(ann)}/apps"
    assert (await console.call("get-bots", app=app)).status == 401


async def test_usage_tells_calls_refusals_windows_and_jobs(console: API) -> None:
    ann = await make_person(console)
    bot_id = await make_bot(console, ann, name="Desk & more")
    app = await make_app(console, ann)
    for _ in range(2):
        await console.call("get-change-logs", app=app, bot_id=bot_id)
    await console.call("get-change-logs", token="nonsense", bot_id=bot_id)
    await console.call("publish-bot", app=app, bot_id=bot_id, version_comment="x")
    reply = await Visitor(console, ann).get(f"{home(ann)}/usage?days=7")
    shown = text_of(reply)
    assert 'aria-label="Calls in 7 days: 3 answered, 0 refused"' in reply.body.decode()
    assert "3 answered 0 refused" in shown
    assert "get-change-logs bot: Desk & more 2 of 60 2 of 1,800" in shown
    assert "bot-publish" in shown
    own = text_of(await Visitor(console, ann).get(f"{home(ann)}/apps/{app.client_id}/usage"))
    assert "get-change-logs 2 0" in own


async def test_the_account_is_renamed_and_suspended(console: API) -> None:
    ann = await make_person(console)
    app = await make_app(console, ann)
    visitor, page = Visitor(console, ann), f"{home(ann)}/settings"
    await visitor.submit(page, name="New & shiny", publish="1", suspended="1")
    shown = text_of(await visitor.get(page))
    assert "Every app of this account is refused from now on." in shown
    assert "New & shiny owner · suspended" in shown
    assert (await console.call("get-bots", app=app)).status == 401
    await visitor.submit(page, name="New & shiny")
    assert (await console.call("get-bots", app=app)).status == 200
    assert (await visitor.post(page, name=" ")).status == 422


async def test_saved_scopes_that_no_call_used_are_pointed_out(console: API) -> None:
    ann = await make_person(console)
    app = await make_app(console, ann, scopes=["role_management:role_management", "logs:change_logs"])
    page = f"{home(ann)}/apps/{app.client_id}/scopes"
    visitor = Visitor(console, ann)
    assert "not used in 30 days" not in text_of(await visitor.get(page))
    assert (await console.call("get-bots", app=app)).status == 200
    shown = text_of(await visitor.get(page))
    assert "Saved, and not used in 30 days" in shown
    needs = text_of(await visitor.get(page.replace("/scopes", "/needs")))
    assert "Choose what it called in 30 days" in needs
