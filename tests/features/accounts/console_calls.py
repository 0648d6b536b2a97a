"""Any operation of a signed-in user, called with values that fit: for tests that walk the catalogue."""

from dataclasses import dataclass
from typing import Any

from korekit.catalog.operation import Operation
from korekit.catalog.operations import all_operations
from korekit.catalog.planes import Caller, Plane
from korekit.records.accounts import Membership
from tests.platform import API, MadeApp, Person, make_app, make_bot

__all__ = ["USER_OPERATIONS", "Things", "make_things", "values_for"]

USER_OPERATIONS = tuple(one for one in all_operations() if one.facts.caller is Caller.USER)

# Values of required fields of a body, by the field's name; a new one must be told here.
_BODY: dict[str, Any] = {"app_name": "an app", "email_id": "invited@example.com", "name": "a name", "scopes": []}


@dataclass(frozen=True)
class Things:
    """What an account has: an app on each plane, a bot, a refused call."""

    account: Membership
    owner: Person
    bot_id: str
    admin_app: MadeApp
    bot_app: MadeApp
    trace_id: str

    def path_values(self, operation: Operation[Any, Any], user_id: str) -> dict[str, str]:
        """The values of a path that names these things."""
        on_admin_plane = "org_id" in operation.path
        known = {
            "org_id": self.account.org_id,
            "user_id": user_id,
            "bot_id": self.bot_id,
            "client_id": (self.admin_app if on_admin_plane else self.bot_app).client_id,
            "trace_id": self.trace_id,
        }
        return {name: value for name, value in known.items() if "{" + name + "}" in operation.path}


async def make_things(api: API, owner: Person) -> Things:
    """Everything that paths name, new."""
    bot_id = await make_bot(api, owner)
    admin_app = await make_app(api, owner, scopes=[])
    bot_app = await make_app(api, owner, plane=Plane.BOT, bot_id=bot_id)
    refused = await api.call("get-bots", app=admin_app)
    return Things(owner.account, owner, bot_id, admin_app, bot_app, refused.trace_id)


def values_for(operation: Operation[Any, Any], things: Things, user_id: str) -> dict[str, Any]:
    """A value for every parameter that must be given."""
    required = [parameter.name for parameter in operation.parameters if parameter.is_required]
    path = things.path_values(operation, user_id)
    return path | {name: _BODY[name] for name in required if name not in path}
