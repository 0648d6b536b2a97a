"""What decides about calls changes at once, on every process that shares the database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from korekit.catalog.planes import Plane
from tests.clock import ManualClock
from tests.platform import API, MadeApp, Person, make_app, make_bot, make_person, running_api

NO_SCOPE = (401, 4002, "Permission denied. Scope is incorrect!")
CREDENTIALS = (401, 4002, "Invalid SDK credentials")


@pytest.fixture
async def pair(postgres_url: str, tmp_path: Path, clock: ManualClock) -> AsyncIterator[tuple[API, API]]:
    """Two platforms on one database and one folder, as two processes are."""
    async with (
        running_api(postgres_url, tmp_path / "data", clock=clock) as first,
        running_api(postgres_url, tmp_path / "data", clock=clock) as second,
    ):
        yield first, second


async def warmed(pair: tuple[API, API]) -> tuple[Person, MadeApp, str]:
    """An owner, a bot's app and the bot; both platforms have let a call of the app through."""
    first, second = pair
    owner = await make_person(first)
    bot_id = await make_bot(first, owner, changes=["one"])
    app = await make_app(first, owner, plane=Plane.BOT, bot_id=bot_id)
    for api in (first, second):
        assert (await api.call("get-change-logs", app=app, bot_id=bot_id)).status == 200
    return owner, app, bot_id


async def test_a_deleted_app_stops_everywhere(pair: tuple[API, API]) -> None:
    owner, app, bot_id = await warmed(pair)
    await pair[0].call("delete-app", by=owner, client_id=app.client_id)
    for api in pair:
        assert (await api.call("get-change-logs", app=app, bot_id=bot_id)).error == CREDENTIALS


async def test_a_scope_that_is_taken_away_stops_everywhere(pair: tuple[API, API]) -> None:
    owner, app, bot_id = await warmed(pair)
    await pair[1].call("save-app-scopes", by=owner, client_id=app.client_id, scopes=["feedback:survey"])
    for api in pair:
        assert (await api.call("get-change-logs", app=app, bot_id=bot_id)).error == NO_SCOPE
    await pair[0].call("save-app-scopes", by=owner, client_id=app.client_id, scopes=["logs:change_logs"])
    for api in pair:
        assert (await api.call("get-change-logs", app=app, bot_id=bot_id)).status == 200


async def test_a_rotated_secret_stops_everywhere_when_its_overlap_ends(
    pair: tuple[API, API], clock: ManualClock
) -> None:
    owner, app, bot_id = await warmed(pair)
    await pair[0].call("rotate-app-secret", by=owner, client_id=app.client_id, overlap_seconds=60)
    clock.advance(59.999)
    for api in pair:
        assert (await api.call("get-change-logs", app=app, bot_id=bot_id)).status == 200
    clock.advance(0.001)
    for api in pair:
        assert (await api.call("get-change-logs", app=app, bot_id=bot_id)).error == CREDENTIALS


async def test_a_deleted_bot_and_a_suspended_account_stop_everywhere(pair: tuple[API, API]) -> None:
    owner, _, bot_id = await warmed(pair)
    admin = await make_app(pair[0], owner)
    for api in pair:
        assert (await api.call("get-change-logs", app=admin, bot_id=bot_id)).status == 200
    await pair[0].call("delete-builder-bot", by=owner, user_id=owner.user_id, bot_id=bot_id)
    for api in pair:
        assert (await api.call("get-change-logs", app=admin, bot_id=bot_id)).error == (400, 400, "Invalid StreamId")
    await pair[1].call("update-account", by=owner, is_active=False)
    for api in pair:
        assert (await api.call("get-bots", app=admin)).error == CREDENTIALS


async def test_a_window_of_calls_is_one_for_all_processes(pair: tuple[API, API]) -> None:
    _, app, bot_id = await warmed(pair)
    statuses = [(await pair[n % 2].call("get-change-logs", app=app, bot_id=bot_id)).status for n in range(60)]
    # Two calls were made before.
    assert statuses == [200] * 58 + [429] * 2


async def test_a_refusal_of_one_process_is_explained_by_the_other(pair: tuple[API, API]) -> None:
    owner, _, bot_id = await warmed(pair)
    reply = await pair[0].call("get-change-logs", token="word", bot_id=bot_id)
    await pair[0].platform.services.flush_traces()
    assert await pair[1].cause(reply, owner) == "token-malformed"


async def test_a_file_of_one_process_can_be_used_by_the_other(pair: tuple[API, API]) -> None:
    owner, _, _ = await warmed(pair)
    admin = await make_app(pair[0], owner)
    file_id = await pair[0].upload(admin, b"{}")
    reply = await pair[1].call(
        "import-bot-as-new-bot", app=admin, bot_definition=file_id, config_info=file_id, icon=file_id
    )
    assert reply.status == 200
