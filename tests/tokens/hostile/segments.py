"""Tokens that are cut, joined, padded, broken or spelled in another alphabet.

Source: RFC 7515 2, 3.1 and 7; RFC 4648 3.2, 3.3, 3.5 and 5; RFC 7516 9.
"""

import json
from collections.abc import Iterator
from typing import Final

from tests.tokens.hostile.attack import (
    BAD_SIGNATURE,
    CUT_SIGNATURE,
    DECORATED,
    JWE_INVALID,
    MALFORMED,
    OTHER_ALGORITHM,
    TOKEN,
    UNSIGNED,
    Attack,
    Make,
    Verdict,
)
from tests.tokens.victim import HEADER, Victim, b64, unb64

__all__ = ["ATTACKS"]

_PARTS: Final = ("header", "claims", "signature")
_INSIDE: Final = {
    "a blank": b" ",
    "a line break": b"\n",
    "a return": b"\r",
    "both": b"\r\n",
    "a tab": b"\t",
    "NUL": b"\x00",
    "a vertical tab": b"\x0b",
    "a form feed": b"\x0c",
    "a no-break space": b"\xa0",
    "a zero-width space": b"\xe2\x80\x8b",
    "a byte order mark": b"\xef\xbb\xbf",
    "delete": b"\x7f",
    "an escape": b"%2E",
    "a comma": b",",
    "a star": b"*",
    "a tilde": b"~",
}
_MISSING: Final = Verdict("token-missing")
_CUT: Final = Verdict("token-truncated", TOKEN)


def _of(index: int, change: bytes, *, at: int) -> Make:
    """Something put into a segment, with the signature made over what is sent, so that only its form is wrong."""

    def make(victim: Victim) -> bytes:
        segments = list(victim.parts())
        place = at if at >= 0 else len(segments[index])
        segments[index] = segments[index][:place] + change + segments[index][place:]
        text = b".".join(segments[:2])
        return victim.signed(text) if index < 2 else text + b"." + segments[2]

    return make


def _whole(form: str) -> Make:
    def make(victim: Victim) -> bytes:
        header, claims, signature = victim.parts()
        spelled = {ord("H"): header.decode(), ord("C"): claims.decode(), ord("S"): signature.decode()}
        return form.translate(spelled).encode()

    return make


def _other_alphabet(index: int) -> Make:
    """A token with one segment in base64's standard alphabet, where that makes a difference."""

    def make(victim: Victim) -> bytes:
        for number in range(1000):
            # `>` and `?` are spelled with `-` and `_` where they stand at the end of three bytes.
            filling = "?>" * 5 + str(number)
            token = victim.token({**HEADER, "kid": filling}, victim.claims(n=filling))
            segments = token.split(b".")
            changed = segments[index].translate(bytes.maketrans(b"-_", b"+/"))
            if changed != segments[index]:
                segments[index] = changed
                text = b".".join(segments[:2])
                return victim.signed(text) if index < 2 else text + b"." + segments[2]
        raise AssertionError("no token with that letter")

    return make


def _spare_bits(index: int) -> Make:
    """A token with the last character of one segment spelled differently: the same bytes, another text."""

    def make(victim: Victim) -> bytes:
        for number in range(1000):
            token = victim.token({**HEADER, "kid": str(number)}, victim.claims(n=str(number)))
            segments = token.split(b".")
            if len(segments[index]) % 4 == 0:
                continue
            last = segments[index][-1:]
            alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
            segments[index] = segments[index][:-1] + alphabet[alphabet.index(last) + 1 :][:1]
            text = b".".join(segments[:2])
            return victim.signed(text) if index < 2 else text + b"." + segments[2]
        raise AssertionError("no token with spare bits")

    return make


