"""What differs between the small talk of two sides.

Imports renew every id in it, so parts are also told by group and utterances.

Source: contract, export-archive.md, smallTalk[] and Identity across import.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from korekit.archive.comparing.changes import Change, Detail, Kind, What
from korekit.archive.comparing.eyes import Context, Eyes
from korekit.archive.comparing.noise import STATE_KEYS
from korekit.archive.comparing.pairing import Stage, paired
from korekit.archive.comparing.shown_values import shown
from korekit.archive.comparing.sides import Entry, listing, mapping, text

__all__ = ["small_talk_changes"]

_IDS = frozenset({"refId", "nodeId", "groupId", "count"})


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Talk:
    """What users say, and what the bot says to it."""

    group: str
    language: str
    parts: Mapping[str, object] = field(repr=False)

    @property
    def said(self) -> tuple[str, ...]:
        return tuple(text(mapping(one), "text") for one in listing(self.parts.get("userUtterances")))


def small_talk_changes(eyes: Eyes) -> Iterator[Change]:
    """Every change of small talk: one for each thing that users say, one for a group that differs itself."""
    old, new = eyes.old.entries("smallTalk"), eyes.new.entries("smallTalk")
    both = paired(old, new, (Stage[Entry](lambda one: one.text("language")),))
    if both.both and not both.added and not both.removed and all(eyes.are_same_bytes(*pair) for pair in both.both):
        return
    for was, now in both.both:
        details = eyes.details(was.whole, now.whole, Context(but={"groups"}))
        if details:
            yield Change(
                kind=Kind.CHANGED,
                what=What.SMALL_TALK,
                name="",
                language=now.text("language"),
                details=tuple(details),
            )
    yield from _group_changes(eyes, _groups(old), _groups(new))
    yield from _talk_changes(eyes, _talks(old), _talks(new))


def _group_changes(
    eyes: Eyes, old: dict[tuple[str, str], object], new: dict[tuple[str, str], object]
) -> Iterator[Change]:
    for key in [*new, *(key for key in old if key not in new)]:
        is_kept = key in old and key in new
        has_talk = listing(mapping(new.get(key, old.get(key))).get("nodes"))
        context = Context(but={*_IDS, "nodes", "groupName"})
        details = eyes.details(mapping(old.get(key)), mapping(new.get(key)), context) if is_kept else []
        if details or not (is_kept or has_talk):
            language, name = key
            kind = Kind.CHANGED if is_kept else Kind.ADDED if key in new else Kind.REMOVED
            yield Change(
                kind=kind, what=What.SMALL_TALK, name=name, within=name, language=language, details=tuple(details)
            )


def _talk_changes(eyes: Eyes, old: Sequence[_Talk], new: Sequence[_Talk]) -> Iterator[Change]:
    stages = (
        Stage[_Talk](lambda one: text(one.parts, "refId") or None, is_unique=True),
        Stage[_Talk](lambda one: (one.language, one.group, one.said)),
        Stage[_Talk](lambda one: (one.language, one.said)),
    )
    # In a published export and a latest one, the states of talk differ like those of other parts.
    ignored = STATE_KEYS if {eyes.old.state, eyes.new.state} == {"configured", "published"} else ()
    pairs = paired(old, new, stages)
    for was, now in pairs:
        if was is not None and now is not None:
            details = eyes.details(was.parts, now.parts, Context(but={*_IDS, *ignored}))
            if was.group != now.group:
                details.append(Detail(path="$.groupName", old=was.group, new=now.group))
            if details:
                yield _change(Kind.CHANGED, now, details, was)
        elif now is not None:
            yield _change(Kind.ADDED, now, _answers(now, Kind.ADDED))
        elif was is not None:
            yield _change(Kind.REMOVED, was, _answers(was, Kind.REMOVED))


def _change(kind: Kind, talk: _Talk, details: Sequence[Detail], old: _Talk | None = None) -> Change:
    name, old_name = ("".join(one.said[:1]) if one else "" for one in (talk, old))
    return Change(
        kind=kind,
        what=What.SMALL_TALK,
        name=name,
        old_name=old_name if old_name != name else "",
        within=talk.group,
        language=talk.language,
        ref_id=text(talk.parts, "refId"),
        details=tuple(details),
    )


def _groups(languages: Sequence[Entry]) -> dict[tuple[str, str], object]:
    return {
        (entry.text("language"), text(mapping(group), "groupName")): group
        for entry in languages
        for group in listing(entry.parts.get("groups"))
    }


def _talks(languages: Sequence[Entry]) -> list[_Talk]:
    return [
        _Talk(group=text(mapping(group), "groupName"), language=entry.text("language"), parts=mapping(node))
        for entry in languages
        for group in listing(entry.parts.get("groups"))
        for node in listing(mapping(group).get("nodes"))
    ]


def _answers(talk: _Talk, kind: Kind) -> list[Detail]:
    answers = shown([text(mapping(one), "text") for one in listing(talk.parts.get("botUtterances"))], {})
    if not answers:
        return []
    path = "$.botUtterances"
    return [Detail(path=path, new=answers) if kind is Kind.ADDED else Detail(path=path, old=answers)]
