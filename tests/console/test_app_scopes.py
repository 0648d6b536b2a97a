"""API Scopes: each says in words whether it counts, and of two people who save, the second one is told."""

import re
from typing import Any

from korekit.catalog.planes import Plane, Role
from korekit.catalog.scopes import BOT_EXPORT, LOGS_HISTORY, scopes_of
from tests.console.visiting import Visitor, text_of
from tests.platform import API, Person, Reply, add_member, make_app, make_bot, make_person

ROLES, EXPORT, LOGS = "role_management:role_management", "bot_definition:bot_export", "logs:change_logs"


def state_of(reply: Reply, scope_id: str) -> str:
    """What the page says of one scope: ticked or not, saved or not, its mark."""
    rows = re.findall(r"<tr data-words.*?</tr>", reply.body.decode(), flags=re.DOTALL)
    (row,) = [one for one in rows if f'value="{scope_id}"' in one]
    is_ticked = "ticked" if " checked" in row else "open"
    mark = re.search(r'class="badge[^"]*">([^<]*)<', row)
    return f"{is_ticked}, {mark[1] if mark else 'no mark'}"


def revision_of(reply: Reply) -> str:
    """What the form carries to tell what its sender saw."""
    found = re.search(r'name="revision" value="([^"]*)"', reply.body.decode())
    assert found
    return found[1]


async def details(console: API, person: Person, client_id: str) -> Any:
    """The app as the API tells it."""
    return (await console.call("get-app", by=person, client_id=client_id)).json


async def test_ticks_are_drafted_then_saved_and_each_state_is_told(console: API) -> None:
    ann = await make_person(console)
    app = await make_app(console, ann, scopes=[LOGS])
    path = f"/console/{ann.account.account_id}/apps/{app.client_id}/scopes"
    visitor = Visitor(console, ann)
    await console.call("draft-app-scopes", by=ann, client_id=app.client_id, scopes=[LOGS])
    form = await visitor.get(path)
    assert state_of(form, LOGS) == "ticked, Active"
    assert state_of(form, ROLES) == "open, no mark"
    reply = await visitor.post(path, scope=[ROLES], do="draft", revision=revision_of(form))
    assert reply.status == 303
    form = await visitor.get(path)
    assert "Draft saved. It takes effect when you save the scopes." in text_of(form)
    assert state_of(form, LOGS) == "open, Removed, not saved"
    assert state_of(form, ROLES) == "ticked, Added, not saved"
    assert "2 changes not saved" in text_of(form)
    # Wherever the app appears, that is told.
    for where in ("apps", "scopes", "jwt-apps", "tokens", "requests/get-bots", "", f"apps/{app.client_id}"):
        shown = text_of(await visitor.get(f"/console/{ann.account.account_id}/{where}".rstrip("/")))
        assert "scopes not saved: 1 added, 1 removed" in shown.lower(), where
    assert (await console.call("get-bots", app=app)).status == 401
    reply = await visitor.post(path, scope=[ROLES], do="save", revision=revision_of(form))
    form = await visitor.get(path)
    assert "Scopes saved. 1 scope is active now." in text_of(form)
    assert state_of(form, LOGS) == "open, no mark"
    assert state_of(form, ROLES) == "ticked, Active"
    assert (await console.call("get-bots", app=app)).status == 200


