"""How near two words are: edits that lead from one to the other, a swap of neighbours counting as one."""

from typing import Final

__all__ = ["distance", "folded", "nearest"]

# Longer words are compared no further: what somebody mistyped is short.
_MAX_LENGTH: Final = 80


def distance(one: str, other: str) -> int:
    """The edits between two words: letters added, left out, replaced, or swapped with their neighbour."""
    one, other = one[:_MAX_LENGTH], other[:_MAX_LENGTH]
    before: list[int] = []
    row = list(range(len(other) + 1))
    for index, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [index]
        for position, wanted in enumerate(other, start=1):
            cost = min(before[position] + 1, row[-1] + 1, before[position - 1] + (letter != wanted))
            if index > 1 and position > 1 and letter == other[position - 2] and one[index - 2] == wanted:
                cost = min(cost, earlier[position - 2] + 1)
            row.append(cost)
    return row[-1]


def folded(word: str) -> str:
    """The word's letters and digits in lower case: `File_ID` and `fileId` are then one."""
    return "".join(filter(str.isalnum, word)).lower()


def nearest(word: str, known: list[str] | tuple[str, ...]) -> str | None:
    """The known word that was most likely meant, if one is near: same letters, or few edits for its length."""
    best, best_cost = None, 99
    for candidate in known:
        given, wanted = folded(word), folded(candidate)
        cost = 0 if given == wanted else distance(given, wanted)
        if cost <= min(2, max(len(wanted), len(given)) // 4) and cost < best_cost:
            best, best_cost = candidate, cost
    return best
