"""Finds every page by walking the modules of `pages`, and the page of a request by method and path."""

import importlib
import pkgutil
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

import korekit.console.pages
from korekit.console.page import Page
from korekit.server.requests import without_nul

__all__ = ["Pages", "find_pages"]

_ACCOUNT: Final = "{account_id}"


def find_pages() -> tuple[Page, ...]:
    """Every page, by the name of its module.

    Raises:
        ValueError: two have one method and path.
    """
    found: dict[tuple[str, str], Page] = {}
    for module in pkgutil.walk_packages(korekit.console.pages.__path__, korekit.console.pages.__name__ + "."):
        for member in vars(importlib.import_module(module.name)).values():
            if isinstance(member, Page) and found.setdefault((member.method, member.path), member) is not member:
                raise ValueError(f"{member.method} {member.path} has two pages")
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class _Route:
    page: Page
    segments: tuple[str, ...]

    def values(self, given: list[str]) -> dict[str, str] | None:
        """The values of the path's names, if the path fits."""
        values = {}
        for segment, found in zip(self.segments, given, strict=True):
            if segment[:1] == "{":
                values[segment[1:-1]] = found
            elif segment != found:
                return None
        return values


class Pages:
    """Finds pages; a fixed segment goes before a named one."""

    def __init__(self, pages: tuple[Page, ...]) -> None:
        self.all = pages
        self._routes: dict[tuple[str, int], list[_Route]] = {}
        for one in pages:
            segments = tuple(one.path.strip("/").split("/"))
            self._routes.setdefault((one.method, len(segments)), []).append(_Route(one, segments))
        for routes in self._routes.values():
            routes.sort(key=lambda route: [segment[:1] == "{" for segment in route.segments])

    def find(self, method: str, path: str) -> tuple[Page, dict[str, str]] | None:
        """The page with the values of its path.

        Args:
            method: GET or POST.
            path: below `/console`, percent-encoded as sent.
        """
        given = path.strip("/").split("/")
        if "%" in path:
            given = [without_nul(unquote(segment)) for segment in given]
        for route in self._routes.get((method, len(given)), ()):
            values = route.values(given)
            if values is not None:
                return route.page, values
        return None
