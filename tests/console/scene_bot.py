"""A bot that looks like one of a travel agency: dialogs, messages, two languages, a channel, variables, versions."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from tests.bots import large

__all__ = ["TRAVEL_VARIABLES", "reworded", "travel_desk"]

# Each dialog with what it is for, and what it says first.
_DIALOGS: Final = (
    ("Book a flight", "Finds flights and books the one that is chosen", "Where would you like to fly?"),
    ("Change a booking", "Moves a booking to another date", "What is your booking number?"),
    ("Cancel a booking", "Cancels, and starts the refund", "Which booking shall I cancel?"),
    ("Refund status", "Tells how far a refund is", "Let me look that up for you."),
    ("Baggage allowance", "What may be carried on board", "Which fare did you book?"),
    ("Talk to an agent", "Hands the conversation to a person", "One moment, I am connecting you."),
)

# What a colleague says better.
_REWORDED: Final = {
    b"Where would you like to fly?": b"Where would you like to fly, and when?",
    b'"Talk to an agent"': b'"Talk to a person"',
    b"What may be carried on board": b"What may be carried on board, for each fare",
    b"Have a safe trip!": b"Thank you, and have a safe trip!",
    b"+1 555 0100": b"+1 555 0142",
}

_LEFT_OUT: Final = (
    *("sentences", "knowledgeTasks", "variables", "contentVariables", "channels"),
    *("forms", "widgets", "panels", "alerts", "actions"),
)

TRAVEL_VARIABLES: list[Any] = [
    {"key": "bookingApi", "value": "https://booking.example.com/v2", "hint": "Booking system", "variableType": "env"},
    {"key": "bookingApiToken", "value": "made-up-secret-42", "variableType": "env", "isSecured": True},
    {"key": "greeting", "value": "Welcome aboard", "hint": "Said first", "variableType": "env"},
    {"key": "openingHours", "value": "Mon to Fri, 8 to 18", "hint": "Of the service desk", "variableType": "env"},
    {"key": "farewell", "variableType": "locale", "localeData": {"en": {"value": "Have a safe trip!", "hint": ""}}},
    {"key": "hotline", "variableType": "locale", "localeData": {"en": {"value": "+1 555 0100", "hint": ""}}},
]


@cache
def travel_desk() -> dict[str, bytes]:
    """Members by name, as `tests.bots` gives them: the structure of its large bot, cut down, with words of its own."""
    members = dict(large())
    whole = json.loads(members["botDefinition.json"])
    dialogs = whole["dialogs"][: len(_DIALOGS)]
    components = {one["_id"]: one for one in whole["dialogComponents"]}
    held: dict[str, Any] = {}
    for dialog, (name, purpose, said) in zip(dialogs, _DIALOGS, strict=True):
        dialog["lname"] = name.lower()
        dialog["localeData"] = {"en": {"name": name, "shortDesc": purpose}}
        for number, node in enumerate(dialog["nodes"]):
            if "flowTaskId" in node:
                # Whatever led on to a dialog that is left out leads to a person.
                node["flowTaskId"] = dialogs[-1]["refId"]
            component = components.get(node.get("componentId", ""))
            if component is None or component["_id"] in held:
                continue
            held[component["_id"]] = component
            if "dialogId" in component:
                component["dialogId"] = dialog["_id"]
            component["name"] = name.title().replace(" ", "") + (str(number) if number else "")
            for message in component.get("message") or ():
                message["localeData"] = {"en": {"text": said, "type": "basic"}}
        _settle(dialog, dialogs[-1]["refId"])
    whole["dialogs"], whole["dialogComponents"] = dialogs, list(held.values())
    for name in _LEFT_OUT:
        whole[name] = []
    for event in whole["botEvents"].values():
        _settle(event, dialogs[-1]["refId"])
        for message in event["msg"]:
            message["localeData"] = {"en": {"text": "Sorry, that did not work. Let us try again.", "type": "basic"}}
    whole["namespaces"][0]["name"] = "Booking"
    whole["localeData"]["en"].update(name="Travel Desk", description="Books, changes and cancels flights")
    members["botDefinition.json"] = json.dumps(whole).encode()
    members["config.json"] = json.dumps({"name": "Travel Desk", "envVariables": []}).encode()
    return {name: data for name, data in members.items() if not name.endswith(".js")}


def _settle(part: Any, dialog_id: str) -> None:
    """Let what names a dialog, a node or a namespace that is not there name one that is, all the way down."""
    for name, value in part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ():
        if name == "vNameSpace":
            value.clear()
        elif name == "task" and value:
            part[name] = dialog_id
        elif (name, value) == ("default", "sea"):
            part[name] = "end"
        _settle(value, dialog_id)


def reworded(members: Mapping[str, bytes]) -> dict[str, bytes]:
    """An export of the bot in which a colleague improved some texts."""
    changed = dict(members)
    for old, new in _REWORDED.items():
        changed["botDefinition.json"] = changed["botDefinition.json"].replace(old, new, 1)
    return changed
