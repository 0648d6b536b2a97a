"""Tokens that play with `alg`: none in every spelling, other algorithms, other types, twice.

Source: RFC 8725 2.1, 3.1, 3.2; CVE-2015-9235, CVE-2022-21449.
"""

from typing import Any, Final

from tests.tokens.hostile.attack import (
    BAD_SIGNATURE,
    CUT_SIGNATURE,
    MALFORMED,
    OTHER_ALGORITHM,
    UNSIGNED,
    Attack,
    Make,
    Tolerated,
)
from tests.tokens.victim import HEADER, Victim, b64, mac

__all__ = ["ATTACKS", "TOLERATED"]

_NONE_SPELLINGS: Final = (
    *("none", "None", "NONE", "nOnE", "NoNe", "noNE"),
    *(" none", "none ", "\tnone", "none\t", "none\n", "\r\nnone", "\u00a0none", "none\u2003"),
    *("", " ", "\t", "\n", "   "),
)
_ALMOST_NONE: Final = ("none\x00", "non\u0435", "\uff4e\uff4f\uff4e\uff45", "null", "undefined", "n\u200bone", "no ne")
_OTHERS: Final = (
    *("HS1", "HS224", "HS384", "HS512", "HS256/64", "RS1", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES256K", "ES384", "ES512", "EdDSA", "Ed25519", "Ed448", "SM2", "ML-DSA-44"),
    *("dir", "A128KW", "A256GCMKW", "RSA-OAEP", "RSA1_5", "ECDH-ES", "PBES2-HS256+A128KW", "A256GCM"),
    *("hs256", "Hs256", "hS256", "HS256 ", " HS256", "HS256\n", "\tHS256", "HS256\x00", "\ufeffHS256", "HS-256"),
    *("HS_256", "HS2561", "HS25", "HS256,none", "none,HS256", "HS256\u200b", "\uff28\uff33\uff12\uff15\uff16"),
    *("HMAC-SHA256", "HmacSHA256", "sha256", "SHA256", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256", "*"),
)
_NO_TEXTS: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, 256, -1, 1.5),
    *([], ["HS256"], ["HS256", "none"], ["none"], {}, {"alg": "HS256"}, {"HS256": True}),
)


def _named(algorithm: Any) -> Make:
    return lambda victim: victim.token({"alg": algorithm, "typ": "JWT"})


def _named_unsigned(algorithm: Any) -> Make:
    return lambda victim: victim.token({"alg": algorithm, "typ": "JWT"}).rpartition(b".")[0] + b"."


def _header(text: bytes) -> Make:
    return lambda victim: victim.token(text)


def _with_other_digest(algorithm: str, digest: str) -> Make:
    def make(victim: Victim) -> bytes:
        signed = victim.token({"alg": algorithm}).rpartition(b".")[0]
        return signed + b"." + b64(mac(victim.secret, signed, digest))

    return make


def _with_ending(header: dict[str, Any], signature: bytes) -> Make:
    return lambda victim: victim.token(header).rpartition(b".")[0] + b"." + b64(signature)


ATTACKS: Final = (
    *(Attack(f"alg {name!r}, signed with the secret", _named(name), UNSIGNED) for name in _NONE_SPELLINGS),
    *(Attack(f"alg {name!r}, no signature", _named_unsigned(name), UNSIGNED) for name in _NONE_SPELLINGS),
    *(Attack(f"alg {name!r}, signed with the secret", _named(name), OTHER_ALGORITHM) for name in _ALMOST_NONE),
    *(Attack(f"alg {name!r}, no signature", _named_unsigned(name), OTHER_ALGORITHM) for name in _ALMOST_NONE),
    *(Attack(f"alg {name!r}", _named(name), OTHER_ALGORITHM) for name in _OTHERS),
    *(Attack(f"alg {name!r}, no signature", _named_unsigned(name), OTHER_ALGORITHM) for name in _OTHERS),
    *(Attack(f"alg is {value!r}", _named(value), OTHER_ALGORITHM) for value in _NO_TEXTS),
    Attack("alg missing", _header(b'{"typ":"JWT"}'), OTHER_ALGORITHM),
    Attack("an empty header", _header(b"{}"), OTHER_ALGORITHM),
    Attack("alg in capitals", _header(b'{"ALG":"HS256"}'), OTHER_ALGORITHM),
    Attack("alg with a blank in its name", _header(b'{"alg ":"HS256"}'), OTHER_ALGORITHM),
    Attack("alg with a Cyrillic letter", _header('{"\u0430lg":"HS256"}'.encode()), OTHER_ALGORITHM),
    Attack("alg one level down", _header(b'{"header":{"alg":"HS256"}}'), OTHER_ALGORITHM),
    Attack("alg none before alg HS256", _header(b'{"alg":"none","alg":"HS256"}'), MALFORMED),
    Attack("alg HS256 before alg none", _header(b'{"alg":"HS256","alg":"none"}'), MALFORMED),
    Attack("alg twice, once escaped", _header(b'{"alg":"none","\\u0061lg":"HS256"}'), MALFORMED),
    Attack("alg twice, once escaped, other order", _header(b'{"\\u0061lg":"HS256","alg":"none"}'), MALFORMED),
    Attack("alg twice with the same value", _header(b'{"alg":"HS256","alg":"HS256"}'), MALFORMED),
    Attack("HS384 as it should be", _with_other_digest("HS384", "sha384"), OTHER_ALGORITHM),
    Attack("HS512 as it should be", _with_other_digest("HS512", "sha512"), OTHER_ALGORITHM),
    Attack("HS1 as it should be", _with_other_digest("HS1", "sha1"), OTHER_ALGORITHM),
    Attack("HS384's signature called HS256", _with_other_digest("HS256", "sha384"), BAD_SIGNATURE),
    Attack("HS512's signature called HS256", _with_other_digest("HS256", "sha512"), BAD_SIGNATURE),
    Attack("HS1's signature called HS256", _with_other_digest("HS256", "sha1"), CUT_SIGNATURE),
    Attack("RS256 with a signature of zeros", _with_ending({"alg": "RS256"}, bytes(256)), OTHER_ALGORITHM),
    Attack("ES256 with r and s zero", _with_ending({"alg": "ES256"}, bytes(64)), OTHER_ALGORITHM),
    Attack("r and s zero, called HS256", _with_ending(HEADER, bytes(64)), BAD_SIGNATURE),
    Attack("EdDSA with zeros", _with_ending({"alg": "EdDSA"}, bytes(64)), OTHER_ALGORITHM),
)
TOLERATED: Final = (
    Tolerated("alg with its name escaped", _header(b'{"\\u0061lg":"HS256"}'), "JSON writes a key in several ways"),
    Tolerated("alg with its value escaped", _header(b'{"alg":"\\u0048S256"}'), "JSON writes a text in several ways"),
    Tolerated("a header with white space", _header(b' {\r\n "alg" :\t"HS256" } \n'), "JSON has white space"),
    Tolerated("a header with alg alone", _header(b'{"alg":"HS256"}'), "`typ` is optional"),
)
