"""Flaws of the header that carries a good token."""

from collections.abc import Callable, Mapping
from typing import Final

from korekit.errors.refusal import Refusal
from korekit.errors.token_causes import HeaderBearerPrefix, HeaderDecorated, HeaderWrongName, TokenMissing
from korekit.flaws.signer import FlawedToken, Signer

__all__ = ["HEADER_FLAWS"]


HEADER_FLAWS: Final[Mapping[type[Refusal], Callable[[Signer], FlawedToken]]] = {
    TokenMissing: lambda signer: FlawedToken(value=""),
    HeaderWrongName: lambda signer: FlawedToken(value=signer.good(), header="Authorization"),
    HeaderBearerPrefix: lambda signer: FlawedToken(value=f"Bearer {signer.good()}"),
    HeaderDecorated: lambda signer: FlawedToken(value=f'"{signer.good()}"'),
}
