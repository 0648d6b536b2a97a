"""The sample bots that can be installed."""

import re

from tests.platform import API, make_person

_ID = re.compile(r"st-[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


async def test_every_account_sees_at_least_six_with_id_and_name(api: API) -> None:
    first = (await api.call("list-sample-bots", by=await make_person(api))).json
    assert len(first) >= 6
    assert all(_ID.fullmatch(one["id"]) and one["name"] and set(one) == {"id", "name"} for one in first)
    assert len({one["id"] for one in first}) == len(first)
    assert (await api.call("list-sample-bots", by=await make_person(api))).json == first


async def test_their_ids_stay_what_they_are(api: API) -> None:
    listed = (await api.call("list-sample-bots", by=await make_person(api))).json
    by_name = {one["name"]: one["id"] for one in listed}
    assert by_name["Pizza Order"] == "st-fa2a6660-b151-5212-954e-35c25f250ba3"
