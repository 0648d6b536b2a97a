"""Tokens signed by something else, over something else, or in another way.

Source: RFC 7515 5.1, RFC 2104; observed-errors.md 1.2.
"""

import base64
import hashlib
import json
from collections.abc import Callable
from typing import Final

from tests.tokens.hostile.attack import BAD_SIGNATURE, CUT_SIGNATURE, Attack, Make, Tolerated, Verdict
from tests.tokens.victim import HEADER, Victim, b64, mac, unb64

__all__ = ["ATTACKS", "TOLERATED"]

_OTHER_APP: Final = Verdict("signature-secret-of-other-app")
_DECODED: Final = Verdict("signature-secret-decoded")
_AROUND: Final = Verdict("signature-secret-decorated")
_SAMPLE: Final = Verdict("signature-secret-placeholder")


def _keyed(key: Callable[[Victim], bytes]) -> Make:
    return lambda victim: victim.token(key=key(victim))


def _fixed(key: bytes) -> Make:
    return lambda victim: victim.token(key=key)


def _ending(signature: Callable[[Victim, bytes], bytes]) -> Make:
    """A right header and claims with this signature, made from the victim and the text that should be signed."""

    def make(victim: Victim) -> bytes:
        signed = victim.token().rpartition(b".")[0]
        return signed + b"." + signature(victim, signed)

    return make


def _over(text: Callable[[bytes], bytes]) -> Make:
    """The secret's MAC over another text, made from the right one."""
    return _ending(lambda victim, signed: b64(mac(victim.secret, text(signed))))


def _exchanged(victim: Victim) -> bytes:
    """Right header and signature with claims that give more."""
    header, _, signature = victim.parts()
    return b".".join((header, b64(json.dumps(victim.claims(isAdmin=True)).encode()), signature))


def _other_header(victim: Victim) -> bytes:
    _, claims, signature = victim.parts()
    return b".".join((b64(b'{"typ":"JWT","alg":"HS256"}'), claims, signature))


def _decoded_halves(signed: bytes) -> bytes:
    header, _, claims = signed.partition(b".")
    return unb64(header) + b"." + unb64(claims)


def _crossed(victim: Victim) -> bytes:
    """Header of one right token, claims of another, where only the whole was signed."""
    one, other = victim.token({**HEADER, "kid": "1"}), victim.token({**HEADER, "kid": "2"})
    return one.rpartition(b".")[0] + b"." + other.rpartition(b".")[2]


_KEYS: Final = {
    "no secret at all": (_fixed(b""), _SAMPLE),
    "a zero byte": (_fixed(b"\x00"), _SAMPLE),
    "64 zero bytes": (_fixed(bytes(64)), _SAMPLE),
    "jwt.io's sample secret": (_fixed(b"your-256-bit-secret"), _SAMPLE),
    "jwt.io's newer sample secret": (_fixed(b"a-string-secret-at-least-256-bits-long"), _SAMPLE),
    "the word secret": (_fixed(b"secret"), _SAMPLE),
    "the other app's secret": (_keyed(lambda victim: victim.other_secret), _OTHER_APP),
    "the secret base64-decoded": (_keyed(lambda victim: base64.b64decode(victim.secret)), _DECODED),
    "the secret with a line break": (_keyed(lambda victim: victim.secret + b"\n"), _AROUND),
    "the secret with a blank": (_keyed(lambda victim: victim.secret + b" "), _AROUND),
    "the secret in quotes": (_keyed(lambda victim: b'"' + victim.secret + b'"'), _AROUND),
    "the secret without padding": (_keyed(lambda victim: victim.secret.rstrip(b"=")), _AROUND),
    "the client id": (_keyed(lambda victim: victim.client_id.encode()), BAD_SIGNATURE),
    "the bot id": (_keyed(lambda victim: victim.bot_id.encode()), BAD_SIGNATURE),
    "both secrets joined": (_keyed(lambda victim: victim.secret + victim.other_secret), BAD_SIGNATURE),
    "the secret's SHA-256": (_keyed(lambda victim: hashlib.sha256(victim.secret).digest()), BAD_SIGNATURE),
    "the secret in hex": (_keyed(lambda victim: victim.secret.hex().encode()), BAD_SIGNATURE),
    "the secret encoded again": (_keyed(lambda victim: base64.b64encode(victim.secret)), BAD_SIGNATURE),
    "the secret in UTF-16": (_keyed(lambda victim: victim.secret.decode().encode("utf-16")), BAD_SIGNATURE),
    "the secret in lower case": (_keyed(lambda victim: victim.secret.lower()), BAD_SIGNATURE),
    "the secret's first half": (_keyed(lambda victim: victim.secret[:22]), BAD_SIGNATURE),
    "the secret reversed": (_keyed(lambda victim: victim.secret[::-1]), BAD_SIGNATURE),
}
_TEXTS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "the header": lambda signed: signed.partition(b".")[0],
    "the claims": lambda signed: signed.partition(b".")[2],
    "nothing": lambda signed: b"",
    "both without the dot": lambda signed: signed.replace(b".", b""),
    "both with a dot behind": lambda signed: signed + b".",
    "both with a line break behind": lambda signed: signed + b"\n",
    "both in lower case": lambda signed: signed.lower(),
    "both in the other order": lambda signed: b".".join(reversed(signed.split(b"."))),
    "what is encoded": _decoded_halves,
    "both with padding": lambda signed: signed.replace(b".", b"=.") + b"=",
    "both in UTF-16": lambda signed: signed.decode().encode("utf-16-le"),
    "their SHA-256": lambda signed: hashlib.sha256(signed).digest(),
}

