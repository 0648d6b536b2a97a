"""Templates: compiled once, every value escaped, a misspelled name an error."""

import re
from collections.abc import Hashable
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from korekit.console.icons import icon
from korekit.console.static_files import StaticFiles
from korekit.console.tints import tint
from korekit.exporters.collections.documentation import about, caller_lines
from korekit.exporters.refusals import refusals_of

__all__ = ["Templates"]

_FOLDER: Final = Path(__file__).parent / "templates"
_CODE: Final = re.compile("`([^`]+)`")


class Templates:
    """The console's templates."""

    def __init__(self, static: StaticFiles) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(_FOLDER),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
        )
        self._environment.globals.update(
            static=static.link, icon=icon, tint=tint, counted=_counted, remembered=self._remembered
        )
        self._environment.globals.update(about_of=about, caller_lines=caller_lines, refusals_of=refusals_of)
        self._environment.filters.update(moment=_moment, coded=_coded, breakable=_breakable)

        self._render_remembered = lru_cache(maxsize=4096)(self._render_part)

    def render(self, name: str, values: dict[str, Any]) -> str:
        """A template with its values."""
        return self._environment.get_template(name).render(values)

    def _remembered(self, name: str, /, **values: Hashable) -> Markup:
        """A part that is made of nothing but these values, and made once for each set of them."""
        return self._render_remembered(name, tuple(values.items()))

    def _render_part(self, name: str, values: tuple[tuple[str, Hashable], ...]) -> Markup:
        return Markup(self.render(name, dict(values)))  # noqa: S704 - what a template made, with every value escaped


def _counted(number: int, one: str, many: str = "") -> str:
    """`1 app`, `2 apps`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


@lru_cache(maxsize=2048)
def _coded(text: str) -> Markup:
    """A text whose parts between backticks are code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped before


@lru_cache(maxsize=512)
def _breakable(path: str) -> Markup:
    """A path that a narrow column breaks before a slash, not inside a name."""
    return Markup(str(escape(path)).replace("/", "<wbr>/"))  # noqa: S704 - escaped before


@lru_cache(maxsize=2048)
def _moment(text: str) -> Markup | str:
    """An ISO time as people read it, with the exact one for machines and for whoever points at it."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    shown = at.astimezone(UTC).strftime("%d %b %Y, %H:%M UTC").lstrip("0")
    return Markup(f'<time datetime="{escape(text)}" title="{escape(text)}">{shown}</time>')  # noqa: S704 - escaped
