"""A bot that looks like one of a travel agency: dialogs, messages, two languages, a channel, variables, versions."""

import json
from functools import cache
from typing import Any, Final

from tests.bots import large

__all__ = ["TRAVEL_VARIABLES", "travel_desk"]

# Each dialog with what it is for, and what it says first.
_DIALOGS: Final = (
    ("Book a flight", "Finds flights and books the one that is chosen", "Where would you like to fly?"),
    ("Change a booking", "Moves a booking to another date", "What is your booking number?"),
    ("Cancel a booking", "Cancels, and starts the refund", "Which booking shall I cancel?"),
    ("Refund status", "Tells how far a refund is", "Let me look that up for you."),
    ("Baggage allowance", "What may be carried on board", "Which fare did you book?"),
    ("Talk to an agent", "Hands the conversation to a person", "One moment, I am connecting you."),
)

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
            component["name"] = name.replace(" ", "") + (str(number) if number else "")
            for message in component.get("message") or ():
                message["localeData"] = {"en": {"text": said, "type": "basic"}}
    whole["dialogs"], whole["dialogComponents"] = dialogs, list(held.values())
    for name in _LEFT_OUT:
        whole[name] = []
    members["botDefinition.json"] = json.dumps(whole).encode()
    members["config.json"] = json.dumps({"name": "Travel Desk", "envVariables": []}).encode()
    return {name: data for name, data in members.items() if not name.endswith(".js")}
