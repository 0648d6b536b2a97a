"""Two JSON values compared as the parts of a bot: what is noise is passed over, ids are read as what they name."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from korekit.archive.comparing.changes import Detail
from korekit.archive.comparing.noise import LAYOUT_KEYS, NAMESPACE_KEYS, SET_KEYS, STATE_KEYS, is_noise
from korekit.archive.comparing.pairing import Stage, paired
from korekit.archive.comparing.shown_values import decoded, hidden_value, is_secret, shown, without_values
from korekit.archive.comparing.sides import Entry, Side, mapping, text
from korekit.archive.json_text import in_bytes
from korekit.archive.problems import path_to

__all__ = ["Context", "Eyes"]

_NO_KEYS: frozenset[str] = frozenset()
_TARGET_KEYS = frozenset({"default", "then", "ref"})
# By what the objects of an inner list are told apart, where all of them have it and no two the same.
_INNER_KEYS = ("refId", "nodeId", "channel", "mode", "key", "Key", "name", "title", "type", "pii_type", "language")
_NESTED_AT_MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a comparison of two values goes by.

    Attributes:
        but: members of the two values themselves that do not count.
        old_nodes: what people call the nodes of the dialog that the old value lies in, by nodeId.
        new_nodes: the same of the new one.
        has_canvas: whether canvas places may lie inside.
        is_secured: whether every `value` is a secret.
        is_ordered: whether the order of the list counts, where the values are lists.
    """

    but: Collection[str] = _NO_KEYS
    old_nodes: Mapping[str, str] = field(default_factory=dict)
    new_nodes: Mapping[str, str] = field(default_factory=dict)
    has_canvas: bool = False
    is_secured: bool = False
    is_ordered: bool = True


_PLAIN = Context()


class Eyes:
    """Compares values of two archives."""

    def __init__(self, old: Side, new: Side) -> None:
        self.old = old
        self.new = new
        # Bytes that are equal mean the same unless an id stands for different things in the two archives.
        self._is_exact = all(new.ids.get(own, name) == name for own, name in old.ids.items())
        self._is_same_bot = old.archive.bot_id == new.archive.bot_id
        states = {old.state, new.state}
        self._ignored = STATE_KEYS if states == {"configured", "published"} else _NO_KEYS

    def are_same_bytes(self, old: Entry, new: Entry) -> bool:
        """Whether two elements are equal at first glance."""
        return self._is_exact and old.raw == new.raw

    def details(self, old: object, new: object, context: Context = _PLAIN, path: str = "$") -> list[Detail]:
        """Every place at which two values differ."""
        walk = _Walk(self, context)
        if isinstance(old, dict) and isinstance(new, dict):
            walk.members(old, new, path, {*context.but, *self._ignored})
        elif isinstance(old, list) and isinstance(new, list) and not context.is_ordered:
            walk.unordered(old, new, path, "")
        else:
            walk.values(old, new, path, "")
        return walk.found

    def old_canon(self, value: object) -> bytes:
        """Equal to `new_canon` of a value that means the same."""
        return self._canon(value, self.old.ids)

    def new_canon(self, value: object) -> bytes:
        """Equal to `old_canon` of a value that means the same."""
        return self._canon(value, self.new.ids)

    def counts(self, key: str, ref_id: object) -> bool:
        """Whether a member of a set is worth telling: no dialog that came or went, no namespace of another bot."""
        if key == "dialogIntents":
            return (ref_id in self.old.dialog_refs) == (ref_id in self.new.dialog_refs)
        if key in NAMESPACE_KEYS and not self._is_same_bot:
            return ref_id in self.old.ids or ref_id in self.new.ids
        return True

    def _canon(self, value: object, ids: Mapping[str, str]) -> bytes:
        return in_bytes(_normal(value, ids))


