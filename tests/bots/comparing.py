"""Comparing two definitions of one bot across an import, which gives every part a new id."""

import re
from collections.abc import Iterator
from typing import Any

__all__ = ["differences"]

_ID = re.compile(r"(?:([a-z]{1,6})-)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{24}")


def differences(old: Any, new: Any) -> list[str]:
    """Paths at which two JSON values differ; an id may become another of its form, but always the same one.

    Who made a part is not compared: whoever imports it is its maker.
    """
    return list(_walk(old, new, "$", {}))


def _walk(old: Any, new: Any, path: str, renamed: dict[str, str]) -> Iterator[str]:
    if isinstance(old, dict) and isinstance(new, dict):
        if [renamed.get(key, key) for key in old] != list(new):
            yield f"{path}: keys"
            return
        for (key, inner), other in zip(old.items(), new.values(), strict=True):
            if key == "createdBy":
                continue
            yield from _walk(inner, other, f"{path}.{key}", renamed)
    elif isinstance(old, list) and isinstance(new, list):
        if len(old) != len(new):
            yield f"{path}: {len(old)} and {len(new)} elements"
            return
        for at, (inner, other) in enumerate(zip(old, new, strict=True)):
            yield from _walk(inner, other, f"{path}[{at}]", renamed)
    elif isinstance(old, str) and isinstance(new, str) and _same_form(old, new):
        if renamed.setdefault(old, new) != new:
            yield f"{path}: the id {old} became two"
    elif type(old) is not type(new) or old != new:
        yield path


def _same_form(old: str, new: str) -> bool:
    first, second = _ID.fullmatch(old), _ID.fullmatch(new)
    return first is not None and second is not None and first[1] == second[1] and len(old) == len(new)
