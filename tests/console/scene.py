"""An account as people have it after a while, and the address of every page in it: what walks over pages start from."""

import hashlib
import secrets
from dataclasses import dataclass, field, replace
from typing import Any

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
from korekit.ids import BotId
from korekit.records.accounts import ADD_SESSION
from korekit.records.apps import NEXT_EPOCH, UPDATE_APP, set_scopes
from korekit.records.session_uses import ADD_SESSION_USE
from korekit.records.usage import ADD_USAGE, DAY_MS
from korekit.tokens.mint import mint
from tests.bots.exporting import exported
from tests.bots.importing import import_as_new
from tests.console.bot_files import publish_as, say, small_zip, zip_of
from tests.console.scene_bot import TRAVEL_VARIABLES, reworded, travel_desk
from tests.platform import API, MadeApp, Person, Reply, add_member, load_made_app, make_app, make_bot, make_person

__all__ = ["VARIANTS", "PageScene", "make_page_scene", "pages_to_see"]

# Between one thing and the next, so that times differ.
_LATER_S = 5_230
_DAY_S = DAY_MS // 1000
# From the first user to what the pages show.
_STORY_S = 16 * _DAY_S

# Further states of a page that are worth a look: what follows the path of a page, by its path; "" is the page itself.
VARIANTS: dict[str, dict[str, str]] = {
    "/{account_id}/apps/{client_id}/scopes": {"search": "?q=bot", "changed": "?show=changed"},
    "/{account_id}/apps/{client_id}/needs": {"answered": "?operation=bot-export&operation=get-bots"},
    "/{account_id}/bots/{bot_id}/channels": {"form": "?type=slack"},
    "/{account_id}/bots/{bot_id}/variables/edit": {"": "?key=bookingApi"},
    "/{account_id}/bots/{bot_id}/variables": {"search": "?q=booking"},
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
    owner, guest, stranger = [await make_person(api, name=name) for name in ("Ann Berg", "Bob Moreau", "Eve Lind")]
    await _rename(api, owner, "Northwind Travel")
    await _rename(api, guest, "Moreau Consulting")
    bot_id, reporting, desk, pipeline = await _two_weeks(api, owner, guest)
    owner, guest, stranger = [await _signed_in(api, one) for one in (owner, guest, stranger)]
    api.clock.advance(_LATER_S)
    await _use(api, owner, [reporting, desk, pipeline], bot_id)
    api.clock.advance(140)
    trace_id = (await api.call("get-bots", app=pipeline)).trace_id
    member = await make_person(api, name="Mia Okafor")
    await add_member(api, member, owner.account, Role.VIEWER)
    invitation: dict[str, Any] = {"email_id": "sam.osei@example.com", "role": "developer"}
    invited = [await api.call("invite-user", by=by, **invitation) for by in (owner, stranger)]
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
            "bot_id": bot_id,
            "operation_id": "get-change-logs",
            "trace_id": trace_id,
            "member_id": member.user_id,
            "invitation_id": _invitation_id(invited[0]),
            "number": "1",
            **await _files(api, owner, bot_id),
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


async def _two_weeks(api: API, owner: Person, guest: Person) -> tuple[BotId, MadeApp, MadeApp, MadeApp]:
    """What happens from the first user until the day that the pages show; answers a bot and the apps."""
    until_s = api.clock.now_s() + _STORY_S
    early = await _signed_in(api, owner, until_s=until_s)
    bot_id = await _travel_desk(api, early)
    for name, days in (("Airport Help", 1.05), ("Loyalty Club", 0.98)):
        api.clock.advance(days * _DAY_S)
        await make_bot(api, owner, name=name)
    await add_member(api, guest, owner.account, Role.DEVELOPER)
    await add_member(api, owner, guest.account, Role.ADMIN)
    api.clock.advance(_LATER_S)
    apps = await _apps(api, owner, bot_id)
    api.clock.advance(4 * _DAY_S)
    await publish_as(api, early, bot_id, "Friendlier greeting")
    api.clock.advance(until_s - api.clock.now_s() - 1.4 * _LATER_S)
    await say(api, early, bot_id, "Good morning! Where can we take you today?")
    await _signed_in(api, owner, agent="Safari on iPhone")
    api.clock.advance(until_s - api.clock.now_s())
    return bot_id, *apps


async def _travel_desk(api: API, owner: Person) -> BotId:
    """A bot with two languages, a channel and variables, published once and changed since; answers its id."""
    app = await make_app(api, owner)
    bot_id = BotId((await import_as_new(api, app, travel_desk(), name="Travel Desk"))["streamId"])
    own = await make_app(api, owner, plane=Plane.BOT, bot_id=bot_id)
    german = {
        "enableLanguage": "de",
        "langDefinitionMode": {},
        "multiLingualConfigurations": {"nluLanguage": "de", "inputTranslation": False, "responseTranslation": False},
    }
    teams = {"type": "msteams", "enable": True, "displayName": "Service desk", "appId": "made-up-app"}
    for caller, operation, values in (
        (app, "add-enable-new-language", {"bot_id": bot_id, "body": german}),
        (app, "channel-enablement", {"stream_id": bot_id, "type": "msteams", "channel_details": teams}),
        (own, "bot-variables-import", {"bot_id": bot_id, "body": TRAVEL_VARIABLES}),
    ):
        api.clock.advance(_LATER_S / 10)
        reply = await api.call(operation, app=caller, **values)
        assert reply.status == 200, reply.body
    for one in (app, own):
        assert (await api.call("delete-app", by=owner, client_id=one.client_id)).status == 200
    await publish_as(api, owner, bot_id, "First release")
    api.clock.advance(_LATER_S)
    await say(api, owner, bot_id, "Good morning, where would you like to go?")
    return bot_id


async def _apps(api: API, owner: Person, bot_id: BotId) -> tuple[MadeApp, MadeApp, MadeApp]:
    """Three apps: one that exports at night, one of a bot alone and one that imports."""
    wide = [one.id for one in (ADMIN_BOT_EXPORT, BOT_AUDIT_LOGS, ROLE_MANAGEMENT, CHANNEL_MANAGEMENT)]
    reporting = await make_app(api, owner, scopes=wide)
    api.clock.advance(0.15 * _DAY_S)
    desk = await make_app(api, owner, plane=Plane.BOT, bot_id=bot_id, scopes=[LOGS_HISTORY.id])
    api.clock.advance(0.85 * _DAY_S)
    pipeline = await make_app(api, owner, scopes=[BOT_IMPORT.id], state="draft")
    await _name(api, reporting, pipeline, desk)
    return reporting, desk, pipeline


async def _signed_in(api: API, person: Person, *, until_s: float = 0, agent: str = "") -> Person:
    """The person in another session, of a day unless it lasts until a time. `agent`: where it was used."""
    token, now = secrets.token_urlsafe(32), api.clock.now_ms()
    kept = {"token_hash": hashlib.sha256(token.encode()).hexdigest(), "user_id": person.user_id}
    async with api.platform.services.database.transaction() as transaction:
        expires_at = int(until_s * 1000) or now + DAY_MS
        await transaction.run(ADD_SESSION, **kept, created_at=now, expires_at=expires_at)
        await transaction.run(ADD_SESSION_USE, **kept, used_at=now, network="198.51.100.0/24", agent=agent)
    return replace(person, access_token=token)


async def _files(api: API, person: Person, bot_id: str = "") -> dict[str, str]:
    """An uploaded archive, of a bot where one is named, and an import of it."""
    app = await make_app(api, person)
    content = zip_of(reworded(await exported(api, app, bot_id))) if bot_id else small_zip()
    file_id = await api.upload(app, content, name="travel-desk.zip")
    values: dict[str, Any] = {"zip_info": file_id, "upload_mode": "ZIP", "name": "Travel Desk (copy)"}
    reply = await api.call("import-bot-as-new-bot", app=app, **values)
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
    secret_ids = {app.client_id: (await load_made_app(api, app)).secrets[0].id for app in apps}
    rows = [
        {
            "client_id": app.client_id,
            "day": today - days_ago,
            "operation": operation,
            "secret_id": secret_ids[app.client_id],
            "cause": cause,
            "account_id": owner.account.account_id,
            "calls": (most * (37 + 11 * days_ago % 29)) // (66 if days_ago else 90),
            "last_at": api.clock.now_ms() - days_ago * DAY_MS - 3_600_000,
        }
        for days_ago in range(14)
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
