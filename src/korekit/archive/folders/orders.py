"""The order of an array whose elements lie in several files: a list of paths, one a line.

Made so that a merge never hurts: a file that is not listed comes last, a line whose file is gone counts for
nothing, and of two lines for the same elements the second does. Where elements of one file do not follow each
other, a number behind the path says how many of them stand here; the last line of a file means all that are left.
"""

import json
import re
from collections.abc import Iterable, Sequence
from itertools import groupby

__all__ = ["arranged", "listed", "order_of", "order_text", "split_line"]

_TITLE = "# The order in which these come. What is not listed comes last; what is gone may stay.\n"
_PLAIN = re.compile(r"[A-Za-z0-9_.$/][A-Za-z0-9_.$/-]*")
_LINE = re.compile(r'("(?:[^"\\]|\\.)*"|[^\s"#]\S*)(?: +(\d{1,9}))?')


def order_of(sources: Sequence[str]) -> list[tuple[str, int | None]]:
    """The lines for elements that come from these files, one for each element.

    Returns:
        Path, and how many elements of it; None for all that are left.
    """
    runs = [(name, len(list(run))) for name, run in groupby(sources)]
    last = {name: at for at, (name, _) in enumerate(runs)}
    return [(name, None if last[name] == at else count) for at, (name, count) in enumerate(runs)]


def order_text(lines: Iterable[tuple[str, int | None]]) -> bytes:
    """The content of an order file."""
    rows = (f"{_written(name)}\n" if count is None else f"{_written(name)} {count}\n" for name, count in lines)
    return (_TITLE + "".join(rows)).encode()


def split_line(line: str) -> tuple[str, int | None] | None:
    """What a line says; None for one that says nothing, such as a remark.

    Raises:
        ValueError: it has not the form of a line.
    """
    text = line.strip()
    if not text or text.startswith("#"):
        return None
    found = _LINE.fullmatch(text)
    if found is None:
        raise ValueError("it should be a path, or a key, with nothing but a number behind it")
    name = json.loads(found[1]) if found[1].startswith('"') else found[1]
    return name, None if found[2] is None else int(found[2])


def listed(lines: Iterable[tuple[str, int | None]]) -> list[str]:
    """The names in an order file, each once."""
    return list(dict.fromkeys(name for name, _ in lines))


def arranged(lines: Iterable[tuple[str, int | None]], counts: dict[str, int]) -> list[tuple[str, int]]:
    """The elements in their order: file, and which of its elements.

    Args:
        lines: of the order file.
        counts: how many elements each file has; files that are not listed follow in this order.
    """
    taken = dict.fromkeys(counts, 0)
    runs = list(lines)
    last = {name: at for at, (name, _) in enumerate(runs)}
    found: list[tuple[str, int]] = []
    for at, (name, count) in enumerate(runs):
        if name not in counts:
            continue
        left = counts[name] - taken[name]
        here = left if count is None or last[name] == at else min(count, left)
        found += ((name, taken[name] + step) for step in range(here))
        taken[name] += here
    for name, count in counts.items():
        found += ((name, at) for at in range(taken[name], count))
    return found


def _written(name: str) -> str:
    return name if _PLAIN.fullmatch(name) else json.dumps(name)
