"""The shapes in which scopes of an app are sent."""

from typing import Any

import pytest

from korekit.access.facts import App
from korekit.catalog.console import ScopeEntry
from korekit.catalog.planes import AppKind, Plane
from korekit.errors.console import InputInvalid
from korekit.features.apps.scope_grants import named_scopes, read_grant, written_grant
from korekit.ids import AccountId, BotId, ClientId, UserId

BOT = BotId("st-1")


def make_app(
    plane: Plane = Plane.ADMIN,
    kind: AppKind = AppKind.API,
    *,
    saved: frozenset[str] = frozenset(),
    draft: frozenset[str] = frozenset(),
) -> App:
    return App(
        client_id=ClientId("cs-1"),
        account_id=AccountId("a1"),
        name="app",
        plane=plane,
        kind=kind,
        bot_id=BOT if plane is Plane.BOT else None,
        created_by=UserId("u-1"),
        secrets=(),
        saved=saved,
        draft=draft,
    )


@pytest.mark.parametrize(
    ("scope", "bot_id", "kind", "ids"),
    [
        ([], None, AppKind.API, set()),
        ([{"scopes": []}], None, AppKind.API, set()),
        ([{}], None, AppKind.API, set()),
        ([{"scopes": ["a:b", "c:d"]}], None, AppKind.API, {"a:b", "c:d"}),
        ([{"bot": BOT, "scopes": ["a:b"]}], BOT, AppKind.API, {"a:b"}),
        ([{"bot": None, "scopes": ["a:b"]}], BOT, AppKind.API, {"a:b"}),
        ([{"scopes": ["a:b"], "other": 1}, {"scopes": ["a:b", "c:d"]}], None, AppKind.API, {"a:b", "c:d"}),
        (["a:b", "registration"], None, AppKind.API, {"a:b", "registration"}),
        (["anonymouschat", "registration"], BOT, AppKind.SDK, {"anonymouschat", "registration"}),
        (["registration"], BOT, AppKind.SDK, {"registration"}),
        ([{"scopes": ["registration"]}], BOT, AppKind.API, {"registration"}),
        ([{"scopes": ["botkit:botkit", "not:known"]}], None, AppKind.API, {"botkit:botkit", "not:known"}),
    ],
)
def test_every_shape_is_read(scope: list[Any], bot_id: BotId | None, kind: AppKind, ids: set[str]) -> None:
    grant = read_grant(scope, bot_id)
    assert (grant.kind, set(grant.scope_ids)) == (kind, ids)


@pytest.mark.parametrize(
    ("scope", "bot_id"),
    [
        ([1], None),
        ([None], None),
        ([["a:b"]], None),
        (["a:b", {"scopes": ["c:d"]}], None),
        ([{"scopes": "a:b"}], None),
        ([{"scopes": [1]}], None),
        ([{"scopes": [None]}], None),
        ([{"scopes": [""]}], None),
        ([""], None),
        (["a\x00b"], None),
        (["x" * 201], None),
        ([f"a:{n}" for n in range(501)], None),
        ([{"bot": "st-2", "scopes": ["a:b"]}], BOT),
        ([{"bot": 1, "scopes": ["a:b"]}], BOT),
        ([{"bot": BOT, "scopes": ["a:b"]}], None),
    ],
)
def test_another_shape_or_another_bot_is_refused(scope: list[Any], bot_id: BotId | None) -> None:
    with pytest.raises(InputInvalid):
        read_grant(scope, bot_id)


def test_what_counts_is_written_in_the_shape_of_its_plane() -> None:
    saved = frozenset({"c:d", "a:b"})
    assert written_grant(make_app(saved=saved)) == [ScopeEntry(scopes=["a:b", "c:d"])]
    assert written_grant(make_app(Plane.BOT, saved=saved)) == [ScopeEntry(scopes=["a:b", "c:d"], bot=BOT)]
    assert written_grant(make_app(Plane.BOT, AppKind.SDK, saved=frozenset({"registration"}))) == ["registration"]
    assert written_grant(make_app(draft=saved)) == []


@pytest.mark.parametrize(
    ("plane", "text", "ids"),
    [
        (Plane.ADMIN, "logs:change_logs", {"logs:change_logs"}),
        (Plane.ADMIN, "Bot Audit Logs", {"logs:change_logs"}),
        (Plane.ADMIN, "logs > bot audit logs", {"logs:change_logs"}),
        (Plane.ADMIN, "Publish", {"bot_publish:publish_request", "bot_publish:publish_status"}),
        (Plane.BOT, "App Sessions", {"bot_sessions:read"}),
    ],
)
def test_a_scope_is_known_by_id_name_and_spelling(plane: Plane, text: str, ids: set[str]) -> None:
    assert named_scopes([text], make_app(plane)) == ids


def test_an_id_that_the_app_holds_may_stay() -> None:
    app = make_app(saved=frozenset({"own:kept"}), draft=frozenset({"own:drafted"}))
    assert named_scopes(["own:kept", "own:drafted"], app) == {"own:kept", "own:drafted"}


@pytest.mark.parametrize(
    ("plane", "text", "message"),
    [
        (
            Plane.ADMIN,
            "Bot Audit Log",
            "`Bot Audit Log` is no scope of the admin plane. "
            "The nearest is `Logs > Bot Audit Logs` (logs:change_logs).",
        ),
        (
            Plane.BOT,
            "Bot Audit Logs",
            "`Bot Audit Logs` is no scope of the bot plane. The nearest is `Logs History` (logs:change_logs).",
        ),
        (
            Plane.BOT,
            "bot_definition:bot_exprot",
            "`bot_definition:bot_exprot` is no scope of the bot plane. "
            "The nearest is `Bot Export` (bot_definition:bot_export).",
        ),
        (Plane.BOT, "zzzzzz", "`zzzzzz` is no scope of the bot plane."),
        (Plane.DATA, "Bot Export", "`Bot Export` is no scope of the data plane."),
    ],
)
def test_an_unknown_scope_is_told_with_the_nearest(plane: Plane, text: str, message: str) -> None:
    with pytest.raises(InputInvalid) as told:
        named_scopes([text], make_app(plane))
    assert told.value.wire.msg == message
