"""The first call of an app, to copy: an operation that its scopes open now, in Python and for a shell."""

from dataclasses import dataclass
from typing import Any, Final

from korekit.catalog.operation import GET, Operation
from korekit.console.bot_apps import SeenApp

__all__ = ["FirstCall", "first_call"]

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
    fitting = [
        one
        for row in seen.scopes.counting
        for one in row.operations
        if one.method == GET and {parameter.name for parameter in one.parameters if parameter.is_required} <= {"bot_id"}
    ]
    if not fitting:
        return None
    # The one that asks for the least comes first.
    operation = min(fitting, key=lambda one: sum(parameter.is_required for parameter in one.parameters))
    needs_bot = any(parameter.name == "bot_id" for parameter in operation.parameters)
    bot = bot_id or "st-…"
    python = (
        "import os\n\nfrom korekit import Client\n\n"
        f'with Client("{origin}", client_id="{seen.app.client_id}", client_secret=os.environ["{_SECRET}"]) as client:\n'
        f"    print(client.{operation.name}({repr(bot) if needs_bot else ''}))\n"
    )
    shell = (
        f"export KOREKIT_HOST={origin} KOREKIT_CLIENT_ID={seen.app.client_id}\n"
        f"read -rs {_SECRET} && export {_SECRET}   # paste the secret; nothing is shown\n"
        f"korekit call {operation.id}{f' --bot-id {bot}' if needs_bot else ''}\n"
    )
    return FirstCall(operation, python, shell)
