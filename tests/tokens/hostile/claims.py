"""Tokens with claims of a wrong type, of odd times, of another name, or of rights that no claim can give.

Source: RFC 7519 4.1, RFC 8725 3.8 to 3.11; platform.md 4.3.
"""

import json
from collections.abc import Callable
from typing import Any, Final

from tests.tokens.hostile.attack import MALFORMED, Attack, Make, Tolerated, Verdict
from tests.tokens.victim import HEADER, Victim

__all__ = ["ATTACKS", "TOLERATED"]

_EXPIRED: Final = Verdict("token-expired")
_EARLY: Final = Verdict("token-not-yet-valid")
_NO_CLIENT_ID: Final = Verdict("claim-app-id-not-client-id")
_MISSPELLED: Final = Verdict("claim-app-id-misspelled")
_NO_APP: Final = Verdict("claim-app-id-missing")

_NO_TIMES: Final = (
    *('"1795500300"', '""', '"tomorrow"', '"2026-11-24T08:00:00Z"', "true", "false", "null"),
    *(
        "[]",
        "[1795500300]",
        "{}",
        '{"$gt":0}',
        "1e400",
        "-1e400",
        "9" * 400,
        "-" + "9" * 400,
        "1" + "0" * 308 + "0" * 50,
    ),
)
_PAST: Final = (
    *("0", "-0", "-0.0", "0.0", "-1", "1", "-1e300", "1795499999", "1795500000", "1795499999.999"),
    *("1795500.3", "1e9"),
)
_AHEAD: Final = ("1795500001", "1795500000.5", "1795500000000", "1e300", "1.7955000005e9")
_GOOD_TIMES: Final = {
    "exp": {
        "1795500001": "a second left",
        "1795500000.5": "fractional_times",
        "1.7955003e9": "fractional_times",
        "1795500300000": "millisecond_times",
        "1795500300000000000": "millisecond_times",
        "1e300": "millisecond_times",
    },
    "nbf": {"1795500000": "valid from now on", "0": "long ago", "-1": "long ago", "1795499999.5": "fractional_times"},
    "iat": {
        "1895500000": "`iat` is not compared",
        "-1": "`iat` is not compared",
        "1795500000.5": "fractional_times",
        "1795500000000": "millisecond_times",
    },
}
_NO_CLIENT_IDS: Final[dict[str, Callable[[Victim], Any]]] = {
    "a list": lambda victim: [victim.client_id],
    "an object": lambda victim: {"$eq": victim.client_id},
    "a number": lambda victim: 0,
    "null": lambda victim: None,
    "true": lambda victim: True,
    "an empty text": lambda victim: "",
    "a blank before it": lambda victim: " " + victim.client_id,
    "a blank behind it": lambda victim: victim.client_id + " ",
    "a line break behind it": lambda victim: victim.client_id + "\n",
    "NUL behind it": lambda victim: victim.client_id + "\x00",
    "capitals": lambda victim: victim.client_id.upper(),
    "capital digits": lambda victim: "cs-" + victim.client_id[3:].upper(),
    "a Cyrillic letter": lambda victim: "\u0441" + victim.client_id[1:],
    "a fullwidth letter": lambda victim: "\uff43" + victim.client_id[1:],
    "a zero-width space": lambda victim: victim.client_id[:5] + "\u200b" + victim.client_id[5:],
    "a dash of another kind": lambda victim: victim.client_id.replace("-", "\u2010"),
    "a bot id": lambda victim: victim.bot_id,
    "no prefix": lambda victim: victim.client_id[3:],
    "the prefix alone": lambda victim: "cs-",
    "two of them": lambda victim: f"{victim.client_id},{victim.other_client_id}",
    "a star": lambda victim: "*",
    "a wildcard": lambda victim: "cs-%",
    "SQL": lambda victim: "' OR '1'='1",
    "SQL behind it": lambda victim: victim.client_id + "' --",
    "a path": lambda victim: "../" + victim.client_id,
    "a template": lambda victim: "{{client_id}}",
    "10,000 letters": lambda victim: "c" * 10_000,
}
_MISSPELLINGS: Final = (
    *(
        "appid",
        "APPID",
        "AppId",
        "AppID",
        "app_id",
        "App ID",
        "app-id",
        "appId ",
        " appId",
        "appId\u200b",
        "appIds",
        "\u0430ppId",
    ),
    *("clientId", "client_id", "ClientID", "client", "appKey", "applicationId", "aid", "app"),
)
_NO_APPS: Final[dict[str, Callable[[Victim], dict[str, Any]]]] = {
    "no claims": lambda victim: {},
    "the sample of jwt.io": lambda victim: {"sub": "1234567890", "name": "John Doe", "iat": 1_516_239_022},
    "iss of no app": lambda victim: {"iss": "https://idproxy.kore.ai"},
    "iss as a list": lambda victim: {"iss": [victim.client_id]},
    "iss null": lambda victim: {"iss": None},
    "iss with a blank": lambda victim: {"iss": victim.client_id + " "},
    "aud alone": lambda victim: {"aud": victim.client_id},
    "sub alone": lambda victim: {"sub": victim.client_id},
    "azp alone": lambda victim: {"azp": victim.client_id},
    "one level down": lambda victim: {"claims": {"appId": victim.client_id}},
    "the id as name": lambda victim: {victim.client_id: True},
    "200 other names": lambda victim: {f"some other name {n}": 1 for n in range(200)},
}
_TWICE: Final = (
    '{"appId":"A","appId":"B"}',
    '{"appId":"B","appId":"A"}',
    '{"appId":"A","appId":"A"}',
    '{"appId":"A","\\u0061ppId":"B"}',
    '{"\\u0061ppId":"B","appId":"A"}',
    '{"appId":"A","exp":1,"exp":1895500000}',
    '{"appId":"A","exp":1895500000,"exp":1}',
    '{"appId":"A","jti":"1","jti":"2","exp":1795500300}',
    '{"iss":"A","iss":"B"}',
    '{"appId":"A","customData":{"a":1,"a":2}}',
    '{"appId":"A","customData":[{"a":{"b":1,"b":2}}]}',
)
_ANYTHING: Final[dict[str, dict[str, Any]]] = {
    "scopes": {"scope": "admin", "scopes": ["botaudit", "*"], "permissions": ["*"]},
    "roles": {"isAdmin": True, "isAdminApp": True, "role": "owner", "roles": ["admin"]},
    "an account": {"accountId": "000000000000000000000000", "orgId": "o-1", "tenant": "*"},
    "a bot": {"streamId": "st-00000000-0000-5000-8000-000000000000", "botId": "*", "bots": ["*"]},
    "the vendor's SDK claims": {"isAnonymous": False, "fName": "A", "email": "a@example.com", "customData": {"a": 1}},
    "kore_iss": {"kore_iss": "https://idp.invalid", "kore_sub": "somebody", "kore_jti": "1"},
    "a key": {"cnf": {"jwk": {"kty": "oct", "k": "AA"}}},
    "the prototype": {"__proto__": {"isAdmin": True}, "constructor": {"prototype": {}}},
    "another appid": {"appid": "cs-1e2d3c4b-5a69-5788-9796-a5b4c3d2e1f0", "app_id": "st-1"},
    "another iss": {"iss": "cs-1e2d3c4b-5a69-5788-9796-a5b4c3d2e1f0"},
    "an empty jti": {"jti": ""},
    "jti null": {"jti": None},
}
_AUDIENCES: Final[tuple[Any, ...]] = ("", "https://example.com", ["a", "b"], [], None, 5, {"a": 1})


