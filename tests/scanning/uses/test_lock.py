import json

import pytest

from korekit.catalog.operation import Operation
from korekit.catalog.operations import find_operation
from korekit.catalog.planes import Plane
from korekit.scanning.uses.lock import LockBroken, locked, read_lock
from korekit.scanning.uses.needs import needs_of


def operations(*names: str) -> list[Operation[..., object]]:
    found = [find_operation(name) for name in names]
    return [one for one in found if one is not None]


def test_each_plane_needs_its_own_scopes_and_no_more() -> None:
    bot, admin = needs_of(operations("get-change-logs", "bot-export", "bot-export-status", "get-bots", "upload-file"))
    assert (bot.plane, admin.plane) == (Plane.BOT, Plane.ADMIN)
    assert [(need.scope.id, need.operations) for need in bot.needs] == [
        ("bot_definition:bot_export", ("bot-export", "bot-export-status")),
        ("logs:change_logs", ("get-change-logs",)),
    ]
    assert (bot.without, bot.impossible) == (("upload-file",), ("get-bots",))
    assert [need.scope.id for need in admin.needs] == [
        "bot_definition:bot_export",
        "logs:change_logs",
        "role_management:role_management",
    ]
    assert admin.impossible == ()


def test_what_users_call_needs_no_scope_of_an_app() -> None:
    assert needs_of(operations("list-apps", "sign-in")) == ()


def test_a_plane_that_can_call_nothing_of_it_is_left_out() -> None:
    assert [one.plane for one in needs_of(operations("publish-bot"))] == [Plane.ADMIN]


def test_the_file_is_the_same_however_the_calls_are_ordered() -> None:
    first = locked(operations("get-bots", "bot-export", "get-bots"))
    assert first == locked(operations("bot-export", "get-bots"))
    assert json.loads(first)["operations"] == ["bot-export", "get-bots"]
    assert [one.id for one in read_lock(first.encode())] == ["bot-export", "get-bots"]


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"version":1,"operations":["nope"],"planes":{}}', '{"version":9,"operations":[],"planes":{}}'],
)
def test_what_is_no_lock_is_told(text: str) -> None:
    with pytest.raises(LockBroken):
        read_lock(text.encode())