ATTACKS: Final = (
    *(Attack(f"signed with {what}", make, BAD_SIGNATURE, seen) for what, (make, seen) in _KEYS.items()),
    *(Attack(f"signed over {what}", _over(text), BAD_SIGNATURE) for what, text in _TEXTS.items()),
    Attack("claims exchanged", _exchanged, BAD_SIGNATURE),
    Attack("header exchanged", _other_header, BAD_SIGNATURE),
    Attack("two tokens crossed", _crossed, BAD_SIGNATURE),
    Attack("a signature of zeros", _ending(lambda _, signed: b64(bytes(32))), BAD_SIGNATURE),
    Attack("a signature of ones", _ending(lambda _, signed: b64(b"\xff" * 32)), BAD_SIGNATURE),
    Attack("a signature in hex", _ending(lambda v, signed: mac(v.secret, signed).hex().encode()), BAD_SIGNATURE),
    Attack("a signature encoded twice", _ending(lambda v, signed: b64(b64(mac(v.secret, signed)))), BAD_SIGNATURE),
    Attack("a signature reversed", _ending(lambda v, signed: b64(mac(v.secret, signed)[::-1])), BAD_SIGNATURE),
    Attack("half a MAC", _ending(lambda v, signed: b64(mac(v.secret, signed)[:16])), CUT_SIGNATURE),
    Attack("31 bytes of a MAC", _ending(lambda v, signed: b64(mac(v.secret, signed)[:31])), CUT_SIGNATURE),
    Attack("a MAC of the MAC", _ending(lambda v, signed: b64(mac(v.secret, mac(v.secret, signed)))), BAD_SIGNATURE),
    Attack("secret and text exchanged", _ending(lambda v, signed: b64(mac(signed, v.secret))), BAD_SIGNATURE),
    Attack(
        "SHA-256 over secret and text",
        _ending(lambda v, signed: b64(hashlib.sha256(v.secret + signed).digest())),
        BAD_SIGNATURE,
    ),
    Attack(
        "SHA-256 over text and secret",
        _ending(lambda v, signed: b64(hashlib.sha256(signed + v.secret).digest())),
        BAD_SIGNATURE,
    ),
    Attack("MD5's HMAC", _ending(lambda v, signed: b64(mac(v.secret, signed, "md5"))), CUT_SIGNATURE),
    Attack("SHA3-256's HMAC", _ending(lambda v, signed: b64(mac(v.secret, signed, "sha3_256"))), BAD_SIGNATURE),
    Attack(
        "SHA-512's HMAC cut to 32 bytes",
        _ending(lambda v, signed: b64(mac(v.secret, signed, "sha512")[:32])),
        BAD_SIGNATURE,
    ),
)
TOLERATED: Final = (
    Tolerated(
        "signed with the secret and a zero byte",
        _keyed(lambda victim: victim.secret + b"\x00"),
        "HMAC itself fills keys up with zeros",
    ),
)
