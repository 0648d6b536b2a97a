"""Utterances and patterns: what users say to reach an intent or to fill an entity.

Patterns lie in a section of their own, in files of 2021 inside the components; here they are the same.

Source: contract, export-archive.md, sentences[], patterns[].
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from korekit.archive.comparing.changes import Change, Detail, Kind, What
from korekit.archive.comparing.eyes import Context, Eyes
from korekit.archive.comparing.flows import Flows
from korekit.archive.comparing.pairing import Stage, paired
from korekit.archive.comparing.shown_values import decoded
from korekit.archive.comparing.sides import Entry, listing, mapping, text

__all__ = ["PATTERN_LISTS", "Said", "Words", "word_changes"]

PATTERN_LISTS = ("patterns", "negativePatterns")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Said:
    """One utterance or pattern.

    Attributes:
        owner: the refId of its intent or entity, or what names it where it has none.
        component: that intent or entity, if it is in the archive.
        language: its language.
        list_name: which list a pattern stands in; empty for an utterance.
        words: its text.
        whole: what the archive has of it.
        own_id: the `_id` of an utterance.
    """

    owner: str
    component: Entry | None = field(repr=False)
    language: str
    list_name: str = ""
    words: str
    whole: object = field(repr=False)
    own_id: str = ""

    @property
    def place(self) -> tuple[str, str, str]:
        """Where it belongs."""
        return self.owner, self.language, self.list_name


# No slots: `cached_property` keeps its results in the instance.
@dataclass(frozen=True, eq=False)
class Words:
    """The utterances and patterns of one side."""

    flows: Flows

    @cached_property
    def utterances(self) -> tuple[Said, ...]:
        """All utterances."""
        return tuple(map(self._utterance, self.flows.side.entries("sentences")))

    @cached_property
    def patterns(self) -> tuple[Said, ...]:
        """All patterns, from wherever they lie."""
        return tuple(self._found_patterns())

    def of(self, component: Entry, said: Sequence[Said]) -> list[str]:
        """The texts that belong to one intent or entity."""
        return [one.words for one in said if one.component is component]

    def goes_with(self, said: Said, others: Flows) -> bool:
        """Whether it is told with its intent's dialog or its entity, which the other side does not have."""
        if said.component is None or said.owner in others.components_by_ref:
            return False
        dialog = self.flows.dialog_of(said.component)
        return dialog is None or dialog.text("refId") not in others.side.dialog_refs

    def _utterance(self, entry: Entry) -> Said:
        component = self.flows.components_by_id.get(entry.text("taskId"))
        return Said(
            owner=(component.text("refId") if component else "") or entry.text("taskId"),
            component=component,
            language=entry.text("language"),
            words=entry.text("sentence"),
            whole=entry.whole,
            own_id=entry.text("_id"),
        )

    def _found_patterns(self) -> Iterator[Said]:
        by_ref = self.flows.components_by_ref
        rows = ((entry, by_ref.get(entry.text("refId"))) for entry in self.flows.side.entries("patterns"))
        for entry, component in (*rows, *((entry, entry) for entry in self.flows.components)):
            for language, lists in mapping(entry.parts.get("localeData")).items():
                for list_name in PATTERN_LISTS:
                    for whole in listing(mapping(lists).get(list_name)):
                        words = whole if isinstance(whole, str) else text(mapping(whole), "value")
                        yield Said(
                            owner=entry.text("refId"),
                            component=component,
                            language=language,
                            list_name=list_name,
                            words=decoded(words),
                            whole=whole if isinstance(whole, dict) else {"value": whole},
                        )


def word_changes(eyes: Eyes, old: Words, new: Words) -> Iterator[Change]:
    """The utterances and patterns that differ, but for those that come or go with what they belong to."""
    for what, mine, theirs in (
        (What.UTTERANCE, old.utterances, new.utterances),
        (What.PATTERN, old.patterns, new.patterns),
    ):
        stages = (
            Stage[Said](lambda one: (*one.place, one.words)),
            # Only inside one bot: an edited text, or one given to another intent.
            Stage[Said](lambda one: one.own_id or None, is_unique=True),
        )
        for was, now in paired(mine, theirs, stages):
            if was is not None and now is not None:
                details = eyes.details(was.whole, now.whole, Context(but=_ignored(was, now)))
                if details:
                    yield _change(Kind.CHANGED, what, (new, now), old=was, details=details)
            elif now is not None and not new.goes_with(now, old.flows):
                yield _change(Kind.ADDED, what, (new, now))
            elif was is not None and not old.goes_with(was, new.flows):
                yield _change(Kind.REMOVED, what, (old, was))


def _ignored(old: Said, new: Said) -> set[str]:
    """Names that follow from others; the spelling that was typed, where a file of 2021 does not have it."""
    has_both = all("original" in mapping(one.whole) for one in (old, new))
    return {"taskName"} | (set() if has_both else {"original"})


def _change(
    kind: Kind, what: What, found: tuple[Words, Said], *, old: Said | None = None, details: Sequence[Detail] = ()
) -> Change:
    words, said = found
    return Change(
        kind=kind,
        what=what,
        name=said.words,
        old_name=old.words if old and old.words != said.words else "",
        within=words.flows.within(said.component) if said.component else "",
        language=said.language,
        ref_id=said.owner,
        sort="negative" if said.list_name == "negativePatterns" else "",
        details=tuple(details),
    )
