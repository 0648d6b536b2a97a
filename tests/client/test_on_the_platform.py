"""Both clients against the real platform: a bot's way from upload to download, apps that enforce more than a token."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from korekit import AsyncClient, Client, InputRejected, Refused, Upload
from korekit.catalog.operations import AllOperations
from korekit.ids import BotId, ClientId, FileId, TraceId, UserId
from tests.cli.machine import RunningPlatform, running_platform, sample_bot

SCOPES = [
    "bot_definition:bot_import",
    "bot_definition:bot_export",
    "bot_publish:publish_request",
    "bot_publish:publish_status",
    "logs:change_logs",
    "role_management:role_management",
]


class App(NamedTuple):
    client_id: str
    client_secret: str


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPlatform]:
    with running_platform(tmp_path_factory.mktemp("platform")) as running:
        yield running


@pytest.fixture(scope="module")
def owner(platform: RunningPlatform) -> Iterator[Client]:
    with Client(platform.url, email=platform.email, password=platform.password) as client:
        yield client


def client_of(platform: RunningPlatform, app: App) -> Client:
    return Client(platform.url, client_id=app.client_id, client_secret=app.client_secret)


def make_app(owner: Client, *, jti: bool = False, jwe: bool = False) -> App:
    session = owner.start_session()
    user_id = UserId(session.user_id)
    made = owner.create_admin_app(session.org_id, user_id, "sdk", is_jti_enforced=jti, is_jwe_enforced=jwe)
    owner.save_admin_app(session.org_id, user_id, ClientId(made.client_id), scope=[{"scopes": SCOPES}])
    return App(made.client_id, made.client_secret)


def test_a_bot_goes_in_and_out(owner: Client, platform: RunningPlatform, tmp_path: Path) -> None:
    app = make_app(owner)
    parts = sample_bot(tmp_path / "export")
    with client_of(platform, app) as client:
        names = ("botDefinition.json", "config.json", "icon.png")
        files = [FileId(client.upload_file(Upload(parts / name, name)).file_id) for name in names]
        started = client.answer(AllOperations.import_bot_as_new_bot, *files)
        bot_id = BotId(client.wait(AllOperations.import_bot_as_new_bot, started).stream_id)
        assert bot_id in [bot.id for bot in client.iterate(AllOperations.get_bots, limit=2)]
        exported = client.wait(AllOperations.bot_export, client.answer(AllOperations.bot_export, bot_id, "latest"))
        saved = client.download(exported.download_url, tmp_path / "out.zip")
        assert "botDefinition.json" in zipfile.ZipFile(saved).namelist()
        client.publish_bot(bot_id, "one")
        assert client.wait(AllOperations.publish_bot, bot_id).status == "successful"
        entries = list(client.iterate(AllOperations.get_change_logs, bot_id, limit=20))
        assert len({entry.id for entry in entries}) == len(entries) >= 3


async def test_the_same_awaited(owner: Client, platform: RunningPlatform, tmp_path: Path) -> None:
    app = make_app(owner)
    parts = sample_bot(tmp_path / "export")
    async with AsyncClient(platform.url, client_id=app.client_id, client_secret=app.client_secret) as client:
        names = ("botDefinition.json", "config.json", "icon.png")
        uploaded = [await client.upload_file(Upload(parts / name, name)) for name in names]
        files = [FileId(one.file_id) for one in uploaded]
        started = await client.answer(AllOperations.import_bot_as_new_bot, *files)
        bot_id = BotId((await client.wait(AllOperations.import_bot_as_new_bot, started)).stream_id)
        started_export = await client.answer(AllOperations.bot_export, bot_id, "latest")
        exported = await client.wait(AllOperations.bot_export, started_export)
        saved = await client.download(exported.download_url, tmp_path / "out.zip")
        assert "botDefinition.json" in zipfile.ZipFile(saved).namelist()
        entries = [entry.id async for entry in client.iterate(AllOperations.get_change_logs, bot_id, limit=20)]
        assert len(set(entries)) == len(entries) >= 2


def test_an_app_that_enforces_jti_is_called_again_and_again(owner: Client, platform: RunningPlatform) -> None:
    app = make_app(owner, jti=True)
    with Client(platform.url, client_id=app.client_id, client_secret=app.client_secret, jti=True) as client:
        assert [client.get_bots().total >= 0 for _ in range(3)] == [True] * 3
    with client_of(platform, app) as client, pytest.raises(Refused):
        client.get_bots()


def test_an_app_that_enforces_jwe_takes_encrypted_tokens(owner: Client, platform: RunningPlatform) -> None:
    app = make_app(owner, jwe=True)
    key = owner.get_platform_key()
    with Client(platform.url, client_id=app.client_id, client_secret=app.client_secret, platform_key=key) as client:
        assert client.get_bots().total >= 0


def test_a_refusal_carries_what_the_doctor_takes(owner: Client, platform: RunningPlatform) -> None:
    app = make_app(owner)
    wrong = App(app.client_id, app.client_secret + "x")
    with client_of(platform, wrong) as client, pytest.raises(Refused, match="Invalid SDK credentials") as caught:
        client.get_bots()
    assert owner.get_trace(TraceId(caught.value.trace_id)).cause == "signature-invalid"
    with client_of(platform, app) as client, pytest.raises(InputRejected, match="Invalid StreamId"):
        client.get_change_logs(BotId("st-ffffffff-ffff-5fff-8fff-ffffffffffff"))
