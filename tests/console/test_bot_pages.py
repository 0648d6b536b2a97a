"""The pages of a bot: a file is looked into before it is imported, versions come and go back, and nothing is a trap."""

import asyncio
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from korekit.catalog.planes import Role
from korekit.records.bot_secrets import SECURED_VARIABLES, read_secret
from korekit.server.dispatch import ServerLimits
from tests.bots import large, small
from tests.console.bot_files import import_small, publish_as, small_zip, zip_of
from tests.console.visiting import Visitor, text_of, with_console
from tests.platform import API, Person, Reply, add_member, make_bot, make_person, running_api

EVIL = "<script>alert(1)</script>{{ 7907 * 7919 }}\"'><img src=x onerror=alert(2)>"


async def follow(visitor: Visitor, reply: Reply) -> Reply:
    """Where a form led to."""
    assert reply.status == 303, text_of(reply)
    return await visitor.get(reply.headers["location"])


async def looked(visitor: Visitor, path: str, content: bytes, *, name: str = "bot.zip") -> tuple[str, Reply]:
    """Upload a file; the address that it is looked at under, and what stands there."""
    await visitor.get(path)
    reply = await visitor.upload(path, content, name=name)
    return reply.headers["location"], await follow(visitor, reply)


async def finished(visitor: Visitor, reply: Reply) -> Reply:
    """The page of an import once it has ended."""
    page = await follow(visitor, reply)
    async with asyncio.timeout(20):
        while "Import in progress" in text_of(page):
            await asyncio.sleep(0.02)
            page = await visitor.get(reply.headers["location"])
    return page


async def published(console: API, by: Person, bot_id: str, number: int) -> None:
    """Wait until the bot has so many versions."""
    async with asyncio.timeout(20):
        while len((await console.call("list-bot-versions", by=by, bot_id=bot_id)).json) < number:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


def evil_zip() -> bytes:
    """A bot with a name, a dialog and a script that are markup."""
    members = dict(large())
    definition = json.loads(members["botDefinition.json"])
    for one in definition["dialogs"][:1]:
        for texts in one["localeData"].values():
            texts["name"] = EVIL
    config = json.loads(members["config.json"])
    config["name"] = EVIL
    config["envVariables"] = [{"key": "shout", "value": EVIL, "hint": EVIL, "variableType": "env", "scope": "hidden"}]
    members["botDefinition.json"], members["config.json"] = json.dumps(definition).encode(), json.dumps(config).encode()
    return zip_of(members)


async def test_a_file_is_looked_into_and_becomes_a_bot(console: API) -> None:
    ann = await make_person(console)
    home = f"/console/{ann.account.account_id}"
    visitor = Visitor(console, ann)
    path, page = await looked(visitor, f"{home}/imports/new", small_zip(), name="desk.zip")
    assert "desk.zip" in text_of(page)
    assert "Name of the new bot" in text_of(page)
    assert "Another bot of this account has this name already." not in text_of(page)
    done = await finished(visitor, await visitor.post(path, name="Desk"))
    assert "Import completed" in text_of(done)
    assert "Bot definition" in text_of(done)
    (bot,) = (await console.call("list-builder-bots", by=ann, user_id=ann.user_id)).json
    assert bot["name"] == "Desk"
    overview = text_of(await visitor.get(f"{home}/bots/{bot['_id']}"))
    assert "Last import done" in overview
    assert f"by {ann.email}" in overview
    # Who goes back is told before he makes another one.
    await console.call("create-bot", by=ann, user_id=ann.user_id, name=json.loads(small()["config.json"])["name"])
    assert "Another bot of this account has this name already." in text_of(await visitor.get(path))


async def test_a_broken_file_says_what_is_wrong_before_anything_is_made(console: API) -> None:
    ann = await make_person(console)
    home = f"/console/{ann.account.account_id}"
    visitor = Visitor(console, ann)
    definition = json.loads(small()["botDefinition.json"])
    definition["dialogs"] = {"not": "a list"}
    broken = zip_of({**small(), "botDefinition.json": json.dumps(definition).encode()})
    for content, words in (
        (b"no zip at all", "it is not a zip file"),
        (broken, "it should be an array, not an object"),
    ):
        path, page = await looked(visitor, f"{home}/imports/new", content)
        assert "This file cannot be imported: 1 error" in text_of(page)
        assert words in text_of(page)
        assert "Import bot Choose" not in text_of(page)
        # Who imports it all the same is told the component, in the same words.
        done = await finished(visitor, await visitor.post(path, name="x"))
        assert "Import failed. Nothing was changed" in text_of(done)
        assert words in text_of(done)
    assert (await console.call("list-builder-bots", by=ann, user_id=ann.user_id)).json == []


