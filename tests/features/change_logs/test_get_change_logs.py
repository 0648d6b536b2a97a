"""Reading the change log page by page and between dates."""

from korekit.catalog.planes import Plane
from tests.platform import API, make_app, make_bot, make_person


async def test_second_page_starts_where_the_first_ends(api: API) -> None:
    owner = await make_person(api)
    bot_id = await make_bot(api, owner, changes=["first", "second", "third"])
    app = await make_app(api, owner)
    reply = await api.call("get-change-logs", app=app, bot_id=bot_id, offset=1, limit=2)
    assert [entry["message"] for entry in reply.json] == ["first"]


async def test_bot_plane_app_reads_the_log_of_its_own_bot(api: API) -> None:
    owner = await make_person(api)
    bot_id = await make_bot(api, owner, changes=["only"])
    app = await make_app(api, owner, plane=Plane.BOT, bot_id=bot_id)
    reply = await api.call("get-change-logs", app=app, bot_id=bot_id)
    assert [entry["message"] for entry in reply.json] == ["only"]
