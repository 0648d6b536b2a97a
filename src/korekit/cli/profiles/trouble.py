"""What can be wrong with profiles, credentials and secrets, with what helps."""

__all__ = ["ProfileTrouble"]


class ProfileTrouble(Exception):
    """A profile, an environment variable or a secret is not as it must be.

    No `KorekitError`, and this room imports no click, because the quickest command reads a profile too.
    """

    def __init__(self, what: str, helps: str) -> None:
        super().__init__(what)
        self.helps = helps
