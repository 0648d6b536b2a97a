"""Tokens whose header or claims are no plain JSON object in UTF-8, read in two ways, or too much of something.

Source: RFC 7515 4, RFC 7519 4, RFC 8259, RFC 7493 2, RFC 8725 3.7.
"""

from collections.abc import Callable
from typing import Final, Literal

from tests.tokens.hostile.attack import JWE_INVALID, MALFORMED, Attack, Make, Tolerated
from tests.tokens.victim import Victim

__all__ = ["ATTACKS", "TOLERATED"]

Part = Literal["header", "claims"]
_PARTS: Final[tuple[Part, Part]] = ("header", "claims")


def _changed(part: Part, change: Callable[[str], bytes]) -> Make:
    """A token with one part written in another way, and a signature over that."""

    def make(victim: Victim) -> bytes:
        header, claims = '{"alg":"HS256"}', f'{{"appId":"{victim.client_id}"}}'
        if part == "header":
            return victim.token(change(header), claims.encode())
        return victim.token(header.encode(), change(claims))

    return make


def _holding(value: bytes) -> Callable[[str], bytes]:
    """The same object with a first member `x` of this value."""
    return lambda text: b'{"x":' + value + b"," + text.encode()[1:]


def _just(text: bytes) -> Callable[[str], bytes]:
    return lambda _: text


_ENCODINGS: Final[dict[str, Callable[[str], bytes]]] = {
    "a byte order mark before it": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "a byte order mark behind it": lambda text: text.encode() + b"\xef\xbb\xbf",
    "UTF-16 with a mark": lambda text: text.encode("utf-16"),
    "UTF-16 LE": lambda text: text.encode("utf-16-le"),
    "UTF-16 BE": lambda text: text.encode("utf-16-be"),
    "UTF-32": lambda text: text.encode("utf-32"),
    "UTF-32 BE": lambda text: text.encode("utf-32-be"),
    "UTF-7": lambda text: ("+AHs-" + text[1:]).encode(),
    "EBCDIC": lambda text: text.encode("cp500"),
    "Latin-1": _holding('"é"'.encode("latin-1")),
    "an overlong letter": _holding(b'"\xc1\xa1"'),
    "an overlong zero": _holding(b'"\xc0\x80"'),
    "a surrogate in UTF-8": _holding(b'"\xed\xa0\x80"'),
    "a pair of surrogates in UTF-8": _holding(b'"\xed\xa0\xbd\xed\xb8\x80"'),
    "a cut character": _holding(b'"\xe2\x82"'),
    "a lone continuation": _holding(b'"\x80"'),
    "beyond Unicode": _holding(b'"\xf4\x90\x80\x80"'),
    "the byte FF": lambda text: text.encode() + b"\xff",
}
_NO_OBJECTS: Final = {
    "an array": b"[]",
    "an array of an object": b'[{"alg":"HS256"}]',
    "a text": b'"HS256"',
    "an object in a text": b'"{\\"alg\\":\\"HS256\\"}"',
    "a number": b"1",
    "null": b"null",
    "true": b"true",
    "a blank": b" ",
    "a zero byte": b"\x00",
    "a token": b"eyJhbGciOiJIUzI1NiJ9.eyJhcHBJZCI6ImNzLSJ9.AAAA",
    "XML": b"<alg>HS256</alg>",
    "YAML": b"alg: HS256",
    "MessagePack": b"\x81\xa3alg\xa5HS256",
    "a pickle": b"\x80\x04\x95\x06\x00\x00\x00\x00\x00\x00\x00\x8c\x02id\x94.",
}
_NO_JSON: Final[dict[str, Callable[[str], bytes]]] = {
    "a comma at the end": lambda text: text[:-1].encode() + b",}",
    "a comma at the start": lambda text: b"{," + text[1:].encode(),
    "no closing brace": lambda text: text[:-1].encode(),
    "two closing braces": lambda text: text.encode() + b"}",
    "two objects": lambda text: (text + text).encode(),
    "two lines": lambda text: (text + "\n" + text).encode(),
    "something behind it": lambda text: text.encode() + b" x",
    "NUL behind it": lambda text: text.encode() + b"\x00",
    "NUL before it": lambda text: b"\x00" + text.encode(),
    "a guard before it": lambda text: b")]}',\n" + text.encode(),
    "a vertical tab before it": lambda text: b"\x0b" + text.encode(),
    "a no-break space before it": lambda text: b"\xc2\xa0" + text.encode(),
    "a comment": lambda text: b"{/* */" + text[1:].encode(),
    "a comment to the line's end": lambda text: text.encode() + b"// x",
    "a name without quotes": lambda text: text.replace('"', "", 2).encode(),
    "single quotes": lambda text: text.replace('"', "'").encode(),
    "curly quotes": lambda text: text.replace('"', "\u201d").encode(),
    "a number as name": lambda text: b"{1:1," + text[1:].encode(),
    "NaN": _holding(b"NaN"),
    "Infinity": _holding(b"Infinity"),
    "-Infinity": _holding(b"-Infinity"),
    "nan": _holding(b"nan"),
    "undefined": _holding(b"undefined"),
    "Python's True": _holding(b"True"),
    "a leading zero": _holding(b"01"),
    "a plus sign": _holding(b"+1"),
    "a minus sign alone": _holding(b"-"),
    "no digit before the point": _holding(b".5"),
    "no digit behind the point": _holding(b"1."),
    "no exponent": _holding(b"1e"),
    "a hexadecimal number": _holding(b"0x10"),
    "an underscore in a number": _holding(b"1_000"),
    "digits of another script": _holding("\u0661".encode()),
    "a line break in a text": _holding(b'"a\nb"'),
    "NUL in a text": _holding(b'"a\x00b"'),
    "an unknown escape": _holding(b'"\\x41"'),
    "a cut escape": _holding(b'"\\u00"'),
    "an open text": _holding(b'"a'),
    "half a pair escaped": _holding(b'"\\ud800"'),
    "the other half escaped": _holding(b'"\\udc00"'),
    "a pair escaped in the wrong order": _holding(b'"\\ude00\\ud83d"'),
    "half a pair in a name": _holding(b'{"\\ud800":1}'),
    "half a pair in a list": _holding(b'[["\\udfff"]]'),
}
_TWICE: Final = {
    "a name twice": _holding(b'1,"x":1'),
    "a name twice, once escaped": _holding(b'1,"\\u0078":2'),
    "a name twice, nested": _holding(b'{"a":1,"a":2}'),
    "a name twice, deep in lists": _holding(b'[[{"a":{"b":1,"b":1}}]]'),
    "an empty name twice": _holding(b'{"":1,"":2}'),
    "__proto__ twice": _holding(b'{"__proto__":1,"__proto__":2}'),
}
_TOO_MUCH: Final[dict[str, Callable[[str], bytes]]] = {
    "a number of 5,000 digits": _holding(b"9" * 5000),
    "a number of 5,000 digits below zero": _holding(b"-" + b"9" * 5000),
    "5,000 lists in one another": _holding(b"[" * 5000 + b"]" * 5000),
    "1,200 objects in one another": _holding(b'{"a":' * 1200 + b"1" + b"}" * 1200),
    "10,000 open lists": _just(b"[" * 10_000),
    "100,000 lists in one another": _holding(b"[" * 100_000 + b"]" * 100_000),
    "a text of 100 kB": _holding(b'"' + b"a" * 100_000 + b'"'),
    "20,000 members": lambda text: b"{" + b",".join(b'"%d":0' % n for n in range(20_000)) + b"," + text[1:].encode(),
}
_FINE: Final[dict[str, Callable[[str], bytes]]] = {
    "a number without end in a value nobody reads": _holding(b"1e999"),
    "a number of 4,000 digits": _holding(b"9" * 4000),
    "100 lists in one another": _holding(b"[" * 100 + b"]" * 100),
    "a pair of surrogates, escaped": _holding(b'"\\ud83d\\ude00"'),
    "a character beyond 16 bits": _holding('"\U0001f600"'.encode()),
    "an escaped zero": _holding(b'"\\u0000"'),
    "names that differ in case": _holding(b'1,"X":2'),
    "__proto__": _holding(b'{"__proto__":{"isAdmin":true},"constructor":1}'),
    "an empty name": _holding(b'{"":1}'),
}


