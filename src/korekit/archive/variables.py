"""A bot's variables: what is wrong with them, and how secured ones stay inside.

Environment variables lie in `config.json`, content variables in the definition.

Source: contract, export-archive.md, config.json and contentVariables.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from korekit.archive.bot_archive import Archive
from korekit.archive.json_text import MalformedJSON, Span, children, in_bytes, items, readable, spans, spliced, value
from korekit.archive.members import CONFIG, DEFINITION
from korekit.archive.problems import ArchiveBroken, Findings, path_to, quoted, sort_of

__all__ = ["SecuredValues", "VariableKeys", "holds_secret", "is_secured", "secured_values", "without_secrets"]

# By kind, then by key: an environment variable's value stands under "", a content variable's under its languages.
SecuredValues = dict[str, dict[str, dict[str, str]]]

_SEEN_CHARACTERS = 10_000
_SECRET = re.compile(
    r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY"
    r"|\beyJ[\w-]{10,}\.[\w-]{10,}\."
    r"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"
    r"|\b(?:gh[pousr]_|github_pat_|glpat-|xox[abeoprs]-|sk-|sk_live_|AIza)[\w-]{16,}"
    r"|\b(?:[Bb]earer|[Bb]asic) [\w+/=.-]{16,}"
)
_TOKEN = re.compile(r"[\w+/=.~-]{24,}", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


class VariableKeys:
    """Checks the variables of one list: each has a key, no two the same one, none looks like a live secret."""

    __slots__ = ("_found", "_keys", "_member")

    def __init__(self, found: Findings, member: str) -> None:
        self._found = found
        self._member = member
        self._keys: set[str] = set()

    def take(self, variable: Mapping[str, object], path: str) -> None:
        """Check one variable; its value reaches no message."""
        key = variable.get("key")
        if not isinstance(key, str) or not key:
            self._found.error(self._member, f"{path}.key", "a variable needs a key")
        elif key in self._keys:
            self._found.warning(self._member, f"{path}.key", f"{quoted(key)} is the key of another variable too")
        else:
            self._keys.add(key)
        for value_path, text in _values(variable, path):
            if not isinstance(text, str):
                why = f"a variable's value should be a text, not {sort_of(text)}"
                self._found.warning(self._member, value_path, why)
            elif _looks_secret(text):
                self._found.warning(self._member, value_path, "this value looks like a live secret")


def is_secured(variable: object) -> bool:
    """Whether an element of a list of variables is a secured one; any sign of it counts."""
    return isinstance(variable, Mapping) and variable.get("isSecured") not in (None, False, 0, "", "false")


def secured_values(archive: Archive) -> SecuredValues:
    """Every secured variable with the values that it has here; one whose values are all empty has none.

    Raises:
        ArchiveBroken: a member is no JSON object.
    """
    found: SecuredValues = {}
    lists = (("env", archive.settings.get("envVariables")), ("locale", archive.sections.get("contentVariables")))
    for kind, raws in lists:
        for raw in items(raws):
            variable = value(raw)
            if is_secured(variable) and isinstance(variable, dict) and isinstance(variable.get("key"), str):
                found.setdefault(kind, {})[variable["key"]] = dict(_given_values(variable))
    return found


def without_secrets(archive: Archive) -> Archive:
    """The same archive with every value of a secured variable, `isSecured: true`, replaced by an empty text.

    Nothing else changes by a byte. This is how an archive leaves the platform.

    Raises:
        ArchiveBroken: a member is no JSON object, or a variable has a key twice, so that it is unclear whether
            it is secured.
    """
    return replace(
        archive,
        config=_emptied(CONFIG, archive.config, ("envVariables", "*")),
        definition=_emptied(DEFINITION, archive.definition, ("contentVariables", "*")),
    )


def _emptied(member: str, data: bytes, steps: tuple[str, ...]) -> bytes:
    try:
        text = readable(data)
        edits: list[tuple[Span, bytes]] = []
        for span in spans(text, steps):
            variable = value(text[slice(*span)])
            for _ in children(text, span):
                pass  # raises where `isSecured` or `value` stands twice
            if not is_secured(variable):
                continue
            for place in (("value",), ("localeData", "*", "value")):
                edits += ((inner, b'""') for inner in spans(text, place, span) if text[slice(*inner)] != b"null")
        return spliced(data, edits)
    except MalformedJSON as error:
        raise ArchiveBroken.because(member, str(error), "$") from None


def _given_values(variable: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    locale = variable.get("localeData")
    languages = locale.items() if isinstance(locale, dict) else ()
    for language, holder in (("", variable), *languages):
        given = holder.get("value") if isinstance(holder, Mapping) else None
        if given not in (None, ""):
            yield language, given if isinstance(given, str) else in_bytes(given).decode()


def holds_secret(text: str) -> bool:
    """Whether a key or token of a known form stands in a text."""
    return bool(_SECRET.search(text))


def _values(variable: Mapping[str, object], path: str) -> Iterator[tuple[str, object]]:
    if variable.get("value") is not None:
        yield f"{path}.value", variable["value"]
    locale = variable.get("localeData")
    for language, texts in locale.items() if isinstance(locale, dict) else ():
        if isinstance(texts, dict) and texts.get("value") is not None:
            yield path_to(f"{path}.localeData", language) + ".value", texts["value"]


def _looks_secret(text: str) -> bool:
    """Known forms of keys and tokens, or one long word that mixes digits and both cases."""
    seen = text[:_SEEN_CHARACTERS].strip()
    if holds_secret(seen):
        return True
    is_mixed = any(map(str.isdigit, seen)) and any(map(str.isupper, seen)) and any(map(str.islower, seen))
    return is_mixed and bool(_TOKEN.fullmatch(seen)) and not _UUID.fullmatch(seen)
