"""The page for tokens as it is sent: what it carries, and what its policy forbids it."""

from typing import Final

from tests.console.visiting import Visitor, text_of
from tests.platform import API, make_app, make_person

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
    assert "its policy lets it send nothing, to nobody, this platform included" in text_of(reply)
