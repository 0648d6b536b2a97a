"""A platform with one owner, one bot and one app, at which tokens are tried out."""

from dataclasses import dataclass

from korekit.ids import BotId
from tests.platform import API, MadeApp, Person, Reply, make_app, make_bot, make_person
from tests.tokens.victim import Victim

__all__ = ["CREDENTIALS", "Scene", "make_scene"]

CREDENTIALS = (401, 4002, "Invalid SDK credentials")


@dataclass(frozen=True)
class Scene:
    """Calls go to `get-change-logs` of the bot."""

    api: API
    owner: Person
    bot_id: BotId
    app: MadeApp
    other_app: MadeApp

    def at(self, api: API) -> "Scene":
        """The same at another platform on the same database."""
        return Scene(api, self.owner, self.bot_id, self.app, self.other_app)

    @property
    def victim(self) -> Victim:
        """What an attacker aims at."""
        return Victim(
            client_id=self.app.client_id,
            secret=self.app.secret.encode(),
            other_client_id=self.other_app.client_id,
            other_secret=self.other_app.secret.encode(),
            bot_id=self.bot_id,
            now_s=self.api.clock.at_ms // 1000,
        )

    async def call(self, token: str | bytes) -> Reply:
        """One call with this token as it stands."""
        text = token if isinstance(token, str) else token.decode("latin-1")
        return await self.api.call("get-change-logs", token=text, bot_id=self.bot_id)

    async def verdict(self, token: str | bytes) -> str:
        """How one call ends: `ok` or the true cause."""
        reply = await self.call(token)
        return "ok" if reply.status == 200 else await self.api.cause(reply, self.owner)


async def make_scene(api: API, *, is_jti_enforced: bool = False, is_jwe_enforced: bool = False) -> Scene:
    """An admin-plane app with every scope, and another that enforces nothing."""
    owner = await make_person(api)
    bot_id = await make_bot(api, owner, changes=["only"])
    app = await make_app(api, owner, is_jti_enforced=is_jti_enforced, is_jwe_enforced=is_jwe_enforced)
    other_app = await make_app(api, owner)
    return Scene(api, owner, bot_id, app, other_app)
