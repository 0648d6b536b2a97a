"""Names of files that people recognise and that every file system takes.

A name that is safe as it is stays; another becomes a slug in lower case. Where that loses letters, or two of a
folder would meet (also in systems that know no case), the start of the refId follows, so that the name depends
on nothing but the part itself and those of the same name.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

__all__ = ["Named", "file_names", "is_safe_name"]

_SAFE = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")
_SAFE_FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_. -]*")
_OTHER = re.compile(r"[^a-z0-9_]+")
_CHARACTERS_AT_MOST = 60
_FILE_CHARACTERS_AT_MOST = 120
_MARK_CHARACTERS = 8
_HEX = re.compile(r"[0-9a-f]{8}")
# Windows takes none of these, whatever follows the first dot.
_RESERVED = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))]
)

# What a part is called, and what tells it from another of the same name: its refId, or something as lasting.
Named = tuple[str, str]


def file_names(parts: Sequence[Named], otherwise: str) -> list[str]:
    """A name without ending for each part, no two alike in any case.

    Args:
        parts: name and refId of each.
        otherwise: what one is called whose name holds no Latin letter or digit.
    """
    slugs = [_slug(name) for name, _ in parts]
    stems = [slug or otherwise for slug, _ in slugs]
    times = Counter(stem.casefold() for stem in stems)
    found: list[str] = []
    taken = Counter[str]()
    for (title, ref_id), stem, (_, is_whole) in zip(parts, stems, slugs, strict=True):
        is_marked = not is_whole or times[stem.casefold()] > 1
        name = f"{stem}-{_mark(ref_id or title)}" if is_marked else stem
        taken[name.casefold()] += 1
        found.append(name)
    return _numbered(found) if max(taken.values(), default=0) > 1 else found


def is_safe_name(name: str) -> bool:
    """Whether every file system takes this name of a file as it is."""
    return (
        _SAFE_FILE.fullmatch(name) is not None
        and len(name) <= _FILE_CHARACTERS_AT_MOST
        and not name.endswith((".", " "))
        and name.partition(".")[0].rstrip().casefold() not in _RESERVED
    )


def _slug(name: str) -> tuple[str, bool]:
    """A name of safe letters, and whether it tells all that the name does."""
    if _SAFE.fullmatch(name) and len(name) <= _CHARACTERS_AT_MOST:
        return name, name.casefold() not in _RESERVED
    plain = unicodedata.normalize("NFKD", name)
    latin = "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()
    slug = _OTHER.sub("-", latin).strip("-")
    is_whole = len(slug) <= _CHARACTERS_AT_MOST and slug not in _RESERVED and bool(slug)
    is_whole = is_whole and not any(sign.isalnum() and not sign.isascii() for sign in latin)
    return _cut(slug), is_whole


def _cut(slug: str) -> str:
    """At most so many letters, and no half word at the end."""
    if len(slug) <= _CHARACTERS_AT_MOST:
        return slug
    words, _, _ = slug[: _CHARACTERS_AT_MOST + 1].rpartition("-")
    return words if len(words) > _CHARACTERS_AT_MOST // 2 else slug[:_CHARACTERS_AT_MOST].strip("-")


def _mark(ref_id: str) -> str:
    """Eight hex digits that stay as long as the refId does: a uuid's own first ones."""
    first = ref_id.partition("-")[0]
    if _HEX.fullmatch(first):
        return first
    return hashlib.sha256(ref_id.encode("utf-8", "surrogatepass")).hexdigest()[:_MARK_CHARACTERS]


def _numbered(names: list[str]) -> list[str]:
    """The same names, each further one of those that are alike with a number that none has yet."""
    given = {name.casefold() for name in names}
    seen: set[str] = set()
    found: list[str] = []
    for name in names:
        own, number = name, 1
        while own.casefold() in seen or (number > 1 and own.casefold() in given):
            number += 1
            own = f"{name}-{number}"
        seen.add(own.casefold())
        found.append(own)
    return found