async def test_an_import_into_a_bot_shows_first_what_it_changes(console: API) -> None:
    ann = await make_person(console)
    bot_id = await import_small(console, ann, name="Desk")
    path = f"/console/{ann.account.account_id}/bots/{bot_id}/import"
    visitor = Visitor(console, ann)
    config = json.loads(small()["config.json"])
    config["envVariables"] = [{"key": "greeting", "value": "Ahoy", "hint": "", "variableType": "env"}]
    own, plan = await looked(visitor, path, zip_of({**small(), "config.json": json.dumps(config).encode()}))
    assert "Environment variable" in text_of(plan)
    assert "Welcome aboard" in text_of(plan)
    assert "Ahoy" in text_of(plan)
    assert "made-up-secret-42" not in plan.body.decode()
    kept = text_of(await visitor.get(f"{own}?what=parts&part=botVariables&env=leave"))
    assert "Ahoy" not in kept
    nothing = await visitor.get(f"{own}?what=parts")
    assert "Select at least one part." in text_of(nothing)
    assert (await visitor.post(own, what="parts")).status == 422
    done = await finished(visitor, await visitor.post(own, what="parts", part=["botVariables"], env="take"))
    assert "Import completed" in text_of(done)
    values = {one["key"]: one for one in (await console.call("list-bot-variables", by=ann, bot_id=bot_id)).json}
    assert values["greeting"]["value"] == "Ahoy"


async def test_names_in_files_and_logs_are_shown_as_they_are(console: API) -> None:
    ann = await make_person(console)
    home = f"/console/{ann.account.account_id}"
    visitor = Visitor(console, ann)
    path, page = await looked(visitor, f"{home}/imports/new", evil_zip(), name="<b>evil.zip")
    done = await finished(visitor, await visitor.post(path, name=EVIL[:150]))
    assert "Import completed" in text_of(done)
    (bot,) = (await console.call("list-builder-bots", by=ann, user_id=ann.user_id)).json
    own = f"{home}/bots/{bot['_id']}"
    await publish_as(console, ann, bot["_id"], EVIL)
    file_id = path.rpartition("/")[2]
    tails = ("", "/versions", "/changes", "/variables", "/variables/edit?key=shout", "/versions/1/restore")
    shown = [page, done, *[await visitor.get(own + tail) for tail in (*tails, f"/import/{file_id}", "/export")]]
    shown += [await visitor.get(f"{own}/changes?by={quote(EVIL)}&resource={quote(EVIL)}&since={quote(EVIL)}")]
    for reply in shown:
        body = reply.body.decode()
        assert reply.status in (200, 422), text_of(reply)
        assert "<script>" not in body
        assert "<img" not in body
        assert "<b>evil" not in body
        assert "62615533" not in text_of(reply)
    # The dialog's name went through the change log, the row of the import and the plan.
    assert "&lt;script&gt;" in shown[1].body.decode()
    assert "&lt;script&gt;" in (await visitor.get(f"{own}/changes")).body.decode()


async def test_a_version_is_published_compared_fetched_and_put_back(console: API) -> None:
    ann = await make_person(console)
    bot_id = await import_small(console, ann, name="Desk")
    own = f"/console/{ann.account.account_id}/bots/{bot_id}"
    visitor = Visitor(console, ann)
    reply = await visitor.submit(f"{own}/versions", comment=" ")
    assert (reply.status, "Describe in a few words" in text_of(reply)) == (422, True)
    await visitor.submit(
        f"{own}/variables/edit?key=greeting", key="greeting", value="Ahoy", seen=await mark(visitor, own)
    )
    assert "1 change" in text_of(await visitor.get(f"{own}/difference"))
    assert "Ahoy" in text_of(await visitor.get(f"{own}/difference?old=1&new=0"))
    assert (await visitor.get(f"{own}/difference?old=7")).status == 404
    assert (await visitor.submit(f"{own}/versions", comment="Says ahoy")).status == 303
    await published(console, ann, bot_id, 2)
    shown = text_of(await visitor.get(f"{own}/versions"))
    assert shown.index("Says ahoy") < shown.index("First flight")
    archive = await visitor.post(f"{own}/versions/archive", number="1")
    with zipfile.ZipFile(io.BytesIO(archive.body)) as members:
        assert "Welcome aboard" in members.read("config.json").decode()
    asked = text_of(await visitor.get(f"{own}/versions/1/restore"))
    assert "Ahoy" in asked
    back = await follow(visitor, await visitor.post(f"{own}/versions/1/restore"))
    assert "Version 1 was restored and is not published yet" in text_of(back)
    assert "accepts no imports" in text_of(await visitor.get(f"{own}/import"))
    for number in ("0", "-1", "x", "9" * 40, "%00", "7"):
        assert (await visitor.get(f"{own}/versions/{number}/restore")).status == 404, number
        assert (await visitor.post(f"{own}/versions/{number}/restore")).status == 404, number
    assert (await visitor.post(f"{own}/versions/archive", number="7")).status == 404


