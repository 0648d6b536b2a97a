"""The parts of a bot that an import or an export can be asked for, in words; and what a form asked for."""

from dataclasses import dataclass
from typing import Final

from korekit.catalog.bot_definition import (
    ExportDetails,
    ExportOptions,
    ImportDetails,
    ImportOptions,
    Merge,
    VariableOptions,
)
from korekit.console.request import Fields

__all__ = ["PARTS", "Asked", "BotPart"]


@dataclass(frozen=True, slots=True)
class BotPart:
    """A part by its wire name, with the list in which it is asked for."""

    name: str
    group: str
    label: str
    about: str


PARTS: Final = (
    BotPart("botTask", "tasks", "Dialogs and other tasks", "Dialogs with nodes, actions, alerts, widgets, panels"),
    BotPart("knowledgeGraph", "tasks", "Knowledge graphs", "Their nodes and FAQs"),
    BotPart("smallTalk", "tasks", "Small talk", "Questions and answers beside the tasks"),
    BotPart("forms", "tasks", "Forms", "Digital forms"),
    BotPart("utterances", "nlpData", "Utterances", "What users say, of each intent and entity"),
    BotPart("patterns", "nlpData", "Patterns", "Of each intent and entity"),
    BotPart("standardResponses", "nlpData", "Standard responses", "What the bot says by default"),
    BotPart("traits", "nlpData", "Traits", "Characteristics that sentences are recognised by"),
    BotPart("nlpSettings", "nlpData", "Language understanding", "Thresholds, models, events"),
    BotPart("botSettings", "settings", "Settings", "General settings, PII, channels"),
    BotPart("botVariables", "settings", "Variables", "Environment and content variables, namespaces"),
    BotPart("ivrSettings", "settings", "IVR settings", "For calls by telephone"),
    BotPart("genAIandLLMSettings", "settings", "LLM settings", "Models and prompts"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asked for. `parts`: wire names; everything where `is_whole`."""

    is_whole: bool
    parts: tuple[str, ...]
    is_replacing: bool
    has_variables: bool

    @classmethod
    def of(cls, fields: Fields) -> "Asked":
        """As a form or an address says it; everything by default."""
        given = set(fields.texts("part"))
        return cls(
            is_whole=fields.text("what", "all") != "parts",
            parts=tuple(one.name for one in PARTS if one.name in given),
            is_replacing=fields.text("merge") == "replace",
            has_variables=fields.text("env", "take") != "leave",
        )

    @property
    def is_nothing(self) -> bool:
        """Whether parts were to be chosen, and none was."""
        return not self.is_whole and not self.parts

    @property
    def for_import(self) -> ImportOptions | None:
        """As the import is asked; None for everything."""
        if self.is_whole:
            return None
        merge = Merge(append=not self.is_replacing, replace=self.is_replacing)
        details = ImportDetails(utterances=merge, patterns=merge, bot_variables=self._variables)
        return ImportOptions(
            tasks=self._of("tasks"), nlp_data=self._of("nlpData"), settings=self._of("settings"), options=details
        )

    @property
    def for_export(self) -> ExportOptions | None:
        """As the export is asked; None for everything."""
        if self.is_whole and self.has_variables:
            return None
        everything = [one.name for one in PARTS]
        wanted = everything if self.is_whole else self.parts
        lists = {group: [one.name for one in PARTS if one.group == group and one.name in wanted] for group in _GROUPS}
        return ExportOptions(
            tasks=lists["tasks"],
            nlp_data=lists["nlpData"],
            settings=lists["settings"],
            options=ExportDetails(bot_variables=self._variables),
        )

    @property
    def _variables(self) -> VariableOptions:
        return VariableOptions(ignore_environment_variables=not self.has_variables)

    def _of(self, group: str) -> list[str]:
        return [one.name for one in PARTS if one.group == group and one.name in self.parts]


_GROUPS: Final = ("tasks", "nlpData", "settings")
