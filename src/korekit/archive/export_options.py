"""What somebody asked an export to hold.

Two vocabularies of names are in use and mixed; unknown names are kept, never refused.

Source: contract, bot-export with its quirks; export-archive.md, exportOptions inside the file and Partial export.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["ExportOptions", "ExportType"]

_GROUPS = {"tasks": "tasks", "nlpData": "nlp_data", "settings": "settings"}
_SUB_TASKS = ("dialogs", "alerts", "actions", "forms", "experienceFlows")


class ExportType(StrEnum):
    """Which versions of a bot's tasks an export holds, by the word of the request."""

    LATEST = "latest"
    PUBLISHED = "published"

    @property
    def state(self) -> str:
        """The word that states inside such an export have."""
        return "configured" if self is ExportType.LATEST else "published"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """The options of one export request; by default everything.

    Attributes:
        tasks: names as sent, such as `botTask` in any case; None where the request has no such list. Where all
            three lists are None, everything is asked for.
        nlp_data: likewise.
        settings: likewise.
        group_order: the three lists' wire names in the order of the request, in which they are recorded.
        sub_tasks: kind and the names or ids asked for; kept, not yet applied.
        include_dependent: `IncludeDependentTasks`; kept and recorded, not yet applied.
        include_form_dependent: `IncludeFormDependentTasks`, likewise.
        custom_dashboards: None where the request does not say: then a full export has them, a partial one not.
        ignored_variables: keys of variables to leave out, of both sorts.
        ignore_environment_variables: leave out all of config.json's.
        ignore_content_variables: leave out all of the definition's.
    """

    tasks: tuple[str, ...] | None = None
    nlp_data: tuple[str, ...] | None = None
    settings: tuple[str, ...] | None = None
    group_order: tuple[str, ...] = tuple(_GROUPS)
    sub_tasks: tuple[tuple[str, tuple[str, ...]], ...] = ()
    include_dependent: bool | None = None
    include_form_dependent: bool | None = None
    custom_dashboards: bool | None = None
    ignored_variables: frozenset[str] = frozenset()
    ignore_environment_variables: bool = False
    ignore_content_variables: bool = False

    @classmethod
    def from_wire(cls, body: Mapping[str, object]) -> "ExportOptions":
        """The options in the body of an export request; whatever has an odd type is passed over.

        `subTasks` and the Include switches may stand inside `exportOptions` or beside it.
        """
        inner = _mapping(body.get("exportOptions"))
        given = [key for key, names in inner.items() if key in _GROUPS and names is not None]
        beside = {**inner, **body}
        sub_tasks = {**_mapping(inner.get("subTasks")), **_mapping(body.get("subTasks"))}
        variables = _mapping(_mapping(inner.get("options")).get("botVariables"))
        groups = {_GROUPS[key]: _words(inner[key]) for key in given}
        return cls(
            tasks=groups.get("tasks"),
            nlp_data=groups.get("nlp_data"),
            settings=groups.get("settings"),
            group_order=(*given, *(key for key in _GROUPS if key not in given)),
            sub_tasks=tuple((kind, _words(sub_tasks[kind])) for kind in _SUB_TASKS if _words(sub_tasks.get(kind))),
            include_dependent=_switch(beside.get("IncludeDependentTasks")),
            include_form_dependent=_switch(beside.get("IncludeFormDependentTasks")),
            custom_dashboards=_switch(beside.get("customDashboards")),
            ignored_variables=frozenset(_words(variables.get("ignore"))),
            ignore_environment_variables=_switch(variables.get("ignoreEnvironmentVariables")) or False,
            ignore_content_variables=_switch(variables.get("ignoreContentVariables")) or False,
        )

    @property
    def is_everything(self) -> bool:
        """Whether no list of components was given."""
        return self.tasks is None and self.nlp_data is None and self.settings is None

    @property
    def is_nothing(self) -> bool:
        """Whether lists were given and all are empty, which is refused: `Please select at least one component`."""
        return not (self.is_everything or self.tasks or self.nlp_data or self.settings)

    def has_task(self, *names: str) -> bool:
        """Whether one of these tasks is asked for, or everything is; case does not count."""
        return self.is_everything or _has(self.tasks, names)

    def has_nlp_data(self, *names: str) -> bool:
        """Likewise for NLP data."""
        return self.is_everything or _has(self.nlp_data, names)

    def has_setting(self, *names: str) -> bool:
        """Likewise for settings."""
        return self.is_everything or _has(self.settings, names)


def _has(words: tuple[str, ...] | None, names: tuple[str, ...]) -> bool:
    asked = {word.casefold() for word in words or ()}
    return any(name.casefold() in asked for name in names)


def _mapping(given: object) -> Mapping[str, object]:
    return given if isinstance(given, dict) else {}


def _words(given: object) -> tuple[str, ...]:
    if isinstance(given, str):
        return (given,)
    return tuple(word for word in given if isinstance(word, str)) if isinstance(given, list) else ()


def _switch(given: object) -> bool | None:
    """A truth value, also as the text that a form-encoded body has."""
    if isinstance(given, str) and given.casefold() in ("true", "false"):
        return given.casefold() == "true"
    return given if isinstance(given, bool) else None
