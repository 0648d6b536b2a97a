"""Edits of real bots, each with the one change that it makes."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from korekit.archive import Archive
from korekit.archive.comparing import Change, Difference
from tests.archive.builders import archive_of, uid
from tests.bots import large

__all__ = ["EDITS", "Bot", "BotEdit", "edited", "told"]


class Bot:
    """The large bot, open for edits, with a third of its dialogs and FAQs: each edit is compared twice."""

    def __init__(self) -> None:
        members = large()
        self.whole: dict[str, Any] = msgspec.json.decode(members["botDefinition.json"])
        self.config: dict[str, Any] = msgspec.json.decode(members["config.json"])
        self.icon: bytes | None = members["icon.png"]
        self.functions: list[tuple[str, bytes]] = []
        del self.whole["dialogs"][25:], self.graph["faqs"]["faqs"][110:]
        used = {node["componentId"] for one in self.dialogs for node in one["nodes"]}
        self.whole["dialogComponents"] = [one for one in self.whole["dialogComponents"] if one["_id"] in used]
        self.whole["sentences"] = [one for one in self.whole["sentences"] if one["taskId"] in used]
        self.components = {one["_id"]: one for one in self.whole["dialogComponents"]}

    @property
    def dialogs(self) -> list[Any]:
        """All dialogs."""
        found: list[Any] = self.whole["dialogs"]
        return found

    @property
    def graph(self) -> Any:
        """The knowledge task."""
        return self.whole["knowledgeTasks"][0]

    def root(self, number: int) -> Any:
        """The intent that opens a dialog."""
        return self.components[self.dialogs[number]["nodes"][0]["componentId"]]

    def own(self, number: int, sort: str) -> Any:
        """The first component of a sort that only one node, in this dialog, uses."""
        uses = [node["componentId"] for one in self.dialogs for node in one["nodes"]]
        found = (self.components[node["componentId"]] for node in self.dialogs[number]["nodes"] if node["type"] == sort)
        return next(one for one in found if uses.count(one["_id"]) == 1)

    def rename_dialog(self, number: int, name: str) -> None:
        """Give a dialog another name in every place that has it."""
        dialog, intent = self.dialogs[number], self.root(number)
        dialog["localeData"]["en"]["name"], dialog["lname"] = name, name.lower()
        intent["name"] = intent["localeData"]["en"]["intent"] = name
        for sentence in self.whole["sentences"]:
            if sentence["taskId"] == intent["_id"]:
                sentence["taskName"] = name

    @property
    def archive(self) -> Archive:
        """The bot as it is now."""
        plain = archive_of(large())
        return replace(
            plain,
            definition=msgspec.json.encode(self.whole),
            config=msgspec.json.encode(self.config),
            icon=self.icon,
            functions=tuple(self.functions),
        )


@dataclass(frozen=True)
class BotEdit:
    """One edit, and what is told of it."""

    name: str
    edit: Callable[[Bot], object]
    kind: str
    what: str
    of: str | None
    was: str = ""


def edited(*edits: Callable[[Bot], object]) -> Archive:
    """The large bot after edits."""
    bot = Bot()
    for edit in edits:
        edit(bot)
    return bot.archive


def told(difference: Difference) -> list[tuple[str, str, str]]:
    """Kind, sort and name of every change."""
    return [(one.kind.value, one.what.value, one.name) for one in difference.changes]


def paths(change: Change) -> list[str]:
    """Where a change has details."""
    return [one.path for one in change.details]


def _add_dialog(bot: Bot) -> None:
    intent = {**deepcopy(bot.root(20)), "_id": f"dc-{uid(1)}", "refId": uid(2), "name": "Track a parcel"}
    added = {**deepcopy(bot.dialogs[20]), "_id": f"dg-{uid(3)}", "refId": uid(4), "lname": "track a parcel"}
    intent["dialogId"] = added["_id"]
    added["localeData"] = {"en": {"name": "Track a parcel"}}
    added["nodes"][0]["componentId"] = intent["_id"]
    bot.dialogs.insert(3, added)
    bot.whole["dialogComponents"].insert(0, intent)
    bot.whole["sentences"].insert(0, {"taskId": intent["_id"], "sentence": "where is it", "language": "en"})


def _drop_dialog(bot: Bot) -> None:
    gone = bot.dialogs.pop(2)
    bot.whole["dialogComponents"].remove(bot.components[gone["nodes"][0]["componentId"]])


def _drop_node(bot: Bot) -> None:
    component = bot.own(0, "message")
    bot.dialogs[0]["nodes"] = [one for one in bot.dialogs[0]["nodes"] if one["componentId"] != component["_id"]]
    bot.whole["dialogComponents"].remove(component)


def _set(path: str, value: object) -> Callable[[Bot], object]:
    def edit(bot: Bot) -> None:
        *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        holder: Any = bot.whole
        for step in steps:
            holder = holder[step]
        holder[last] = value

    return edit


def _rename_label(bot: Bot) -> None:
    """A node's new label, in the terms of every FAQ below it too."""
    old = bot.graph["taxonomy"][4]["label"]
    bot.graph["taxonomy"][3]["label"] = "Baggage"
    before = Bot().graph["taxonomy"][3]["label"]
    assert old != before
    for one in (*bot.graph["faqs"]["faqs"], *bot.graph["faqs"]["nodes"]):
        one["terms"] = ["Baggage" if term == before else term for term in one["terms"]]


