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
    assert (wrong.status, "Enter an e-mail address." in text_of(wrong)) == (422, True)


async def test_a_lost_invitation_link_is_replaced_and_the_old_one_ends(console: API) -> None:
    ann = await make_person(console)
    visitor, page = Visitor(console, ann), f"{home(ann)}/people"
    made = await visitor.submit(page, f"{page}/invite", email="new@example.com", role="admin")
    old = re.findall(r"invitation#([\w-]{43})", made.body.decode())[0]
    (only,) = (await console.call("list-invitations", by=ann)).json
    again = await visitor.post(f"{page}/reissue", invitation=only["id"])
    new = re.findall(r"invitation#([\w-]{43})", again.body.decode())[0]
    assert (await console.call("look-at-invitation", body={"token": old})).status == 404
    assert (await console.call("look-at-invitation", body={"token": new})).json["role"] == "admin"
    assert len((await console.call("list-invitations", by=ann)).json) == 1
    late = await visitor.post(f"{page}/reissue", invitation=only["id"])
    assert late.headers["location"] == page
    assert "no longer open" in text_of(await visitor.get(page))
    assert (await visitor.post(f"{page}/revoke", invitation=only["id"])).headers["location"] == page


async def test_the_last_owner_is_told_why_nothing_can_be_changed(console: API) -> None:
    ann, bob = await make_person(console), await make_person(console)
    visitor, page = Visitor(console, ann), f"{home(ann)}/people"
    alone = await visitor.get(page)
    assert "The last owner. Make someone else an owner first" in text_of(alone)
    assert f'name="member" value="{ann.user_id}"' not in alone.body.decode()
    await add_member(console, bob, ann.account, Role.OWNER)
    shown = await visitor.get(page)
    assert "The last owner." not in text_of(shown)
    assert f'name="member" value="{ann.user_id}"' in shown.body.decode()


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
    assert "Old Not used since the rotation" in shown
    assert "for 1 d, until" in shown
    for one in (app, app, renewed):
        assert (await console.call("get-bots", app=one)).status == 200
    console.clock.advance(3600)
    shown = text_of(await visitor.get(page))
    assert "Old Still used 1 h ago" in shown
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


async def test_the_old_secret_is_ended_once_no_call_uses_it(console: API) -> None:
    ann, bob = await make_person(console), await make_person(console)
    app = await make_app(console, ann)
    assert (await console.call("get-bots", app=app)).status == 200
    console.clock.advance(60)
    visitor, page = Visitor(console, ann), f"{home(ann)}/apps/{app.client_id}/secrets"
    assert "End the old secret now" not in text_of(await visitor.get(page))
    await visitor.submit(page, overlap="60")
    # What called before the rotation does not count.
    assert "No call has used the old secret since the rotation." in text_of(await visitor.get(page))
    assert (await console.call("get-bots", app=app)).status == 200
    shown = text_of(await visitor.get(page))
    assert "Old Still used less than a minute ago" in shown
    assert "If you end it now, they are refused. End the old secret now" in shown
    reply = await visitor.post(page.replace("/secrets", "/end-old-secret"))
    assert reply.headers["location"] == page
    assert "The old secret has ended." in text_of(await visitor.get(page))
    assert (await console.call("get-bots", app=app)).status == 401
    stranger = Visitor(console, bob)
    await stranger.get(f"{home(bob)}/apps/new")
    assert (await stranger.post(page.replace("/secrets", "/end-old-secret"))).status == 404


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
    assert "These calls stop working at once get-bots : 1 call in 30 days" in shown
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
    assert "Bot publish" in shown
    own = text_of(await Visitor(console, ann).get(f"{home(ann)}/apps/{app.client_id}/usage"))
    assert "get-change-logs 2 0" in own


