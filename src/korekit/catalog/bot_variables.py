"""The variables of a bot one by one, so that nobody writes over what another one saved meanwhile.

All under `/api/korekit`; the public API has an import and an export of all of them at once, without a revision.
"""

from typing import Any

from korekit.catalog.bot_settings_results import Variable, VariableNamespace
from korekit.catalog.operation import DELETE, GET, PUT, Area, M, operation
from korekit.catalog.planes import Caller, Role
from korekit.ids import BotId

__all__ = ["BotVariables", "SeenVariable"]


class SeenVariable(Variable):
    """A variable, a secured one without value. `revision`: another one after every change, of a secured value too."""

    revision: str = ""

    def __repr__(self) -> str:
        return f"SeenVariable(key={self.key!r})"


class BotVariables(Area[M]):
    """Variables of a bot, one by one, for users."""

    @operation(GET, "/api/korekit/bots/{bot_id}/variables", caller=Caller.USER, role=Role.VIEWER, is_ours=True)
    def list_bot_variables(
        self, bot_id: BotId, *, search: str = "", variable_type: str = "", namespace: str = ""
    ) -> list[SeenVariable]:
        """The variables of a bot, secured ones without value; no change log tells of it.

        Args:
            bot_id: the bot, `st-…`.
            search: only those whose key, hint or shown value has this text, in any case.
            variable_type: only env, or only locale.
            namespace: only those in the namespace of this name.
        """

    @operation(GET, "/api/korekit/bots/{bot_id}/variables/{key}", caller=Caller.USER, role=Role.VIEWER, is_ours=True)
    def get_bot_variable(self, bot_id: BotId, key: str) -> SeenVariable:
        """One variable of a bot, a secured one without value.

        Args:
            bot_id: the bot, `st-…`.
            key: the variable's.
        """

    @operation(PUT, "/api/korekit/bots/{bot_id}/variables/{key}", caller=Caller.USER, role=Role.DEVELOPER, is_ours=True)
    def save_bot_variable(
        self, bot_id: BotId, key: str, variable: Variable, *, is_new: bool = False, expected_revision: str = ""
    ) -> SeenVariable:
        """Add a variable to a bot, or change the one of this key; what is not given stays.

        Args:
            bot_id: the bot, `st-…`.
            key: the variable's.
            variable: what it is to be; its own key may be left out.
            is_new: refuse with 409 if the bot has a variable of this key.
            expected_revision: refuse with 409 unless `revision` of the variable is still this one.
        """

    @operation(
        DELETE,
        "/api/korekit/bots/{bot_id}/variables/{key}",
        caller=Caller.USER,
        role=Role.DEVELOPER,
        is_ours=True,
    )
    def delete_bot_variable(self, bot_id: BotId, key: str, *, expected_revision: str = "") -> dict[str, Any]:
        """Delete a variable of a bot.

        Args:
            bot_id: the bot, `st-…`.
            key: the variable's.
            expected_revision: refuse with 409 unless `revision` of the variable is still this one.
        """

    @operation(
        GET, "/api/korekit/bots/{bot_id}/variable-namespaces", caller=Caller.USER, role=Role.VIEWER, is_ours=True
    )
    def list_variable_namespaces(self, bot_id: BotId) -> list[VariableNamespace]:
        """The namespaces of a bot, in which its variables are.

        Args:
            bot_id: the bot, `st-…`.
        """
