"""Any operation of a signed-in user, called with values that fit: for tests that walk the catalogue."""

import hashlib
import io
import zipfile
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from korekit.catalog.operation import Operation
from korekit.catalog.operations import all_operations
from korekit.catalog.planes import Caller, Plane, Role
from korekit.records.accounts import ADD_SESSION, Membership, users
from korekit.storage.statements import Statement
from korekit.tokens.mint import mint
from tests.bots import small
from tests.platform import API, MadeApp, Person, add_member, make_app, make_bot, make_person

__all__ = ["PASSWORD", "USER_OPERATIONS", "Things", "make_things", "values_for"]

USER_OPERATIONS = tuple(one for one in all_operations() if one.facts.caller is Caller.USER)

PASSWORD = "correct horse battery"

# Values of required fields of a body, by the field's name; a new one must be told here.
_BODY: dict[str, Any] = {
    "password": PASSWORD,
    "new_password": "another horse battery",
    "app_name": "an app",
    "email_id": "invited@example.com",
    "name": "a name",
    "scopes": [],
    "role": "viewer",
    "operation": "get-bots",
    "variable": {"value": "2"},
}

# Names of what takes long to make.
_SLOW = {"file_id", "number", "key", "session_id"}
_USERS = Statement(select(users.c.id))


@dataclass(frozen=True)
class Things:
    """What an account has: an app on each plane, a bot with a version and a variable, an uploaded archive, a refused
    call, another member, an open invitation."""

    account: Membership
    owner: Person
    bot_id: str
    admin_app: MadeApp
    bot_app: MadeApp
    trace_id: str
    member_id: str
    invitation_id: str
    file_id: str
    session_ids: dict[str, str]

    def path_values(self, operation: Operation[Any, Any], user_id: str) -> dict[str, str]:
        """The values of a path that names these things."""
        on_admin_plane = "org_id" in operation.path
        known = {
            "org_id": self.account.org_id,
            "user_id": user_id,
            "bot_id": self.bot_id,
            "client_id": (self.admin_app if on_admin_plane else self.bot_app).client_id,
            "trace_id": self.trace_id,
            "member_id": self.member_id,
            "invitation_id": self.invitation_id,
            "file_id": self.file_id,
            "session_id": self.session_ids.get(user_id, "0" * 24),
            "key": "VARIABLE",
            "number": "1",
        }
        return {name: value for name, value in known.items() if "{" + name + "}" in operation.path}


async def make_things(api: API, owner: Person, operation: Operation[Any, Any] | None = None) -> Things:
    """Everything that paths name, new; of what takes long only what the operation needs, if one is given."""
    bot_id = await make_bot(api, owner)
    admin_app = await make_app(api, owner, scopes=[])
    bot_app = await make_app(api, owner, plane=Plane.BOT, bot_id=bot_id)
    needed = {one.name for one in operation.parameters} if operation is not None else _SLOW
    file_id = await api.upload(admin_app, _zip(), name="bot.zip") if "file_id" in needed else ""
    if "key" in needed:
        variables = [{"key": "VARIABLE", "value": "1", "variableType": "env"}]
        assert (await api.call("bot-variables-import", app=bot_app, bot_id=bot_id, body=variables)).status == 200
    if "number" in needed:
        publisher = await make_app(api, owner)
        published = await api.call("publish-bot", app=publisher, bot_id=bot_id, version_comment="one")
        assert published.status == 200
        await api.wait("bot-publish-status", app=publisher, running=("inprogress",), bot_id=bot_id)
    refused = await api.call("get-bots", app=admin_app)
    member = await make_person(api)
    await add_member(api, member, owner.account, Role.VIEWER)
    invited = await api.call("invite-user", by=owner, email_id=f"guest-of-{member.email}")
    invitation_id = hashlib.sha256(invited.json["token"].encode()).hexdigest()[:24]
    return Things(
        account=owner.account,
        owner=owner,
        bot_id=bot_id,
        admin_app=admin_app,
        bot_app=bot_app,
        trace_id=refused.trace_id,
        member_id=member.user_id,
        invitation_id=invitation_id,
        file_id=file_id,
        session_ids=await _session_ids(api) if "session_id" in needed else {},
    )


async def _session_ids(api: API) -> dict[str, str]:
    """A session of each user beside those that he has."""
    services, now = api.platform.services, api.clock.now_ms()
    found: dict[str, str] = {}
    for (user_id,) in await services.database.all(_USERS):
        token_hash = services.ids.secret(32).hex()
        async with services.database.transaction() as transaction:
            await transaction.run(
                ADD_SESSION, token_hash=token_hash, user_id=user_id, created_at=now, expires_at=now + 60_000
            )
        found[user_id] = token_hash[:24]
    return found


def _zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, content in small().items():
            made.writestr(name, content)
    return file.getvalue()


def values_for(operation: Operation[Any, Any], things: Things, user_id: str) -> dict[str, Any]:
    """A value for every parameter that must be given."""
    required = [parameter.name for parameter in operation.parameters if parameter.is_required]
    path = things.path_values(operation, user_id)
    token = mint(things.bot_app.client_id, things.bot_app.secret, now_s=0)
    body = _BODY | {"file_id": things.file_id, "header_lines": [f"auth: {token}"]}
    return path | {name: body[name] for name in required if name not in path}
