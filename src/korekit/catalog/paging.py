"""How long answers are asked for in parts: pages by number or by row, and dates by windows.

Source: contract, the entries with `offset`, `skip`, `sys_offset`, `availableMore`, `moreAvailable`, `hasMore`, and
the analytics operations whose range must be shorter than 7 days.
"""

from dataclasses import dataclass
from typing import Final, Literal

__all__ = ["BY_PAGE", "Paging", "Window"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """Pages of an answer.

    `counts`: whether `position` is the number of a page or of a row, both from 0, or whether there is no position, so
    that an answer is all that can be had. `position`, `size`: Python names of parameters. `more`: the wire's name of
    the field that says whether more is to come; without one, a page that is not full is the last. `rows`: the wire's
    name of the list, where the answer is no list itself and holds more than one.
    """

    counts: Literal["pages", "rows", "nothing"] = "pages"
    position: str = "offset"
    size: str = "limit"
    more: str = ""
    rows: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The longest range of dates in one call: from `since` to `until`, both inclusive, must be shorter than `days`.

    `since`, `until`: Python names of parameters. `is_newest_first`: the order in which an answer has its rows.
    """

    days: int
    since: str = "date_from"
    until: str = "date_to"
    is_newest_first: bool = True


BY_PAGE: Final = Paging()
