"""Apps in the console: made in the account that the page names, their secret shown once and after the password only."""

import re

from korekit.catalog.planes import Plane, Role
from korekit.records.account_making import create_owner
from tests.console.visiting import Visitor, text_of
from tests.platform import API, MadeApp, add_member, make_app, make_bot, make_person

PASSWORD = "correct horse battery"
SECRET = re.compile(r"[A-Za-z0-9+/]{43}=")


async def test_an_app_of_the_account_is_made_and_its_secret_signs_calls(console: API) -> None:
    ann = await make_person(console)
    account = ann.account.account_id
    visitor = Visitor(console, ann)
    form = await visitor.get(f"/console/{account}/apps/new")
    assert f"Create an app in {ann.account.name[:1]} {ann.account.name}" in text_of(form)
    made = await visitor.post(f"/console/{account}/apps/new", name="Nightly", plane="admin")
    assert made.status == 200
    (secret,) = set(SECRET.findall(made.body.decode()))
    (client_id,) = set(re.findall(r"cs-[0-9a-f-]{36}", made.body.decode()))
    await visitor.post(
        f"/console/{account}/apps/{client_id}/scopes", scope="role_management:role_management", do="save"
    )
    app = MadeApp(client_id, secret, Plane.ADMIN, account)
    assert (await console.call("get-bots", app=app)).status == 200
    # Nowhere afterwards.
    for path in ("apps", f"apps/{client_id}", f"apps/{client_id}/scopes", "scopes", ""):
        assert secret not in (await visitor.get(f"/console/{account}/{path}")).body.decode()


async def test_an_app_of_one_bot_is_made_for_that_bot(console: API) -> None:
    ann = await make_person(console)
    bot = await make_bot(console, ann, name="Desk")
    visitor = Visitor(console, ann)
    path = f"/console/{ann.account.account_id}/apps/new"
    form = (await visitor.get(f"{path}?plane=bot&bot={bot}")).body.decode()
    assert f'<option value="{bot}" selected>' in form
    without = await visitor.post(path, name="Reports", plane="bot", bot="")
    assert without.status == 422
    assert "Choose a bot." in text_of(without)
    made = await visitor.post(path, name="Reports", plane="bot", bot=bot)
    assert made.status == 200
    assert "App of the bot Desk" in text_of(made)


async def test_an_app_without_a_name_is_not_made(console: API) -> None:
    visitor = Visitor(console, ann := await make_person(console))
    reply = await visitor.submit(f"/console/{ann.account.account_id}/apps/new", name=" ", plane="admin")
    assert reply.status == 422
    assert "is empty" in text_of(reply)
    assert (await console.call("list-apps", by=ann)).json == []


async def test_a_developer_makes_apps_of_bots_only(console: API) -> None:
    ann, bob = await make_person(console), await make_person(console)
    await add_member(console, bob, ann.account, Role.DEVELOPER)
    await make_bot(console, ann)
    visitor = Visitor(console, bob)
    path = f"/console/{ann.account.account_id}/apps/new"
    assert "Only administrators can create it." in text_of(await visitor.get(f"{path}?plane=admin"))
    assert (await visitor.post(path, name="Mine", plane="admin")).status == 403


