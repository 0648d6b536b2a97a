"""The names of a bot, in each of its languages, which no import changes."""

from msgspec import Raw

from korekit.archive.bot_archive import Archive, text_in
from korekit.archive.editing import draft_of, with_config
from korekit.archive.joining import Draft
from korekit.archive.json_text import in_bytes, sections

__all__ = ["put_own_names", "with_own_name"]


def with_own_name(target: Archive, source: Archive) -> Archive:
    """The source with the target's name in `config.json`; the definition has one for each language.

    Raises:
        ArchiveBroken: a member is no JSON object, or has a key twice.
    """

    def fill(draft: Draft) -> None:
        if target.name and text_in(draft.get("name")) != target.name:
            draft.put("name", in_bytes(target.name))

    return with_config(source, fill)


def put_own_names(draft: Draft, own: Raw | None) -> None:
    """Put the names that a bot has into the definition that is imported; languages that it lacks keep theirs.

    Args:
        draft: the definition under change.
        own: the bot's `localeData`.

    Raises:
        MalformedJSON: a key stands twice.
    """
    given = draft.get("localeData")
    if given is None or own is None or (given[:1], bytes(own)[:1]) != (b"{", b"{"):
        return
    languages = draft_of(given)
    for code, texts in sections(bytes(own)).items():
        inner, name = languages.get(code), text_in(texts, "name")
        if name and inner is not None and inner.startswith(b"{") and text_in(inner, "name") != name:
            renamed = draft_of(inner)
            renamed.put("name", in_bytes(name))
            languages.put(code, renamed.finished())
    if (named := languages.finished()) != given:
        draft.put("localeData", named)
