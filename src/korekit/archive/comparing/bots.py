"""The difference between two archives of a bot."""

from collections.abc import Iterator

from korekit.archive.bot_archive import Archive, text_in
from korekit.archive.comparing.changes import Change, Difference
from korekit.archive.comparing.dialogs import dialog_changes
from korekit.archive.comparing.eyes import Eyes
from korekit.archive.comparing.flows import Flows
from korekit.archive.comparing.knowledge import knowledge_changes
from korekit.archive.comparing.listed_parts import listed_changes
from korekit.archive.comparing.scenes import scene_changes
from korekit.archive.comparing.settings import event_changes, member_changes, setting_changes
from korekit.archive.comparing.sides import Side, mapping
from korekit.archive.comparing.small_talk import small_talk_changes
from korekit.archive.comparing.utterances import Words, word_changes
from korekit.archive.members import DEFINITION
from korekit.archive.problems import ArchiveBroken

__all__ = ["compare"]


def compare(old: Archive, new: Archive) -> Difference:
    """What is different in the new state of a bot, part by part.

    Parts are the same where the refId or the documented join key is, so ids that imports renew, places in a file and
    everything else that differs between two exports of an unchanged bot count for nothing. What moved on the canvas
    is kept apart. Values of secured variables, and what looks like a secret, are in no change.

    Raises:
        ArchiveBroken: a member is no JSON object, or is nested too deep to be compared.

    Source: contract, export-archive.md, Diff rules.
    """
    if old == new:
        return Difference()
    try:
        return Difference.of(_changes(Eyes(*_sides(old, new))))
    except RecursionError:
        raise ArchiveBroken.because(DEFINITION, "it is nested too deep to be compared", "$") from None


def _sides(old: Archive, new: Archive) -> tuple[Side, Side]:
    languages = {old.default_language, new.default_language}
    if len(languages) > 1:
        # Names are those of one language, or else every dialog would have a new one.
        texts = [mapping(one.part("localeData")) for one in (old, new)]
        languages = {one for one in languages if all(one in whole for whole in texts)} or languages
    language = min(languages)
    refs = [{text_in(space.get("refId")) for space in one.elements("namespaces")} for one in (old, new)]
    kept = frozenset(refs[0] & refs[1])
    return Side(old, language, kept), Side(new, language, kept)


def _changes(eyes: Eyes) -> Iterator[Change]:
    old, new = Words(Flows(eyes.old)), Words(Flows(eyes.new))
    yield from setting_changes(eyes)
    yield from dialog_changes(eyes, old, new)
    yield from word_changes(eyes, old, new)
    yield from knowledge_changes(eyes)
    yield from small_talk_changes(eyes)
    yield from listed_changes(eyes)
    yield from scene_changes(eyes)
    yield from event_changes(eyes)
    yield from member_changes(eyes)
