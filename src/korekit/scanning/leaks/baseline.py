"""Secrets that somebody has looked at and accepted, each with the reason; none can be read from it.

A secret is known by a salted hash. One that could be guessed gets a slow hash, since the salt lies beside it.
"""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import msgspec

from korekit.errors.refusal import KorekitError
from korekit.scanning.leaks.finding import Finding

__all__ = ["Accepted", "Baseline", "BaselineBroken", "read_baseline"]

_VERSION: Final = 1
_ROUNDS: Final = 300_000
_SALT_BYTES: Final = 16


class BaselineBroken(KorekitError):
    """The file is no baseline."""


class Accepted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A secret that is accepted. `where`: where it stood, for people; it decides nothing."""

    fingerprint: str
    kind: str
    reason: str
    where: str = ""
    client_id: str = msgspec.field(default="", name="clientId")


class _Document(msgspec.Struct, forbid_unknown_fields=True):
    version: int
    salt: str
    accepted: list[Accepted]


@dataclass(frozen=True, slots=True)
class Baseline:
    """The accepted secrets. `salt`: random, one for each file."""

    salt: bytes
    accepted: tuple[Accepted, ...] = ()

    def fingerprint(self, finding: Finding) -> str:
        """What a secret is known by here."""
        secret = finding.secret.encode()
        if finding.is_guessable:
            return hashlib.pbkdf2_hmac("sha256", secret, self.salt, _ROUNDS).hex()
        return hmac.digest(self.salt, secret, "sha256").hex()

    def sorted_out(self, findings: Iterable[Finding]) -> tuple[list[Finding], list[Accepted]]:
        """The findings that are not accepted, and the accepted ones that no finding is any more."""
        known = {one.fingerprint for one in self.accepted}
        marked = [(self.fingerprint(finding), finding) for finding in findings]
        seen = {fingerprint for fingerprint, _ in marked}
        left = [finding for fingerprint, finding in marked if fingerprint not in known]
        return left, [one for one in self.accepted if one.fingerprint not in seen]

    def accepting(self, findings: Iterable[Finding], reason: str) -> "Baseline":
        """A baseline of these findings: those that were accepted before keep their reason, others leave it."""
        known = {one.fingerprint: one for one in self.accepted}
        accepted: dict[str, Accepted] = {}
        for finding in findings:
            fingerprint = self.fingerprint(finding)
            place = finding.first
            accepted[fingerprint] = known.get(fingerprint) or Accepted(
                fingerprint, finding.kind.value, reason, f"{place.path}:{place.line}", finding.client_id
            )
        return Baseline(self.salt, tuple(sorted(accepted.values(), key=lambda one: (one.where, one.fingerprint))))

    def written(self) -> str:
        """The file's text."""
        document = _Document(_VERSION, self.salt.hex(), list(self.accepted))
        return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def read_baseline(data: bytes) -> Baseline:
    """The baseline that a file holds.

    Raises:
        BaselineBroken: it holds none.
    """
    try:
        document = msgspec.json.decode(data, type=_Document)
        salt = bytes.fromhex(document.salt)
    except (msgspec.MsgspecError, ValueError) as error:
        reason = str(error) if isinstance(error, msgspec.MsgspecError) else "the salt is not hexadecimal"
        raise BaselineBroken(f"it is no baseline: {reason}") from None
    if document.version != _VERSION or len(salt) < _SALT_BYTES:
        raise BaselineBroken("it is a baseline of another version")
    return Baseline(salt, tuple(document.accepted))
