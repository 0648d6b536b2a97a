"""Who changed an app's scopes last, and since when each is saved."""

from tests.platform import API, make_app, make_person

ROLES, LOGS = "role_management:role_management", "logs:change_logs"


async def test_the_last_change_and_the_time_of_each_saved_scope_are_kept(api: API) -> None:
    ann = await make_person(api)
    app = await make_app(api, ann, scopes=[])

    async def told() -> list[object]:
        found = (await api.call("get-app", by=ann, client_id=app.client_id)).json
        return [found.get("scopesChangedBy"), found.get("scopesChangedOn"), found.get("savedOn")]

    assert await told() == [None, None, None]
    await api.call("save-app-scopes", by=ann, client_id=app.client_id, scopes=[ROLES])
    assert await told() == [ann.email, "2026-11-24T06:00:00.000Z", {ROLES: "2026-11-24T06:00:00.000Z"}]
    api.clock.advance(60)
    await api.call("save-app-scopes", by=ann, client_id=app.client_id, scopes=[ROLES, LOGS])
    both = {ROLES: "2026-11-24T06:00:00.000Z", LOGS: "2026-11-24T06:01:00.000Z"}
    assert await told() == [ann.email, "2026-11-24T06:01:00.000Z", both]
    api.clock.advance(60)
    await api.call("draft-app-scopes", by=ann, client_id=app.client_id, scopes=[])
    assert await told() == [ann.email, "2026-11-24T06:02:00.000Z", both]
    await api.call("save-app-scopes", by=ann, client_id=app.client_id, scopes=[LOGS])
    assert await told() == [ann.email, "2026-11-24T06:02:00.000Z", {LOGS: "2026-11-24T06:01:00.000Z"}]