class _Walk:
    """One comparison; what differs is added to `found`."""

    __slots__ = ("_context", "_depth", "_eyes", "_new_ids", "_old_ids", "found")

    def __init__(self, eyes: Eyes, context: Context) -> None:
        self.found: list[Detail] = []
        self._eyes = eyes
        self._context = context
        self._old_ids, self._new_ids = eyes.old.ids, eyes.new.ids
        self._depth = 0

    def values(self, old: object, new: object, path: str, key: str) -> None:
        """Compare two values that stand under a key."""
        if old is None and new is None:
            return
        if isinstance(old, dict) and isinstance(new, dict) and self._depth < _NESTED_AT_MOST:
            self.members(old, new, path)
        elif isinstance(old, list) and isinstance(new, list) and self._depth < _NESTED_AT_MOST:
            if key in SET_KEYS:
                self.unordered(old, new, path, key)
            else:
                self._lists(old, new, path, key)
        elif not self._are_same(old, new, key):
            self._tell(old, new, path, key)

    def members(
        self, old: Mapping[str, object], new: Mapping[str, object], path: str, but: Collection[str] = _NO_KEYS
    ) -> None:
        """Compare two objects member by member."""
        self._depth += 1
        is_pair_secret = hidden_value(old) or hidden_value(new)
        for key in old if old.keys() == new.keys() else {**new, **old}:
            if is_noise(key) or key in but:
                continue
            mine, theirs = old.get(key), new.get(key)
            if self._context.has_canvas and key in LAYOUT_KEYS:
                if self._eyes.old_canon(mine) != self._eyes.new_canon(theirs):
                    self._add(mine, theirs, path_to(path, key), key, is_layout=True)
            elif key == "value" and (is_pair_secret or self._context.is_secured):
                if self._eyes.old_canon(mine) != self._eyes.new_canon(theirs):
                    self.found.append(Detail(path=path_to(path, key), is_hidden=True))
            elif mine is not theirs:
                self.values(mine, theirs, path_to(path, key), key)
        self._depth -= 1

    def unordered(self, old: list[object], new: list[object], path: str, key: str) -> None:
        """Compare two lists whose order means nothing."""
        keys = _common_keys(old, new) or ([""] * len(old), [""] * len(new))
        mine = [_Member(at, one, self._eyes.old_canon(one), keys[0][at]) for at, one in enumerate(old)]
        theirs = [_Member(at, one, self._eyes.new_canon(one), keys[1][at]) for at, one in enumerate(new)]
        for was, now in paired(mine, theirs, (Stage(lambda one: one.canon), Stage(lambda one: one.key or None))):
            if was is not None and now is not None:
                self.values(was.value, now.value, path_to(path, now.at), key)
            elif was is not None and self._eyes.counts(key, was.value):
                self._tell(was.value, None, path_to(path, was.at), key)
            elif now is not None and self._eyes.counts(key, now.value):
                self._tell(None, now.value, path_to(path, now.at), key)

    def _lists(self, old: list[object], new: list[object], path: str, key: str) -> None:
        self._depth += 1
        if keys := _common_keys(old, new):
            self._keyed(old, new, keys, path, key)
        elif len(old) == len(new):
            for at, (was, now) in enumerate(zip(old, new, strict=True)):
                self.values(was, now, path_to(path, at), key)
        else:
            self._uneven(old, new, path, key)
        self._depth -= 1

    def _keyed(
        self, old: list[object], new: list[object], keys: tuple[list[str], list[str]], path: str, key: str
    ) -> None:
        mine, theirs = keys
        places = {name: at for at, name in enumerate(mine)}
        gone = [at for at, name in enumerate(mine) if name not in set(theirs)]
        order: list[int] = []
        left: list[int] = []
        for at, name in enumerate(theirs):
            if name in places:
                order.append(places[name])
                self.values(old[places[name]], new[at], path_to(path, at), key)
            else:
                left.append(at)
        self._rest(old, new, (gone, left), path, key)
        if order != sorted(order):
            self.found.append(Detail(path=path, old=mine, new=theirs))

    def _uneven(self, old: list[object], new: list[object], path: str, key: str) -> None:
        """Lists of different lengths: what is equal at both ends is let be, what is left in between is compared."""
        mine = [self._eyes.old_canon(one) for one in old]
        theirs = [self._eyes.new_canon(one) for one in new]
        start, end, most = 0, 0, min(len(old), len(new))
        while start < most and mine[start] == theirs[start]:
            start += 1
        while end < most - start and mine[-1 - end] == theirs[-1 - end]:
            end += 1
        gone, left = range(start, len(old) - end), range(start, len(new) - end)
        self._rest(old, new, (list(gone), list(left)), path, key)

    def _rest(
        self, old: list[object], new: list[object], places: tuple[list[int], list[int]], path: str, key: str
    ) -> None:
        gone, left = places
        for was, now in zip(gone, left, strict=False):
            self.values(old[was], new[now], path_to(path, now), key)
        for was in gone[len(left) :]:
            self._tell(old[was], None, path_to(path, was), key)
        for now in left[len(gone) :]:
            self._tell(None, new[now], path_to(path, now), key)

    def _are_same(self, old: object, new: object, key: str) -> bool:
        if isinstance(old, str) and isinstance(new, str):
            if key == "preConditions":
                mine, theirs = self._eyes.old.dialogs_by_name, self._eyes.new.dialogs_by_name
                return mine.get(old, old) == theirs.get(new, new)
            return self._old_ids.get(old, old) == self._new_ids.get(new, new)
        if isinstance(old, bool) or isinstance(new, bool):
            return old is new
        if isinstance(old, int | float) and isinstance(new, int | float):
            return old == new
        return self._eyes.old_canon(old) == self._eyes.new_canon(new)

    def _tell(self, old: object, new: object, path: str, key: str) -> None:
        """Add what differs, unless it is an object of noise alone."""
        if old is None or new is None:
            one = new if old is None else old
            if isinstance(one, dict) and one and not _normal(one, {}):
                return
        self._add(old, new, path, key)

    def _add(self, old: object, new: object, path: str, key: str, *, is_layout: bool = False) -> None:
        if is_secret(key, old) or is_secret(key, new):
            self.found.append(Detail(path=path, is_hidden=True))
            return
        if self._context.is_secured:
            old, new = without_values(old), without_values(new)
        mine, theirs = shown(old, self._old_ids, key), shown(new, self._new_ids, key)
        if mine == theirs and isinstance(old, str) and isinstance(new, str) and decoded(old) == decoded(new):
            mine, theirs = old, new
        eyes, context = self._eyes, self._context
        self.found.append(
            Detail(
                path=path,
                old=mine,
                new=theirs,
                old_name=_name(mine, key, eyes.old.names, context.old_nodes),
                new_name=_name(theirs, key, eyes.new.names, context.new_nodes),
                is_layout=is_layout,
            )
        )


