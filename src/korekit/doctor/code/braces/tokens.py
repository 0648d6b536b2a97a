"""The tokens of code with braces: names, numbers, texts with their escapes undone, signs. Comments are left out."""

import re
from dataclasses import dataclass
from typing import Final, Literal

__all__ = ["Token", "comments_of", "tokens_of"]

_MAX_TOKENS: Final = 30_000
_PIECE: Final = re.compile(
    r'''(?P<blank>\s+)
    | (?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z))
    | (?P<block>"""(?P<block_text>.*?)(?:"""|\Z))
    | (?P<verbatim>\$?@\$?"(?P<verbatim_text>(?:[^"]|"")*)")
    | (?P<filled>\$"(?P<filled_text>(?:[^"\\\n]|\\.)*)")
    | (?P<text>"(?P<double>(?:[^"\\\n]|\\.)*)"|'(?P<single>(?:[^'\\\n]|\\.)*)')
    | (?P<template>`(?P<template_text>(?:[^`\\]|\\.)*)`)
    | (?P<number>\d[\d_]*(?:\.\d+)?)[lLfFdDnm]?
    | (?P<name>[^\W\d][\w$]*|\$[\w$]*)
    | (?P<sign>===|!==|=>|:=|\+=|==|!=|&&|\|\||\?\?|\?\.|\.\.\.|::|->|[^\s])''',
    re.VERBOSE | re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r?\n|.)", re.DOTALL)
# Kotlin fills `$name` into texts in double quotes.
_KOTLIN: Final = re.compile(r"^\s{0,40}(?:private |override )?(?:val|fun) \w", re.MULTILINE)
_DOLLAR: Final = re.compile(r"\$([A-Za-z_]\w{0,60})")
_LETTERS: Final = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "b": "\b"}
_COMMENT: Final = re.compile(r"(?<!:)//[ \t]*([^\n]*)|/\*(.*?)\*/", re.DOTALL)
_Kind = Literal["text", "template", "number", "name", "sign"]


@dataclass(frozen=True, slots=True)
class Token:
    """One token. `value`: a text without its quotes; of a template, still with its `${…}`."""

    kind: _Kind
    value: str
    end: int

    def __repr__(self) -> str:
        return f"Token({self.kind!r}, {len(self.value)} characters)"


def tokens_of(text: str) -> list[Token]:
    """The tokens of a text; of a very long one, those at its beginning."""
    found: list[Token] = []
    is_dollar_filled = _KOTLIN.search(text) is not None
    for piece in _PIECE.finditer(text):
        end = piece.end()
        if piece["blank"] or piece["comment"]:
            continue
        if piece["block"] is not None:
            found.append(Token("text", _unindented(piece["block_text"]), end))
        elif piece["verbatim"] is not None:
            found.append(Token("text", piece["verbatim_text"].replace('""', '"'), end))
        elif piece["filled"] is not None:
            # `$"…{name}…"` is a template in other clothes.
            text_of_it = re.sub(r"\{(\w[\w.]{0,60})\}", r"${\1}", piece["filled_text"])
            found.append(Token("template", _unescaped(text_of_it), end))
        elif piece["text"] is not None:
            inner = piece["double"] if piece["double"] is not None else piece["single"]
            if is_dollar_filled and piece["double"] is not None and "$" in inner:
                found.append(Token("template", _unescaped(_DOLLAR.sub(r"${\1}", inner)), end))
            else:
                found.append(Token("text", _unescaped(inner), end))
        elif piece["template"] is not None:
            found.append(Token("template", _unescaped(piece["template_text"]), end))
        elif piece["number"] is not None:
            found.append(Token("number", piece["number"].replace("_", ""), end))
        elif piece["name"] is not None:
            found.append(Token("name", piece["name"], end))
        else:
            found.append(Token("sign", piece["sign"], end))
        if len(found) >= _MAX_TOKENS:
            break
    return found


def comments_of(text: str) -> str:
    """What the comments say."""
    return "\n".join(found[1] or found[2] or "" for found in _COMMENT.finditer(text))


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text

    def sign(found: re.Match[str]) -> str:
        code = found[1]
        if code[0] in "ux" and len(code) > 1:
            return chr(int(code[1:], 16))
        return "" if code.endswith("\n") else _LETTERS.get(code, code)

    # Halves of a pair of surrogates are put together again.
    return _ESCAPE.sub(sign, text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _unindented(text: str) -> str:
    lines = text.removeprefix("\n").split("\n")
    indent = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[indent:] for line in lines)
