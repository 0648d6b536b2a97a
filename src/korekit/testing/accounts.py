"""An account with bots and apps, made by a test for itself."""

import contextlib
import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from korekit.catalog.bot_definition import BUILT_IN_ICON
from korekit.catalog.operations import AllOperations
from korekit.catalog.parameters import Upload
from korekit.catalog.planes import Plane
from korekit.catalog.scopes import BOT_IMPORT, find_scopes, scopes_of
from korekit.cli.bots.parts import config_of, definition_of, functions_of, icon_of, read_archive
from korekit.client.errors import CallFailed
from korekit.client.jobs import Patience
from korekit.client.settings import ClientSettings
from korekit.client.sync import Client
from korekit.ids import BotId, ClientId, FileId, UserId
from korekit.samples import sample_archive
from korekit.testing.apps import App

if TYPE_CHECKING:
    from korekit.testing.platforms import Platform

__all__ = ["ALL_SCOPES", "Account", "scope_ids"]

# Stands for every scope of an app's plane.
ALL_SCOPES: Final = "*"
_IMPORTER: Final = "Imports the bots of tests"
_PATIENCE: Final = Patience(first_pause_s=0.02, longest_pause_s=0.5)


class Account:
    """An account. `console`: a client of its owner that acts in it."""

    def __init__(self, platform: "Platform", account_id: str, org_id: str, console: Client) -> None:
        self.platform = platform
        self.id = account_id
        self.org_id = org_id
        self.console = console
        self.user_id = UserId(console.start_session().user_id)
        self._bots: list[BotId] = []
        self._apps: list[App] = []
        self._importer: App | None = None

    def __repr__(self) -> str:
        return f"Account({self.id!r})"

    def empty_bot(self, name: str = "Empty") -> BotId:
        """A bot with nothing in it; takes milliseconds."""
        return self._kept(BotId(self.console.create_bot(self.user_id, name).id))

    def bot(self, archive: Path | None = None, *, name: str | None = None) -> BotId:
        """A bot imported from an export, through the same calls that a program makes.

        Args:
            archive: the zip or the folder of an export, or a folder that `korekit bot unpack` made; korekit's sample by
                default, with 70 dialogs.
            name: the archive's by default.

        Raises:
            ArchiveBroken: a part is missing, or cannot be read.
            JobFailed: the host does not import it.
        """
        found = read_archive((str(sample_archive() if archive is None else archive),))
        if self._importer is None:
            self._importer = self.admin_app(BOT_IMPORT.id, name=_IMPORTER)
        with self._importer.client(ClientSettings(patience=_PATIENCE)) as client:
            operation = AllOperations.import_bot_as_new_bot
            definition, config = (_upload(client, upload) for upload in (definition_of(found), config_of(found)))
            icon = icon_of(found)
            functions = [_upload(client, upload) for upload in functions_of(found)]
            started = client.answer(
                operation,
                definition,
                config,
                _upload(client, icon) if icon is not None else BUILT_IN_ICON,
                bot_functions=functions or None,
                name=name,
            )
            done = client.wait(operation, started, status=AllOperations.bot_import_status)
        return self._kept(BotId(done.stream_id))

    def admin_app(
        self,
        *scopes: str,
        name: str = "Tests",
        is_saved: bool = True,
        is_jti_enforced: bool = False,
        is_jwe_enforced: bool = False,
    ) -> App:
        """An app of the admin plane.

        Args:
            scopes: by shown name or id; `*` for every one; none leaves the app as it is when just made.
            name: the app's name.
            is_saved: whether the scopes are saved; otherwise only ticked, and count for nothing.
            is_jti_enforced: each token is good for one call.
            is_jwe_enforced: tokens must be encrypted.
        """
        made = self.console.create_admin_app(
            self.org_id, self.user_id, name, is_jti_enforced=is_jti_enforced, is_jwe_enforced=is_jwe_enforced
        )
        return self._with_scopes(App(self, made, Plane.ADMIN), scopes, is_saved=is_saved)

    def bot_app(
        self,
        bot_id: str,
        *scopes: str,
        name: str = "Tests",
        is_saved: bool = True,
        is_jti_enforced: bool = False,
        is_jwe_enforced: bool = False,
    ) -> App:
        """An app of one bot; otherwise as `admin_app`."""
        made = self.console.create_bot_app(
            self.user_id, BotId(bot_id), name, is_jti_enforced=is_jti_enforced, is_jwe_enforced=is_jwe_enforced
        )
        return self._with_scopes(App(self, made, Plane.BOT, BotId(bot_id)), scopes, is_saved=is_saved)

    def data_app(self, name: str = "Tests") -> App:
        """An app for data tables, which has no API scopes."""
        return self._with_scopes(App(self, self.console.create_data_app(self.user_id, name), Plane.DATA), ())

    def require_publish(self, is_required: bool = True) -> None:
        """Whether scopes of a bot's apps count only once the bot is published with them."""
        self.console.update_account(is_publish_required=is_required)

    def suspend(self, is_suspended: bool = True) -> None:
        """Suspend every app of the account, or lift that."""
        self.console.update_account(is_active=not is_suspended)

    def clean(self) -> None:
        """Delete what was made here, as far as the host lets that be done."""
        for app in self._apps:
            with contextlib.suppress(CallFailed):
                self.console.delete_app(ClientId(app.client_id))
        for bot_id in self._bots:
            with contextlib.suppress(CallFailed):
                self.console.delete_builder_bot(self.user_id, bot_id)

    def _kept(self, bot_id: BotId) -> BotId:
        self._bots.append(bot_id)
        return bot_id

    def _with_scopes(self, app: App, scopes: tuple[str, ...], *, is_saved: bool = True) -> App:
        self._apps.append(app)
        ids = scope_ids(scopes, app.plane)
        if ids and is_saved:
            app.save_scopes(*ids)
        elif ids:
            self.console.draft_app_scopes(ClientId(app.client_id), ids)
        return app


def scope_ids(words: Iterable[str], plane: Plane) -> list[str]:
    """The ids of the scopes that these words mean on a plane.

    Raises:
        ValueError: a word means none there; the nearest names are given.
    """
    found: list[str] = []
    for word in words:
        meant = scopes_of(plane) if word == ALL_SCOPES else find_scopes(word, plane)
        if not meant:
            names = sorted({name for scope in scopes_of(plane) for name in (scope.name, scope.id)})
            near = difflib.get_close_matches(word, names, n=3, cutoff=0.5)
            hint = f" Did you mean {' or '.join(near)}?" if near else ""
            raise ValueError(f"The {plane} plane has no scope {word}.{hint}")
        found += [scope.id for scope in meant if scope.id not in found]
    return found


def _upload(client: Client, upload: Upload) -> FileId:
    return FileId(client.upload_file(upload, file_extension=upload.name.rpartition(".")[2].lower()).file_id)
