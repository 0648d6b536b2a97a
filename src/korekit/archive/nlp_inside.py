"""NLP data that lies inside other parts of a definition: a bot's synonyms, the trait rules of its intents.

Source: contract, export-archive.md, Identity and language; dialogComponents.
"""

from collections.abc import Mapping

from msgspec import Raw

from korekit.archive.joining import Draft, array_like
from korekit.archive.json_text import sections
from korekit.archive.matching import elements

__all__ = ["put_synonyms", "put_trait_rules"]


def put_synonyms(draft: Draft, given: Raw | None) -> None:
    """The source's synonyms for every language that both have.

    Args:
        draft: the target's definition.
        given: the source's `localeData`.

    Raises:
        MalformedJSON: a key stands twice on the way.
    """
    draft.put("localeData", _filled(draft.get("localeData") or b"{}", given, "synonyms"))


def put_trait_rules(draft: Draft, given: Raw | None) -> None:
    """The source's trait rules for every intent and language that both have.

    Args:
        draft: the target's definition.
        given: the source's `dialogComponents`.

    Raises:
        MalformedJSON: a key stands twice on the way.
    """
    own = draft.get("dialogComponents")
    if own is None:
        return
    theirs = {component.key: component.parts.get("localeData") for component in elements("dialogComponents", given)}
    whole = []
    for component in elements("dialogComponents", own):
        raw, texts = component.raw, component.parts.get("localeData")
        if texts is not None and theirs.get(component.key) is not None:
            inner = Draft(raw)
            inner.put("localeData", _filled(bytes(texts), theirs[component.key], "traitRules"))
            raw = inner.finished()
        whole.append(raw)
    draft.put("dialogComponents", array_like(own, whole))


def _filled(own: bytes, given: Raw | None, key: str) -> bytes:
    languages = Draft(own)
    for language, raw in _members(given).items():
        mine, part = languages.get(language) or b"", _members(raw).get(key)
        if mine.startswith(b"{") and part is not None:
            inner = Draft(mine)
            inner.put(key, bytes(part))
            languages.put(language, inner.finished())
    return languages.finished()


def _members(raw: Raw | None) -> Mapping[str, Raw]:
    return sections(bytes(raw)) if raw is not None and bytes(raw).startswith(b"{") else {}
