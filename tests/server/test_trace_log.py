"""What is found out of a refusal once its caller has been answered, and how much of it in a flood."""

import time

from korekit.access.decision import Refused
from korekit.errors.request_causes import PathUnknown
from korekit.ids import TraceId
from korekit.server.trace_log import RefusedCall, TraceLog
from korekit.server.usage_log import UsageLog
from korekit.server.verified_tokens import VerifiedTokens
from tests.platform import API, make_person


def strange_call(api: API, number: int, path: str, at: str = "") -> RefusedCall:
    """A refused call of a path that no operation has."""
    error = PathUnknown(found=f"`{path}`", at=at, expected="a number" if at else "")
    return RefusedCall(
        id=TraceId(f"{number:032x}"),
        at_ms=api.clock.now_ms(),
        method="GET",
        path=path,
        refused=Refused(error.check, error),
    )


def trace_log(api: API) -> TraceLog:
    """One that writes when it is told to."""
    services = api.platform.services
    usage = UsageLog(services.database)
    return TraceLog(services.database, services.sealer, services.clock, VerifiedTokens(), usage)


async def test_a_strange_path_is_told_with_the_nearest_one_and_of_a_flood_only_some_are(sqlite_api: API) -> None:
    owner, log = await make_person(sqlite_api), trace_log(sqlite_api)
    for number in range(400):
        # One program that goes on with its mistake, and one that goes through a list of words.
        path = "/api/public/bots/list" if number % 2 else f"/api/public/bots/words{number}"
        log.add(strange_call(sqlite_api, number, path))
    started = time.process_time()
    await log.flush()
    assert time.process_time() - started < 1
    told = [await sqlite_api.trace(f"{number:032x}", owner) for number in (1, 399, 0, 398)]
    nearest = "`/api/public/bots` (get-bots)"
    assert [one.get("expected", "") for one in told] == [nearest, nearest, nearest, ""]
    assert told[0]["found"] == "`/api/public/bots/list`: `list` does not belong there"
    assert told[3]["found"] == "`/api/public/bots/words398`"


async def test_what_a_path_is_known_to_lack_stays(sqlite_api: API) -> None:
    owner, log = await make_person(sqlite_api), trace_log(sqlite_api)
    log.add(strange_call(sqlite_api, 1, "/api/public/bots/list", at="`offset`"))
    await log.flush()
    told = await sqlite_api.trace(f"{1:032x}", owner)
    assert (told["at"], told["expected"]) == ("`offset`", "a number")
