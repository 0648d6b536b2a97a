"""Apps of the bot plane, in the vendor's paths. Source: observed-errors.md 5."""

from typing import Unpack

from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.calls.path_owner import check_path_owner
from korekit.catalog.console import AppCredentials, Console
from korekit.catalog.planes import Plane
from korekit.features.apps.app_forms import CreateOptions, SaveOptions, read_form
from korekit.features.apps.creation import create_app
from korekit.features.apps.saving import save_app
from korekit.ids import BotId, ClientId, UserId

__all__ = ["create_bot_app", "save_bot_app"]


@handles(Console.create_bot_app)
async def create_bot_app(
    call: Call, user_id: UserId, bot_id: BotId, app_name: str, **options: Unpack[CreateOptions]
) -> AppCredentials:
    """An app that calls for one bot only; the bot's change log tells of it.

    Raises:
        NotFound: another user than the session's, or no such bot in the account.
        InputInvalid: as `read_form` and `create_app` say.
    """
    check_path_owner(call, user_id)
    return await create_app(call, app_name, read_form(options, bot_id), plane=Plane.BOT, bot_id=bot_id)


@handles(Console.save_bot_app)
async def save_bot_app(
    call: Call, user_id: UserId, bot_id: BotId, client_id: ClientId, **options: Unpack[SaveOptions]
) -> AppCredentials:
    """The app as saved; the answer carries its current secret, as the vendor's does.

    Raises:
        NotFound: another user than the session's, or no such app of this bot.
        InputInvalid: as `save_app` says.
    """
    check_path_owner(call, user_id)
    return await save_app(call, client_id, options, plane=Plane.BOT, bot_id=bot_id)
