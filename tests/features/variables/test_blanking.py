"""What an older version stored in clear is sealed once, wherever it lies; newer values count more."""

import asyncio
import hashlib
import json
import os
import time
from typing import Any

from sqlalchemy import bindparam, select, update

from korekit.archive import read_parts
from korekit.calls.kept_files import SWEEP_KIND
from korekit.features.files.sweeping import run_sweep
from korekit.features.variables.blanking import BLANK_KIND, blank_definitions
from korekit.jobs.job import Job
from korekit.jobs.queue import add_recurring, job_by_id
from korekit.records.bot_secrets import SECURED_VARIABLES, keep_values, read_secret
from korekit.records.bots import ADD_VERSION, bot_versions, bots, find_any_bot
from korekit.storage.statements import Statement
from tests.bots import small
from tests.bots.importing import import_as_new
from tests.platform import API, make_app, make_bot, make_person

STORE = Statement(
    update(bots).where(bots.c.id == bindparam("of")).values(definition=bindparam("d"), config=bindparam("c"))
)
VERSIONS = Statement(
    select(bot_versions.c.definition, bot_versions.c.config, bot_versions.c.number)
    .where(bot_versions.c.bot_id == bindparam("of"))
    .order_by(bot_versions.c.number)
)
DELETE = Statement(update(bots).where(bots.c.id == bindparam("of")).values(deleted_at=1))


def members(env: str, locale: str) -> tuple[bytes, bytes]:
    """A definition and a config with a secured variable each."""
    definition = json.loads(small()["botDefinition.json"])
    words = {"en": {"value": locale, "hint": "", "audioTag": ""}}
    definition["contentVariables"] = [
        {"key": "words", "variableType": "locale", "isSecured": True, "localeData": words}
    ]
    variables = [
        {"key": "pass", "value": env, "variableType": "env", "isSecured": True},
        {"key": "open", "value": "seen", "variableType": "env", "isSecured": False},
    ]
    return json.dumps(definition).encode(), json.dumps({"name": "Old", "envVariables": variables}).encode()


async def in_clear(api: API, bot_id: str, env: str, locale: str, *, version: int = 0) -> None:
    """Store a state of a bot as an older version did."""
    blobs = api.platform.services.blobs
    definition, config = (blobs.put_now(part).sha256 for part in members(env, locale))
    async with api.platform.services.database.transaction() as transaction:
        if not version:
            await transaction.run(STORE, of=bot_id, d=definition, c=config)
            return
        await transaction.run(
            ADD_VERSION,
            bot_id=bot_id,
            number=version,
            comment="",
            definition=definition,
            config=config,
            icon_file=None,
            functions="[]",
            published_by="u",
            published_at=version,
        )


async def old_bot(api: API) -> tuple[str, str]:
    """A bot; its account and its id."""
    app = await make_app(api, await make_person(api))
    return app.account_id, (await import_as_new(api, app, small()))["streamId"]


async def blanked(api: API) -> Job:
    database = api.platform.services.database
    async with database.transaction() as transaction:
        await add_recurring(transaction, BLANK_KIND, {}, now_ms=api.clock.now_ms())
    job = await job_by_id(database, BLANK_KIND)
    assert job is not None
    await blank_definitions.function(api.platform.services, job)
    found = await job_by_id(database, BLANK_KIND)
    assert found is not None
    return found


async def kept(api: API, bot_id: str) -> dict[str, Any]:
    return await read_secret(api.platform.services.database, api.platform.services.sealer, bot_id, SECURED_VARIABLES)


async def config_of(api: API, bot_id: str) -> Any:
    bot = await find_any_bot(api.platform.services.database, bot_id)
    assert bot is not None
    return json.loads(api.platform.services.blobs.get_now(bot.config or ""))


async def test_what_lay_in_clear_is_sealed_and_everything_else_stays(api: API) -> None:
    _, bot_id = await old_bot(api)
    await api.platform._runner.stop()
    await in_clear(api, bot_id, "envhush", "localehush")
    job = await blanked(api)
    assert (await config_of(api, bot_id))["envVariables"] == [
        {"key": "pass", "value": "", "variableType": "env", "isSecured": True},
        {"key": "open", "value": "seen", "variableType": "env", "isSecured": False},
    ]
    assert await kept(api, bot_id) == {"env": {"pass": {"": "envhush"}}, "locale": {"words": {"en": "localehush"}}}
    assert job.request == {}


