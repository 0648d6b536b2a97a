"""Tokens that code with braces makes: jsonwebtoken, jose, jwt-simple, jjwt, java-jwt."""

import base64
import binascii
import re
from dataclasses import dataclass, field
from typing import Any, Final

from korekit.doctor.code.texts import text_of
from korekit.doctor.code.values import Decoded, Unknown
from korekit.doctor.given import is_open, opened
from korekit.doctor.making import MadeToken, SinceNow

__all__ = ["AlgorithmWithKey", "JwtBuilder", "decoded", "signed_by_options"]

_ALGORITHM: Final = re.compile(
    r"\b(HS256|HS384|HS512|RS256|RS384|RS512|ES256|ES384|ES512|PS256|PS384|PS512|none|NONE)\b"
)
_SPAN: Final = re.compile(
    r"([\d.]+) ?(ms|s|sec|secs|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?|y|years?)?"
)
_UNITS: Final = {"m": 60, "h": 3_600, "d": 86_400, "w": 604_800, "y": 31_557_600, "s": 1}
_TIMES: Final = {
    "setexpiration": "exp", "expiration": "exp", "withexpiresat": "exp", "setexpirationtime": "exp",
    "setissuedat": "iat", "issuedat": "iat", "withissuedat": "iat",
    "setnotbefore": "nbf", "notbefore": "nbf", "withnotbefore": "nbf",
}  # fmt: skip
_TEXTS: Final = {
    "setsubject": "sub", "subject": "sub", "withsubject": "sub",
    "setissuer": "iss", "issuer": "iss", "withissuer": "iss",
    "setid": "jti", "id": "jti", "withjwtid": "jti", "setjti": "jti", "setaudience": "aud", "withaudience": "aud",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AlgorithmWithKey:
    """What `Algorithm.HMAC256(secret)` gives."""

    algorithm: str
    key: Any


@dataclass(slots=True)
class JwtBuilder:
    """A builder of tokens, as far as its calls go."""

    claims: dict[str, Any] = field(default_factory=dict)
    algorithm: str | None = None
    key: Any = None
    are_claims_whole: bool = True

    def take(self, name: str, arguments: tuple[Any, ...]) -> MadeToken | None:
        """Take in one call; the token, once it is signed and written."""
        kind = name.lower()
        first = arguments[0] if arguments else None
        if kind in ("claim", "withclaim", "addclaim") and len(arguments) > 1:
            self.claims[text_of(first)] = _claim(arguments[1])
        elif kind in ("claims", "setclaims", "addclaims", "withpayload", "payload") and arguments:
            self._take_claims(first)
        elif kind in _TIMES:
            self.claims[_TIMES[kind]] = _moment(first) if arguments else SinceNow(0)
        elif kind in _TEXTS and arguments:
            self.claims[_TEXTS[kind]] = _claim(first)
        elif kind in ("setprotectedheader", "setheader", "header") and isinstance(first, dict) and "alg" in first:
            self.algorithm = text_of(first["alg"])
        elif kind == "signwith" and arguments:
            self._take_key(arguments)
        elif kind == "sign" and arguments:
            if isinstance(first, AlgorithmWithKey):
                self.algorithm, self.key = first.algorithm, first.key
            else:
                self.key = first
            return self.made()
        elif kind == "compact":
            return self.made()
        return None

    def _take_claims(self, given: Any) -> None:
        if isinstance(given, dict):
            self.claims.update({name: _claim(value) for name, value in given.items() if name != "**"})
            self.are_claims_whole = self.are_claims_whole and "**" not in given
        else:
            self.are_claims_whole = False

    def _take_key(self, arguments: tuple[Any, ...]) -> None:
        for one in arguments:
            found = _ALGORITHM.search(one.name if isinstance(one, Unknown) else text_of(one))
            if found and (isinstance(one, Unknown) or text_of(one) == found[1]):
                self.algorithm = found[1]
                continue
            self.key = one
            # `signWith(algorithm, text)` takes the text as base64. Source: jjwt's documentation.
            if len(arguments) > 1 and one is arguments[1] and _is_text(one):
                self.key = decoded(one)

    def made(self) -> MadeToken:
        """The token as far as the calls say."""
        return MadeToken(
            algorithm=self.algorithm,
            claims=dict(self.claims),
            are_claims_whole=self.are_claims_whole,
            key=_key_of(self.key),
            is_key_decoded=isinstance(self.key, Decoded),
        )


def _is_text(key: Any) -> bool:
    """Whether a key is a text for sure, or by its name."""
    if isinstance(key, Unknown):
        name = key.name.lower()
        return name.startswith("$") or ("secret" in name and not any(word in name for word in ("bytes", "key", "()")))
    return isinstance(key, str)


def signed_by_options(arguments: tuple[Any, ...]) -> MadeToken | None:
    """What `jwt.sign(claims, secret, options)` makes."""
    if len(arguments) < 2:
        return None
    given, key = arguments[0], arguments[1]
    options = arguments[2] if len(arguments) > 2 else {}
    header = options.get("header") if isinstance(options, dict) else None
    algorithm: str | None = "HS256"
    if isinstance(options, str):
        algorithm = options
    elif isinstance(options, dict):
        stated = options.get(
            "algorithm", options.get("alg", header.get("alg") if isinstance(header, dict) else "HS256")
        )
        algorithm = stated if isinstance(stated, str) and not is_open(stated) else None
    claims = {name: _claim(value) for name, value in given.items() if name != "**"} if isinstance(given, dict) else None
    if claims is not None and isinstance(options, dict):
        for option, name in (("expiresIn", "exp"), ("notBefore", "nbf")):
            if option in options:
                claims[name] = _span(options[option])
        for option, name in (("jwtid", "jti"), ("issuer", "iss"), ("subject", "sub"), ("audience", "aud")):
            if option in options:
                claims[name] = _claim(options[option])
    return MadeToken(
        algorithm=algorithm,
        claims=claims,
        are_claims_whole=isinstance(given, dict) and "**" not in given,
        key=_key_of(key),
        is_key_decoded=isinstance(key, Decoded),
    )


def _claim(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): _claim(one) for name, one in value.items() if name != "**"}
    if isinstance(value, list | tuple):
        return [_claim(one) for one in value]
    is_plain = isinstance(value, str | int | float | SinceNow) or value is None
    return value if is_plain else text_of(value)


