"""An account as people have it after a while, and the address of every page in it: what walks over pages start from."""

import hashlib
from dataclasses import dataclass, field

from korekit.catalog.planes import Plane, Role
from korekit.catalog.scopes import (
    ADMIN_BOT_EXPORT,
    BOT_AUDIT_LOGS,
    BOT_EXPORT,
    BOT_IMPORT,
    CHANNEL_MANAGEMENT,
    LOGS_HISTORY,
    ROLE_MANAGEMENT,
)
from korekit.console.page import Page
from korekit.console.page_discovery import find_pages
from korekit.records.apps import NEXT_EPOCH, UPDATE_APP, set_scopes
from korekit.records.usage import ADD_USAGE, DAY_MS
from korekit.tokens.mint import mint
from tests.console.bot_files import import_small, say, small_zip
from tests.platform import API, MadeApp, Person, Reply, add_member, make_app, make_bot, make_person

__all__ = ["VARIANTS", "PageScene", "make_page_scene", "pages_to_see"]

# Further states of a page that are worth a look: what follows the path of a page, by its path.
VARIANTS: dict[str, dict[str, str]] = {
    "/{account_id}/apps/{client_id}/scopes": {"search": "?q=bot"},
    "/{account_id}/apps/{client_id}/needs": {"answered": "?operation=bot-export&operation=get-bots"},
    "/{account_id}/requests": {"search": "?q=export"},
    "/{account_id}/requests/{operation_id}": {"filled": "?p.limit=5&p.start_date=2026-01-31&host=https://bots.kore.ai"},
}


@dataclass
class PageScene:
    """People and things. `values`: what the names in the paths of pages stand for; a new name is a new entry."""

    owner: Person
    guest: Person
    stranger: Person
    values: dict[str, str]
    foreign: dict[str, str] = field(default_factory=dict)

    def address(self, page: Page, **other: str) -> str:
        """The address of a page, with other values where some are given."""
        path = page.path
        for name, value in {**self.values, **other}.items():
            path = path.replace("{" + name + "}", value)
        assert "{" not in path, f"{page.path}: tests/console/scene.py has no value for a name in it"
        return "/console" + path


def pages_to_see() -> list[Page]:
    """Every page that shows something; live parts are looked at as parts of their pages."""
    return [one for one in find_pages() if one.method == "GET" and "/live/" not in one.path]


async def make_page_scene(api: API) -> PageScene:
    """Two accounts with bots and apps whose scopes are in every state, and a guest of the first."""
    owner, guest, stranger = [await make_person(api, name=name) for name in ("ann", "bob", "eve")]
    await _rename(api, owner, "Northwind Travel")
    await _rename(api, guest, "Workbench of Bob")
    await add_member(api, guest, owner.account, Role.DEVELOPER)
    await add_member(api, owner, guest.account, Role.ADMIN)
    bots = [await make_bot(api, owner, name=name) for name in ("Help at the counter", "Loyalty")]
    bots.insert(0, await import_small(api, owner, name="Travel Desk"))
    await say(api, owner, bots[0], "Good morning, where to?")
    reporting = await make_app(
        api, owner, scopes=[one.id for one in (ADMIN_BOT_EXPORT, BOT_AUDIT_LOGS, ROLE_MANAGEMENT, CHANNEL_MANAGEMENT)]
    )
    pipeline = await make_app(api, owner, scopes=[BOT_IMPORT.id], state="draft")
    desk = await make_app(api, owner, plane=Plane.BOT, bot_id=bots[0], scopes=[LOGS_HISTORY.id])
    await _name(api, reporting, pipeline, desk)
    await _use(api, owner, [reporting, desk, pipeline], bots[0])
    trace_id = (await api.call("get-bots", app=pipeline)).trace_id
    member = await make_person(api, name="mia")
    await add_member(api, member, owner.account, Role.VIEWER)
    invited = [
        await api.call("invite-user", by=by, email_id="new@example.com", role="developer") for by in (owner, stranger)
    ]
    foreign_bot = await make_bot(api, stranger)
    foreign = await make_app(api, stranger)
    refused = await make_app(api, stranger, scopes=[])
    return PageScene(
        owner,
        guest,
        stranger,
        values={
            "account_id": owner.account.account_id,
            "client_id": reporting.client_id,
            "bot_id": bots[0],
            "operation_id": "get-change-logs",
            "trace_id": trace_id,
            "member_id": member.user_id,
            "invitation_id": _invitation_id(invited[0]),
            "number": "1",
            **await _files(api, owner),
        },
        foreign={
            "account_id": stranger.account.account_id,
            "client_id": foreign.client_id,
            "bot_id": foreign_bot,
            "trace_id": (await api.call("get-bots", app=refused)).trace_id,
            "member_id": stranger.user_id,
            "invitation_id": _invitation_id(invited[1]),
            **await _files(api, stranger),
        },
    )


