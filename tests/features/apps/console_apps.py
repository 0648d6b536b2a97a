"""Apps made through the console's calls, as its tools make them."""

from typing import Any

from korekit.catalog.planes import Plane
from tests.platform import API, MadeApp, Person, Reply

__all__ = ["create_admin_app", "create_bot_app", "made_app", "save_admin_app", "save_bot_app"]


async def create_admin_app(api: API, by: Person, **body: Any) -> Reply:
    named = {"appName": "my app", "algorithm": "HS256", "bots": []} | body
    return await api.call("create-admin-app", by=by, org_id=by.account.org_id, user_id=by.user_id, body=named)


async def save_admin_app(api: API, by: Person, client_id: str, **body: Any) -> Reply:
    return await api.call(
        "save-admin-app", by=by, org_id=by.account.org_id, user_id=by.user_id, client_id=client_id, body=body
    )


async def create_bot_app(api: API, by: Person, bot_id: str, **body: Any) -> Reply:
    named = {"appName": "my app", "algorithm": "HS256", "bots": [bot_id]} | body
    return await api.call("create-bot-app", by=by, user_id=by.user_id, bot_id=bot_id, body=named)


async def save_bot_app(api: API, by: Person, bot_id: str, client_id: str, **body: Any) -> Reply:
    return await api.call("save-bot-app", by=by, user_id=by.user_id, bot_id=bot_id, client_id=client_id, body=body)


def made_app(reply: Reply, by: Person, plane: Plane = Plane.ADMIN) -> MadeApp:
    """What tokens are minted with, from the answer of a call that made or saved an app."""
    assert reply.status == 200, reply.body
    return MadeApp(reply.json["clientId"], reply.json["clientSecret"], plane, by.account.account_id)
