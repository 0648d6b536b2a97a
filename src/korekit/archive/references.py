"""Who in a definition names whom, and which names lead nowhere.

Source: contract, export-archive.md, References and Validator rules: which of them are errors is said there.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from korekit.archive.members import CONFIG, DEFINITION
from korekit.archive.problems import Findings, path_to, quoted, sort_of

__all__ = ["SECTIONS_WITH_IDS", "References"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """One sort of reference.

    Attributes:
        steps: from the element to the reference; `*` for every element or value, `~` for every key.
        to: the section that is named.
        by: `_id` or `refId`.
        is_error: whether a name that leads nowhere breaks an import.
        may_be_empty: whether an empty text means that nothing is named.
        when: key and value beside the reference that make it one.
    """

    steps: tuple[str, ...]
    to: str
    by: str
    is_error: bool = False
    may_be_empty: bool = True
    when: tuple[str, str] | None = None


def _rule(
    path: str, target: str, *, is_error: bool = False, may_be_empty: bool = True, when: tuple[str, str] | None = None
) -> _Rule:
    to, by = target.split(".")
    return _Rule(steps=tuple(path.split(".")), to=to, by=by, is_error=is_error, may_be_empty=may_be_empty, when=when)


_DIALOG = "dialogs.refId"
_COMPONENT = "dialogComponents._id"
_NAMESPACE = "namespaces.refId"

# By section; "$" is the top level and "envVariables" that of config.json.
_RULES: Mapping[str, tuple[_Rule, ...]] = {
    "$": (
        _rule("defaultDialogId", _DIALOG),
        _rule("botEvents.*.task", _DIALOG),
        _rule("vNameSpace.*", "namespaces._id"),
        _rule("krVNameSpace.*", _NAMESPACE),
        _rule("evVNameSpace.*", _NAMESPACE),
    ),
    "dialogs": (
        _rule("nodes.*.componentId", _COMPONENT, is_error=True, may_be_empty=False),
        _rule("nodes.*.nodes.*.componentId", _COMPONENT, is_error=True, may_be_empty=False),
        _rule("nodes.*.flowTaskId", _DIALOG, is_error=True),
        _rule("sceneRefId", "scenes.refId"),
        _rule("vNameSpace.*", _NAMESPACE),
    ),
    "dialogComponents": (
        _rule("dialogId", "dialogs._id", is_error=True),
        _rule("nodes.*.componentId", _COMPONENT, is_error=True, may_be_empty=False),
        _rule("resourceId", "forms.refId", is_error=True, when=("type", "form")),
    ),
    "sentences": (_rule("taskId", _COMPONENT, is_error=True, may_be_empty=False),),
    "patterns": (_rule("refId", "dialogComponents.refId"),),
    "botSentimentEvents": (_rule("task", _DIALOG),),
    "mlParams": (_rule("dialogIntents.*", _DIALOG),),
    "knowledgeTasks": (_rule("faqs.faqs.*.dialogRefId", _DIALOG, is_error=True),),
    "widgets": (_rule("source.resource", _DIALOG, when=("type", "dialog")),),
    "panels": (_rule("widgets.*", "widgets.refId"),),
    "forms": (_rule("integrations.*.resourceId", _DIALOG, when=("type", "dialog")),),
    "scenes": (
        _rule("dialogRefId", _DIALOG, is_error=True),
        _rule("dialogLinks.*.dialogRefId", _DIALOG, is_error=True),
        _rule("components.~", "sceneComponents._id"),
        _rule("widgetThemeId", "widgetThemes._id"),
    ),
    "sceneComponents": (_rule("sceneId", "scenes._id"),),
    "contentVariables": (_rule("vNameSpace.*", _NAMESPACE),),
    "envVariables": (_rule("vNameSpace.*", _NAMESPACE),),
}
SECTIONS_WITH_IDS = frozenset(rule.to for rules in _RULES.values() for rule in rules)


class References:
    """Collects ids and references element by element, so that a large file is never in memory as values."""

    __slots__ = ("_found", "_ids", "_open", "_refs")

    def __init__(self, found: Findings) -> None:
        self._found = found
        self._ids: dict[tuple[str, str], set[str]] = {}
        self._refs: dict[str, set[tuple[str, str | None]]] = {}
        self._open: list[tuple[_Rule, str, str, str]] = []

    def take(self, section: str, element: Mapping[str, object], path: str) -> None:
        """Note the ids and references of an element, and report a refId that its array has already.

        One refId may stand once for every `language`: knowledge tasks have one graph each.
        """
        for by in ("_id", "refId"):
            if isinstance(own := element.get(by), str):
                self._take_id(section, by, own, element, path)
        member = CONFIG if section == "envVariables" else DEFINITION
        for rule in _RULES.get(section, ()):
            for place, holder, name in self._leaves(rule, member, element, path):
                if rule.when and not (isinstance(holder, dict) and holder.get(rule.when[0]) == rule.when[1]):
                    continue
                if isinstance(name, str):
                    if name or not rule.may_be_empty:
                        self._open.append((rule, member, place, name))
                elif name is not None:
                    self._report(rule, member, place, f"it should be a text, not {sort_of(name)}")

    def resolve(self, sections: frozenset[str], *, is_part: bool = False) -> None:
        """Report the references that lead nowhere: errors each, warnings once for a sort.

        Args:
            sections: keys that the definition has; what refers to a section that was not exported is let be.
            is_part: what would be an error is a warning, because another definition may have what is named.
        """
        missed: dict[_Rule, list[tuple[str, str, str]]] = {}
        for rule, member, path, name in self._open:
            if rule.to not in sections or name in self._ids.get((rule.to, rule.by), ()):
                continue
            if rule.is_error and not is_part:
                self._found.error(member, path, f"{quoted(name)} is no {rule.by} in $.{rule.to}")
            else:
                missed.setdefault(rule, []).append((member, path, name))
        for rule, misses in missed.items():
            member, path, name = misses[0]
            more = f", nor are {len(misses) - 1} more like it" if len(misses) > 1 else ""
            self._found.warning(member, path, f"{quoted(name)} is no {rule.by} in $.{rule.to}{more}")

    def has_id(self, section: str, name: str) -> bool:
        """Whether an element of the section has this `_id`."""
        return name in self._ids.get((section, "_id"), ())

    def _take_id(self, section: str, by: str, own: str, element: Mapping[str, object], path: str) -> None:
        ids = self._ids.setdefault((section, by), set())
        if by == "_id":
            if own in ids:
                self._found.warning(DEFINITION, f"{path}._id", f"{quoted(own)} stands twice in $.{section}")
        else:
            language = element.get("language")
            key = (own, language if isinstance(language, str) else None)
            if key in self._refs.setdefault(section, set()):
                self._found.error(DEFINITION, f"{path}.refId", f"{quoted(own)} stands twice in $.{section}")
            self._refs[section].add(key)
        ids.add(own)

    def _leaves(self, rule: _Rule, member: str, element: object, path: str) -> Iterator[tuple[str, object, object]]:
        """Path, holder and value of what the rule leads to; values of a wrong type on the way are reported."""
        open_values: list[tuple[str, object, object]] = [(path, None, element)]
        for step in rule.steps:
            following: list[tuple[str, object, object]] = []
            for place, _, holder in open_values:
                if isinstance(holder, dict) and step not in ("*", "~"):
                    if step in holder:
                        following.append((path_to(place, step), holder, holder[step]))
                elif not isinstance(holder, dict) and not (isinstance(holder, list) and step == "*"):
                    if holder is not None:
                        wanted = "an array" if step == "*" else "an object"
                        self._report(rule, member, place, f"it should be {wanted}, not {sort_of(holder)}")
                elif self._found.may_look(member, place, len(holder)):
                    following += ((path_to(place, key), holder, inner) for key, inner in _inside(holder, step))
            open_values = following
        return iter(open_values)

    def _report(self, rule: _Rule, member: str, path: str, why: str) -> None:
        (self._found.error if rule.is_error else self._found.warning)(member, path, why)


def _inside(holder: dict[str, object] | list[object], step: str) -> Iterable[tuple[str | int, object]]:
    """Index or key and value of everything in a holder; for the step `~` the keys are the values."""
    if isinstance(holder, list):
        return enumerate(holder)
    return holder.items() if step == "*" else zip(holder, holder, strict=True)
