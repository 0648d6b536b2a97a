"""What the request builder offers to copy truly runs: curl in a shell, Python with the client, on a real connection."""

import asyncio
import json
import os
import re
import sys
import time
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from korekit.catalog.planes import Plane
from korekit.console.mounting import mount
from tests.clock import ManualClock
from tests.console.served import Served, served
from tests.console.visiting import Visitor
from tests.platform import API, make_app, make_bot, make_person

PASSWORD = "correct horse battery"


async def run(folder: Path, environment: Mapping[str, str], *command: str) -> str:
    """The standard output of a process that must end well."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith("KOREKIT_")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{outside['PATH']}"
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env={**outside, "PATH": path, "HOME": str(folder), **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0, err.decode()
    return out.decode()


async def copied(place: Served, visitor: Visitor, path: str, fields: dict[str, Any]) -> dict[str, str]:
    """The commands of a filled form, by the names under which they are offered."""
    host = {"host": place.url.removeprefix("http://"), "origin": place.url}
    await visitor.get(path, **host)
    body = (await visitor.post(path, headers=host, do="part", **fields)).body.decode()
    found = re.findall(r'aria-label="([^"]+)"><code>(.*?)</code>', body, re.DOTALL)
    return {name: unescape(text) for name, text in found}


@pytest.mark.parametrize("tool", ["curl", "curl with korekit", "Python"])
async def test_a_copied_command_gives_the_answer(tmp_path: Path, tool: str) -> None:
    is_curl = tool.startswith("curl")
    # Tokens are made by the clock of this machine.
    async with served(tmp_path / "data", clock=ManualClock(int(time.time() * 1000))) as place:
        ann = await make_person(place.api, name="ann", password=PASSWORD)
        bot = await make_bot(place.api, ann, name='Ann\'s "bot" é', changes=["first", "second"])
        app, desk = await make_app(place.api, ann), await make_app(place.api, ann, plane=Plane.BOT, bot_id=bot)
        strict = await make_app(place.api, ann, is_jti_enforced=True)
        secrets = {one.client_id: one.secret for one in (app, desk, strict)}
        visitor = Visitor(API(place.api.platform, mount(place.api.platform, place.api.asgi), place.api.clock), ann)
        visitor.cookies = {f"korekit-{place.port}-session": ann.access_token}
        known = {"KOREKIT_EMAIL": ann.email, "KOREKIT_PASSWORD": PASSWORD, "KOREKIT_ACCESS_TOKEN": ann.access_token}
        requests: list[tuple[str, dict[str, Any], str]] = [
            ("get-bots", {"app": app.client_id}, bot),
            ("get-change-logs", {"app": app.client_id, "p.bot_id": bot, "p.limit": "1"}, "second"),
            (
                "bot-variables-import",
                {
                    "app": desk.client_id,
                    "p.bot_id": bot,
                    "mode.p.variables": "form",
                    "p.variables.rows": "1",
                    "p.variables.0.key": "GREETING",
                    "p.variables.0.value": 'it\'s "$HOME" `id` é',
                    "p.variables.0.variableType": "env",
                },
                "",
            ),
            ("list-apps", {}, app.client_id),
            ("get-platform-state", {}, ""),
        ]
        if is_curl:
            requests.append(("get-bots", {"app": strict.client_id}, bot))
        home = f"/console/{ann.account.account_id}/requests"
        for operation, fields, expected in requests:
            offered = await copied(place, visitor, f"{home}/{operation}", fields)
            text = offered.get(tool) or offered["curl"]
            if is_curl:
                assert ("korekit token mint" in text) is ("with" in tool and "app" in fields)
            calling = str(fields.get("app", ""))
            environment = known | {"KOREKIT_CLIENT_ID": calling, "KOREKIT_CLIENT_SECRET": secrets.get(calling, "")}
            command = ("/bin/sh", "-c", text) if is_curl else (sys.executable, "-c", text)
            printed = await run(tmp_path, environment, *command)
            assert expected in (json.dumps(json.loads(printed)) if is_curl else printed), printed
            assert "errors" not in printed, (operation, printed)
        kept = await place.api.call("list-bot-variables", by=ann, user_id=ann.user_id, bot_id=bot)
        assert [one["value"] for one in kept.json if one["key"] == "GREETING"] == ['it\'s "$HOME" `id` é']
