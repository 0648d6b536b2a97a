"""Apps for data tables."""

from korekit.catalog.planes import Plane
from tests.features.apps.console_apps import made_app
from tests.platform import API, make_person


async def test_an_app_of_the_data_plane_is_made_and_holds_no_scopes(api: API) -> None:
    owner = await make_person(api)
    made = await api.call("create-data-app", by=owner, user_id=owner.user_id, app_name="rows", is_admin_app=False)
    app = made_app(made, owner, Plane.DATA)
    details = (await api.call("get-app", by=owner, client_id=app.client_id)).json
    assert (details["plane"], details["kind"], details["appName"]) == ("data", "data", "rows")
    refused = await api.call("save-app-scopes", by=owner, client_id=app.client_id, scopes=["Bot Export"])
    assert refused.error == (412, 412, "`Bot Export` is no scope of the data plane.")
    assert (await api.call("save-app-scopes", by=owner, client_id=app.client_id, scopes=[])).json["kind"] == "data"
    assert await api.cause(await api.call("get-bots", app=app), owner) == "app-wrong-kind"


async def test_another_algorithm_or_an_admin_app_is_refused(api: API) -> None:
    owner = await make_person(api)
    for body in ({"algorithm": "RS256"}, {"is_admin_app": True}, {"app_name": " "}):
        reply = await api.call("create-data-app", by=owner, user_id=owner.user_id, **({"app_name": "rows"} | body))
        assert reply.status == 412
