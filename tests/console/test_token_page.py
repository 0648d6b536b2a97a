"""The page for tokens as it is sent: what it carries, and what its policy forbids it."""

import json
import re
from html import unescape
from typing import Final

import pytest

from korekit.catalog.planes import Plane, Role
from tests.console.visiting import Visitor, text_of
from tests.platform import API, add_member, make_app, make_bot, make_person

EVIL: Final = "\"><script>alert(1)</script>'`"


async def test_the_page_carries_no_secret_and_may_send_nothing(console: API) -> None:
    ann = await make_person(console)
    app = await make_app(console, ann, scopes=[])
    reply = await Visitor(console, ann).get(f"/console/{ann.account.account_id}/tokens?app={EVIL}")
    body = reply.body.decode()
    assert app.secret not in body
    assert app.client_id in body
    assert "<script>alert" not in body
    assert "connect-src 'none'; form-action 'none'" in reply.headers["content-security-policy"]
    assert "<form" not in body
    assert "Its security policy blocks connections and forms" in text_of(reply)


async def test_the_page_carries_the_public_key_and_nothing_private(console: API) -> None:
    ann = await make_person(console)
    key = (await console.call("get-platform-key", by=ann)).json
    body = (await Visitor(console, ann).get(f"/console/{ann.account.account_id}/tokens")).body.decode()
    (shown,) = re.findall(r'<textarea id="t-key"[^>]*>(.*?)</textarea>', body)
    assert json.loads(unescape(shown)) == key
    assert key.keys() == {"e", "kid", "kty", "n"}


@pytest.mark.parametrize(("role", "is_led"), [(Role.VIEWER, False), (Role.DEVELOPER, True)])
async def test_who_may_see_secrets_is_led_to_them(console: API, role: Role, is_led: bool) -> None:
    ann, bob = await make_person(console), await make_person(console)
    await add_member(console, bob, ann.account, role)
    await make_app(console, ann, plane=Plane.BOT, bot_id=await make_bot(console, ann))
    reply = await Visitor(console, bob).get(f"/console/{ann.account.account_id}/tokens")
    assert ("See the secret of" in text_of(reply)) is is_led
    assert ("Your role cannot see secrets." in text_of(reply)) is not is_led


async def test_an_account_without_apps_is_led_to_make_one(console: API) -> None:
    ann = await make_person(console)
    visitor = Visitor(console, ann)
    home = f"/console/{ann.account.account_id}"
    assert f'href="{home}/apps/new"' in (await visitor.get(f"{home}/tokens")).body.decode()
    await make_app(console, ann)
    assert f'href="{home}/apps/new"' not in (await visitor.get(f"{home}/tokens")).body.decode()