async def _files(api: API, person: Person) -> dict[str, str]:
    """An uploaded archive, and an import of it."""
    app = await make_app(api, person)
    file_id = await api.upload(app, small_zip(), name="travel-desk.zip")
    reply = await api.call("import-bot-as-new-bot", app=app, zip_info=file_id, upload_mode="ZIP", name="Copy")
    await api.wait("bot-import-status", app=app, running=["pending"], request_id=reply.json["_id"])
    assert (await api.call("delete-app", by=person, client_id=app.client_id)).status == 200
    return {"file_id": file_id, "request_id": reply.json["_id"]}


async def _name(api: API, reporting: MadeApp, pipeline: MadeApp, desk: MadeApp) -> None:
    """Names for the apps, and ticks that are not saved."""
    async with api.platform.services.database.transaction() as transaction:
        for app, name in ((reporting, "Nightly export"), (pipeline, "Release pipeline"), (desk, "Desk reports")):
            names = {"app": app.client_id, "new_name": name, "new_kind": "api", "jti": 0, "jwe": 0, "new_push": "{}"}
            await transaction.run(UPDATE_APP, **names)
        await transaction.run(NEXT_EPOCH)
        held = [ADMIN_BOT_EXPORT.id, BOT_AUDIT_LOGS.id, ROLE_MANAGEMENT.id, BOT_IMPORT.id]
        await set_scopes(transaction, reporting.client_id, "draft", held)
        await set_scopes(transaction, desk.client_id, "draft", [LOGS_HISTORY.id, BOT_EXPORT.id])


async def _use(api: API, owner: Person, apps: list[MadeApp], bot_id: str) -> None:
    """Calls of two weeks, some refused ones, and a secret that is being replaced."""
    reporting, desk, pipeline = apps
    today = api.clock.now_ms() // DAY_MS
    rows = [
        {
            "client_id": app.client_id,
            "day": today - days_ago,
            "operation": operation,
            "secret_id": "",
            "cause": cause,
            "account_id": owner.account.account_id,
            "calls": (most * (37 + 11 * days_ago % 29)) // 66,
            "last_at": api.clock.now_ms() - days_ago * DAY_MS - 3_600_000,
        }
        for days_ago in range(1, 14)
        for app, operation, cause, most in (
            (reporting, "bot-export", "", 120),
            (reporting, "get-bots", "", 480),
            (desk, "get-change-logs", "", 900),
            (pipeline, "bot-import", "scope-not-saved", 60),
            (desk, "get-change-logs", "token-expired", 35),
        )
    ]
    async with api.platform.services.database.transaction() as transaction:
        await transaction.run_many(ADD_USAGE, rows)
    for _ in range(9):
        await api.call("get-change-logs", app=desk, bot_id=bot_id)
    await api.call("get-change-logs", token=desk.token(api.clock, exp=1), bot_id=bot_id)
    await api.call("get-bots", token=f"Bearer {reporting.token(api.clock)}")
    await api.call("get-bots", token=mint(reporting.client_id, "no secret of its", now_s=api.clock.now_s()))
    await api.call("rotate-app-secret", by=owner, client_id=reporting.client_id, overlap_seconds=86_400)
    await api.call("get-bots", app=reporting)


async def _rename(api: API, person: Person, name: str) -> None:
    reply = await api.call("update-account", by=person, name=name)
    assert reply.status == 200, reply.body


def _invitation_id(reply: Reply) -> str:
    return hashlib.sha256(reply.json["token"].encode()).hexdigest()[:24]