def _moment(value: Any) -> Any:
    """A time of a builder, which is never written in milliseconds; `"5m"` counts from now."""
    if isinstance(value, SinceNow):
        return SinceNow(value.seconds)
    return _span(value) if isinstance(value, str) else _claim(value) if isinstance(value, int) else opened("time")


def _span(value: Any) -> Any:
    """`"1h"`, `"60"` (milliseconds, as the library reads it) or 60 (seconds) from now."""
    if isinstance(value, int | float) and abs(value) < 1e12:
        return SinceNow(float(value))
    found = _SPAN.fullmatch(value.strip()) if isinstance(value, str) and len(value) < 40 else None
    if found is None or found[1].count(".") > 1 or not found[1].strip("."):
        return opened("time")
    if found[2] in (None, "ms"):
        return SinceNow(float(found[1]) / 1000)
    return SinceNow(float(found[1]) * _UNITS[found[2][0]])


def _key_of(key: Any) -> bytes | None:
    """The key's bytes, where the code says them."""
    if isinstance(key, Decoded):
        return key.value
    if isinstance(key, bytes):
        return key
    return key.encode("utf-8", "replace") if isinstance(key, str) and not is_open(key) else None


def decoded(value: Any) -> Any:
    """What base64 text stands for, or a mark that it is decoded."""
    if isinstance(value, str) and not is_open(value):
        text = value.encode("utf-8", "replace").rstrip(b"=")
        try:
            return Decoded("base64", base64.b64decode(text + b"=" * (-len(text) % 4)))
        except (binascii.Error, ValueError):
            return Decoded("base64")
    return Decoded(value.name if isinstance(value, Unknown) else "base64")