async def test_what_needs_a_publish_is_told_until_it_is_published(console: API) -> None:
    ann = await make_person(console)
    bot = await make_bot(console, ann)
    await console.call("update-account", by=ann, is_publish_required=True)
    app = await make_app(console, ann, plane=Plane.BOT, bot_id=bot, scopes=[])
    account = ann.account.account_id
    path = f"/console/{account}/apps/{app.client_id}/scopes"
    visitor = Visitor(console, ann)
    form = await visitor.get(path)
    assert "not needed" not in text_of(form)
    await visitor.post(path, scope=[LOGS_HISTORY.id], do="save", revision=revision_of(form))
    form = await visitor.get(path)
    assert "Scopes saved. New ones become active when the bot is published." in text_of(form)
    assert state_of(form, LOGS_HISTORY.id) == "ticked, Saved, not published"
    assert f'class="button first" href="/console/{account}/bots/{bot}/versions"' in form.body.decode()
    for where in ("apps", f"bots/{bot}", f"bots/{bot}/scopes", f"apps/{app.client_id}"):
        assert "Scopes not published: 1" in text_of(await visitor.get(f"/console/{account}/{where}")), where
    publishing = text_of(await visitor.get(f"/console/{account}/bots/{bot}/versions"))
    assert re.search(r"These saved scopes become active with it: app \w+ Logs History", publishing)
    await console.call("save-app-scopes", by=ann, client_id=app.client_id, scopes=[])
    assert "none is waiting" in text_of(await visitor.get(f"/console/{account}/bots/{bot}/versions"))
    await console.call("save-app-scopes", by=ann, client_id=app.client_id, scopes=[LOGS_HISTORY.id])
    # Where nobody asks for a publish, an unpublished scope is not told as if it lacked something.
    await console.call("update-account", by=ann, is_publish_required=False)
    form = await visitor.get(path)
    assert state_of(form, LOGS_HISTORY.id) == "ticked, Active"
    assert "not needed Active" in text_of(form)


async def test_of_two_who_edit_one_mapping_the_second_is_told_and_nothing_is_lost(console: API) -> None:
    ann, bob = await make_person(console), await make_person(console)
    await add_member(console, bob, ann.account, Role.ADMIN)
    app = await make_app(console, ann, scopes=[])
    path = f"/console/{ann.account.account_id}/apps/{app.client_id}/scopes"
    first, second = Visitor(console, bob), Visitor(console, ann)
    seen_by_first, seen_by_second = await first.get(path), await second.get(path)
    reply = await first.post(path, scope=[ROLES], do="save", revision=revision_of(seen_by_first))
    assert reply.status == 303
    told = await second.post(path, scope=[EXPORT], do="save", revision=revision_of(seen_by_second))
    assert told.status == 409
    shown = text_of(told)
    assert "These scopes changed while you looked at them" in shown
    assert f"{bob.email} changed them on 24 Nov 2026, 06:00:00 UTC ." in shown
    assert "They added ProfileManagement > Role Management You added BotDefinition > Bot Export" in shown
    assert state_of(told, EXPORT) == "ticked, Added, not saved"
    assert state_of(told, ROLES) == "open, Removed, not saved"
    assert (await details(console, ann, app.client_id))["saved"] == [ROLES]
    # Knowing it, the second one saves; a draft is refused as well until somebody looks.
    own = text_of(await first.post(path, scope=[], do="save", revision=revision_of(seen_by_first)))
    assert "You changed them on 24 Nov 2026, 06:00:00 UTC , in another window." in own
    stale = await second.post(path, scope=[EXPORT], do="draft", revision=revision_of(seen_by_second))
    assert stale.status == 409
    reply = await second.post(path, scope=[ROLES, EXPORT], do="save", revision=revision_of(told))
    assert reply.status == 303
    assert (await details(console, ann, app.client_id))["saved"] == [EXPORT, ROLES]


async def test_an_id_that_no_list_names_is_kept(console: API) -> None:
    ann = await make_person(console)
    app = await make_app(console, ann, scopes=["vendors:own", ROLES])
    await console.call("draft-app-scopes", by=ann, client_id=app.client_id, scopes=["vendors:own", ROLES])
    path = f"/console/{ann.account.account_id}/apps/{app.client_id}/scopes"
    visitor = Visitor(console, ann)
    form = await visitor.get(path)
    ticked = re.findall(r'name="scope" value="([^"]*)"[^>]* checked', form.body.decode())
    assert sorted(ticked) == [ROLES, "vendors:own"]
    await visitor.post(path, scope=ticked, do="save", revision=revision_of(form))
    assert (await details(console, ann, app.client_id))["saved"] == [ROLES, "vendors:own"]


