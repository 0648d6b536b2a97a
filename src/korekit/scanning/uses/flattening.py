"""Texts that a program puts together, written as one text: what only running would tell is an open part.

Works on the program's text, whatever its language: pieces joined by `+` or `.`, parts filled in by `${…}`, `{…}`, `$x`,
`%s`, `<x>` and their like. Line ends within are kept in the open parts, so that lines keep their numbers.
"""

import re
from collections.abc import Mapping
from typing import Final

from korekit.doctor.given import open_names, opened

__all__ = ["constants_in", "filled", "flattened"]

_MARKS: Final = {0xE000: "\ufffd", 0xE001: "\ufffd"}
_WORD: Final = r"[A-Za-z_$@][\w$]*"
# What may stand between two joined pieces: a name, with members, calls and indexes.
_OPEN: Final = "\ue000[^\ue000\ue001]{0,200}\ue001"
_PART: Final = (
    rf"(?:{_OPEN}|\(?{_WORD}(?:\??\.{_WORD}|\([^()\"'`\n]{{0,60}}\)|\[[^\]\n]{{0,40}}\]|::{_WORD}){{0,6}}\)?)"
)
_JOINS: Final = r"\s{0,60}(?:\+|\.(?=\s))\s{0,60}"
_BETWEEN: Final = re.compile(rf"[\"'`]{_JOINS}({_PART}(?:{_JOINS}{_PART}){{0,3}}){_JOINS}[fF$@]?[\"'`]")
_TOUCHING: Final = re.compile(
    r"[\"'`][ \t]{0,8}(?:\+|\.(?=\s)|\\)?\s{0,60}(?:\+[ \t]{0,8})?[fFrR$@]{0,2}[\"'`](?=[/?&{$%\ue000])"
)
# From the beginning of a word on: each of its letters as a beginning would take long in minified code.
_BEFORE: Final = re.compile(rf"(?:(?<![\w$])|(?=[@(\ue000]))({_PART}){_JOINS}[fFrR$@]{{0,2}}[\"'`](?=/)")
_BEHIND: Final = re.compile(rf"(?<=/)[\"'`]{_JOINS}({_PART})")
_FILLED_IN: Final = re.compile(
    r"""\#?\$?\{\{[^{}\n]{0,80}\}\} | [\#$]\{[^{}\n]{0,120}\}
    | \$\([^()\n]{0,80}(?:\([^()\n]{0,80}\))?[^()\n]{0,40}\)
    | (?<![\w\\])\{[^{}\n"'`:,;]{0,80}(?:\[["'][^"'\n]{1,40}["']\])?[^{}\n"'`;,]{0,20}\}
    | %\(\w{1,40}\)s | %[sd](?!\w) | %[A-Za-z_]\w{0,40}% | \$(?:env:)?[A-Za-z_]\w*(?:\.\w+(?=[/"'\s?]))?
    | (?<=/):[A-Za-z_]\w*(?![\w:]) | (?<=/)<[A-Za-z_][\w: -]{0,40}>""",
    re.VERBOSE,
)
# `base = BASE`, `this.base = config.base;`
_ALIAS: Final = re.compile(
    r"^[ \t]*(?:[\w.$]{0,60}\.)?\$?(?P<name>[A-Za-z_]\w{0,60})[ \t]?:?=[ \t]?(?:[\w$]{1,60}\.){0,4}"
    r"(?P<value>[A-Za-z_]\w{0,60});?[ \t]*$",
    re.MULTILINE,
)
_NAME_IN: Final = re.compile(r"[A-Za-z_]\w*")
_CONSTANT: Final = re.compile(
    r"(?<![\w.])(?:[\w.$]{0,60}\.)?\$?(?P<name>[A-Za-z_]\w{0,60})(?:[ \t]?:[ \t]?[\w<>\[\]. |]{1,40})?"
    r"[ \t]{0,8}[=:][ \t]{0,8}"
    r"(?:[fFrRbB$@]{0,2}[\"'`])?(?P<value>[^\s\"'`,;()<>]{0,200}/[^\s\"'`,;()<>]{0,200}|[^\s\"'`,;()<>]{0,200}\ue001)[\"'`]?"
)
# What would be more than a name in an address.
_NOT_NAME: Final = re.compile(r"[^\w.{}$()\[\]-]+")
_MAX_NAME: Final = 80
_ADDRESS: Final = re.compile(r"://|/api\b")
_MAX_CONSTANTS: Final = 2_000
_MAX_DEPTH: Final = 4
_MAX_FILLED: Final = 2_000


def flattened(code: str) -> str:
    """The program's text with the texts that it puts together written as one each."""
    text = code.translate(_MARKS)
    text = _FILLED_IN.sub(lambda found: _open(found[0], found[0]), text)
    text = _BETWEEN.sub(lambda found: _open(found[1], found[0]), text)
    text = _TOUCHING.sub(lambda found: _open("", found[0]) if "\n" in found[0] else "", text)
    text = _BEFORE.sub(lambda found: '"' + _open(found[1], found[0]), text)
    return _BEHIND.sub(lambda found: _open(found[1], found[0]) + '"', text)


def _open(name: str, whole: str) -> str:
    shown = _NOT_NAME.sub(" ", name).strip()[:_MAX_NAME]
    return opened(shown + "\n" * whole.count("\n"))


def constants_in(text: str) -> dict[str, str]:
    """The names that a flattened text gives to addresses, or to parts of one; one that has several counts for none."""
    found: dict[str, str] = {}
    several: set[str] = set()
    for one, _ in zip(_CONSTANT.finditer(text), range(_MAX_CONSTANTS), strict=False):
        name, value = one["name"], one["value"].rstrip("/")
        if found.setdefault(name, value) != value:
            several.add(name)
    known = {name: value for name, value in found.items() if name not in several}
    for one, _ in zip(_ALIAS.finditer(text), range(_MAX_CONSTANTS), strict=False):
        if one["name"] != one["value"] and one["value"] in known:
            known.setdefault(one["name"], opened(one["value"]))
    return known


def filled(text: str, constants: Mapping[str, str]) -> str:
    """The address with its open parts filled by the constants that they name, as far as there are any.

    What is a whole address, or its beginning, fills the first part alone: a bot's id may have a base's name.
    """
    for _ in range(_MAX_DEPTH):
        known = text
        for name in open_names(text):
            words = _NAME_IN.findall(name)
            value = constants.get(words[-1], "") if words else ""
            part = opened(name)
            if value and (known.startswith(part) or not _ADDRESS.search(value)):
                known = known.replace(part, value + opened("\n" * name.count("\n")) if "\n" in name else value, 1)
        if known == text or len(known) > _MAX_FILLED:
            break
        text = known
    return text