def _of_length(size_bytes: int) -> Make:
    """A right token of this many bytes."""

    def make(victim: Victim) -> bytes:
        for filling in range(size_bytes):
            token = victim.token(claims=victim.claims(n="n" * filling))
            if len(token) >= size_bytes:
                assert len(token) == size_bytes
                return token
        raise AssertionError("not reached")

    return make


def _in_one_another(victim: Victim) -> bytes:
    """A token whose claims are a token."""
    return victim.token({"alg": "HS256", "cty": "JWT"}, victim.token())


ATTACKS: Final = (
    *(
        Attack(f"{part}: {what}", _changed(part, change), MALFORMED)
        for part in _PARTS
        for what, change in (_ENCODINGS | _NO_JSON | _TWICE | _TOO_MUCH).items()
    ),
    *(
        Attack(f"{part}: {what}", _changed(part, _just(text)), MALFORMED)
        for part in _PARTS
        for what, text in _NO_OBJECTS.items()
    ),
    Attack("a token in a token", _in_one_another, MALFORMED),
    Attack("16,385 bytes", _of_length(16_385), MALFORMED),
    Attack("100,000 dots", lambda victim: b"." * 100_000, MALFORMED),
    Attack("100 kB of letters", lambda victim: b"eyJ" + b"A" * 100_000, MALFORMED),
    Attack("1 MB behind a right token", lambda victim: victim.token() + b"A" * 1_000_000, MALFORMED),
    Attack("five segments of 100 kB", lambda victim: b".".join([b"A" * 20_000] * 5), MALFORMED, JWE_INVALID),
)
TOLERATED: Final = (
    *(
        Tolerated(f"{part}: {what}", _changed(part, change), "what nobody reads is ignored")
        for part in _PARTS
        for what, change in _FINE.items()
    ),
    Tolerated("16,384 bytes", _of_length(16_384), "the longest token"),
)
