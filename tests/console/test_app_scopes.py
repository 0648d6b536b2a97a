"""API Scopes: each says in words whether it counts, and of two people who save, the second one is told."""

import re
from typing import Any

from korekit.catalog.planes import Plane
from korekit.catalog.scopes import BOT_EXPORT, LOGS_HISTORY, scopes_of
from tests.console.visiting import Visitor, text_of
from tests.platform import API, Person, Reply, make_app, make_bot, make_person

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
    assert state_of(form, LOGS) == "ticked, Counts"
    assert state_of(form, ROLES) == "open, no mark"
    reply = await visitor.post(path, scope=[ROLES], do="draft", revision=revision_of(form))
    assert reply.status == 303
    form = await visitor.get(path)
    assert "Kept as a draft. Nothing of it counts until you save." in text_of(form)
    assert state_of(form, LOGS) == "open, Unticked, still saved"
    assert state_of(form, ROLES) == "ticked, Ticked, not saved"
    assert "2 changes not saved" in text_of(form)
    # Wherever the app appears, that is told.
    for where in ("apps", "scopes", "", f"apps/{app.client_id}"):
        shown = text_of(await visitor.get(f"/console/{ann.account.account_id}/{where}".rstrip("/")))
        assert "1 ticked, not saved" in shown, where
        assert "1 unticked, still saved" in shown, where
    assert (await console.call("get-bots", app=app)).status == 401
    reply = await visitor.post(path, scope=[ROLES], do="save", revision=revision_of(form))
    form = await visitor.get(path)
    assert "Saved. The app holds 1 scope, which counts now." in text_of(form)
    assert state_of(form, LOGS) == "open, no mark"
    assert state_of(form, ROLES) == "ticked, Counts"
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
    await visitor.post(path, scope=[LOGS_HISTORY.id], do="save", revision=revision_of(form))
    form = await visitor.get(path)
    assert "Saved. What is new counts once the bot is published." in text_of(form)
    assert state_of(form, LOGS_HISTORY.id) == "ticked, Saved, not published"
    for where in ("apps", f"bots/{bot}", f"bots/{bot}/scopes", f"apps/{app.client_id}"):
        assert "1 saved, not published" in text_of(await visitor.get(f"/console/{account}/{where}")), where


async def test_of_two_who_edit_one_mapping_the_second_is_told_and_nothing_is_lost(console: API) -> None:
    ann = await make_person(console)
    app = await make_app(console, ann, scopes=[])
    path = f"/console/{ann.account.account_id}/apps/{app.client_id}/scopes"
    first, second = Visitor(console, ann), Visitor(console, ann)
    seen_by_first, seen_by_second = await first.get(path), await second.get(path)
    reply = await first.post(path, scope=[ROLES], do="save", revision=revision_of(seen_by_first))
    assert reply.status == 303
    told = await second.post(path, scope=[EXPORT], do="save", revision=revision_of(seen_by_second))
    assert told.status == 409
    shown = text_of(told)
    assert "Somebody else changed these scopes while you looked at them" in shown
    assert "Saved by the other, and not ticked by you: ProfileManagement > Role Management . Saving takes it" in shown
    assert "Ticked by you, and not saved: BotDefinition > Bot Export ." in shown
    assert state_of(told, EXPORT) == "ticked, Ticked, not saved"
    assert state_of(told, ROLES) == "open, Unticked, still saved"
    assert (await details(console, ann, app.client_id))["saved"] == [ROLES]
    # Knowing it, the second one saves; a draft is refused as well until somebody looks.
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
    assert offered == [one.id for one in scopes_of(Plane.ADMIN)]
    row = next(one for one in body.split("<tr data-words") if f'value="{EXPORT}"' in one)
    assert re.findall(r"<code>([a-z-]+)</code>", row) == ["bot-export", "bot-export-status"]


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
    assert "Saved, and not needed for this: Logs > Bot Audit Logs." in text_of(asked)
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


async def test_needs_offer_what_the_plane_may_call(console: API) -> None:
    ann = await make_person(console)
    bot = await make_bot(console, ann)
    app = await make_app(console, ann, plane=Plane.BOT, bot_id=bot, scopes=[BOT_EXPORT.id])
    path = f"/console/{ann.account.account_id}/apps/{app.client_id}/needs"
    offered = re.findall(r'name="operation" value="([^"]*)"', (await Visitor(console, ann).get(path)).body.decode())
    assert "get-change-logs" in offered
    assert "publish-bot" not in offered
