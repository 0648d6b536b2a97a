"""An app that tokens are aimed at, with tokens put together by hand, right or wrong, without the code under test."""

import base64
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

__all__ = ["HEADER", "NOW_S", "VICTIM", "Part", "Victim", "b64", "mac", "unb64"]

# A part of a token: an object to be written as JSON, or the exact bytes.
Part = Mapping[str, Any] | bytes

HEADER: Final = {"alg": "HS256", "typ": "JWT"}
NOW_S: Final = 1_795_500_000


def b64(raw: bytes) -> bytes:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=")


def unb64(segment: bytes) -> bytes:
    """The bytes of a segment."""
    return base64.urlsafe_b64decode(segment + b"=" * (-len(segment) % 4))


def mac(key: bytes, text: bytes, digest: str = "sha256") -> bytes:
    """An HMAC."""
    return hmac.digest(key, text, digest)


def _written(part: Part) -> bytes:
    return part if isinstance(part, bytes) else json.dumps(part, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Victim:
    """An app with its secret, and what an attacker may have got hold of beside it."""

    client_id: str
    secret: bytes
    other_client_id: str
    other_secret: bytes
    bot_id: str
    now_s: int

    def claims(self, **more: Any) -> dict[str, Any]:
        """The smallest claims that work, with others."""
        return {"appId": self.client_id, **more}

    def token(self, header: Part = HEADER, claims: Part | None = None, *, key: bytes | None = None) -> bytes:
        """A token signed by HMAC-SHA256 whatever its header says; right unless told otherwise."""
        signed = b64(_written(header)) + b"." + b64(_written(self.claims() if claims is None else claims))
        return signed + b"." + b64(mac(self.secret if key is None else key, signed))

    def signed(self, text: bytes) -> bytes:
        """Two segments with their right signature, however odd they are."""
        return text + b"." + b64(mac(self.secret, text))

    def parts(self) -> tuple[bytes, bytes, bytes]:
        """The segments of a right token."""
        header, claims, signature = self.token().split(b".")
        return header, claims, signature


VICTIM: Final = Victim(
    client_id="cs-0d2c4a3e-6f1b-5c7d-8e9f-0a1b2c3d4e5f",
    secret=b"v+cT1n/0aSECRETcanary0victim0secret0text0aA=",
    other_client_id="cs-1e2d3c4b-5a69-5788-9796-a5b4c3d2e1f0",
    other_secret=b"o+0ther/aSECRETcanary0other0apps0secret00bB=",
    bot_id="st-2f3e4d5c-6b7a-5899-a8b7-c6d5e4f30211",
    now_s=NOW_S,
)