def _impossible_length(index: int) -> Make:
    """A token with one segment of a length that base64 cannot have."""

    def make(victim: Victim) -> bytes:
        segments = list(victim.parts())
        segments[index] = segments[index][: len(segments[index]) // 4 * 4] + b"A"
        return victim.signed(b".".join(segments[:2]))

    return make


def _flattened(victim: Victim) -> bytes:
    header, claims, signature = (part.decode() for part in victim.parts())
    return json.dumps({"protected": header, "payload": claims, "signature": signature}).encode()


def _general(victim: Victim) -> bytes:
    header, claims, signature = (part.decode() for part in victim.parts())
    return json.dumps({"payload": claims, "signatures": [{"protected": header, "signature": signature}]}).encode()


def _signature_of(length: int) -> Make:
    return lambda victim: b".".join((*victim.parts()[:2], victim.parts()[2][:length]))


def _extended(more: bytes) -> Make:
    return lambda victim: victim.token() + more


def _two_macs(victim: Victim) -> bytes:
    return victim.token().rpartition(b".")[0] + b"." + b64(unb64(victim.parts()[2]) + bytes(32))


def _inside() -> Iterator[Attack]:
    for what, change in _INSIDE.items():
        is_white = change in (b" ", b"\n", b"\r", b"\r\n", b"\t")
        for index, part in enumerate(_PARTS):
            seen = DECORATED if is_white else None
            yield Attack(f"{what} inside the {part}", _of(index, change, at=5), MALFORMED, seen)
    for index, part in enumerate(_PARTS):
        for padding in (b"=", b"=="):
            # The platform calls a padded signature a decorated token.
            seen = DECORATED if index == 2 else None
            yield Attack(f"{part} with {padding.decode()!r}", _of(index, padding, at=-1), MALFORMED, seen)
        verdict = BAD_SIGNATURE if index == 2 else MALFORMED
        yield Attack(f"{part} with spare bits set", _spare_bits(index), verdict)
        yield Attack(f"{part} in the standard alphabet", _other_alphabet(index), MALFORMED)
    for index in (0, 1):
        yield Attack(f"{_PARTS[index]} of an impossible length", _impossible_length(index), MALFORMED)


_BEARER: Final = Verdict("header-bearer-prefix", TOKEN)
# `H`, `C` and `S` stand for the segments of a right token.
_BROKEN: Final = (
    *(".", "..", "H.", ".C", ".S", "H..", ".C.", "..S", ".H.C.S", "H.C.S.", ".H.C", "H..S", ".C.S", "H.C..S"),
    *("H..C.S", "H.C.S.S", "H.H.C.S", "H.C.S.H.C.S", "H.C.S......", "H,C,S", "H:C:S", "H/C/S", "H%2EC%2ES"),
    *("H\u3002C\u3002S", "H\u2024C\u2024S", "S", "S.C.H", "S.S.S", "auth:H.C.S", "JWT=H.C.S", "BearerH.C.S"),
    *("\x00H.C.S", "H.C.S\x00", "%20H.C.S", "H.C.S%0A", "abc", "a.b.c", "null", "undefined"),
    *("H.C.S#", "H.C.S&", "H.C.S?x=H"),
)
_DECORATED: Final = (
    *(" H.C.S", "H.C.S ", "H.C.S\n", "H.C.S\r\n", "\tH.C.S", "\x0bH.C.S", "H. C.S", "H.C .S", "JWT H.C.S"),
    *("H.C.S H.C.S", "H.C.S, H.C.S", "'H.C.S'", '"H.C.S"', "`H.C.S`", "<H.C.S>", "(H.C.S)", "[H.C.S]", "{H.C.S}"),
    *("auth: H.C.S", "H.C.S,", "H.C.S;", "H.C.S'", "{{JWT}}", "<JWT>"),
)
_OF_FIVE: Final = ("....", "H....S", "H.C.S.S.S", "H.C.SH.C.S", "H.C.S,H.C.S", "H.C.S&H.C.S", ".H.C.S.", "H.C.S..")

ATTACKS: Final = (
    *_inside(),
    *(Attack(f"the form {form!r}", _whole(form), MALFORMED) for form in _BROKEN),
    *(Attack(f"the form {form!r}", _whole(form), MALFORMED, DECORATED) for form in _DECORATED),
    *(Attack(f"the form {form!r}", _whole(form), MALFORMED, JWE_INVALID) for form in _OF_FIVE),
    *(Attack(f"the form {form!r}", _whole(form), MALFORMED, _MISSING) for form in ("", " ", "\t")),
    *(Attack(f"the form {form!r}", _whole(form), MALFORMED, _BEARER) for form in ("Bearer H.C.S", "bearer H.C.S")),
    *(Attack(f"the form {form!r}", _whole(form), _CUT) for form in ("H", "C", "HC", "HCS", "H.S", "C.S")),
    *(Attack(f"the form {form!r}", _whole(form), UNSIGNED) for form in ("H.C", "C.C", "H.C.")),
    *(Attack(f"the form {form!r}", _whole(form), OTHER_ALGORITHM) for form in ("C.H.S", "C.C.S")),
    Attack("the header as claims", _whole("H.H.S"), Verdict("claim-app-id-missing")),
    Attack("JWS JSON serialisation, flattened", _flattened, MALFORMED, DECORATED),
    Attack("JWS JSON serialisation, general", _general, MALFORMED, DECORATED),
    *(Attack(f"a signature of {length} characters", _signature_of(length), CUT_SIGNATURE) for length in range(1, 43)),
    *(
        Attack(f"a signature with {more.decode()} appended", _extended(more), BAD_SIGNATURE)
        for more in (b"1", b"12", b"123", b"1234", b"0000", b"A", b"AA", b"AAA", b"_", b"-")
    ),
    Attack("a signature twice", lambda victim: victim.token() + victim.parts()[2], BAD_SIGNATURE),
    Attack("a signature with 32 zero bytes appended", _two_macs, BAD_SIGNATURE),
)
