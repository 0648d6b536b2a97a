"""Secured variables on the way back: an export leaves their values out, so an import must not wipe them.

Source: contract, export-archive.md, config.json; that the target's value stays is this platform's choice.
"""

from dataclasses import replace

from korekit.archive.bot_archive import Archive
from korekit.archive.joining import Draft, array_like
from korekit.archive.json_text import MalformedJSON, readable, uncovered, value
from korekit.archive.matching import Element, elements
from korekit.archive.members import CONFIG, DEFINITION
from korekit.archive.problems import ArchiveBroken
from korekit.archive.variables import is_secured

__all__ = ["is_withheld", "with_own_secrets"]


def is_withheld(variable: Element) -> bool:
    """Whether this is a secured variable without its value, as an export leaves it."""
    whole = value(variable.raw)
    if not isinstance(whole, dict) or not is_secured(whole):
        return False
    languages = whole.get("localeData")
    texts = languages.values() if isinstance(languages, dict) else ()
    return not any(holder.get("value") for holder in (whole, *texts) if isinstance(holder, dict))


def with_own_secrets(target: Archive, source: Archive) -> Archive:
    """The source with the target's variable wherever its own of the same key was withheld.

    Raises:
        ArchiveBroken: a member is no JSON object, or has a key twice at its top level.
    """
    return replace(
        source,
        config=_filled(CONFIG, source.config, target.config, "envVariables"),
        definition=_filled(DEFINITION, source.definition, target.definition, "contentVariables"),
    )


def _filled(member: str, given: bytes, own: bytes, section: str) -> bytes:
    try:
        text, draft = readable(given), Draft(readable(given))
        held = {element.key: element.raw for element in elements(section, Draft(readable(own)).get(section))}
        whole = elements(section, draft.get(section))
        kept = [held[one.key] if one.key in held and is_withheld(one) else one.raw for one in whole]
        if kept == [one.raw for one in whole]:
            return given
        draft.put(section, array_like(draft.get(section) or b"[]", kept, draft.gap))
    except MalformedJSON as error:
        raise ArchiveBroken.because(member, str(error), "$") from None
    return draft.finished() if text is given else uncovered(draft.finished())
