"""Difference of two bots of 3.6 MB, beside parsing both with `json.loads`.

Of an edited copy, whose bytes are mostly the same, and of a copy as an import as a new bot leaves it, in which every
id is another.
"""

import json
import time
import uuid
from dataclasses import replace
from typing import Final

from bench.results import Result, Table, at_most, middle
from bench.room import Room
from korekit.archive import Archive, read_parts, rekeyed, shaped_like
from korekit.archive.comparing import compare
from tests.bots import large

__all__ = ["run"]

ROUNDS: Final = 11
_NEW_BOT: Final = "st-99999999-9999-5999-8999-999999999999"


def run(_: Room) -> Result:
    """Measure each pair in turn."""
    members = large()
    own = read_parts(definition=members["botDefinition.json"], config=members["config.json"], icon=members["icon.png"])
    pairs = {
        "an edited copy": _edited(own),
        "the same under new ids": rekeyed(own, _NEW_BOT, None, _new_id),
        "the same, laid out anew": replace(own, definition=json.dumps(json.loads(own.definition)).encode()),
    }
    base: list[float] = []
    times: dict[str, list[float]] = {name: [] for name in pairs}
    for number in range(ROUNDS + 1):
        for at, (name, other) in enumerate(pairs.items()):
            parsing = _parsing_s(own, other)
            found = _comparing_s(own, other)
            if number:
                times[name].append(found / parsing)
                if not at:
                    base.append(parsing)
    rows = [("json.loads of both", f"{middle(base) * 1000:.0f}", "1")]
    rows += [
        (name, f"{middle(found) * middle(base) * 1000:.0f}", f"{middle(found):.2f}") for name, found in times.items()
    ]
    return Result(
        name="differences",
        how=f"{ROUNDS} comparisons of each pair, each beside parsing the two, in one process; medians.",
        tables=(Table("Difference of two 3.6 MB archives", ("what", "ms", "times parsing both"), tuple(rows)),),
        budgets=tuple(
            at_most(f"difference of 3.6 MB archives, {name}", middle(found), 10, "json.loads of both")
            for name, found in times.items()
        ),
    )


def _edited(own: Archive) -> Archive:
    """A copy with another colour, answer and transition."""
    whole = json.loads(own.definition)
    whole["color"] = "#123456"
    whole["dialogs"][0]["nodes"][3]["transitions"][0]["then"] = "end"
    faqs = whole["knowledgeTasks"][0]["faqs"]["faqs"]
    next(faq for faq in faqs if faq.get("answer"))["answer"][0]["text"] = "42"
    return replace(own, definition=json.dumps(whole, indent=4, ensure_ascii=False).encode())


def _new_id(old: str) -> str:
    return shaped_like(old, str(uuid.uuid5(uuid.NAMESPACE_URL, old)))


def _parsing_s(*archives: Archive) -> float:
    begun = time.perf_counter()
    for one in archives:
        json.loads(one.definition)
    return time.perf_counter() - begun


def _comparing_s(old: Archive, new: Archive) -> float:
    """Seconds of a comparison of archives that nobody has opened before."""
    old, new = replace(old), replace(new)
    begun = time.perf_counter()
    compare(old, new)
    return time.perf_counter() - begun