async def test_an_export_is_made_and_its_address_stands_in_no_page(console: API) -> None:
    ann = await make_person(console)
    bot_id = await import_small(console, ann, name="Desk")
    own = f"/console/{ann.account.account_id}/bots/{bot_id}/export"
    visitor = Visitor(console, ann)
    assert "No exports yet" in text_of(await visitor.get(own))
    assert (await visitor.post(f"{own}/archive")).status == 404
    assert (await visitor.post(own, what="parts")).status == 422
    assert (await visitor.post(own, what="all", env="leave", state="published")).status == 303
    page = await visitor.get(own)
    async with asyncio.timeout(20):
        while "in progress" in text_of(page):
            await asyncio.sleep(0.02)
            page = await visitor.get(own)
    assert "Status done" in text_of(page)
    assert "key=" not in page.body.decode()
    reply = await visitor.post(f"{own}/archive")
    assert reply.headers["content-disposition"] == 'attachment; filename="Desk.zip"'
    with zipfile.ZipFile(io.BytesIO(reply.body)) as members:
        assert json.loads(members.read("config.json"))["envVariables"] == []


async def test_a_change_log_is_filtered_and_saved_without_a_formula(console: API) -> None:
    ann = await make_person(console)
    messages = ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\t=1", "plain, with a comma"]
    bot_id = await make_bot(console, ann, changes=messages)
    own = f"/console/{ann.account.account_id}/bots/{bot_id}/changes"
    visitor = Visitor(console, ann)
    page = await visitor.get(own)
    assert text_of(page).index("plain, with a comma") < text_of(page).index("=HYPERLINK(1)")
    file = await visitor.post(f"{own}/file", form="csv")
    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    lines = file.body.decode().split("\r\n")
    assert lines[0] == "when,who,email,resource type,resource id,what"
    assert [line.partition("st-")[2].partition(",")[2] for line in lines[1:-1]] == [
        '"plain, with a comma"',
        "'\t=1",
        "'@SUM(1)",
        "'-1",
        "'+1",
        "'=HYPERLINK(1)",
    ]
    entries: list[Any] = (await visitor.post(f"{own}/file", form="json")).json
    assert [one["message"] for one in entries] == messages[::-1]
    assert (await visitor.post(f"{own}/file", form="json", resource="dialog")).json == []
    assert "No entry matches this filter." in text_of(await visitor.get(f"{own}?resource=dialog"))
    assert "No entry matches this filter." in text_of(await visitor.get(f"{own}?until=2020-01-01"))
    bad = await visitor.get(f"{own}?since=yesterday")
    assert (bad.status, "A date is written like 2026-03-30." in text_of(bad)) == (422, True)
    assert (await visitor.post(f"{own}/file", since="yesterday")).status == 422


async def test_a_secured_value_is_in_no_page_and_two_tabs_lose_nothing(console: API) -> None:
    ann = await make_person(console)
    bot_id = await import_small(console, ann, name="Desk")
    own = f"/console/{ann.account.account_id}/bots/{bot_id}/variables"
    visitor = Visitor(console, ann)
    listed = await visitor.get(own)
    form = await visitor.get(f"{own}/edit?key=apiToken")
    for reply in (listed, form):
        assert "made-up-secret-42" not in reply.body.decode()
    assert "secured" in text_of(listed)
    # Two tabs with one form: the second is told, and what it typed is there.
    first = await visitor.get(f"{own}/edit?key=greeting")
    seen = seen_in(first)
    assert (await visitor.post(f"{own}/edit", key="greeting", value="Ahoy", seen=seen)).status == 303
    second = await visitor.post(f"{own}/edit", key="greeting", value="Hello", seen=seen)
    assert (second.status, "Somebody else changed this variable after you opened it" in text_of(second)) == (409, True)
    assert "\nHello</textarea>" in second.body.decode()
    assert (await visitor.post(f"{own}/edit", key="greeting", value="Hello", seen=seen_in(second))).status == 303
    assert (await visitor.post(f"{own}/edit", key="greeting", value="x", new="1")).status == 409
    assert (await visitor.post(f"{own}/edit", key=" ", value="x", new="1")).status == 422
    evil = await visitor.post(f"{own}/edit", key="k", value="another-secret", secured="1", new="1", kind="env")
    assert evil.status == 303
    assert "another-secret" not in (await visitor.get(own)).body.decode()
    # A form that is refused does not send a secured value back.
    again = await visitor.post(f"{own}/edit", key="k", value="third-secret", secured="1", new="1")
    assert (again.status, "third-secret" in again.body.decode()) == (409, False)
    assert (await visitor.post(f"{own}/delete", key="k")).status == 303
    assert (await visitor.post(f"{own}/delete", key="k")).status == 404
    assert (await visitor.get(f"{own}/edit?key=k")).status == 404


