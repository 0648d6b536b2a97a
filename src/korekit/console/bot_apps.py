"""What pages about bots and apps share: the bots of an account by id, and what an app is called there."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from korekit.catalog.additions import Additions, AppDetails
from korekit.catalog.console import Console, ConsoleBot
from korekit.console.scope_states import AppScopes, app_scopes
from korekit.console.visit import Visit
from korekit.ids import BotId, ClientId

__all__ = ["SeenApp", "app_names", "apps_by_id", "bots_by_id", "find_app", "find_bot", "list_apps"]

# As many characters of an id as tell two of one name apart.
_TELLING: Final = 6


@dataclass(frozen=True, slots=True)
class SeenApp:
    """An app with its scopes and the bot that it belongs to, if it is of the bot plane."""

    scopes: AppScopes
    bot: ConsoleBot | None

    @property
    def app(self) -> AppDetails:
        """The app as the platform answers it."""
        return self.scopes.app

    @property
    def plane_name(self) -> str:
        """The plane in the words of people."""
        if self.app.kind == "sdk":
            return "Web and mobile SDK"
        return {"admin": "Whole account", "bot": "One bot", "data": "Data tables"}[self.app.plane]


def app_names(apps: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What to call each of some apps, by client id: its name, with the end of its client id where others have the name.

    Args:
        apps: client id and name of each.
    """
    names = dict(apps)
    times = Counter(map(_folded, names.values()))
    return {
        client_id: f"{name} ({client_id[-_TELLING:]})" if times[_folded(name)] > 1 else name
        for client_id, name in names.items()
    }


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


async def bots_by_id(visit: Visit) -> dict[str, ConsoleBot]:
    """Every bot of the account, in the order in which they were made."""
    return {bot.id: bot for bot in await visit.call(Console.list_builder_bots, visit.user_id)}


async def find_bot(visit: Visit, bot_id: str) -> ConsoleBot:
    """One bot of the account.

    Raises:
        NotFound: the account has no such bot.
    """
    return await visit.call(Console.get_builder_bot, visit.user_id, BotId(bot_id))


async def list_apps(visit: Visit, bots: Mapping[str, ConsoleBot] | None = None) -> list[SeenApp]:
    """The apps that the visitor's role reaches, newest first. `bots`: of the account, where they are known already."""
    if bots is None:
        bots = await bots_by_id(visit)
    apps = await visit.call(Additions.list_apps)
    return [_seen(visit, app, bots.get(app.bot_id)) for app in reversed(apps)]


async def apps_by_id(visit: Visit, client_ids: Iterable[str]) -> dict[str, SeenApp]:
    """Some of the account's apps by client id, without their bots: those that the visitor's role reaches."""
    wanted = frozenset(client_ids) - {""}
    if not wanted:
        return {}
    apps = await visit.call(Additions.list_apps)
    return {one.client_id: _seen(visit, one, None) for one in apps if one.client_id in wanted}


async def find_app(visit: Visit, client_id: str) -> SeenApp:
    """One app.

    Raises:
        NotFound: the account has no such app.
        RoleTooLow: an app of the admin plane, and the visitor is no administrator.
    """
    app = await visit.call(Additions.get_app, ClientId(client_id))
    return _seen(visit, app, await find_bot(visit, app.bot_id) if app.bot_id else None)


def _seen(visit: Visit, app: AppDetails, bot: ConsoleBot | None) -> SeenApp:
    return SeenApp(app_scopes(app, visit.account), bot)
