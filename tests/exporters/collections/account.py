"""An account on a running platform with all that a run of every operation needs: apps of both planes, a bot, files."""

import zipfile
from contextlib import suppress
from pathlib import Path

from korekit import Client, Refused
from korekit.catalog.planes import Plane
from korekit.catalog.scopes import scopes_of
from korekit.ids import BotId, ClientId, UserId
from tests.bots import small
from tests.cli.machine import RunningPlatform

__all__ = ["fill_account"]


def fill_account(platform: RunningPlatform, folder: Path) -> dict[str, str]:
    """Make apps and a bot, and write files; answers the values of a collection's environment."""
    with Client(platform.url, email=platform.email, password=platform.password) as owner:
        session = owner.start_session()
        user_id = UserId(session.user_id)
        bot = BotId(owner.create_bot(user_id, "The environment's bot").id)
        admin = owner.create_admin_app(session.org_id, user_id, "admin of the environment")
        builder = owner.create_bot_app(user_id, bot, "builder of the environment", bots=[bot])
        for app, plane in ((admin, Plane.ADMIN), (builder, Plane.BOT)):
            owner.save_app_scopes(ClientId(app.client_id), [scope.id for scope in scopes_of(plane)])
    # So that the account has a refused call to explain.
    other = Client(platform.url, client_id=builder.client_id, client_secret=builder.client_secret)
    with other, suppress(Refused):
        other.get_bots()
    return {
        "baseUrl": platform.url,
        "adminClientId": admin.client_id,
        "adminClientSecret": admin.client_secret,
        "botClientId": builder.client_id,
        "botClientSecret": builder.client_secret,
        "username": platform.email,
        "password": platform.password,
        "botId": bot,
        "pollMs": "250",
        **_files(folder),
    }


def _files(folder: Path) -> dict[str, str]:
    """The files that are uploaded, by the variables that name them."""
    members = small()
    contents = {
        "iconFilePath": ("icon.png", members["icon.png"]),
        "botDefinitionFilePath": ("botDefinition.json", members["botDefinition.json"]),
        "configInfoFilePath": ("config.json", members["config.json"]),
        "botFunctionsFilePath": ("functions.js", b"function one() { return 1; }\n"),
        "filePath": ("example.js", b"function two() { return 2; }\n"),
    }
    for name, content in contents.values():
        (folder / name).write_bytes(content)
    with zipfile.ZipFile(folder / "bot.zip", "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    paths = {variable: str(folder / name) for variable, (name, _) in contents.items()}
    return {**paths, "zipInfoFilePath": str(folder / "bot.zip")}
