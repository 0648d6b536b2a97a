"""Who may do what in an account: every operation of the console for every role, and for nobody."""

from korekit.catalog.planes import Role
from tests.features.accounts.console_calls import PASSWORD, USER_OPERATIONS, make_things, values_for
from tests.platform import API, Person, add_member, make_person

ROLE_TOO_LOW = (403, 403, "Your role in this account does not allow this.")
SIGN_IN_AGAIN = (401, 401, "Invalid access token. Sign in again.")


async def _make_member(api: API, owner: Person, role: Role) -> Person:
    member = await make_person(api, password=PASSWORD)
    await add_member(api, member, owner.account, role)
    return member


async def test_each_role_may_do_what_the_catalogue_says_and_no_more(api: API) -> None:
    owner = await make_person(api)
    offenders = []
    for operation in USER_OPERATIONS:
        for role in Role:
            # A new member and new things each time: some operations end them.
            member, things = await _make_member(api, owner, role), await make_things(api, owner, operation)
            values = values_for(operation, things, member.user_id)
            headers = member.headers(owner.account.account_id)
            reply = await api.call(operation.id, by=member, headers=headers, **values)
            least = operation.facts.role
            assert least is not None, operation
            is_right = reply.status == 200 if role.includes(least) else reply.error == ROLE_TOO_LOW
            if not is_right:
                offenders.append((operation.id, role.value, reply.status, reply.body))
    assert not offenders, offenders


async def test_nobody_may_do_anything(api: API) -> None:
    owner = await make_person(api)
    things = await make_things(api, owner)
    offenders = []
    for operation in USER_OPERATIONS:
        values = values_for(operation, things, owner.user_id)
        for headers in ({}, {"authorization": "bearer unknown"}, {"auth": things.admin_app.token(api.clock)}):
            reply = await api.call(operation.id, headers=headers, **values)
            if reply.error != SIGN_IN_AGAIN:
                offenders.append((operation.id, headers, reply.body))
    assert not offenders, offenders


async def test_an_access_token_opens_no_public_operation(api: API) -> None:
    owner = await make_person(api)
    for headers in (owner.headers(), {"auth": owner.access_token}):
        assert (await api.call("get-bots", headers=headers)).status == 401


async def test_who_does_not_belong_to_an_account_finds_no_account(api: API) -> None:
    owner, stranger = await make_person(api), await make_person(api)
    things = await make_things(api, owner)
    offenders = []
    for account_id in (owner.account.account_id, "f" * 24, "x" * 2000):
        for operation in USER_OPERATIONS:
            values = values_for(operation, things, stranger.user_id)
            reply = await api.call(operation.id, by=stranger, headers=stranger.headers(account_id), **values)
            if reply.error != (404, 404, "Not Found"):
                offenders.append((operation.id, account_id[:24], reply.body))
    assert not offenders, offenders
