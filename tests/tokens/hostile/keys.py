"""Tokens whose header wants to choose the key, where to find it, or how to read the rest.

Source: RFC 7515 4.1, RFC 7797, RFC 8725 3.8 and 3.10; CVE-2016-10555, CVE-2018-0114.
"""

from typing import Any, Final

from tests.tokens.hostile.attack import BAD_SIGNATURE, MALFORMED, Attack, Make, Tolerated, Verdict
from tests.tokens.victim import HEADER, b64

__all__ = ["ATTACKS", "HOST", "PLACE", "TOLERATED"]

# Nothing may ask for this host or open this file.
HOST: Final = "attacker.invalid"
PLACE: Final = "/tmp/korekit-attacker-key"

# Of RFC 7516 A.1. Verifiers that trust `alg` use such a text, which everybody may know, as HMAC key.
_PUBLIC_PEM: Final = (
    b"-----BEGIN PUBLIC KEY-----\n"
    b"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAoahUIoWw0K0usKNuOR6H\n"
    b"4wkf4oBUXHTxRvgb48E+BVvxkeDNjbC4he8rUWcJoZmds2h7M70imEVhRU5djINX\n"
    b"tqllXI4DFqcI1DgjT9LewND8MW2Krf3Spsk/ZkoFnilakGygTwpZ3uesH+PFABNI\n"
    b"UYpOiN15dsQRkgr0vEhxN92i2asbOenSZeyaxziK72UwxrrKoExv6kc5twXTq4h+\n"
    b"QChLOln0/mtUZwfsRaMStPs6mS6XrgxnxbWhojf663tuEQueGC+FCMfra36C9knD\n"
    b"FGzKsNa7LZK2djYgyD3JR/MB/4NUJW/TqOQtwHYbxevoJArm+L5StowjzGy+/bq6\n"
    b"GwIDAQAB\n"
    b"-----END PUBLIC KEY-----\n"
)
_PUBLIC_DER: Final = b"".join(_PUBLIC_PEM.splitlines()[1:-1])

_ATTACKER_KEY: Final = b"attackers-own-key-of-thirty-two-b"
_OCT: Final = {"kty": "oct", "k": b64(_ATTACKER_KEY).decode(), "alg": "HS256", "kid": "attacker"}
_KEY_CHOICES: Final[dict[str, dict[str, Any]]] = {
    "jwk with the attacker's key": {"jwk": _OCT},
    "jwk as a set": {"jwk": {"keys": [_OCT]}, "kid": "attacker"},
    "jwk as a text": {"jwk": '{"kty":"oct","k":"AA"}'},
    "k in the header": {"k": b64(_ATTACKER_KEY).decode(), "kty": "oct"},
    "jku of the attacker's host": {"jku": f"https://{HOST}/jwks.json", "kid": "attacker"},
    "jku as a file": {"jku": f"file://{PLACE}", "kid": "attacker"},
    "jku of this machine": {"jku": "http://127.0.0.1:1/jwks.json"},
    "jku of a cloud's metadata": {"jku": "http://169.254.169.254/latest/meta-data/"},
    "jku with the platform's host as user": {"jku": f"https://bots.kore.ai@{HOST}/jwks.json"},
    "x5u of the attacker's host": {"x5u": f"https://{HOST}/chain.pem"},
    "x5c with the attacker's certificate": {"x5c": ["MIIBszCCAVmgAwIBAgIUattacker"]},
    "x5t": {"x5t": "dGhpcyBpcyBub3QgYSBjZXJ0aWZpY2F0ZQ", "x5t#S256": "dGhpcyBpcyBub3Q"},
    "kid as a path": {"kid": PLACE},
    "kid as a path upwards": {"kid": "../../../../../../../../dev/null"},
    "kid as a URL": {"kid": f"https://{HOST}/key"},
    "kid as SQL": {"kid": "x' UNION SELECT 'attackers-own-key-of-thirty-two-b' -- "},
    "kid as SQL that deletes": {"kid": "'; DROP TABLE apps; --"},
    "kid as a command": {"kid": f"key.pem|curl {HOST}"},
    "kid with a command's quotes": {"kid": "$(id)`id`"},
    "kid as LDAP": {"kid": "*)(uid=*))(|(uid=*"},
    "kid as a template": {"kid": "{{7*7}}${7*7}"},
    "kid with NUL": {"kid": "key\x00.pem"},
    "kid of 5,000 characters": {"kid": "k" * 5000},
    "kid as a list": {"kid": ["attacker"]},
    "kid as null": {"kid": None},
    "kid as a number": {"kid": 0},
    "several of them": {"jwk": _OCT, "jku": f"https://{HOST}/jwks.json", "x5u": f"https://{HOST}/x", "kid": PLACE},
}
_OTHER_READINGS: Final[dict[str, dict[str, Any]]] = {
    "crit of exp": {"crit": ["exp"], "exp": 1},
    "crit of an unknown name": {"crit": ["http://example.invalid/unknown"], "http://example.invalid/unknown": True},
    "crit empty": {"crit": []},
    "crit of alg": {"crit": ["alg"]},
    "crit of itself": {"crit": ["crit"]},
    "crit as a text": {"crit": "exp"},
    "crit as an object": {"crit": {"exp": True}},
    "crit null": {"crit": None},
    "crit false": {"crit": False},
    "crit of a number": {"crit": [1]},
    "crit of b64": {"crit": ["b64"], "b64": False},
    "b64 false, not critical": {"b64": False},
    "b64 true": {"b64": True},
    "b64 null": {"b64": None},
    "zip": {"zip": "DEF"},
    "zip null": {"zip": None},
    "enc": {"enc": "A256GCM"},
    "enc with zip": {"enc": "A128CBC-HS256", "zip": "DEF"},
    "typ JWE": {"typ": "JWE"},
    "typ JOSE": {"typ": "JOSE"},
    "typ at+jwt": {"typ": "at+jwt"},
    "typ application/jwt": {"typ": "application/jwt"},
    "typ dpop+jwt": {"typ": "dpop+jwt"},
    "typ of blanks": {"typ": " JWT "},
    "typ empty": {"typ": ""},
    "typ null": {"typ": None},
    "typ as a list": {"typ": ["JWT"]},
    "typ as a number": {"typ": 1},
    "typ with a dotless i's cousin": {"typ": "JW\u0167"},
}
_TWICE: Final = b'{"alg":"HS256","jwk":{"k":"AA","k":"AQ"}}'
# The platform tries the secrets that people sign with by mistake, and an empty one is among them.
_EMPTY_SECRET: Final = Verdict("signature-secret-placeholder")