async def test_an_edit_that_says_nothing_of_a_secured_value_keeps_it(console: API) -> None:
    ann = await make_person(console)
    bot_id = await import_small(console, ann, name="Desk")
    own = f"/console/{ann.account.account_id}/bots/{bot_id}/variables"
    visitor = Visitor(console, ann)
    seen = seen_in(await visitor.get(f"{own}/edit?key=apiToken"))
    assert (await visitor.post(f"{own}/edit", key="apiToken", hint="new", secured="1", seen=seen)).status == 303
    services = console.platform.services
    kept = await read_secret(services.database, services.sealer, bot_id, SECURED_VARIABLES)
    assert kept["env"]["apiToken"] == {"": "made-up-secret-42"}
    # Who unticks it reads nothing, and what was sealed comes back in no page.
    seen = seen_in(await visitor.get(f"{own}/edit?key=apiToken"))
    assert (await visitor.post(f"{own}/edit", key="apiToken", seen=seen)).status == 303
    assert "made-up-secret-42" not in (await visitor.get(own)).body.decode()


async def test_languages_are_switched_and_the_default_one_is_not(console: API) -> None:
    ann = await make_person(console)
    bot_id = await import_small(console, ann, name="Desk")
    own = f"/console/{ann.account.account_id}/bots/{bot_id}/languages"
    visitor = Visitor(console, ann)
    assert "English" in text_of(await visitor.get(own))
    for code, do in (("en", "disable"), (EVIL, "enable"), ("", "")):
        reply = await visitor.post(own, language=code, do=do)
        assert reply.status == 422
        assert "<img" not in reply.body.decode()


async def test_a_bot_is_deleted_by_its_name_alone(console: API) -> None:
    ann = await make_person(console)
    bot_id = await make_bot(console, ann, name="Desk")
    own = f"/console/{ann.account.account_id}/bots/{bot_id}"
    visitor = Visitor(console, ann)
    assert (await visitor.submit(f"{own}/delete", name="desk")).status == 422
    assert (await visitor.get(own)).status == 200
    assert "Bot Desk and its apps deleted" in text_of(
        await follow(visitor, await visitor.post(f"{own}/delete", name="Desk"))
    )
    assert (await visitor.get(own)).status == 404


async def test_a_viewer_is_offered_no_change(console: API) -> None:
    ann, guest = await make_person(console), await make_person(console)
    bot_id = await import_small(console, ann, name="Desk")
    await add_member(console, guest, ann.account, Role.VIEWER)
    own = f"/console/{ann.account.account_id}/bots/{bot_id}"
    visitor = Visitor(console, guest)
    for tail in ("", "/versions", "/changes", "/variables", "/languages"):
        body = (await visitor.get(own + tail)).body.decode()
        for change in ("/delete", "/import", "/export", "/restore", "/edit", 'name="do"', 'name="comment"'):
            assert change not in body, (tail, change)


@pytest.mark.parametrize("mark", ["", "forged"])
async def test_an_upload_without_the_mark_is_refused_and_not_kept(console: API, mark: str) -> None:
    ann = await make_person(console)
    path = f"/console/{ann.account.account_id}/imports/new"
    visitor = Visitor(console, ann)
    await visitor.get(path)
    assert (await visitor.upload(path, small_zip(), mark=mark)).status == 403
    assert (await visitor.upload(path, small_zip(), origin="https://evil.example")).status == 403


async def test_an_upload_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    async with running_api("sqlite", tmp_path / "data", limits=ServerLimits(upload_bytes=100_000)) as api:
        console = with_console(api)
        ann = await make_person(console)
        path = f"/console/{ann.account.account_id}/imports/new"
        visitor = Visitor(console, ann)
        await visitor.get(path)
        assert (await visitor.upload(path, b"x" * 3_000_000)).status == 413
        assert list((tmp_path / "data").rglob("incoming/*")) == []


def seen_in(reply: Reply) -> str:
    """What the form carries to tell what its sender saw."""
    found = re.search(r'name="seen" value="([^"]*)"', reply.body.decode())
    assert found
    return found[1]


async def mark(visitor: Visitor, own: str) -> str:
    """The same of the form of the greeting."""
    return seen_in(await visitor.get(f"{own}/variables/edit?key=greeting"))
