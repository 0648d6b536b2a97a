"""Where the secret of an app goes that is shown only once: with the profile, or to the screen."""

import click

from korekit.cli.profiles.chosen import chosen_profile
from korekit.cli.profiles.secrets import check_can_write, write_secret
from korekit.cli.profiles.store import Profile, load, save
from korekit.cli.terminal.ending import Failure
from korekit.cli.terminal.given import Given
from korekit.cli.terminal.output import print_json, say

__all__ = ["Keeper"]


class Keeper:
    """Decides before the app or secret is made whether the secret can be kept, and keeps it afterwards."""

    def __init__(self, given: Given, *, is_secret_shown: bool, client_id: str = "") -> None:
        """Decide.

        Args:
            given: names the profile.
            is_secret_shown: it goes to standard output, nowhere else.
            client_id: of an app that exists; empty for one that is to be made.

        Raises:
            Failure: there is no place for the secret.
        """
        self._given = given
        self._is_shown = is_secret_shown
        self._name, profile = chosen_profile(given)
        self._profile = profile
        if is_secret_shown:
            return
        if profile is None:
            raise Failure(
                "No profile would keep the secret.", "Add one, `korekit profile add …`, or use --show-secret."
            )
        if profile.client_id != client_id:
            owner = profile.client_id or "no app"
            raise Failure(
                f"The profile {self._name} belongs to {owner}, so the secret has no place there.",
                "Use --show-secret, or another profile with --profile.",
            )
        check_can_write(profile)

    @property
    def profile(self) -> Profile | None:
        """The profile that keeps the secret; `None` where it is shown instead."""
        return None if self._is_shown else self._profile

    def keep(self, client_id: str, secret: str, facts: dict[str, str]) -> None:
        """Keep the secret, and print the client id with what else is known.

        Args:
            client_id: of the app.
            secret: its secret.
            facts: printed with --json.
        """
        self.store(client_id, secret)
        self.tell(client_id, secret, facts)

    def store(self, client_id: str, secret: str) -> None:
        """Keep the secret, and say nothing; one that is shown is kept nowhere.

        Raises:
            ProfileTrouble, OSError: it could not be kept after all.
        """
        if self.profile is None:
            return
        profile = self.profile._replace(client_id=client_id)
        write_secret(profile, secret)
        profiles = load()
        profiles.by_name[self._name] = profile
        save(profiles)

    def tell(self, client_id: str, secret: str, facts: dict[str, str]) -> None:
        """Print the client id with what else is known, and the secret where that was asked for."""
        if self._is_shown:
            if self._given.is_json:
                print_json({"clientId": client_id, "clientSecret": secret, **facts})
            else:
                click.echo(f"client id      {client_id}\nclient secret  {secret}")
            return
        if self._profile is not None:
            say(f"The secret is kept: {self._profile.secret}. The profile {self._name} uses this app.")
        if self._given.is_json:
            print_json({"clientId": client_id, **facts})
        else:
            click.echo(client_id)