def _with(more: dict[str, Any], key: bytes | None = None) -> Make:
    return lambda victim: victim.token({**HEADER, **more}, key=key)


def _signed_by(key: bytes) -> Make:
    return lambda victim: victim.token(key=key)


ATTACKS: Final = (
    *(
        Attack(f"{name}, signed with it", _with(more, _ATTACKER_KEY), BAD_SIGNATURE)
        for name, more in _KEY_CHOICES.items()
    ),
    *(
        Attack(f"{name}, signed with nothing", _with(more, b""), BAD_SIGNATURE, _EMPTY_SECRET)
        for name, more in _KEY_CHOICES.items()
    ),
    Attack(
        "kid of another app, signed with its secret",
        lambda victim: victim.token({**HEADER, "kid": victim.other_client_id}, key=victim.other_secret),
        BAD_SIGNATURE,
        Verdict("signature-secret-of-other-app"),
    ),
    *(Attack(name, _with(more), MALFORMED) for name, more in _OTHER_READINGS.items()),
    Attack("a public key's text as secret", _signed_by(_PUBLIC_PEM), BAD_SIGNATURE),
    Attack("a public key's text without its last line break", _signed_by(_PUBLIC_PEM.rstrip()), BAD_SIGNATURE),
    Attack("a public key's text in one line", _signed_by(_PUBLIC_DER), BAD_SIGNATURE),
    Attack("jwk twice, nested", lambda victim: victim.token(_TWICE), MALFORMED),
)
TOLERATED: Final = (
    *(
        Tolerated(f"{name}, rightly signed", _with(more), "a header's word about keys is ignored")
        for name, more in _KEY_CHOICES.items()
    ),
    *(
        Tolerated(f"typ {kind}", _with({"typ": kind}), "`typ` is compared without case")
        for kind in ("JWT", "jwt", "Jwt")
    ),
    Tolerated("cty JWT", _with({"cty": "JWT"}), "an unknown header parameter is ignored"),
    Tolerated("exp in the header", _with({"exp": 1, "iss": "joe"}), "an unknown header parameter is ignored"),
)
