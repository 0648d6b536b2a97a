"""Secrets gathered from many texts: each one once, whose it is proved where the texts allow it."""

from dataclasses import replace
from hashlib import sha256
from typing import Final

from korekit.scanning.leaks.client_secrets import client_secrets_in, may_hold_client_secret
from korekit.scanning.leaks.finding import Finding, Held, Place, finding_of, signed_token
from korekit.scanning.leaks.sighting import Certainty, Kind, Sighting, is_allowed_at
from korekit.scanning.leaks.tokens import may_hold_token, tokens_in
from korekit.scanning.texts import is_utf_16, line_of, text_of
from korekit.tokens.verify import is_signed_with

__all__ = ["Gathering"]

# Every secret is tried on every token, up to so many of each.
_MAX_TRIED: Final = 300
# Of a secret that stands in very many places, the rest says nothing new.
_MAX_PLACES: Final = 1_000
_SHORT_BYTES: Final = 100
_CERTAINTIES: Final = tuple(Certainty)


class Gathering:
    """What was found so far."""

    def __init__(self) -> None:
        # By a hash, so that no listing of it shows a secret.
        self._held: dict[bytes, Held] = {}

    def look(self, data: bytes, path: str, commit: str = "") -> None:
        """Look for secrets in a text.

        Args:
            data: the text's bytes.
            path: as it may be shown.
            commit: the one that brought the text; empty for a file as it is now.
        """
        # The quick looks are at bytes, which UTF-16 writes otherwise; a file may hold a secret and nothing else.
        is_wide, is_short = is_utf_16(data), len(data) <= _SHORT_BYTES
        has_tokens = is_wide or may_hold_token(data)
        has_secrets = is_wide or is_short or may_hold_client_secret(data)
        if not (has_tokens or has_secrets):
            return
        text = text_of(data)
        found = list(tokens_in(text)) if has_tokens else []
        found += client_secrets_in(text, path.rpartition("/")[2]) if has_secrets else []
        for sighting in found:
            line, column = line_of(text, sighting.at)
            self._add(sighting, Place(path, line, column, commit), is_allowed=is_allowed_at(text, sighting.at))

    def _add(self, sighting: Sighting, place: Place, *, is_allowed: bool) -> None:
        key = sha256(sighting.secret.encode()).digest()
        held = self._held.setdefault(key, Held(sighting))
        is_surer = _CERTAINTIES.index(sighting.certainty) < _CERTAINTIES.index(held.sighting.certainty)
        if is_surer or (sighting.client_id and not held.sighting.client_id):
            held.sighting = replace(sighting, client_id=sighting.client_id or held.sighting.client_id)
        if place.commit:
            held.past_count += 1
            held.past = held.past or place
            held.was_allowed |= is_allowed
        else:
            held.is_allowed_now &= is_allowed
            if len(held.current) < _MAX_PLACES and place not in held.current:
                held.current.append(place)

    def findings(self, now_s: float) -> tuple[list[Finding], int]:
        """What was found, the worst first; and how many secrets are allowed where they stand.

        Args:
            now_s: seconds since the epoch.
        """
        proofs = self._proofs()
        kept = [(key, held) for key, held in self._held.items() if not held.is_allowed]
        found = [finding_of(held, now_s, proofs.get(key)) for key, held in kept]
        found.sort(key=lambda one: (-one.severity.rank, one.first.path, one.first.line, one.first.column))
        return found, len(self._held) - len(kept)

    def _proofs(self) -> dict[bytes, Place]:
        """What proves whose a secret is: the token that it signed, and the other way round."""
        tokens = [(key, held, token) for key, held in self._held.items() if (token := signed_token(held.sighting))]
        secrets = [(key, held) for key, held in self._held.items() if held.sighting.kind is Kind.CLIENT_SECRET]
        found: dict[bytes, Place] = {}
        for secret_key, secret in secrets[:_MAX_TRIED]:
            for token_key, held, token in tokens[:_MAX_TRIED]:
                if not is_signed_with(token, secret.sighting.secret.encode()):
                    continue
                found.setdefault(secret_key, _place_of(held))
                found.setdefault(token_key, _place_of(secret))
                client_id = held.sighting.client_id
                secret.sighting = replace(secret.sighting, client_id=client_id or secret.sighting.client_id)
        return found


def _place_of(held: Held) -> Place:
    return held.current[0] if held.current else held.past or Place("", 0, 0)
