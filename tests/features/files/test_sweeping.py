"""Files end: uploads after their time, exports with their last address; what something needs stays."""

import asyncio
import contextlib
import json
import os
import time
from dataclasses import replace
from pathlib import Path

from sqlalchemy import func, select

from korekit.calls.kept_files import SWEEP_KIND
from korekit.catalog.planes import Plane
from korekit.features.files.sweeping import run_sweep
from korekit.jobs.job import Job
from korekit.jobs.queue import add_job, job_by_id
from korekit.records.bots import find_bot
from korekit.records.files import file_ends, files, find_file, forget_files
from korekit.storage.blob_sweeping import BlobSweep
from korekit.storage.statements import Statement
from tests.bots import small
from tests.bots.exporting import export, fetch
from tests.bots.importing import import_as_new
from tests.platform import API, make_app, make_person

DAY_S = 86_400
FILE_ROWS = Statement(select(func.count()).select_from(files))
END_ROWS = Statement(select(func.count()).select_from(file_ends))


def contents(api: API) -> set[Path]:
    """Every stored content."""
    folder = api.platform.services.blobs.folder
    return {path for path in folder.glob("??/*") if path.is_file()}


async def swept(api: API) -> None:
    """Two turns of the sweep, as if hours lay between them and everything had been written long ago."""
    folder = api.platform.services.blobs.folder
    job = await job_by_id(api.platform.services.database, SWEEP_KIND)
    assert job is not None
    then = time.time() - 10_000
    for _ in range(3):
        await run_sweep.function(api.platform.services, job)
        os.utime(folder / "owner", (then - 10_000, then - 10_000))
        for path in [*contents(api), *(folder / "removable").iterdir()]:
            with contextlib.suppress(FileNotFoundError):
                os.utime(path, (then, then))


async def test_an_uploaded_file_ends_after_thirty_days(api: API) -> None:
    app = await make_app(api, await make_person(api))
    database = api.platform.services.database
    file_id = await api.upload(app, b'{"secret": "in clear"}')
    api.clock.advance(30 * DAY_S - 1)
    await swept(api)
    assert await find_file(database, app.account_id, file_id) is not None
    assert len(contents(api)) == 1
    api.clock.advance(1)
    await swept(api)
    assert await find_file(database, app.account_id, file_id) is None
    assert contents(api) == set()
    assert [await database.one(statement) for statement in (FILE_ROWS, END_ROWS)] == [(0,), (0,)]
    refused = await api.call("import-bot-as-new-bot", app=app, zip_info=file_id, upload_mode="ZIP")
    assert refused.status == 400


async def test_content_that_another_account_uploaded_later_stays_for_it(api: API) -> None:
    first, second = await make_app(api, await make_person(api)), await make_app(api, await make_person(api))
    await api.upload(first, b"the same")
    api.clock.advance(DAY_S)
    own = await api.upload(second, b"the same")
    api.clock.advance(29 * DAY_S)
    await swept(api)
    assert await api.platform.services.database.one(FILE_ROWS) == (1,)
    assert await find_file(api.platform.services.database, second.account_id, own) is not None
    assert len(contents(api)) == 1
    api.clock.advance(DAY_S)
    await swept(api)
    assert contents(api) == set()


async def test_a_bot_keeps_its_files_and_loses_those_that_it_was_imported_from(api: API) -> None:
    app = await make_app(api, await make_person(api))
    bot_id = (await import_as_new(api, app, small()))["streamId"]
    api.clock.advance(31 * DAY_S)
    await swept(api)
    bot = await find_bot(api.platform.services.database, app.account_id, bot_id)
    assert bot is not None
    assert {path.name for path in contents(api)} == {bot.definition, bot.config, bot.icon_file}
    assert (await export(api, app, bot_id))["status"] == "success"


async def test_a_published_version_keeps_its_files_when_the_bot_moves_on(api: API) -> None:
    owner = await make_person(api)
    app = await make_app(api, owner)
    bot_id = (await import_as_new(api, app, small()))["streamId"]
    own = await make_app(api, owner, plane=Plane.BOT, bot_id=bot_id)
    assert (await api.call("publish-bot", app=app, bot_id=bot_id, version_comment="first")).status == 200
    await api.wait("bot-publish-status", app=app, running=["inprogress"], bot_id=bot_id)
    old = await find_bot(api.platform.services.database, app.account_id, bot_id)
    script = await api.upload(app, b"function f() {}", name="f.js")
    body = [{"fileId": script, "fileName": "BotFunctions.js"}]
    assert (await api.call("import-bot-functions", app=app, bot_id=bot_id, body=body)).status == 200
    variables = [{"key": "greeting", "value": "hello"}]
    assert (await api.call("bot-variables-import", app=own, bot_id=bot_id, body=variables)).status == 200
    new = await find_bot(api.platform.services.database, app.account_id, bot_id)
    assert old is not None
    assert new is not None
    assert old.config != new.config
    api.clock.advance(31 * DAY_S)
    await swept(api)
    kept = {path.name for path in contents(api)}
    assert {old.definition, old.config, new.definition, new.config} <= kept
    ((_, script_name),) = json.loads(new.functions)
    assert script_name in kept
    assert (await export(api, app, bot_id, "published"))["status"] == "success"


async def test_what_a_job_that_has_not_ended_needs_stays(api: API) -> None:
    app = await make_app(api, await make_person(api))
    database = api.platform.services.database
    file_id = await api.upload(app, b"needed")
    file = await find_file(database, app.account_id, file_id)
    assert file is not None
    waiting = Job(
        id="bir-waits",
        kind="of another version",
        account_id=app.account_id,
        bot_id=None,
        state="pending",
        request={"files": {"zip": file.sha256, "functions": []}},
        answer={},
        created_by="u",
        created_at=api.clock.now_ms(),
    )
    api.clock.advance(31 * DAY_S)
    await api.platform._runner.stop()
    async with database.transaction() as transaction:
        await add_job(transaction, waiting)
    await swept(api)
    assert {path.name for path in contents(api)} == {file.sha256}


