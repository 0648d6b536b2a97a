"""The secret of an app, shown again: after the password, and to whom the app is open."""

from typing import Any

from korekit.catalog.planes import Plane, Role
from tests.platform import API, add_member, make_app, make_bot, make_person

PASSWORD = "correct horse battery"


async def test_the_password_shows_the_secret_that_counts_now(api: API) -> None:
    ann = await make_person(api, password=PASSWORD)
    app = await make_app(api, ann)
    shown = await api.call("reveal-app-secret", by=ann, client_id=app.client_id, password=PASSWORD)
    assert shown.json == {"clientId": app.client_id, "clientSecret": app.secret}
    rotated = await api.call("rotate-app-secret", by=ann, client_id=app.client_id, overlap_seconds=60)
    shown = await api.call("reveal-app-secret", by=ann, client_id=app.client_id, password=PASSWORD)
    assert shown.json["clientSecret"] == rotated.json["clientSecret"]


async def test_a_wrong_password_is_a_failed_sign_in(api: API) -> None:
    ann = await make_person(api, password=PASSWORD)
    app = await make_app(api, ann)
    for _ in range(10):
        refused = await api.call("reveal-app-secret", by=ann, client_id=app.client_id, password="wrong")
        assert refused.error == (401, 401, "Invalid credentials")
    late = await api.call("reveal-app-secret", by=ann, client_id=app.client_id, password=PASSWORD)
    assert late.status == 429
    assert (await api.call("sign-in", username=ann.email, password=PASSWORD)).status == 429


async def test_another_users_password_shows_nothing(api: API) -> None:
    ann, bob = await make_person(api, password=PASSWORD), await make_person(api, password="another password")
    await add_member(api, bob, ann.account, Role.ADMIN)
    app = await make_app(api, ann)
    headers = bob.headers(ann.account.account_id)
    values: dict[str, Any] = {"client_id": app.client_id, "headers": headers}
    assert (await api.call("reveal-app-secret", by=bob, password=PASSWORD, **values)).status == 401
    assert (await api.call("reveal-app-secret", by=bob, password="another password", **values)).status == 200


async def test_an_app_out_of_reach_shows_nothing(api: API) -> None:
    ann, bob = await make_person(api, password=PASSWORD), await make_person(api, password=PASSWORD)
    admin_app = await make_app(api, ann)
    bot_app = await make_app(api, ann, plane=Plane.BOT, bot_id=await make_bot(api, ann))
    foreign = await api.call("reveal-app-secret", by=bob, client_id=admin_app.client_id, password=PASSWORD)
    assert foreign.status == 404
    await add_member(api, bob, ann.account, Role.DEVELOPER)
    headers = bob.headers(ann.account.account_id)
    statuses = [
        (
            await api.call("reveal-app-secret", by=bob, headers=headers, client_id=one.client_id, password=PASSWORD)
        ).status
        for one in (admin_app, bot_app)
    ]
    assert statuses == [403, 200]
