"""Languages, channels, variables and comparisons by form: what is typed is kept, and no secret is shown again."""

import json
from pathlib import Path
from typing import Any

import pytest

from korekit.archive.folders import unpack
from korekit.archive.zip_reading import read_zip
from korekit.ids import BotId
from korekit.jobs.job import Job
from korekit.jobs.queue import add_job
from korekit.records.bots import find_bot
from tests.bots import large
from tests.console.bot_files import import_small, small_zip, zip_of
from tests.console.test_bot_pages import EVIL, finished, follow, looked, seen_in
from tests.console.visiting import Visitor, text_of, with_console
from tests.platform import API, Person, make_app, make_bot, make_person, running_api


@pytest.fixture
async def console(sqlite_api: API) -> API:
    """The platform with its console."""
    return with_console(sqlite_api)


async def desk(console: API) -> tuple[Person, BotId, str, Visitor]:
    """An owner, a bot, the address of its pages, and the owner's browser."""
    ann = await make_person(console)
    bot_id = await import_small(console, ann, name="Desk")
    return ann, bot_id, f"/console/{ann.account.account_id}/bots/{bot_id}", Visitor(console, ann)


async def test_a_language_is_added_switched_and_not_added_twice(console: API) -> None:
    _, _, own, visitor = await desk(console)
    form = await visitor.get(f"{own}/languages/new")
    assert "German (de)" in text_of(form)
    assert "English (en)" not in text_of(form)
    reply = await visitor.post(f"{own}/languages/new", language="de", fill="copy", take=["training", "faqs"])
    assert "German added and switched on." in text_of(await follow(visitor, reply))
    shown = await visitor.get(f"{own}/languages")
    assert "German de on" in text_of(shown)
    off = await follow(visitor, await visitor.post(f"{own}/languages", language="de", do="disable"))
    assert "German is off." in text_of(off)
    never = await visitor.post(f"{own}/languages", language="de", do="default")
    assert (never.status, "is currently disabled" in text_of(never)) == (422, True)
    odd: list[dict[str, Any]] = [
        {"language": ""},
        {"language": EVIL},
        {"language": "fr", "base": "xx"},
        {"language": "fr", "nlu": "??"},
    ]
    for values in odd:
        refused = await visitor.post(f"{own}/languages/new", **values)
        assert (refused.status, "<img" in refused.body.decode()) == (422, False), values


async def test_a_channel_is_set_up_and_its_credentials_stand_in_no_page(console: API) -> None:
    ann, bot_id, own, visitor = await desk(console)
    assert "Microsoft Teams" in text_of(await visitor.get(f"{own}/channels"))
    await visitor.get(f"{own}/channels?type=slack")
    typed: dict[str, Any] = {
        "display_name": "Slack of Desk",
        "client_id": "123.456",
        "client_secret": "hush-secret-1",
        "access_token": "hush-token-1",
        "enabled": "1",
    }
    reply = await visitor.post(f"{own}/channels", type="slack", **typed)
    assert "Slack saved. It is on." in text_of(await follow(visitor, reply))
    shown = await visitor.get(f"{own}/languages")
    assert "Slack Slack of Desk on 2 secrets stored" in text_of(shown)
    edited = await visitor.get(f"{own}/channels?type=slack")
    assert 'value="123.456"' in edited.body.decode()
    # What is left empty stays, and what is switched off is off.
    await visitor.post(
        f"{own}/channels", type="slack", display_name="Slack", client_id="123.456", access_token="hush-2"
    )
    off = await visitor.get(f"{own}/languages")
    assert "Slack Slack off 2 secrets stored" in text_of(off)
    overview = await console.call("get-bot-overview", by=ann, bot_id=bot_id)
    assert overview.json["channels"][0]["credentials"] == ["clientSecret", "accessToken"]
    for page in (shown, edited, off, overview, await visitor.get(own)):
        assert "hush" not in page.body.decode()


async def test_a_channel_with_an_app_wants_one_of_the_account(console: API) -> None:
    ann, _, own, visitor = await desk(console)
    stranger = await make_person(console)
    app, foreign = await make_app(console, ann), await make_app(console, stranger)
    await visitor.get(f"{own}/channels?type=rtm")
    for client_id in ("", "cs-none", foreign.client_id):
        refused = await visitor.post(f"{own}/channels", type="rtm", display_name=EVIL, app=client_id, enabled="1")
        assert refused.status == 422
        assert "<img" not in refused.body.decode()
        assert "&lt;img" in refused.body.decode()
    assert (await visitor.post(f"{own}/channels", type="fax", enabled="1")).status == 422
    reply = await visitor.post(f"{own}/channels", type="rtm", display_name="Chat", app=app.client_id, enabled="1")
    assert reply.status == 303
    assert f"Web and mobile client Chat on {app.client_id}" in text_of(await visitor.get(f"{own}/languages"))
    assert f'value="{app.client_id}" selected' in (await visitor.get(f"{own}/channels?type=rtm")).body.decode()