async def test_an_export_that_a_newer_one_replaced_ends_with_its_address(api: API) -> None:
    app = await make_app(api, await make_person(api))
    bot_id = (await import_as_new(api, app, small()))["streamId"]
    first = (await export(api, app, bot_id))["downloadURL"]
    before = contents(api)
    changed = b"function f() { return 2; }"
    script = await api.upload(app, changed, name="f.js")
    body = [{"fileId": script, "fileName": "BotFunctions.js"}]
    assert (await api.call("import-bot-functions", app=app, bot_id=bot_id, body=body)).status == 200
    api.clock.advance(1)
    second = (await export(api, app, bot_id))["downloadURL"]
    await swept(api)
    assert [(await fetch(api, address)).status for address in (first, second)] == [200, 200]
    api.clock.advance(2 * 3_600)
    await swept(api)
    assert (await fetch(api, first)).status == 404
    assert len(before & contents(api)) == len(before) - 1
    fresh = (await api.call("bot-export-status", app=app, bot_id=bot_id)).json["downloadURL"]
    assert (await fetch(api, fresh)).status == 200


async def test_no_address_is_given_that_the_archive_would_not_outlive(api: API) -> None:
    app = await make_app(api, await make_person(api))
    bot_id = (await import_as_new(api, app, small()))["streamId"]
    await export(api, app, bot_id)
    api.clock.advance(30 * DAY_S - 2 * 3_600 - 1)
    last = (await api.call("bot-export-status", app=app, bot_id=bot_id)).json["downloadURL"]
    api.clock.advance(3_600)
    await swept(api)
    assert (await fetch(api, last)).status == 200
    gone = await api.call("bot-export-status", app=app, bot_id=bot_id)
    assert gone.error == (400, 400, "No export request found")
    api.clock.advance(DAY_S)
    await swept(api)
    assert (await fetch(api, last)).status == 404
    assert (await export(api, app, bot_id))["status"] == "success"


async def test_the_sweep_comes_round_by_itself(api: API) -> None:
    app = await make_app(api, await make_person(api))
    database = api.platform.services.database
    file_id = await api.upload(app, b"ends")
    api.platform.services.wake_jobs()
    for _ in range(300):
        job = await job_by_id(database, SWEEP_KIND)
        if job is not None and job.finished_at is not None:
            break
        await asyncio.sleep(0.01)
    api.clock.advance(31 * DAY_S)
    api.platform.services.wake_jobs()
    for _ in range(300):
        if await find_file(database, app.account_id, file_id) is None:
            break
        await asyncio.sleep(0.01)
    assert await find_file(database, app.account_id, file_id) is None


async def test_what_a_killed_process_left_without_a_row_goes(api: API) -> None:
    app = await make_app(api, await make_person(api))
    await api.upload(app, b"has a row")
    await swept(api)
    left = api.platform.services.blobs.put_now(b"written, then killed").sha256
    await swept(api)
    assert not api.platform.services.blobs.path(left).exists()
    assert len(contents(api)) == 1


async def test_a_sweep_that_was_killed_once_the_rows_were_gone_is_finished_later(api: API) -> None:
    app = await make_app(api, await make_person(api))
    services = api.platform.services
    file_id = await api.upload(app, b"marked, its row gone, then killed")
    await swept(api)
    file = await find_file(services.database, app.account_id, file_id)
    assert file is not None
    # Older than anything that the platform knows to be its own, but for the mark.
    BlobSweep(services.blobs.folder).mark([file.sha256])
    os.utime(services.blobs.folder / "owner")
    async with services.database.transaction() as transaction:
        await forget_files(transaction, [file_id])
    await swept(api)
    assert contents(api) == set()


async def test_what_a_row_named_goes_with_it_however_old_it_is(api: API) -> None:
    app = await make_app(api, await make_person(api))
    services = api.platform.services
    await api.upload(app, b"older than the claim")
    job = await job_by_id(services.database, SWEEP_KIND)
    assert job is not None
    await run_sweep.function(services, job)
    folder = services.blobs.folder
    for mark in (folder / "removable").iterdir():
        mark.unlink()
    api.clock.advance(30 * DAY_S)
    then = time.time() - 10_000
    for _ in range(2):
        for path in [*contents(api), *(folder / "removable").iterdir()]:
            os.utime(path, (then, then))
        await run_sweep.function(services, job)
    assert contents(api) == set()


async def test_sweeps_of_two_processes_at_once_do_no_harm(api: API) -> None:
    app = await make_app(api, await make_person(api))
    bot_id = (await import_as_new(api, app, small()))["streamId"]
    api.clock.advance(31 * DAY_S)
    await asyncio.gather(*(swept(api) for _ in range(3)), return_exceptions=False)
    assert len(contents(api)) == 3
    assert (await export(api, app, bot_id))["status"] == "success"


async def test_nothing_is_removed_from_a_folder_of_two_databases(api: API) -> None:
    app = await make_app(api, await make_person(api))
    await api.upload(app, b"stays")
    api.clock.advance(31 * DAY_S)
    job = await job_by_id(api.platform.services.database, SWEEP_KIND)
    assert job is not None
    await run_sweep.function(api.platform.services, replace(job, request={"database": "another"}))
    await swept(api)
    assert len(contents(api)) == 1