async def test_a_scope_of_another_plane_is_refused_in_words(console: API) -> None:
    ann = await make_person(console)
    app = await make_app(console, ann, scopes=[])
    path = f"/console/{ann.account.account_id}/apps/{app.client_id}/scopes"
    reply = await Visitor(console, ann).submit(path, scope=["feedback:survey"], do="save")
    assert reply.status == 422
    assert "`feedback:survey` is no scope of the admin plane." in text_of(reply)


async def test_every_scope_of_the_plane_is_offered_with_what_it_opens(console: API) -> None:
    ann = await make_person(console)
    app = await make_app(console, ann)
    path = f"/console/{ann.account.account_id}/apps/{app.client_id}/scopes"
    body = (await Visitor(console, ann).get(path)).body.decode()
    offered = re.findall(r'name="scope" value="([^"]*)"', body)
    assert sorted(offered) == sorted(one.id for one in scopes_of(Plane.ADMIN))
    row = next(one for one in body.split("<tr data-words") if f'value="{EXPORT}"' in one)
    assert re.findall(r">([a-z-]+)</a>", row) == ["bot-export", "bot-export-status"]


async def test_a_search_hides_what_does_not_fit_and_loses_no_tick(console: API) -> None:
    """Without scripts as well: what is hidden is still sent."""
    ann = await make_person(console)
    app = await make_app(console, ann, scopes=[ROLES])
    await console.call("draft-app-scopes", by=ann, client_id=app.client_id, scopes=[ROLES])
    path = f"/console/{ann.account.account_id}/apps/{app.client_id}/scopes"
    body = (await Visitor(console, ann).get(path + "?q=get-change-logs")).body.decode()
    shown = [one for one in re.findall(r"<tr data-words[^>]*>.*?</tr>", body, re.DOTALL) if " hidden>" not in one[:600]]
    assert [re.findall(r'value="([^"]*)"', one) for one in shown] == [[LOGS]]
    assert re.search(rf'value="{ROLES}"[^>]* checked', body)


async def test_what_an_app_needs_is_the_smallest_set(console: API) -> None:
    ann = await make_person(console)
    app = await make_app(console, ann, scopes=[LOGS])
    await console.call("draft-app-scopes", by=ann, client_id=app.client_id, scopes=[LOGS])
    path = f"/console/{ann.account.account_id}/apps/{app.client_id}/needs"
    visitor = Visitor(console, ann)
    asked = await visitor.get(f"{path}?operation=publish-bot&operation=get-bots&operation=nonsense")
    needed = re.findall(r'<input type="hidden" name="scope" value="([^"]*)">', asked.body.decode())
    # Whoever publishes asks how it stands, too.
    assert sorted(needed) == ["bot_publish:publish_request", "bot_publish:publish_status", ROLES]
    assert "Saved, but not needed for these operations: Logs > Bot Audit Logs." in text_of(asked)
    reply = await visitor.post(path, scope=needed, do="more", revision=revision_of(asked))
    assert reply.status == 303
    app_now = await details(console, ann, app.client_id)
    assert app_now["draft"] == sorted([*needed, LOGS])
    assert app_now["saved"] == [LOGS]
    asked = await visitor.get(f"{path}?operation=get-bots")
    await visitor.post(path, scope=[ROLES], do="only", revision=revision_of(asked))
    assert (await details(console, ann, app.client_id))["draft"] == [ROLES]
    late = await visitor.post(path, scope=[ROLES], do="only", revision=revision_of(asked))
    assert late.status == 409