async def test_two_thousand_variables_are_paged_and_found(console: API) -> None:
    ann, bot_id, own, visitor = await desk(console)
    app = await make_app(console, ann, scopes=[])
    many: Any = [{"key": f"host{at:04}", "value": f"https://{at}.example.com"} for at in range(2000)]
    config = {"name": "Desk", "envVariables": many}
    file_id = await console.upload(app, zip_of({**large(), "config.json": json.dumps(config).encode()}))
    path = f"{own}/import/{file_id}"
    await visitor.get(path)
    assert "Import completed" in text_of(await finished(visitor, await visitor.post(path, what="all")))
    page = await visitor.get(f"{own}/variables")
    assert page.body.count(b'scope="row"') == 50
    assert "1\u201350 of 2,00" in text_of(page)
    last = await visitor.get(f"{own}/variables?q=host&page=39")
    assert "1,951\u20132,000 of 2,000" in text_of(last)
    assert "q=host&amp;page=38" in last.body.decode() or "q=host&page=38" in last.body.decode()
    found = await visitor.get(f"{own}/variables?q=HOST1234&kind=env")
    assert "1\u20131 of 1" in text_of(found)
    assert "No variables match" in text_of(await visitor.get(f"{own}/variables?q={'x' * 500}&page=9"))
    assert bot_id


async def test_a_text_of_many_lines_stays_as_it_is(console: API) -> None:
    ann, bot_id, own, visitor = await desk(console)
    text = "\nfirst\n\n" + "long " * 10_000 + "\n"
    await visitor.get(f"{own}/variables/new")
    # As a browser sends lines.
    assert (
        await visitor.post(f"{own}/variables/edit", key="text", value=text.replace("\n", "\r\n"), new="1")
    ).status == 303
    form = (await visitor.get(f"{own}/variables/edit?key=text")).body.decode()
    # The first line of a field is for the tag, not for its text.
    assert f">\n{text}</textarea>" in form
    assert (await console.call("get-bot-variable", by=ann, bot_id=bot_id, key="text")).json["value"] == text


async def test_namespaces_are_ticked_made_and_taken_off(console: API) -> None:
    ann, bot_id, own, visitor = await desk(console)
    seen = seen_in(await visitor.get(f"{own}/variables/edit?key=greeting"))
    fields: dict[str, Any] = {"key": "greeting", "value": "Hi", "spaces": "1"}
    made = {**fields, "new-space": "stage"}
    assert (await visitor.post(f"{own}/variables/edit", **made, seen=seen)).status == 303
    form = await visitor.get(f"{own}/variables/edit?key=greeting")
    spaces = (await console.call("list-variable-namespaces", by=ann, bot_id=bot_id)).json
    ref = next(one["refId"] for one in spaces if one["name"] == "stage")
    assert f'value="{ref}" checked' in form.body.decode()
    assert "greeting" in text_of(await visitor.get(f"{own}/variables?namespace=stage"))
    assert (await visitor.post(f"{own}/variables/edit", **fields, seen=seen_in(form))).status == 303
    assert "No variables match" in text_of(await visitor.get(f"{own}/variables?namespace=stage"))
    # Who deletes what another one changed is told as well.
    stale = await visitor.post(f"{own}/variables/delete", key="greeting", seen=seen)
    assert (stale.status, "nothing was deleted" in text_of(stale)) == (409, True)


async def test_a_comparison_is_saved_in_three_forms(console: API) -> None:
    ann, bot_id, own, visitor = await desk(console)
    assert (
        await console.call("save-bot-variable", by=ann, bot_id=bot_id, key="greeting", variable={"value": "Ahoy"})
    ).json
    page = await visitor.get(f"{own}/difference")
    assert "Download as" in text_of(page)
    for form, ending, words in (("markdown", "md", "`Ahoy`"), ("text", "txt", "Ahoy"), ("json", "json", '"Ahoy"')):
        file = await visitor.post(f"{own}/difference/file", form=form, old="1", new="0")
        assert file.headers["content-disposition"] == f'attachment; filename="Desk version 1 to latest.{ending}"'
        assert words in file.body.decode()
        assert "made-up-secret-42" not in file.body.decode()
    assert (await visitor.post(f"{own}/difference/file", old="9")).status == 404
    address, plan = await looked(visitor, f"{own}/import", small_zip())
    assert "Download as" in text_of(plan)
    file = await visitor.post(f"{address}/plan", what="parts", part=["botVariables"], form="text")
    assert file.body.decode().startswith("Desk: ")
    assert "by an import of bot.zip" in file.body.decode()
    assert "Download as" in text_of(await visitor.get(f"{own}/versions/1/restore"))


