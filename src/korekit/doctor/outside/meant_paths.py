"""Which documented path a path without an operation means, in words."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from korekit.doctor.outside.address import doubled_slashes_removed, read_address
from korekit.doctor.outside.routes import Near, Route, nearest_route, route_of, shown_template

__all__ = ["API_MISSING", "MeantPath", "meant_path", "told_of_path"]

API_MISSING: Final = "`/api` is missing at its beginning"
_MAX_OTHERS: Final = 1


@dataclass(frozen=True, slots=True)
class MeantPath:
    """A documented path. `words`: it as it may be shown; `oddity`: what differs, empty where nobody can say.

    `route`: its operations, where all is right once the oddity is mended; `near`: how it compares, where a word is
    another one.
    """

    words: str
    oddity: str
    route: Route | None = None
    near: Near | None = None


def meant_path(path: str, method: str = "") -> MeantPath | None:
    """What a path most likely means, `None` where it is like none.

    Args:
        path: without host and query, of which no operation has it.
        method: that it was called with, which decides between operations of one path.
    """
    segments = read_address(path).segments
    collapsed = read_address(doubled_slashes_removed(path)).segments
    inner = segments[segments.index("api", 1) :] if "api" in segments[1:] else []
    for others, oddity in (
        (["api", *segments], API_MISSING),
        (collapsed, "two slashes in a row"),
        (inner, "something stands before `/api`"),
    ):
        if (route := route_of(others)) is not None:
            first = next((one for one in route.operations if method in one.methods()), route.operations[0])
            return MeantPath(f"`{shown_template(first.path)}` ({first.id})", oddity, route=route)
    near = nearest_route(segments, method)
    if near is None:
        return None
    if near.others:
        return MeantPath(_one_of((near.template, *near.others)), "", near=near)
    words = f"`{shown_template(near.template)}` ({near.operation.id})"
    return MeantPath(words, "; ".join(near.edits), near=near)


def _one_of(templates: tuple[str, ...]) -> str:
    if len(templates) <= _MAX_OTHERS + 1:
        return " or ".join(f"`{shown_template(one)}`" for one in templates)
    shared: list[str] = []
    for parts in zip(*(read_address(shown_template(one)).segments for one in templates), strict=False):
        if len(set(parts)) > 1:
            break
        shared.append(parts[0])
    return f"a documented path that begins with `/{'/'.join(shared)}/`"


@lru_cache(maxsize=256)
def told_of_path(path: str, method: str) -> tuple[str, str]:
    """What is expected in place of a path, and what is odd about it, for whoever was refused for it.

    Programs that call a wrong path call it again and again, so that the last ones are remembered.
    """
    meant = meant_path(path, method)
    if meant is not None:
        return meant.words, meant.oddity
    return ("a documented path" if path.startswith("/api/") else "a path that begins with `/api/`"), ""