def _faq(bot: Bot) -> Any:
    """A FAQ whose refId is that of many others."""
    return next(
        one for one in bot.graph["faqs"]["faqs"][10:] if one["refId"].startswith("881c2f76") and "answer" in one
    )


EDITS = [
    BotEdit(
        "a dialog is renamed", lambda bot: bot.rename_dialog(4, "Book a flight"), "renamed", "dialog", "Book a flight"
    ),
    BotEdit("a dialog is added", _add_dialog, "added", "dialog", "Track a parcel"),
    BotEdit("a dialog is removed", _drop_dialog, "removed", "dialog", "BookDoctor74"),
    BotEdit("a dialog's option", _set("dialogs.0.isHidden", True), "changed", "dialog", "flight status tic"),
    BotEdit(
        "the order of nodes", lambda bot: bot.dialogs[0]["nodes"].reverse(), "changed", "dialog", "flight status tic"
    ),
    BotEdit("a node is removed", _drop_node, "removed", "node", None),
    BotEdit(
        "a transition",
        lambda bot: bot.dialogs[0]["nodes"][3]["transitions"][0].update(then="end"),
        "changed",
        "node",
        "RoomSlot23",
    ),
    BotEdit(
        "the order of transitions",
        lambda bot: bot.dialogs[0]["nodes"][3]["transitions"].reverse(),
        "changed",
        "node",
        "RoomSlot23",
    ),
    BotEdit(
        "a message", lambda bot: bot.own(0, "message")["message"].append({"channel": "rtm"}), "changed", "node", None
    ),
    BotEdit("a script", lambda bot: bot.own(0, "script").update(script="return 1;"), "changed", "node", None),
    BotEdit(
        "an intent", lambda bot: bot.root(0)["localeData"]["en"].update(desc="x"), "changed", "intent", "DoctorSlot80"
    ),
    BotEdit(
        "an intent's name", lambda bot: bot.root(0).update(name="Other"), "renamed", "intent", "Other", "DoctorSlot80"
    ),
    BotEdit(
        "an utterance is added",
        lambda bot: bot.whole["sentences"].insert(
            5,
            {
                "taskId": bot.root(4)["_id"],
                "sentence": "to rome",
                "language": "en",
                "_id": "f" * 24,
            },
        ),
        "added",
        "utterance",
        "to rome",
    ),
    BotEdit("an utterance is removed", lambda bot: bot.whole["sentences"].pop(0), "removed", "utterance", None),
    BotEdit("an utterance is edited", _set("sentences.0.sentence", "new words"), "changed", "utterance", "new words"),
    BotEdit(
        "a pattern is added",
        lambda bot: (
            bot.root(0)["localeData"]["en"]
            .setdefault("patterns", [])
            .append({"value": "fly ~rome", "original": "fly ~rome"})
        ),
        "added",
        "pattern",
        "fly ~rome",
    ),
    BotEdit(
        "a FAQ is added",
        lambda bot: bot.graph["faqs"]["faqs"].insert(
            0,
            {
                "refId": "881c2f76-0b46-5331-8b2c-efb28c332e8b",
                "question": "Dogs?",
                "answer": [{"text": "Yes"}],
            },
        ),
        "added",
        "faq",
        "Dogs?",
    ),
    BotEdit("a FAQ is removed", lambda bot: bot.graph["faqs"]["faqs"].remove(_faq(bot)), "removed", "faq", None),
    BotEdit("an answer", lambda bot: _faq(bot)["answer"][0].update(text="42"), "changed", "faq", None),
    BotEdit("a question", lambda bot: _faq(bot).update(question="Who?"), "changed", "faq", "Who?"),
    BotEdit("a knowledge node is renamed", _rename_label, "renamed", "knowledge-node", "Baggage"),
    BotEdit(
        "a knowledge node's synonym",
        lambda bot: bot.graph["taxonomy"][3]["synonyms"].append("bag"),
        "changed",
        "knowledge-node",
        None,
    ),
    BotEdit("the graph", lambda bot: bot.graph.update(description="x"), "changed", "knowledge-graph", "seat"),
    BotEdit(
        "small talk is removed",
        lambda bot: bot.whole["smallTalk"][0]["groups"][0]["nodes"].pop(0),
        "removed",
        "small-talk",
        "rate trai",
    ),
    BotEdit(
        "an answer of small talk",
        _set("smallTalk.0.groups.0.nodes.0.botUtterances.0.text", "hi"),
        "changed",
        "small-talk",
        "rate trai",
    ),
    BotEdit("a standard response", _set("koraResponses.0.MessageType", "Choice"), "changed", "standard-response", None),
    BotEdit("an event", _set("botEvents.ON_CONNECT_EVENT.enabled", True), "changed", "event", "ON_CONNECT_EVENT"),
    BotEdit(
        "an event is added",
        _set("botEvents.REPEAT_RESPONSE_EVENT", {"enabled": True}),
        "added",
        "event",
        "REPEAT_RESPONSE_EVENT",
    ),
    BotEdit("a sentiment event", _set("botSentimentEvents", [{"name": "Angry"}]), "added", "event", "Angry"),
    BotEdit("a form", _set("forms", [{"refId": uid(8), "name": "Address"}]), "added", "form", "Address"),
    BotEdit(
        "a widget is renamed",
        _set("widgets.0.name", "Balance"),
        "renamed",
        "widget",
        "Balance",
        "book refund rate seat pa",
    ),
    BotEdit("a panel's widgets", lambda bot: bot.whole["panels"][0]["widgets"].reverse(), "changed", "panel", "seat"),
    BotEdit("an action is removed", _set("actions", []), "removed", "action", None),
    BotEdit("an alert", _set("alerts", [{"refId": uid(8), "name": "Rain"}]), "added", "alert", "Rain"),
    BotEdit(
        "a dashboard", _set("customDashboards", [{"refId": uid(8), "name": "Sales"}]), "added", "dashboard", "Sales"
    ),
    BotEdit("a trait", _set("traits", [{"refId": uid(8), "groupName": "Mood"}]), "added", "trait", "Mood"),
    BotEdit("a scene", _set("scenes", [{"refId": uid(8), "name": "First"}]), "added", "scene", "First"),
    BotEdit(
        "a namespace",
        lambda bot: bot.whole["namespaces"].append({"refId": uid(8), "name": "sales"}),
        "added",
        "namespace",
        "sales",
    ),
    BotEdit(
        "a namespace is renamed", _set("namespaces.0.name", "sales"), "renamed", "namespace", "sales", "AgentCard59"
    ),
    BotEdit(
        "a content variable",
        _set("contentVariables.0.localeData.en.value", "x"),
        "changed",
        "content-variable",
        "BookVisit26",
    ),
    BotEdit(
        "a variable is added",
        lambda bot: bot.config["envVariables"].insert(0, {"key": "new", "value": "1"}),
        "added",
        "environment-variable",
        "new",
    ),
    BotEdit(
        "a variable",
        lambda bot: bot.config["envVariables"][1].update(value="x"),
        "changed",
        "environment-variable",
        "base1",
    ),
    BotEdit("a setting", _set("color", "#ffffff"), "changed", "setting", "color"),
    BotEdit("a setting is added", _set("sessionInactiveTime", 900000), "added", "setting", "sessionInactiveTime"),
    BotEdit("a switch becomes a number", _set("featured", 0), "changed", "setting", "featured"),
    BotEdit("a threshold", _set("advancedNLSettings.0.configurationValue", True), "changed", "setting", "TrainAlpha93"),
    BotEdit(
        "a synonym",
        lambda bot: bot.whole["localeData"]["en"]["synonyms"]["card"].append("visa"),
        "changed",
        "synonym",
        "card",
    ),
    BotEdit(
        "a language",
        lambda bot: (
            bot.whole["supportedLanguages"].append("de"),
            bot.whole["localeData"].update(de={"name": "Groß"}),
            bot.whole["languageConfigurations"].update(de={"enabled": True}),
        ),
        "added",
        "language",
        "de",
    ),
    BotEdit("an unknown key", _set("brandNew", {"a": 1}), "added", "other", "brandNew"),
    BotEdit("the icon", lambda bot: setattr(bot, "icon", b"other"), "changed", "icon", "icon.png"),
    BotEdit("no icon", lambda bot: setattr(bot, "icon", None), "removed", "icon", "icon.png"),
    BotEdit("a script file", lambda bot: bot.functions.append(("f.js", b"1")), "added", "bot-function", "f.js"),
]
