"""What somebody asked an export to hold.

Two vocabularies of names are in use and mixed; unknown names are kept, never refused.

Source: contract, bot-export with its quirks; export-archive.md, exportOptions inside the file and Partial export.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from korekit.archive.single_tasks import TASK_KINDS, Wanted

__all__ = ["ExportOptions", "ExportType", "implied_tasks"]

_GROUPS = {"tasks": "tasks", "nlpData": "nlp_data", "settings": "settings", "botComponents": "bot_components"}
# Groups of parts whose layout is unknown. What a bot has of them lies under keys that every export keeps; asking for
# them alone asks for nothing else.
_UNKNOWN_GROUPS = ("AgentAssist", "AgentAI", "qualityAI")


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
            lists are None, everything is asked for.
        nlp_data: likewise.
        settings: likewise.
        bot_components: likewise, of a universal bot: `linkedBots`, `smallTalk`.
        other_parts: likewise, of groups whose layout is unknown: `AgentAssist`, `AgentAI`, `qualityAI`.
        group_order: the lists' wire names in the order of the request, in which they are recorded.
        sub_tasks: kind and the names or ids of single tasks; where there are any, other tasks stay out, with what
            belongs to them. `allTasks` counts for nothing: without sub-tasks every task is asked for.
        include_dependent: `IncludeDependentTasks`: with sub-tasks, those that they need as well.
        include_form_dependent: `IncludeFormDependentTasks`: with sub-tasks, the forms that they need as well; by
            default as `include_dependent`, because the API documents no such switch.
        custom_dashboards: None where the request does not say: then a full export has them, a partial one not.
        ignored_variables: keys of variables to leave out, of both sorts.
        ignore_environment_variables: leave out all of config.json's.
        ignore_content_variables: leave out all of the definition's.
    """

    tasks: tuple[str, ...] | None = None
    nlp_data: tuple[str, ...] | None = None
    settings: tuple[str, ...] | None = None
    bot_components: tuple[str, ...] | None = None
    other_parts: tuple[str, ...] | None = None
    group_order: tuple[str, ...] = ("tasks", "nlpData", "settings")
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

        `subTasks`, `customDashboards` and the Include switches may stand inside `exportOptions` or beside it. Where
        lists are given but none of tasks, naming single tasks asks for tasks.
        """
        inner = _mapping(body.get("exportOptions"))
        given = [key for key, names in inner.items() if key in _GROUPS and names is not None]
        beside = {**inner, **body}
        groups = {_GROUPS[key]: _words(inner[key]) for key in given}
        sub_tasks = _sub_tasks(inner.get("subTasks"), body.get("subTasks"))
        others = [_words(inner[key]) for key in _UNKNOWN_GROUPS if inner.get(key) is not None]
        if sub_tasks and (given or others) and "tasks" not in given:
            groups["tasks"] = implied_tasks(sub_tasks)
        variables = _mapping(_mapping(inner.get("options")).get("botVariables"))
        return cls(
            tasks=groups.get("tasks"),
            nlp_data=groups.get("nlp_data"),
            settings=groups.get("settings"),
            bot_components=groups.get("bot_components"),
            other_parts=tuple(name for names in others for name in names) if others else None,
            group_order=(*given, *(key for key in ("tasks", "nlpData", "settings") if key not in given)),
            sub_tasks=sub_tasks,
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
        return all(names is None for names in self._lists)

    @property
    def is_nothing(self) -> bool:
        """Whether lists were given and all are empty, which is refused: `Please select at least one component`."""
        return not self.is_everything and not any(self._lists)

    @property
    def _lists(self) -> tuple[tuple[str, ...] | None, ...]:
        return self.tasks, self.nlp_data, self.settings, self.bot_components, self.other_parts

    @property
    def wanted(self) -> Wanted | None:
        """The single tasks that are asked for; None where it is all of them."""
        if not self.sub_tasks:
            return None
        with_forms = self.include_dependent if self.include_form_dependent is None else self.include_form_dependent
        return Wanted(
            names=dict(self.sub_tasks),
            with_dependents=bool(self.include_dependent),
            with_forms=bool(with_forms) and self.has_task("botTask", "forms"),
            has_every_form=self.has_task("forms") and "forms" not in dict(self.sub_tasks),
            has_knowledge=self.has_task("knowledgeGraph"),
        )

    def has_task(self, *names: str) -> bool:
        """Whether one of these tasks is asked for, or everything is; case does not count."""
        return self.is_everything or _has(self.tasks, names)

    def has_nlp_data(self, *names: str) -> bool:
        """Likewise for NLP data."""
        return self.is_everything or _has(self.nlp_data, names)

    def has_setting(self, *names: str) -> bool:
        """Likewise for settings."""
        return self.is_everything or _has(self.settings, names)

    def has_component(self, *names: str) -> bool:
        """Likewise for the components of a universal bot."""
        return self.is_everything or _has(self.bot_components, names)


def implied_tasks(sub_tasks: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[str, ...]:
    """The names of tasks that somebody asks for who names single ones and no list."""
    kinds = {kind for kind, _ in sub_tasks}
    return tuple(name for name, is_meant in (("botTask", kinds - {"forms"}), ("forms", "forms" in kinds)) if is_meant)


def _sub_tasks(*given: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Kind and names, of all places together, without kinds that have none."""
    found = {kind: [name for one in given for name in _words(_mapping(one).get(kind))] for kind in TASK_KINDS}
    return tuple((kind, tuple(dict.fromkeys(names))) for kind, names in found.items() if names)


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
