"""Every operation there is: the areas put together."""

from functools import cache
from typing import Any

from korekit.catalog.account_admin import AccountAdmin
from korekit.catalog.additions import Additions
from korekit.catalog.beginnings import Beginnings
from korekit.catalog.bot_comparisons import BotComparisons
from korekit.catalog.bot_definition import BotDefinition
from korekit.catalog.bot_settings import BotSettings
from korekit.catalog.bot_variables import BotVariables
from korekit.catalog.bot_versions import BotVersions
from korekit.catalog.bot_views import BotViews
from korekit.catalog.console import Console
from korekit.catalog.operation import M, Operation, operations_of
from korekit.catalog.own_sessions import OwnSessions
from korekit.catalog.people import People
from korekit.catalog.trying import Trying
from korekit.catalog.usage import Usage

__all__ = ["AllOperations", "all_operations", "find_operation"]


class AllOperations(
    BotDefinition[M],
    BotSettings[M],
    AccountAdmin[M],
    Console[M],
    Additions[M],
    BotVersions[M],
    Beginnings[M],
    People[M],
    Usage[M],
    Trying[M],
    BotViews[M],
    BotVariables[M],
    BotComparisons[M],
    OwnSessions[M],
):
    """What a client can call."""


@cache
def all_operations() -> tuple[Operation[Any, Any], ...]:
    """Every operation, in the order of declaration."""
    return tuple(operations_of(AllOperations))


def find_operation(operation_id: str) -> Operation[Any, Any] | None:
    """The operation with this id; underscores count as hyphens."""
    wanted = operation_id.replace("_", "-").lower()
    return next((found for found in all_operations() if found.id == wanted), None)
