"""Every spelling of a path reaches the operation, and nothing else does.

Source: contract, observed-errors.md 1.4, platform.md 3.5.
"""

from korekit.catalog.operations import all_operations
from korekit.catalog.planes import Plane
from tests.contract.scene import fill, make_scene, of_apps, parameter_values, send
from tests.platform import API

NOT_FOUND = (404, 404, "Not Found")


def spellings(path: str) -> set[str]:
    """A path with and without its version, with and without a slash at its end."""
    bare = path.rstrip("/").replace("/api/1.1/", "/api/", 1)
    versioned = bare.replace("/api/", "/api/1.1/", 1)
    return {bare, bare + "/", versioned, versioned + "/"}


async def test_each_spelling_of_each_path_reaches_the_operation(sqlite_api: API) -> None:
    """Told by the one answer that only a known path with a known method gives: no token."""
    answers = {}
    for operation in of_apps():
        for method, template in operation.spellings():
            for spelling in spellings(fill(template, parameter_values(operation))):
                reply = await sqlite_api.request(method, spelling)
                answers[f"{method} {spelling}"] = reply.error
    assert answers == dict.fromkeys(answers, (401, 4002, "Invalid SDK credentials"))
    assert "GET /api/1.1/public/bots/" in answers


async def test_a_spelling_answers_as_the_documented_path_does(api: API) -> None:
    scene = await make_scene(api)
    token = scene.admin.token(api.clock)
    for operation in of_apps():
        if operation.method != "GET" or not operation.facts.is_read or Plane.ADMIN not in operation.planes:
            continue
        plain = await send(api, operation, token=token, bot_id=scene.bot_id)
        for spelling in spellings(fill(operation.path, parameter_values(operation, bot_id=scene.bot_id))):
            reply = await api.request("GET", spelling, headers={"AUTH": token})
            assert (reply.status, reply.body) == (plain.status, plain.body), spelling


UNKNOWN = [
    "/",
    "//",
    "/api",
    "/api/",
    "/api/1.1",
    "/api/1.1/",
    "/api/1.1/1.1/public/bots",
    "/api/1.2/public/bots",
    "/api/public",
    "/api/public/bots/st-1",
    "/api//public/bots",
    "//api/public/bots",
    "/api/public/bots//",
    "/API/PUBLIC/BOTS",
    "/api/public/./bots",
    "/api/public/x/../bots",
    "/api/public/%2e%2e/public/bots",
    "/api/public%2fbots",
    "/api/public/bots%00",
    "/api/public/bots;jsessionid=1",
    "/api/public/bot//changelogs",
    "/api/public/bot/st-1/changelogs/2",
    "/api/public/bot/a/b/changelogs",
    "/public/bots",
    "api/public/bots",
    "*",
    "",
    "/api/public/" + "a/" * 5000,
    "/" + "a" * 60000,
    "/\xff\xfe",
]


async def test_another_path_is_unknown(sqlite_api: API) -> None:
    scene = await make_scene(sqlite_api)
    headers = {"auth": scene.admin.token(sqlite_api.clock)}
    answers = {path: (await sqlite_api.request("GET", path, headers=headers)).error for path in UNKNOWN}
    assert answers == dict.fromkeys(UNKNOWN, NOT_FOUND)


def test_no_two_operations_share_a_path_and_a_method() -> None:
    apart = [one for one in all_operations() if not one.facts.served_by]
    seen = [(one.method, spelling) for one in apart for spelling in spellings(one.path)]
    shapes = [(method, "/".join("{}" if s.startswith("{") else s for s in path.split("/"))) for method, path in seen]
    assert len(shapes) == len(set(shapes))


async def test_a_path_of_another_product_is_told_apart_by_its_host(sqlite_api: API) -> None:
    scene = await make_scene(sqlite_api)
    causes = {}
    for host in ("agent-platform.kore.ai", "WORK.kore.ai:443", "platform.kore.ai", "127.0.0.1:8070", ""):
        reply = await sqlite_api.request("GET", "/api/v2/apps", headers={"host": host})
        assert reply.error == NOT_FOUND
        causes[host] = await sqlite_api.cause(reply, scene.owner)
    assert causes == {
        "agent-platform.kore.ai": "host-wrong",
        "WORK.kore.ai:443": "host-wrong",
        "platform.kore.ai": "path-unknown",
        "127.0.0.1:8070": "path-unknown",
        "": "path-unknown",
    }


async def test_a_known_path_is_served_under_any_host(sqlite_api: API) -> None:
    scene = await make_scene(sqlite_api)
    headers = {"host": "work.kore.ai", "auth": scene.admin.token(sqlite_api.clock)}
    assert (await sqlite_api.request("GET", "/api/public/bots", headers=headers)).status == 200
