"""Every spelling of a path reaches the operation, and nothing else does.

Source: contract, observed-errors.md 1.4, platform.md 3.5.
"""

from korekit.catalog.operations import all_operations
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
        for template in operation.paths():
            for spelling in spellings(fill(template, parameter_values(operation))):
                reply = await sqlite_api.request(operation.method, spelling)
                answers[f"{operation.method} {spelling}"] = reply.error
    assert answers == dict.fromkeys(answers, (401, 4002, "Invalid SDK credentials"))
    assert "GET /api/1.1/public/bots/" in answers


async def test_a_spelling_answers_as_the_documented_path_does(api: API) -> None:
    scene = await make_scene(api)
    token = scene.admin.token(api.clock)
    for operation in of_apps():
        if operation.method != "GET":
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
    seen = [(one.method, spelling) for one in all_operations() for spelling in spellings(one.path)]
    shapes = [(method, "/".join("{}" if s.startswith("{") else s for s in path.split("/"))) for method, path in seen]
    assert len(shapes) == len(set(shapes))