def _time(name: str, text: str) -> Make:
    def make(victim: Victim) -> bytes:
        return victim.token(claims=f'{{"appId":"{victim.client_id}","{name}":{text}}}'.encode())

    return make


def _named(value: Callable[[Victim], Any]) -> Make:
    return lambda victim: victim.token(claims={"appId": value(victim)})


def _only(claims: Callable[[Victim], dict[str, Any]]) -> Make:
    return lambda victim: victim.token(claims=claims(victim))


def _called(name: str) -> Make:
    return lambda victim: victim.token(claims={name: victim.client_id})


def _with(more: dict[str, Any]) -> Make:
    return lambda victim: victim.token(claims=victim.claims(**more))


def _written(text: str) -> Make:
    """These claims, where A is the victim's client id and B the other app's."""

    def make(victim: Victim) -> bytes:
        named = text.replace('"A"', json.dumps(victim.client_id)).replace('"B"', json.dumps(victim.other_client_id))
        return victim.token(claims=named.encode())

    return make


ATTACKS: Final = (
    *(
        Attack(f"{name} {text[:30]}", _time(name, text), MALFORMED)
        for name in ("exp", "nbf", "iat")
        for text in (*_NO_TIMES, "NaN", "Infinity")
    ),
    *(Attack(f"exp {text}", _time("exp", text), _EXPIRED) for text in _PAST),
    *(Attack(f"nbf {text}", _time("nbf", text), _EARLY) for text in _AHEAD),
    *(Attack(f"appId: {what}", _named(value), _NO_CLIENT_ID) for what, value in _NO_CLIENT_IDS.items()),
    Attack(
        "appId null beside a right iss", _only(lambda victim: {"appId": None, "iss": victim.client_id}), _NO_CLIENT_ID
    ),
    *(Attack(f"appId called {name!r}", _called(name), _MISSPELLED) for name in _MISSPELLINGS),
    *(Attack(f"no app: {what}", _only(claims), _NO_APP) for what, claims in _NO_APPS.items()),
    Attack(
        "appId in the header alone",
        lambda victim: victim.token({**HEADER, "appId": victim.client_id, "iss": victim.client_id}, {}),
        _NO_APP,
    ),
    *(Attack(f"claims {text}", _written(text), MALFORMED) for text in _TWICE),
)
TOLERATED: Final = (
    Tolerated("no exp", lambda victim: victim.token(), "no_exp"),
    Tolerated("iss instead of appId", _called("iss"), "iss_for_app_id"),
    Tolerated("appId with its name escaped", _written('{"\\u0061ppId":"A"}'), "JSON writes a key in several ways"),
    *(
        Tolerated(f"{name} {text}", _time(name, text), why)
        for name, times in _GOOD_TIMES.items()
        for text, why in times.items()
    ),
    *(Tolerated(f"aud {audience!r}", _with({"aud": audience}), "foreign_aud") for audience in _AUDIENCES),
    *(Tolerated(f"claims of {what}", _with(more), "unknown claims are ignored") for what, more in _ANYTHING.items()),
)