async def test_a_full_window_says_when_the_next_call_fits(console: API) -> None:
    ann = await make_person(console)
    bot_id = await make_bot(console, ann)
    app = await make_app(console, ann)
    page = f"{home(ann)}/usage"
    for _ in range(60):
        await console.call("get-change-logs", app=app, bot_id=bot_id)
    console.clock.advance(20)
    shown = text_of(await Visitor(console, ann).get(page))
    assert "60 of 60 Limit reached 60 of 1,800 24 Nov 2026, 06:01:00 UTC" in shown
    assert (await console.call("get-change-logs", app=app, bot_id=bot_id)).status == 429
    console.clock.advance(40)
    assert (await console.call("get-change-logs", app=app, bot_id=bot_id)).status == 200
    assert "1 of 60 61 of 1,800 now" in text_of(await Visitor(console, ann).get(page))


async def test_who_sees_apps_of_bots_only_is_told_so_and_not_that_there_are_none(console: API) -> None:
    ann = await make_person(console)
    secret_app = await make_app(console, ann)
    told = "Apps of the whole account are shown to administrators."
    for role in (Role.VIEWER, Role.DEVELOPER):
        person = await make_person(console)
        await add_member(console, person, ann.account, role)
        visitor = Visitor(console, person)
        for path in ("", "/apps", "/tokens"):
            shown = await visitor.get(f"{home(ann)}{path}")
            assert told in text_of(shown), path
            assert "has no app" not in text_of(shown), path
            assert "No apps yet" not in text_of(shown), path
            assert secret_app.client_id not in shown.body.decode()
    assert told not in text_of(await Visitor(console, ann).get(f"{home(ann)}/apps"))


async def test_the_account_is_renamed_and_suspended(console: API) -> None:
    ann = await make_person(console)
    app = await make_app(console, ann)
    visitor, page = Visitor(console, ann), f"{home(ann)}/settings"
    await visitor.submit(page, name="New & shiny", publish="1", suspended="1")
    shown = text_of(await visitor.get(page))
    assert "The platform refuses every app of this account now." in shown
    assert "New & shiny owner · suspended" in shown
    assert "This account is suspended The platform refuses every call" in text_of(await visitor.get(home(ann)))
    assert (await console.call("get-bots", app=app)).status == 401
    await visitor.submit(page, name="New & shiny")
    assert (await console.call("get-bots", app=app)).status == 200
    assert (await visitor.post(page, name=" ")).status == 422


async def test_saved_scopes_that_no_call_used_are_pointed_out(console: API) -> None:
    ann = await make_person(console)
    app = await make_app(console, ann, scopes=["role_management:role_management", "logs:change_logs"])
    page = f"{home(ann)}/apps/{app.client_id}/scopes"
    visitor = Visitor(console, ann)
    assert "Not used in 30 days" not in text_of(await visitor.get(page))
    assert (await console.call("get-bots", app=app)).status == 200
    shown = text_of(await visitor.get(page))
    assert "Not used in 30 days" in shown
    needs = text_of(await visitor.get(page.replace("/scopes", "/needs")))
    assert "Choose what this app called in 30 days" in needs


async def test_a_scope_that_was_saved_lately_is_given_time(console: API) -> None:
    ann = await make_person(console)
    app = await make_app(console, ann, scopes=["role_management:role_management"])
    page = f"{home(ann)}/apps/{app.client_id}/scopes"
    visitor = Visitor(console, ann)
    await console.call("get-bots", app=app)
    await visitor.submit(page, scope=["role_management:role_management", "logs:change_logs"], do="save")
    for days, is_told in ((6, False), (2, True)):
        console.clock.advance(days * 86_400)
        # A session lasts a day.
        later = await make_person(console)
        await add_member(console, later, ann.account, Role.ADMIN)
        visitor = Visitor(console, later)
        assert ("Not used in 30 days Logs > Bot Audit Logs" in text_of(await visitor.get(page))) is is_told
        # Saved once more, a scope is as old as before.
        await visitor.submit(page, scope=["role_management:role_management", "logs:change_logs"], do="save")
