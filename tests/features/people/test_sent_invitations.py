"""Open invitations: listed without their tokens, taken back."""

from tests.platform import API, make_person

NOT_FOUND = (404, 404, "Not Found")


async def test_open_invitations_are_listed_without_their_tokens(api: API) -> None:
    owner = await make_person(api, name="ann")
    token = (await api.call("invite-user", by=owner, email_id="New@example.com", role="admin")).json["token"]
    reply = await api.call("list-invitations", by=owner)
    (only,) = reply.json
    assert {key: only[key] for key in ("emailId", "role", "invitedBy", "expiresOn")} == {
        "emailId": "new@example.com",
        "role": "admin",
        "invitedBy": owner.email,
        "expiresOn": "2026-12-01T06:00:00.000Z",
    }
    assert token.encode() not in reply.body
    assert (await api.call("list-invitations", by=await make_person(api))).json == []
    api.clock.advance(7 * 86_400)
    refreshed = await make_person(api)
    assert (await api.call("list-invitations", by=refreshed)).json == []


async def test_a_revoked_invitation_opens_nothing(api: API) -> None:
    owner = await make_person(api)
    tokens = [
        (await api.call("invite-user", by=owner, email_id=f"{name}@example.com")).json["token"] for name in ("a", "b")
    ]
    listed = (await api.call("list-invitations", by=owner)).json
    wanted = next(one for one in listed if one["emailId"] == "a@example.com")
    assert (await api.call("revoke-invitation", by=owner, invitation_id=wanted["id"])).json == {}
    assert (await api.call("look-at-invitation", body={"token": tokens[0]})).error == NOT_FOUND
    assert (await api.call("look-at-invitation", body={"token": tokens[1]})).status == 200
    assert (await api.call("revoke-invitation", by=owner, invitation_id=wanted["id"])).error == NOT_FOUND


async def test_another_accounts_invitation_cannot_be_taken_back(api: API) -> None:
    owner, stranger = await make_person(api), await make_person(api)
    token = (await api.call("invite-user", by=owner, email_id="new@example.com")).json["token"]
    (only,) = (await api.call("list-invitations", by=owner)).json
    assert (await api.call("revoke-invitation", by=stranger, invitation_id=only["id"])).error == NOT_FOUND
    assert (await api.call("look-at-invitation", body={"token": token})).status == 200
