"""What the documents say about a call, worked out a second time from their words alone.

Nothing here reads the catalogue or the checks. Source: contract, bot-definition.yaml and admin-data.yaml for planes and
scopes, observed-errors.md 1.2 and 1.3 and platform.md 6 for answers and order, causes.md for causes.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

__all__ = ["OPERATIONS", "STATES", "Cell", "Expected", "expected", "needed_scope"]

Kind = Literal["api", "sdk", "data"]
Plane = Literal["bot", "admin", "data"]
# Whose bot the call names, as the app sees it.
Whose = Literal["own", "sibling", "other account", "nobody"]
State = Literal["none", "draft", "saved", "saved, publishing asked for", "published", "taken away", "another saved"]

# What an app holds of the scope that the operation wants.
STATES: tuple[State, ...] = (
    "none",
    "draft",
    "saved",
    "saved, publishing asked for",
    "published",
    "taken away",
    "another saved",
)


class Wants(NamedTuple):
    """What an operation asks of an app: scope by plane, `None` for none; whether its path names a bot or a request."""

    scopes: dict[str, str | None]
    names: Literal["bot", "request", "nothing"]


_IMPORT, _EXPORT = "bot_definition:bot_import", "bot_definition:bot_export"
_LANGUAGES: dict[str, str | None] = {"bot": "language_settings:publicAPI", "admin": "language_settings:publicAPI"}
_LINKED: dict[str, str | None] = {
    "bot": "link_external_bots:link_external_bots",
    "admin": "link_external_bots:link_external_bots",
}
OPERATIONS: dict[str, Wants] = {
    "upload-file": Wants({"bot": None, "admin": None}, "nothing"),
    "import-bot-as-new-bot": Wants({"admin": _IMPORT}, "nothing"),
    "bot-import-status": Wants({"admin": _IMPORT}, "request"),
    "import-bot-into-an-existing-bot": Wants({"admin": _IMPORT}, "bot"),
    "bot-export": Wants({"bot": _EXPORT, "admin": _EXPORT}, "bot"),
    "bot-export-status": Wants({"bot": _EXPORT, "admin": _EXPORT}, "bot"),
    "publish-bot": Wants({"admin": "bot_publish:publish_request"}, "bot"),
    "bot-publish-status": Wants({"admin": "bot_publish:publish_status"}, "bot"),
    "install-sample-bot": Wants({"admin": "bot_definition:bot_create"}, "nothing"),
    "import-bot-functions": Wants({"admin": _IMPORT}, "bot"),
    "channel-enablement": Wants({"admin": "channel_management:channel_management"}, "bot"),
    "add-enable-new-language": Wants(_LANGUAGES, "bot"),
    "enable-existing-language": Wants(_LANGUAGES, "bot"),
    "language-updation": Wants(_LANGUAGES, "bot"),
    "change-default-language": Wants(_LANGUAGES, "bot"),
    "bot-variables-import": Wants({"bot": "bot_variables:import"}, "bot"),
    "bot-variables-export": Wants({"bot": "bot_variables:export"}, "bot"),
    "get-linked-apps": Wants(_LINKED, "bot"),
    "get-bots": Wants({"admin": "role_management:role_management"}, "nothing"),
    "get-change-logs": Wants({"bot": "logs:change_logs", "admin": "logs:change_logs"}, "bot"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of the matrix."""

    kind: Kind
    plane: Plane
    operation: str
    whose: Whose
    state: State


class Expected(NamedTuple):
    """Status, code and message of the answer with its true cause; all but the status empty where it is granted."""

    status: int
    code: int | None = None
    msg: str = ""
    cause: str = ""


_GRANTED = Expected(200)


def _credentials(cause: str) -> Expected:
    return Expected(401, 4002, "Invalid SDK credentials", cause)


def _no_scope(cause: str) -> Expected:
    return Expected(401, 4002, "Permission denied. Scope is incorrect!", cause)


def needed_scope(cell: Cell) -> str | None:
    """The scope that the operation wants on the app's plane; `None` where it wants none or is not offered."""
    return OPERATIONS[cell.operation].scopes.get(cell.plane)


def expected(cell: Cell) -> Expected:
    """The answer to a call that is right in everything else."""
    wants = OPERATIONS[cell.operation]
    # An app made for the SDK or for data tables is not one for these operations, wherever it was made.
    if cell.kind != "api":
        return _credentials("app-wrong-kind")
    if cell.plane not in wants.scopes:
        return _no_scope("plane-wrong")
    # A bot-plane app may call for its own bot only, and that is looked at before its scopes.
    if cell.plane == "bot" and wants.names == "bot" and cell.whose != "own":
        return _credentials("bot-not-of-app")
    scope = _scope_refusal(cell)
    if scope is not None:
        return scope
    # An admin-plane app reaches every bot of its account; whether another account has one is not told.
    if wants.names == "bot" and cell.whose not in ("own", "sibling"):
        return Expected(400, 400, "Invalid StreamId", "bot-unknown")
    if wants.names == "request" and cell.whose not in ("own", "sibling"):
        return Expected(400, 400, "Invalid request ID", "resource-unknown")
    return _GRANTED


def _scope_refusal(cell: Cell) -> Expected | None:
    if needed_scope(cell) is None:
        return None
    must_publish = cell.plane == "bot"
    refusals: dict[State, Expected | None] = {
        "none": _no_scope("scope-not-saved"),
        "draft": _no_scope("scope-not-saved"),
        "saved": None,
        "saved, publishing asked for": _no_scope("scope-not-published") if must_publish else None,
        "published": None,
        # Published once and no longer saved: another scope is all that the app holds.
        "taken away": _no_scope("scope-missing"),
        "another saved": _no_scope("scope-missing"),
    }
    return refusals[cell.state]
