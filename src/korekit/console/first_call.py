"""The first call of an app, to copy: an operation that its scopes open now, in Python and for a shell."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from korekit.catalog.operation import GET, Operation
from korekit.console.bot_apps import SeenApp

__all__ = ["FirstCall", "easiest_call", "first_call", "first_operation"]

_SECRET: Final = "KOREKIT_CLIENT_SECRET"


@dataclass(frozen=True, slots=True)
class FirstCall:
    """One call in two languages. `operation`: what is called."""

    operation: Operation[Any, Any]
    python: str
    shell: str


def first_call(seen: SeenApp, origin: str, bot_id: str) -> FirstCall | None:
    """A call that only reads, and needs no more than a bot; `None` while no scope opens one.

    Args:
        seen: the app.
        origin: how the platform is reached.
        bot_id: a bot that the app may call for; empty if there is none.
    """
    operation = first_operation(seen)
    if operation is None:
        return None
    needs_bot = any(parameter.name == "bot_id" for parameter in operation.parameters)
    bot = bot_id or "st-…"
    python = (
        "import os\n\nfrom korekit import Client\n\n"
        f'with Client(\n    "{origin}",\n    client_id="{seen.app.client_id}",\n'
        f'    client_secret=os.environ["{_SECRET}"],\n) as client:\n'
        f"    print(client.{operation.name}({repr(bot) if needs_bot else ''}))\n"
    )
    shell = (
        f"export KOREKIT_HOST={origin}\n"
        f"export KOREKIT_CLIENT_ID={seen.app.client_id}\n"
        f"read -rs {_SECRET}  # paste the client secret\n"
        f"export {_SECRET}\n"
        f"korekit call {operation.id}{f' --bot-id {bot}' if needs_bot else ''}\n"
    )
    return FirstCall(operation, python, shell)


def first_operation(seen: SeenApp) -> Operation[Any, Any] | None:
    """What the app may call now that only reads and asks for no more than a bot; `None` if there is none."""
    return easiest_call(one for row in seen.scopes.counting for one in row.operations)


def easiest_call(operations: Iterable[Operation[Any, Any]]) -> Operation[Any, Any] | None:
    """The one of some operations that only reads and asks for the least, a bot at most; `None` if there is none."""
    required = {
        one: {parameter.name for parameter in one.parameters if parameter.is_required}
        for one in operations
        if one.method == GET
    }
    fitting = [one for one, names in required.items() if names <= {"bot_id"}]
    return min(fitting, key=lambda one: len(required[one]), default=None)