async def test_an_app_that_may_do_nothing_is_shown_how_to_begin(console: API) -> None:
    ann = await make_person(console)
    app = await make_app(console, ann, scopes=[])
    path = f"/console/{ann.account.account_id}/apps/{app.client_id}/scopes"
    visitor = Visitor(console, ann)
    form = await visitor.get(path)
    assert "cannot call anything yet" in text_of(form)
    assert f'href="?operation=get-bots" data-tick="{ROLES}"' in form.body.decode()
    begun = await visitor.get(f"{path}?operation=get-bots")
    assert state_of(begun, ROLES) == "ticked, Added, not saved"
    assert (await details(console, ann, app.client_id))["draft"] == []
    await visitor.post(path, scope=[ROLES], do="save", revision=revision_of(begun))
    # From here a person can only go on, until the app has called.
    request = f'class="button first" href="/console/{ann.account.account_id}/requests/get-bots?app={app.client_id}"'
    assert request in (await visitor.get(path)).body.decode()
    assert (await console.call("get-bots", app=app)).status == 200
    assert request not in (await visitor.get(path)).body.decode()


async def test_scopes_are_ticked_by_operation_with_the_one_that_tells_how_its_job_stands(console: API) -> None:
    ann = await make_person(console)
    app = await make_app(console, ann, scopes=[])
    path = f"/console/{ann.account.account_id}/apps/{app.client_id}/scopes"
    shown = await Visitor(console, ann).get(f"{path}?operation=publish-bot&operation=nonsense")
    ticked = re.findall(r'name="scope" value="([^"]*)"[^>]* checked', shown.body.decode())
    assert ticked == ["bot_publish:publish_request", "bot_publish:publish_status"]
    offered = re.search(r'<option value="publish-bot" data-scopes="([^"]*)"', shown.body.decode())
    assert offered
    assert offered[1] == "bot_publish:publish_request bot_publish:publish_status"


async def test_discarded_changes_leave_what_is_saved(console: API) -> None:
    ann = await make_person(console)
    app = await make_app(console, ann, scopes=[LOGS])
    path = f"/console/{ann.account.account_id}/apps/{app.client_id}/scopes"
    visitor = Visitor(console, ann)
    await visitor.post(path, scope=[ROLES], do="draft", revision=revision_of(await visitor.get(path)))
    await visitor.post(path, scope=[ROLES, EXPORT], do="discard", revision=revision_of(await visitor.get(path)))
    form = await visitor.get(path)
    assert "Changes discarded. What is ticked is what is saved." in text_of(form)
    assert state_of(form, ROLES) == "open, no mark"
    assert state_of(form, LOGS) == "ticked, Active"
    now = await details(console, ann, app.client_id)
    assert (now["draft"], now["saved"]) == ([LOGS], [LOGS])


async def test_the_list_is_cut_down_to_what_is_not_saved(console: API) -> None:
    ann = await make_person(console)
    app = await make_app(console, ann, scopes=[LOGS, EXPORT])
    await console.call("draft-app-scopes", by=ann, client_id=app.client_id, scopes=[LOGS, ROLES])
    path = f"/console/{ann.account.account_id}/apps/{app.client_id}/scopes"
    visitor = Visitor(console, ann)

    async def shown(query: str) -> list[str]:
        rows = re.findall(r"<tr data-words[^>]*>.*?</tr>", (await visitor.get(path + query)).body.decode(), re.DOTALL)
        return [re.findall(r'value="([^"]*)"', one)[0] for one in rows if " hidden>" not in one.partition("\n")[0]]

    assert await shown("?show=changed") == [EXPORT, ROLES]
    assert await shown("?show=ticked") == [LOGS, ROLES]
    assert await shown("?show=ticked&q=get-bots") == [ROLES]
    assert len(await shown("?show=nonsense")) == len(scopes_of(Plane.ADMIN))


async def test_scopes_that_open_nothing_here_stand_apart_and_folded(console: API) -> None:
    ann = await make_person(console)
    app = await make_app(console, ann, scopes=[ROLES])
    path = f"/console/{ann.account.account_id}/apps/{app.client_id}/scopes"
    visitor = Visitor(console, ann)
    body = (await visitor.get(path)).body.decode()
    served, fold, idle = body.partition('<details class="card fold" data-idle>')
    assert fold
    assert f'value="{ROLES}"' in served
    assert 'value="answers:answers"' not in served
    assert 'value="answers:answers"' in idle
    # One that the app holds is not hidden from whoever looks.
    await console.call("save-app-scopes", by=ann, client_id=app.client_id, scopes=[ROLES, "answers:answers"])
    assert '<details class="card fold" data-idle open>' in (await visitor.get(path)).body.decode()