async def test_a_zip_of_an_unpacked_folder_becomes_a_bot(console: API, tmp_path: Path) -> None:
    ann = await make_person(console)
    visitor = Visitor(console, ann)
    (tmp_path / "bot.zip").write_bytes(zip_of(large()))
    files = {f"desk/{path}": content for path, content in unpack(read_zip(tmp_path / "bot.zip")).items()}
    path, page = await looked(visitor, f"/console/{ann.account.account_id}/imports/new", zip_of(files), name="desk.zip")
    assert "Dialogs" in text_of(page)
    assert "Import completed" in text_of(await finished(visitor, await visitor.post(path, name="Desk")))


async def test_a_failed_publish_says_why(console: API) -> None:
    ann, bot_id, own, visitor = await desk(console)
    services = console.platform.services
    bot = await find_bot(services.database, ann.account.account_id, bot_id)
    assert bot is not None
    services.blobs.path(bot.definition or "").write_bytes(b"{broken")
    console.clock.advance(1)
    job = Job(
        id=services.ids.prefixed("ds"),
        kind="bot-publish",
        account_id=ann.account.account_id,
        bot_id=bot_id,
        state="pending",
        request={"versionComment": "two", "initiateTraining": False},
        answer={},
        created_by=ann.user_id,
        created_at=console.clock.now_ms(),
    )
    async with services.database.transaction() as transaction:
        await add_job(transaction, job)
    services.wake_jobs()
    app = await make_app(console, ann)
    status = await console.wait("bot-publish-status", app=app, running=["inprogress"], bot_id=bot_id)
    assert status["status"] == "failed"
    assert status["message"].startswith("botDefinition.json $: it is not JSON")
    for page in (await visitor.get(f"{own}/versions"), await visitor.get(own)):
        assert status["message"] in text_of(page)
    assert "Import a corrected definition or restore a version below, then publish again." in text_of(
        await visitor.get(f"{own}/versions")
    )
    (failed,) = (await console.call("list-jobs", by=ann, state="failure")).json
    assert failed["message"] == status["message"]
    assert status["message"] in text_of(await visitor.get(f"/console/{ann.account.account_id}/usage"))
    refused = await visitor.post(f"{own}/versions", comment="three")
    assert (refused.status, "a bot whose definition can be read" in text_of(refused)) == (422, True)


async def test_bots_are_searched_sorted_and_paged(tmp_path: Path) -> None:
    async with running_api("sqlite", tmp_path) as api:
        console = with_console(api)
        ann = await make_person(console)
        for at in range(120):
            await make_bot(console, ann, name=f"Bot {at:03}")
        await make_bot(console, ann, name=EVIL)
        home = f"/console/{ann.account.account_id}/bots"
        visitor = Visitor(console, ann)
        first = await visitor.get(home)
        assert first.body.count(b'scope="row"') == 50
        assert "1\u201350 of 121" in text_of(first)
        named = text_of(await visitor.get(f"{home}?sort=name&page=2&q=bot"))
        assert "101\u2013120 of 120" in named
        assert named.index("Bot 100") < named.index("Bot 119")
        assert "<img" not in (await visitor.get(f"{home}?q=%3Cimg")).body.decode()
        assert "No bots match" in text_of(await visitor.get(f"{home}?q=nothing&page=77&sort=%00"))


async def test_an_empty_bot_tells_its_next_steps(console: API) -> None:
    ann = await make_person(console)
    bot = (await console.call("create-bot", by=ann, user_id=ann.user_id, name="Fresh")).json
    visitor = Visitor(console, ann)
    words = text_of(await visitor.get(f"/console/{ann.account.account_id}/bots/{bot['_id']}"))
    steps = ["Import a bot definition", "Publish version 1", "Create an app for this bot", "Send a request"]
    places = [words.index(step) for step in steps]
    assert places == sorted(places)


async def test_resources_of_a_change_log_have_names(console: API) -> None:
    _, _, own, visitor = await desk(console)
    shown = await visitor.get(f"{own}/changes?resource=stream")
    assert '<option value="stream" selected>Bot</option>' in shown.body.decode()
    assert "resource=stream" in shown.body.decode() or "Older" not in text_of(shown)
