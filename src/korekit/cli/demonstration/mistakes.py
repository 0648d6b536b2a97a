"""The seven classic mistakes, each made on purpose in a call that is right otherwise."""

from dataclasses import dataclass

from korekit.tokens.mint import mint, sign
from korekit.tokens.names import APP_ID

__all__ = ["Keys", "Mistake", "mistakes"]


@dataclass(frozen=True, slots=True)
class Keys:
    """An app's client id and secret."""

    client_id: str
    client_secret: str

    def __repr__(self) -> str:
        return f"Keys({self.client_id!r})"


@dataclass(frozen=True, slots=True)
class Mistake:
    """A call that goes wrong. `what`: the mistake in a few words; `token`: what it sends."""

    what: str
    token: str
    method: str = "GET"

    def __repr__(self) -> str:
        return f"Mistake({self.what!r})"


def mistakes(good: Keys, *, unsaved: Keys, other_scope: Keys, other_account: Keys) -> list[Mistake]:
    """The seven, for an app whose call would be let through.

    Args:
        good: the app that works.
        unsaved: an app whose scope was ticked but never saved.
        other_scope: an app with another scope.
        other_account: an app that has the scope, made in another account.
    """
    token = mint(good.client_id, good.client_secret)
    claims = {APP_ID: good.client_id}
    key = good.client_secret.encode()
    unsigned = sign({"alg": "none", "typ": "JWT"}, claims, b"").rpartition(".")[0] + "."
    return [
        Mistake("wrong HTTP method", token, method="POST"),
        Mistake("scope ticked, not saved", mint(unsaved.client_id, unsaved.client_secret)),
        Mistake("wrong scope", mint(other_scope.client_id, other_scope.client_secret)),
        Mistake("app of another account", mint(other_account.client_id, other_account.client_secret)),
        Mistake("token not signed", unsigned),
        Mistake("claim misspelled", sign({"alg": "HS256", "typ": "JWT"}, {"appid": good.client_id}, key)),
        Mistake("another algorithm", sign({"alg": "HS512", "typ": "JWT"}, claims, key)),
    ]
