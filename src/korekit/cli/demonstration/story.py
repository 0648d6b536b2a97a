"""The demonstration: a bot goes in, its change log comes out, seven wrong calls are explained.

Every step is a real call to a real process, made with the SDK.
"""

import json
import time
import zipfile
from dataclasses import dataclass
from typing import Any, Final

import click
import httpx2

from korekit.catalog.operations import AllOperations
from korekit.catalog.parameters import Upload
from korekit.catalog.scopes import BOT_AUDIT_LOGS, BOT_IMPORT, ROLE_MANAGEMENT
from korekit.cli.demonstration.mistakes import Keys, Mistake, mistakes
from korekit.client.settings import ClientSettings
from korekit.client.sync import Client
from korekit.errors.wire import TRACE_HEADER
from korekit.ids import BotId, ClientId, FileId, TraceId, UserId
from korekit.samples import sample_archive

__all__ = ["Platform", "tell"]

_LABEL: Final = 26


@dataclass(frozen=True, slots=True)
class Platform:
    """The platform that was started, with its owner; `started_in_s` from nothing to ready."""

    url: str
    email: str
    password: str
    account_id: str
    started_in_s: float

    def __repr__(self) -> str:
        return f"Platform({self.url!r})"


def tell(platform: Platform) -> None:
    """Do every step and print one line for each."""
    _say("platform", f"{platform.url}, ready in {platform.started_in_s:.1f} s")
    with Client(platform.url, email=platform.email, password=platform.password) as console:
        session = console.start_session()
        _say("account", f"{platform.account_id}, owner {platform.email}")
        app = _admin_app(console, session.org_id, session.user_id, "demo", [BOT_IMPORT.id, BOT_AUDIT_LOGS.id])
        scopes = f"{BOT_IMPORT.shown}, {BOT_AUDIT_LOGS.shown}"
        _say("app, scopes saved", f"{app.client_id}: {scopes}")
        with Client(platform.url, client_id=app.client_id, client_secret=app.client_secret) as client:
            _say("token", "created for each call, good for 5 minutes, HS256, never written down")
            bot_id = _import(client)
            _read_log(client, bot_id)
        _explain(platform, console, app, bot_id)
    click.echo("\nEverything above was a real call. Start your own platform: ./dev up   (or: korekit up)")


def _admin_app(
    console: Client, org_id: str, user_id: str, name: str, scopes: list[str], *, is_saved: bool = True
) -> Keys:
    made = console.create_admin_app(org_id, UserId(user_id), name, bots=[])
    client_id = ClientId(made.client_id)
    if is_saved:
        console.save_admin_app(org_id, UserId(user_id), client_id, app_name=name, scope=[{"scopes": scopes}])
    else:
        console.draft_app_scopes(client_id, scopes)
    return Keys(made.client_id, made.client_secret)


def _import(client: Client) -> BotId:
    with zipfile.ZipFile(sample_archive()) as archive:
        parts = {name: archive.read(name) for name in ("botDefinition.json", "config.json", "icon.png")}
    began = time.perf_counter()
    ids = [FileId(client.upload_file(Upload(content, name)).file_id) for name, content in parts.items()]
    size_mb = sum(map(len, parts.values())) / 1_000_000
    _say("upload", f"{', '.join(parts)} ({size_mb:.1f} MB)")
    operation = AllOperations.import_bot_as_new_bot
    accepted = client.answer(operation, ids[0], ids[1], ids[2], name="Demo bot")
    status = client.wait(operation, accepted)
    rows = status.status_logs or []
    dialogs = sum(row.task_type == "Dialog" for row in rows)
    _say(
        "import as a new bot",
        f"{status.status} in {time.perf_counter() - began:.2f} s: {dialogs} dialogs, {len(rows)} rows",
    )
    _say("", f"job {status.id} → bot {status.stream_id}")
    return BotId(status.stream_id)


def _read_log(client: Client, bot_id: BotId) -> None:
    began = time.perf_counter()
    entries = client.get_change_logs(bot_id, limit=3)
    _say("change logs", f"newest 3, in {(time.perf_counter() - began) * 1000:.0f} ms")
    for entry in entries:
        _say("", f"{entry.created_on}  {entry.resource_type:13} {entry.message}")


def _explain(platform: Platform, console: Client, app: Keys, bot_id: BotId) -> None:
    session = console.start_session()
    unsaved = _admin_app(console, session.org_id, session.user_id, "unsaved", [BOT_AUDIT_LOGS.id], is_saved=False)
    other = _admin_app(console, session.org_id, session.user_id, "other scope", [ROLE_MANAGEMENT.id])
    stranger = _app_of_other_account(platform, console)
    click.echo("\nThe same call, wrong in the seven classic ways: what the wire says, and why it really was\n")
    path = AllOperations.get_change_logs.path.replace("{bot_id}", bot_id)
    wrong = mistakes(app, unsaved=unsaved, other_scope=other, other_account=stranger)
    with httpx2.Client(base_url=platform.url) as http:
        for number, mistake in enumerate(wrong, 1):
            _explain_one(http, console, path, number, mistake)


def _explain_one(http: httpx2.Client, console: Client, path: str, number: int, mistake: Mistake) -> None:
    answer = http.request(mistake.method, path, headers={"auth": mistake.token})
    refused: dict[str, Any] = json.loads(answer.content)["errors"][0]
    trace = console.get_trace(TraceId(answer.headers[TRACE_HEADER]))
    wire = f"{answer.status_code} {refused['code']} {refused['msg']}"
    click.echo(f"{number} {mistake.what:{_LABEL - 2}} {wire}")
    found = f": {trace.found}" if trace.found else ""
    click.echo(f"{'':{_LABEL}} {click.style(trace.cause, bold=True)}{found}"[:140])
    click.echo(f"{'':{_LABEL}} → {trace.hint}")


def _app_of_other_account(platform: Platform, console: Client) -> Keys:
    account = console.create_account("Another account")
    settings = ClientSettings(account_id=account.id)
    with Client(platform.url, email=platform.email, password=platform.password, settings=settings) as other:
        session = other.start_session()
        return _admin_app(other, account.org_id, session.user_id, "elsewhere", [BOT_AUDIT_LOGS.id])


def _say(label: str, text: str) -> None:
    click.echo(f"{label:{_LABEL}} {text}")
