"""Which elements of two lists are the same part of a bot; a place in a list never tells."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

__all__ = ["Pairs", "Stage", "paired"]

_T = TypeVar("_T")


# No slots: with them, a frozen generic class cannot be made by `Stage[X](…)`.
@dataclass(frozen=True)
class Stage(Generic[_T]):
    """One way to tell elements apart.

    Attributes:
        key: equal for the same part; None for an element that has no such key.
        is_unique: pair only what has a key of its own on either side; otherwise equals pair in their order.
    """

    key: Callable[[_T], Hashable | None]
    is_unique: bool = False


@dataclass(frozen=True, slots=True)
class Pairs(Generic[_T]):
    """Elements of two lists: `both` in the order of the new one, and those that only one list has."""

    both: tuple[tuple[_T, _T], ...]
    removed: tuple[_T, ...]
    added: tuple[_T, ...]
    is_reordered: bool

    def __iter__(self) -> Iterator[tuple[_T | None, _T | None]]:
        """Old and new of everything: pairs, then what was added, then what was removed."""
        yield from self.both
        yield from ((None, one) for one in self.added)
        yield from ((one, None) for one in self.removed)


def paired(old: Sequence[_T], new: Sequence[_T], stages: Iterable[Stage[_T]]) -> Pairs[_T]:
    """The elements of two lists, put together stage by stage: what one leaves over is tried in the next."""
    matched: dict[int, int] = {}
    left_old, left_new = list(range(len(old))), list(range(len(new)))
    for stage in stages:
        mine, theirs = _by_key(old, left_old, stage), _by_key(new, left_new, stage)
        for key, places in theirs.items():
            others = mine.get(key, ())
            if stage.is_unique and not len(places) == len(others) == 1:
                continue
            matched.update(zip(places, others, strict=False))
        taken = set(matched.values())
        left_old = [at for at in left_old if at not in taken]
        left_new = [at for at in left_new if at not in matched]
        if not left_old or not left_new:
            break
    places = [matched[at] for at in sorted(matched)]
    return Pairs(
        both=tuple((old[matched[at]], new[at]) for at in sorted(matched)),
        removed=tuple(old[at] for at in left_old),
        added=tuple(new[at] for at in left_new),
        is_reordered=places != sorted(places),
    )


def _by_key(whole: Sequence[_T], left: Iterable[int], stage: Stage[_T]) -> dict[Hashable, list[int]]:
    found: dict[Hashable, list[int]] = {}
    for at in left:
        key = stage.key(whole[at])
        if key is not None:
            found.setdefault(key, []).append(at)
    return found
