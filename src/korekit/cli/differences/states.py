"""A state of a bot as people name it: an archive on the disk, or a bot on a host.

`PATH` is a zip, a folder, or a folder that was unpacked. `BOT[:latest|:published|:version-N][@PROFILE]` is a bot on a
host: that of the profile in use, or of another one. Versions are fetched as a user, the other states as an app.
"""

import io
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from korekit.archive import Archive, ArchiveBroken, read_zip
from korekit.catalog.operations import AllOperations
from korekit.catalog.planes import Caller
from korekit.cli.bots.parts import archive_at
from korekit.cli.operations.following import follow
from korekit.cli.profiles.connecting import client_for
from korekit.cli.terminal.ending import Failure
from korekit.cli.terminal.given import Given
from korekit.ids import BotId

__all__ = ["HostedBot", "State", "state_at"]

_VERSION: Final = re.compile(r"version-([1-9]\d{0,8})")
_HOSTED: Final = re.compile(r"(?P<bot>st-[0-9A-Za-z-]+)(?::(?P<state>[^@]*))?(?:@(?P<profile>.+))?")


@dataclass(frozen=True, slots=True)
class State:
    """A state of a bot, fetched. `label`: how it was named."""

    label: str
    archive: Archive


@dataclass(frozen=True, slots=True)
class HostedBot:
    """A bot on a host. `export_type`: latest, published or version-N; `profile`: empty for the one in use."""

    bot_id: str
    export_type: str = "latest"
    profile: str = ""

    @classmethod
    def named(cls, text: str) -> "HostedBot | None":
        """The bot that a text names; None where it names a path.

        Raises:
            click.UsageError: it names a state that no bot has.
        """
        found = _HOSTED.fullmatch(text)
        if found is None or text.endswith(".zip"):
            return None
        state = found["state"] or "latest"
        if state not in ("latest", "published") and not _VERSION.fullmatch(state):
            raise click.UsageError(f"{text}: the state of a bot is latest, published or version-N, not {state}.")
        return cls(found["bot"], state, found["profile"] or "")

    def exported(self, given: Given) -> Archive:
        """What an export of it gives, or the archive that is kept of the version.

        Raises:
            Failure: the host gives no sound file.
        """
        if (version := _VERSION.fullmatch(self.export_type)) is not None:
            return self._kept(given, int(version[1]))
        operation = AllOperations.bot_export
        with (
            tempfile.TemporaryDirectory(prefix="korekit-") as folder,
            client_for(self._given(given), Caller.APP) as client,
        ):
            started = client.answer(operation, BotId(self.bot_id), self.export_type)
            done = follow(client, operation, started, f"Exporting {self.bot_id}")
            if not (address := done.result.download_url):
                raise Failure("The export is done, but the host gives no address for the file.", "Try again.")
            try:
                return read_zip(client.download(address, Path(folder) / "export.zip"))
            except ArchiveBroken as broken:
                raise Failure(f"The host's export of {self.bot_id}: {broken}.", "Try again.") from None

    def _kept(self, given: Given, number: int) -> Archive:
        with client_for(self._given(given), Caller.USER) as client:
            content = client.answer(AllOperations.get_bot_version_archive, BotId(self.bot_id), number).body
        try:
            return read_zip(io.BytesIO(content))
        except ArchiveBroken as broken:
            raise Failure(f"The host's version {number} of {self.bot_id}: {broken}.", "Try again.") from None

    def _given(self, given: Given) -> Given:
        """The options for this bot: a profile that is named here comes before what holds for the command."""
        if not self.profile:
            return given
        own = Given()
        own.profile, own.ca_bundle, own.timeout_s = self.profile, given.ca_bundle, given.timeout_s
        own.host = _host_of(self.profile)
        return own


def state_at(given: Given, text: str) -> State:
    """The state that a text names, read or exported.

    Raises:
        click.UsageError: it names nothing.
        Failure: it cannot be read.
    """
    if (hosted := HostedBot.named(text)) is not None:
        return State(text, hosted.exported(given))
    if not Path(text).exists():
        raise click.UsageError(
            f"{text} is no file, no folder, and no bot id such as st-…, st-…:published, st-…:version-3 or st-…@PROFILE."
        )
    return State(text, archive_at((text,)))


def _host_of(profile: str) -> str:
    """The host of a profile, which KOREKIT_HOST must not replace where two are compared.

    Raises:
        ProfileTrouble: there is no such profile.
    """
    from korekit.cli.profiles.chosen import chosen_profile

    named = Given()
    named.profile = profile
    _, found = chosen_profile(named)
    return found.host if found else ""
