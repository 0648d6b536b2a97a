"""A call with this project's client for Python."""

import json
import pprint
from typing import Any, Final

from korekit.catalog.parameters import Upload
from korekit.catalog.planes import Caller
from korekit.exporters.commands.built import BuiltCall

__all__ = ["python_script"]

_WIDTH: Final = 88
_LONG: Final = 60


def python_script(call: BuiltCall) -> str:
    """A script."""
    given = {name: value for name, value in call.arguments.items() if value is not None}
    is_upload = any(isinstance(value, Upload) for value in given.values())
    imports = ["import os"] if call.caller is not Caller.ANYONE else []
    imports += ["from pathlib import Path"] if is_upload else []
    names = "Client, Upload" if is_upload else "Client"
    arguments = [f"{name}={_written(value)}" for name, value in given.items()]
    called = f"client.{call.operation.name}({', '.join(arguments)})"
    if len(called) > _LONG or "\n" in called:
        inner = "".join(f"        {one},\n" for one in _indented(arguments))
        called = f"client.{call.operation.name}(\n{inner}    )" if arguments else called
    who = [_text(call.host), *_who(call)]
    opened = f"Client({who[0]})" if len(who) == 1 else "Client(\n" + "".join(f"    {one},\n" for one in who) + ")"
    lines = [*imports, *([""] if imports else []), f"from korekit import {names}", ""]
    return "\n".join([*lines, f"with {opened} as client:", f"    answer = {called}", "print(answer)", ""])


def _who(call: BuiltCall) -> list[str]:
    if call.caller is Caller.APP:
        named = _text(call.client_id) if call.client_id else 'os.environ["KOREKIT_CLIENT_ID"]'
        return [f"client_id={named}", 'client_secret=os.environ["KOREKIT_CLIENT_SECRET"]']
    if call.caller is Caller.USER:
        return ['email=os.environ["KOREKIT_EMAIL"]', 'password=os.environ["KOREKIT_PASSWORD"]']
    return []


def _written(value: Any) -> str:
    if isinstance(value, Upload):
        return f"Upload(Path({_text(value.name)}), {_text(value.name)})"
    if isinstance(value, str):
        return _text(value)
    return pprint.pformat(value, width=_WIDTH, sort_dicts=False)


def _text(text: str) -> str:
    """A literal in double quotes, which JSON's are too but for letters beyond 16 bits."""
    return json.dumps(text) if text.isascii() else repr(text)


def _indented(arguments: list[str]) -> list[str]:
    return [one.replace("\n", "\n        ") for one in arguments]
