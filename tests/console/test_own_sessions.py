"""The page of one's sessions and password."""

import re
from typing import Any

from korekit.records.account_making import create_owner
from tests.console.visiting import Visitor, text_of
from tests.platform import API

PASSWORD = "correct horse battery"
EVIL = {"user-agent": "<img src=x onerror=alert(1)> Mozilla/5.0"}
FIREFOX = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


async def signed_in(console: API, headers: dict[str, str], password: str = PASSWORD) -> tuple[Visitor, str]:
    """A browser that signed in, and the address of its page of sessions."""
    visitor = Visitor(console)
    await visitor.get("/console/sign-in")
    fields: dict[str, Any] = {"email": "jane@example.com", "password": password}
    reply = await visitor.post("/console/sign-in", headers=headers, **fields)
    assert reply.status == 303
    home = (await visitor.get("/console")).headers["location"]
    return visitor, f"{home}/sign-ins"


async def test_each_session_is_shown_with_its_browser_and_one_is_ended(console: API) -> None:
    await create_owner(console.platform.services, "jane@example.com", PASSWORD)
    other, _ = await signed_in(console, EVIL)
    visitor, page = await signed_in(console, FIREFOX)
    reply = await visitor.get(page)
    shown = text_of(reply)
    assert "Firefox on Linux this session" in shown
    assert "Unknown program" in shown
    assert "<img" not in reply.body.decode()
    assert "127.0.0.0/24" in shown
    assert visitor.session not in reply.body.decode()
    own, ended = re.findall(r'name="session" value="(\w+)"', reply.body.decode())
    if "Firefox" not in text_of(reply).partition("Unknown program")[0]:
        own, ended = ended, own
    await visitor.post(f"{page}/end", session=ended)
    assert "You ended the session." in text_of(await visitor.get(page))
    assert (await other.get(page)).headers["location"].startswith("/console/sign-in")
    assert (await visitor.post(f"{page}/end", session=ended)).status == 303
    assert "already ended" in text_of(await visitor.get(page))
    # Ending one's own is signing out.
    assert (await visitor.post(f"{page}/end", session=own)).headers["location"] == "/console/sign-in"
    assert visitor.session == ""


async def test_the_password_is_changed_and_other_browsers_are_signed_out(console: API) -> None:
    await create_owner(console.platform.services, "jane@example.com", PASSWORD)
    other, _ = await signed_in(console, FIREFOX)
    visitor, page = await signed_in(console, FIREFOX)
    wrong = await visitor.submit(page, f"{page}/password", current="wrong", password="another horse battery")
    assert (wrong.status, "This is not your current password." in text_of(wrong)) == (422, True)
    short = await visitor.post(f"{page}/password", current=PASSWORD, password="short")
    assert (short.status, "8 to 1024 characters" in text_of(short)) == (422, True)
    assert b"short" not in short.body
    assert (await visitor.post(f"{page}/password", current=PASSWORD, password="another horse battery")).status == 303
    assert "Your password is changed." in text_of(await visitor.get(page))
    assert (await other.get(page)).headers["location"].startswith("/console/sign-in")
    await signed_in(console, FIREFOX, "another horse battery")


async def test_all_other_sessions_are_ended_at_once(console: API) -> None:
    await create_owner(console.platform.services, "jane@example.com", PASSWORD)
    other, _ = await signed_in(console, FIREFOX)
    visitor, page = await signed_in(console, FIREFOX)
    await visitor.submit(page, f"{page}/end-others")
    assert "You are signed in only here now." in text_of(await visitor.get(page))
    assert (await other.get(page)).headers["location"].startswith("/console/sign-in")
