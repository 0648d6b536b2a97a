"""What can be wrong with profiles, credentials and secrets, with what helps."""

from korekit.cli.terminal.ending import Failure

__all__ = ["ProfileTrouble"]


class ProfileTrouble(Failure):
    """A profile, an environment variable or a secret is not as it must be."""

    def __init__(self, what: str, helps: str) -> None:
        super().__init__(what, helps)