async def test_the_files_that_held_it_are_removed_however_old_they_are(api: API) -> None:
    app = await make_app(api, await make_person(api))
    bot_id = await make_bot(api, await make_person(api))
    await in_clear(api, bot_id, "envhush", "localehush")
    services = api.platform.services
    clear = [services.blobs.path(hashlib.sha256(part).hexdigest()) for part in members("envhush", "localehush")]
    # The folder was claimed after they came.
    await api.upload(app, b"{}")
    await asyncio.sleep(0.05)
    await blanked(api)
    sweep = await job_by_id(services.database, SWEEP_KIND)
    assert sweep is not None
    assert all(path.exists() for path in clear)
    then = time.time() - 10_000
    for _ in range(2):
        for path in [*clear, *(services.blobs.folder / "removable").iterdir()]:
            if path.exists():
                os.utime(path, (then, then))
        await run_sweep.function(services, sweep)
    assert not any(path.exists() for path in clear)
    assert (await config_of(api, bot_id))["envVariables"][1]["value"] == "seen"


async def test_versions_are_blanked_too_and_newer_values_count_more(api: API) -> None:
    _, bot_id = await old_bot(api)
    await api.platform._runner.stop()
    await in_clear(api, bot_id, "first", "first", version=1)
    await in_clear(api, bot_id, "second", "second", version=2)
    await in_clear(api, bot_id, "now", "now")
    services = api.platform.services
    async with services.database.transaction() as transaction:
        given = {"env": {"pass": {"": "newest, sealed already"}}}
        await keep_values(transaction, services.sealer, bot_id, given, now_ms=1)
    await blanked(api)
    rows = await services.database.all(VERSIONS, of=bot_id)
    assert [row[2] for row in rows] == [1, 2]
    for definition, config, _ in rows:
        archive = read_parts(
            definition=services.blobs.get_now(definition),
            config=services.blobs.get_now(config),
            icon=None,
            functions=[],
        )
        assert b"first" not in archive.config + archive.definition
        assert b"second" not in archive.config + archive.definition
    assert await kept(api, bot_id) == {
        "env": {"pass": {"": "newest, sealed already"}},
        "locale": {"words": {"en": "now"}},
    }


async def test_of_a_deleted_bot_nothing_is_kept(api: API) -> None:
    _, bot_id = await old_bot(api)
    await api.platform._runner.stop()
    await in_clear(api, bot_id, "envhush", "localehush")
    async with api.platform.services.database.transaction() as transaction:
        await transaction.run(DELETE, of=bot_id)
    await blanked(api)
    assert (await config_of(api, bot_id))["envVariables"][0]["value"] == ""
    assert await kept(api, bot_id) == {}


async def test_it_goes_on_where_it_was_broken_off(api: API) -> None:
    ids = sorted([(await old_bot(api))[1] for _ in range(3)])
    await api.platform._runner.stop()
    for number, bot_id in enumerate(ids):
        await in_clear(api, bot_id, f"env{number}", f"locale{number}")
    services = api.platform.services
    job = Job(
        id=BLANK_KIND,
        kind=BLANK_KIND,
        account_id="",
        bot_id=None,
        state="running",
        request={},
        answer={"after": ids[0], "blanked": 1},
        created_by="",
        created_at=0,
    )
    outcome = await blank_definitions.function(services, job)
    assert outcome.answer == {"blanked": 3}
    assert [await kept(api, bot_id) != {} for bot_id in ids] == [False, True, True]


async def test_the_platform_does_the_job_by_itself(api: API) -> None:
    _, bot_id = await old_bot(api)
    await in_clear(api, bot_id, "envhush", "localehush")
    database = api.platform.services.database
    async with database.transaction() as transaction:
        await add_recurring(transaction, BLANK_KIND, {}, now_ms=api.clock.now_ms())
    api.platform.services.wake_jobs()
    job = await job_by_id(database, BLANK_KIND)
    for _ in range(300):
        if job is not None and job.state == "success":
            break
        await asyncio.sleep(0.01)
        job = await job_by_id(database, BLANK_KIND)
    assert job is not None
    assert (job.state, job.answer) == ("success", {"blanked": 1})
    assert (await config_of(api, bot_id))["envVariables"][0]["value"] == ""