async def test_needs_offer_what_the_plane_may_call(console: API) -> None:
    ann = await make_person(console)
    bot = await make_bot(console, ann)
    app = await make_app(console, ann, plane=Plane.BOT, bot_id=bot, scopes=[BOT_EXPORT.id])
    path = f"/console/{ann.account.account_id}/apps/{app.client_id}/needs"
    offered = re.findall(r'name="operation" value="([^"]*)"', (await Visitor(console, ann).get(path)).body.decode())
    assert "get-change-logs" in offered
    assert "publish-bot" not in offered


async def test_after_saving_the_search_is_kept_and_the_message_leads_on(console: API) -> None:
    ann = await make_person(console)
    app = await make_app(console, ann, scopes=[])
    path = f"/console/{ann.account.account_id}/apps/{app.client_id}/scopes"
    visitor = Visitor(console, ann)
    form = await visitor.get(f"{path}?q=get-bots")
    assert "No scope is ticked." in text_of(form)
    assert "All changes are saved." not in text_of(form)
    reply = await visitor.post(path, scope=[ROLES], do="save", q="get-bots", show="ticked", revision=revision_of(form))
    assert reply.headers["location"] == f"{path}?q=get-bots&show=ticked"
    saved = (await visitor.get(reply.headers["location"])).body.decode()
    message = saved.partition('<div class="callout good" tabindex="-1" autofocus>')[2].partition("<h1>")[0]
    assert "Scopes saved. 1 scope is active now." in message
    assert f'class="button first" href="/console/{ann.account.account_id}/requests/get-bots?app=' in message
    # A refused form keeps it as well, and nobody can make the address endless.
    late = await visitor.post(path, scope=[], do="save", q="x" * 5000, revision=revision_of(form))
    assert late.status == 409
    assert f'value="{"x" * 200}"' in late.body.decode()


async def test_what_two_saved_is_told_side_by_side_and_both_are_saved_together(console: API) -> None:
    ann, bob = await make_person(console), await make_person(console)
    await add_member(console, bob, ann.account, Role.ADMIN)
    app = await make_app(console, ann, scopes=[LOGS, EXPORT])
    path = f"/console/{ann.account.account_id}/apps/{app.client_id}/scopes"
    first, second = Visitor(console, bob), Visitor(console, ann)
    seen = await second.get(path)
    given: dict[str, Any] = {"revision": revision_of(seen), "seen": f"{LOGS} {EXPORT}"}
    assert f'name="seen" value="{EXPORT} {LOGS}"' in seen.body.decode()
    await first.submit(path, scope=[ROLES, LOGS, EXPORT], do="save", **given)
    # The second one only cleared a box.
    told = await second.post(path, scope=[LOGS], do="save", **given)
    assert "They added ProfileManagement > Role Management You removed BotDefinition > Bot Export" in text_of(told)
    assert "They removed" not in text_of(told)
    form = told.body.decode().partition("<dl")[2].partition("</form>")[0]
    both = re.findall(r'name="scope" value="([^"]+)"', form)
    assert sorted(both) == sorted([ROLES, LOGS])
    assert (await second.post(path, scope=both, do="save", revision=revision_of(told))).status == 303
    assert sorted((await details(console, ann, app.client_id))["saved"]) == sorted([ROLES, LOGS])
    # Who wanted what is saved by now is told nothing of it.
    assert (await first.post(path, scope=both, do="save", **given)).status == 303
    # The same in one's own other window.
    own = await second.post(path, scope=[LOGS], do="save", **given)
    shown = text_of(own)
    assert "In the other window you added ProfileManagement > Role Management" in shown
    assert (
        "In the other window you removed BotDefinition > Bot Export Here you removed BotDefinition > Bot Export"
        in shown
    )
