"""An invited person sees where an invitation leads, then joins with the password he has or a new one."""

from korekit.records.account_making import create_owner
from tests.console.visiting import Visitor, text_of
from tests.platform import API, make_person

PASSWORD = "correct horse battery"


async def invited(console: API, email: str, role: str = "developer") -> str:
    """The code of an invitation to Ann's account."""
    ann = await make_person(console, name="ann")
    reply = await console.call("invite-user", by=ann, email_id=email, role=role)
    token: str = reply.json["token"]
    return token


async def test_somebody_new_joins_with_a_new_password(console: API) -> None:
    code = await invited(console, "new@example.com")
    visitor = Visitor(console)
    offer = await visitor.submit("/console/invitation", code=code)
    assert "Join Account of ann1@example.com" in text_of(offer)
    assert "You are invited to Account of ann1@example.com as developer." in text_of(offer)
    assert 'value="new@example.com" autocomplete="username" readonly' in offer.body.decode()
    assert "A new password" in text_of(offer)
    short = await visitor.post("/console/invitation/accept", code=code, password="short", first="Nora")
    assert short.status == 422
    assert 'value="Nora"' in short.body.decode()
    reply = await visitor.post("/console/invitation/accept", code=code, password=PASSWORD, first="Nora")
    assert reply.status == 303
    assert "You joined Account of ann1@example.com." in text_of(await visitor.get(reply.headers["location"]))
    # It is good once.
    assert (await Visitor(console).submit("/console/invitation", code=code)).status == 404


async def test_somebody_known_joins_with_his_own_password_only(console: API) -> None:
    await create_owner(console.platform.services, "bob@example.com", PASSWORD)
    code = await invited(console, "bob@example.com", role="viewer")
    visitor = Visitor(console)
    offer = await visitor.submit("/console/invitation", code=code)
    assert "Your password" in text_of(offer)
    wrong = await visitor.post("/console/invitation/accept", code=code, password="something else")
    assert wrong.status == 401
    assert "This is not the password of bob@example.com." in text_of(wrong)
    reply = await visitor.post("/console/invitation/accept", code=code, password=PASSWORD)
    home = text_of(await visitor.get(reply.headers["location"]))
    assert "bob@example.com" in home
    assert home.count("Account of ann1@example.com") >= 2


async def test_a_code_that_is_none_leads_nowhere(console: API) -> None:
    code = await invited(console, "new@example.com")
    visitor = Visitor(console)
    for given in ("", "guess", code[:-1]):
        reply = await visitor.submit("/console/invitation", code=given)
        assert reply.status == 404
        assert "does not exist, has been used, or is older than seven days" in text_of(reply)
        assert 'Ask whoever invited you for a new link. If you have joined already, <a href="/console/sign-in">' in (
            reply.body.decode()
        )
    console.clock.advance(7 * 24 * 3600 + 1)
    assert (await visitor.submit("/console/invitation", code=code)).status == 404
    assert (await visitor.post("/console/invitation/accept", code=code, password=PASSWORD)).status == 404


async def test_who_is_signed_in_as_another_joins_as_the_invited_one(console: API) -> None:
    code = await invited(console, "new@example.com")
    visitor = Visitor(console, await make_person(console))
    before = visitor.session
    await visitor.submit("/console/invitation", code=code)
    reply = await visitor.post("/console/invitation/accept", code=code, password=PASSWORD)
    assert reply.status == 303
    assert visitor.session != before
    assert "new@example.com" in text_of(await visitor.get(reply.headers["location"]))