@dataclass(frozen=True, slots=True)
class _Member:
    """One element of an unordered list."""

    at: int
    value: object
    canon: bytes
    key: str


def _common_keys(old: list[object], new: list[object]) -> tuple[list[str], list[str]] | None:
    """What tells the objects of both lists apart, where one member does in both."""
    if not (old and new and all(isinstance(one, dict) for one in (*old, *new))):
        return None
    for key in _INNER_KEYS:
        mine, theirs = ([text(mapping(one), key) for one in whole] for whole in (old, new))
        if all(mine) and all(theirs) and len(set(mine)) == len(mine) and len(set(theirs)) == len(theirs):
            return mine, theirs
    return None


def _normal(value: object, ids: Mapping[str, str], depth: int = 0) -> object:
    """The value without noise and nulls, ids translated, members in one order."""
    if isinstance(value, str):
        return ids.get(value, value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if depth > _NESTED_AT_MOST:
        return in_bytes(value).decode()
    if isinstance(value, list):
        return [_normal(one, ids, depth + 1) for one in value]
    if isinstance(value, dict):
        return {
            key: _normal(one, ids, depth + 1)
            for key, one in sorted(value.items())
            if one is not None and not is_noise(key)
        }
    return value


def _name(value: object, key: str, names: Mapping[str, str], nodes: Mapping[str, str]) -> str:
    if not isinstance(value, str):
        return ""
    return names.get(value, "") or (nodes.get(value, "") if key in _TARGET_KEYS else "")