async def test_the_secret_is_shown_again_after_the_password(console: API) -> None:
    owner = await create_owner(console.platform.services, "ann@example.com", PASSWORD)
    assert owner is not None
    visitor = Visitor(console)
    await visitor.submit("/console/sign-in", email="ann@example.com", password=PASSWORD)
    account = owner.membership.account_id
    made = await visitor.submit(f"/console/{account}/apps/new", name="Nightly", plane="admin")
    (secret,) = set(SECRET.findall(made.body.decode()))
    (client_id,) = set(re.findall(r"cs-[0-9a-f-]{36}", made.body.decode()))
    path = f"/console/{account}/apps/{client_id}"
    wrong = await visitor.submit(path, f"{path}/secret", password="wrong horse")
    assert wrong.status == 401
    assert "That is not your password." in text_of(wrong)
    assert secret.encode() not in wrong.body
    right = await visitor.post(f"{path}/secret", password=PASSWORD)
    assert right.status == 200
    assert secret.encode() in right.body
    # The tab where secrets are rotated shows it in the same way.
    wrong = await visitor.submit(f"{path}/secrets", f"{path}/show-secret", password="wrong horse")
    assert (wrong.status, "That is not your password." in text_of(wrong)) == (401, True)
    assert secret.encode() not in wrong.body
    assert secret.encode() in (await visitor.post(f"{path}/show-secret", password=PASSWORD)).body
    assert secret.encode() not in (await visitor.get(f"{path}/secrets")).body
    for _ in range(10):
        await visitor.post(f"{path}/secret", password="wrong horse")
    late = await visitor.post(f"{path}/secret", password=PASSWORD)
    assert late.status == 429
    assert secret.encode() not in late.body


async def test_the_first_call_is_one_that_the_app_may_make(console: API) -> None:
    ann = await make_person(console)
    bot = await make_bot(console, ann)
    visitor = Visitor(console, ann)
    idle = await make_app(console, ann, scopes=["answers:answers"])
    path = f"/console/{ann.account.account_id}/apps"
    assert "This app has no scope for a call that only reads" in text_of(await visitor.get(f"{path}/{idle.client_id}"))
    lister = await make_app(console, ann, scopes=["role_management:role_management"])
    assert "print(client.get_bots())" in text_of(await visitor.get(f"{path}/{lister.client_id}"))
    reader = await make_app(console, ann, plane=Plane.BOT, bot_id=bot, scopes=["logs:change_logs"])
    shown = text_of(await visitor.get(f"{path}/{reader.client_id}"))
    assert f"print(client.get_change_logs('{bot}'))" in shown
    assert f"korekit call get-change-logs --bot-id {bot}" in shown
    bare = await make_app(console, ann, scopes=[])
    assert "every call of this app is refused" in text_of(await visitor.get(f"{path}/{bare.client_id}"))


async def test_once_a_call_was_answered_home_leads_further(console: API) -> None:
    ann = await make_person(console)
    app = await make_app(console, ann, scopes=["role_management:role_management"])
    visitor = Visitor(console, ann)
    home = f"/console/{ann.account.account_id}"
    assert "Get your first API call answered 2 of 3 done" in text_of(await visitor.get(home))
    # The third step leads to an operation that this app may call.
    step = f'href="{home}/requests/get-bots?app={app.client_id}"'
    assert step in (await visitor.get(home)).body.decode()
    await visitor.post(f"{home}/requests/get-bots", app=app.client_id, do="send")
    shown = await visitor.get(home)
    assert "What next Call the API from your code" in text_of(shown)
    assert f'href="{home}/apps/{app.client_id}#first-call"' in shown.body.decode()


async def test_home_leads_from_nothing_to_a_call(console: API) -> None:
    ann = await make_person(console)
    visitor = Visitor(console, ann)
    home = f"/console/{ann.account.account_id}"
    assert "(done)" not in text_of(await visitor.get(home))
    app = await make_app(console, ann, scopes=[])
    assert text_of(await visitor.get(home)).count("(done)") == 1
    await console.call("save-app-scopes", by=ann, client_id=app.client_id, scopes=["Role Management"])
    assert text_of(await visitor.get(home)).count("(done)") == 2


async def test_a_bot_is_made_and_has_its_tabs(console: API) -> None:
    ann = await make_person(console)
    visitor = Visitor(console, ann)
    path = f"/console/{ann.account.account_id}/bots"
    assert "No bots yet" in text_of(await visitor.get(path))
    assert (await visitor.submit(f"{path}/new", name="")).status == 422
    reply = await visitor.submit(f"{path}/new", name="Desk <1>")
    assert reply.status == 303
    shown = await visitor.get(reply.headers["location"])
    assert "Bot Desk <1> created." in text_of(shown)
    assert f'href="{reply.headers["location"]}/scopes"' in shown.body.decode()
