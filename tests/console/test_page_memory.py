"""Pages are remembered as long as nothing changes, and by nobody but him who saw them."""

from collections.abc import Awaitable, Callable
from typing import Any

from korekit.catalog.planes import Plane, Role
from korekit.catalog.scopes import BOT_IMPORT, LOGS_HISTORY
from tests.console.bot_files import publish_as, say
from tests.console.scene import PageScene, make_page_scene, pages_to_see
from tests.console.visiting import Visitor, text_of, with_console
from tests.platform import API, MadeApp, add_member, make_app, make_person


async def all_pages(visitor: Visitor, scene: PageScene) -> dict[str, bytes]:
    """Every page of the account by its path, seen twice."""
    seen = {}
    for page in pages_to_see():
        if page.is_of_account:
            first = await visitor.get(scene.address(page))
            assert (await visitor.get(scene.address(page))).body == first.body, page.path
            seen[page.path] = first.body
    return seen


async def test_a_remembered_page_is_the_page_that_would_be_made_after_every_change(sqlite_api: API) -> None:
    platform, console = sqlite_api, with_console(sqlite_api)
    scene = await make_page_scene(console)
    owner, values = scene.owner, scene.values
    client_id, bot_id = values["client_id"], values["bot_id"]
    caller = await make_app(console, owner, plane=Plane.BOT, bot_id=bot_id, scopes=[LOGS_HISTORY.id])

    async def changed(operation: str, **given: Any) -> None:
        reply = await console.call(operation, by=owner, **given)
        assert reply.status == 200, (operation, reply.body)

    changes: dict[str, Callable[[], Awaitable[object]]] = {
        "nothing": lambda: changed("list-sessions"),
        "scopes": lambda: changed("save-app-scopes", client_id=client_id, scopes=[BOT_IMPORT.id]),
        "secret": lambda: changed("rotate-app-secret", client_id=client_id, overlap_seconds=3600),
        "account": lambda: changed("update-account", name="Southwind Travel"),
        "role": lambda: changed("change-user-role", member_id=values["member_id"], role="developer"),
        "bot": lambda: say(console, owner, bot_id, "Good evening, where would you like to go?"),
        "version": lambda: publish_as(console, owner, bot_id, "Second release"),
        "call": lambda: console.call("get-change-logs", app=caller, bot_id=bot_id),
        "refused call": lambda: console.call("get-bots", app=caller),
        "time": lambda: later(console, 10),
    }
    visitor = Visitor(console, owner)
    seen = await all_pages(visitor, scene)
    for name, change in changes.items():
        await change()
        anew = await all_pages(Visitor(with_console(platform), owner), scene)
        remembered = await all_pages(visitor, scene)
        assert remembered == anew, name
        moved = {path for path in seen if seen[path] != anew[path]}
        assert bool(moved) == (name != "nothing"), (name, moved)
        seen = anew


async def later(api: API, seconds: float) -> None:
    """Let time pass, and nothing happen."""
    api.clock.advance(seconds)


async def rotated(api: API) -> tuple[Visitor, str, MadeApp]:
    """An owner, the page of his app's secrets, whose old one counts for another minute; he knows its cookies."""
    owner = await make_person(api)
    app = await make_app(api, owner)
    made = await api.call("rotate-app-secret", by=owner, client_id=app.client_id, overlap_seconds=60)
    assert made.status == 200
    visitor = Visitor(api, owner)
    await visitor.get(f"/console/{owner.account.account_id}")
    return visitor, f"/console/{owner.account.account_id}/apps/{app.client_id}/secrets", app


async def test_a_page_is_remembered_for_ten_seconds_where_nothing_is_written(console: API) -> None:
    visitor, page, _ = await rotated(console)
    assert "for 1 min," in text_of(await visitor.get(page))
    console.clock.advance(9)
    assert "for 1 min," in text_of(await visitor.get(page))
    console.clock.advance(1)
    assert "for 50 s," in text_of(await visitor.get(page))
    console.clock.advance(-5)
    assert "for 55 s," in text_of(await visitor.get(page)), "a clock that was set back makes no page last longer"


async def test_a_call_that_was_counted_and_not_yet_written_is_shown(console: API) -> None:
    visitor, page, app = await rotated(console)
    await visitor.get(page)
    console.clock.advance(1)
    assert (await console.call("get-bots", app=app)).status == 200
    assert not console.platform.is_settled()
    assert "for 59 s," in text_of(await visitor.get(page))


async def test_where_the_database_gives_no_hint_of_changes_every_page_is_made_anew(api: API) -> None:
    visitor, page, _ = await rotated(with_console(api))
    await visitor.get(page)
    api.clock.advance(1)
    has_hint = api.platform.services.database.change_hint() is not None
    assert ("for 1 min," if has_hint else "for 59 s,") in text_of(await visitor.get(page))


async def test_a_word_that_is_shown_once_is_on_no_remembered_page(console: API) -> None:
    owner = await make_person(console)
    visitor, page = Visitor(console, owner), f"/console/{owner.account.account_id}/settings"
    for _ in range(2):
        await visitor.get(page)
    reply = await visitor.post(page, name=owner.account.name)
    assert (reply.status, reply.headers["location"]) == (303, page)
    for is_shown in (True, False, False):
        assert ("Settings saved." in text_of(await visitor.get(page))) is is_shown


async def test_who_was_signed_out_demoted_or_put_out_sees_no_remembered_page(console: API) -> None:
    owner, guest = await make_person(console), await make_person(console)
    await add_member(console, guest, owner.account, Role.ADMIN)
    visitor, page = Visitor(console, guest), f"/console/{owner.account.account_id}/people"
    for _ in range(2):
        assert (await visitor.get(page)).status == 200
    assert (await console.call("change-user-role", by=owner, member_id=guest.user_id, role="viewer")).status == 200
    assert (await visitor.get(page)).status == 403
    assert (await console.call("remove-user", by=owner, member_id=guest.user_id)).status == 200
    assert (await visitor.get(page)).status == 404
    own = Visitor(console, owner)
    for _ in range(2):
        assert (await own.get(page)).status == 200
    # Time alone ends a session too, and moves nothing in the database.
    console.clock.advance(25 * 3600)
    console.clock.advance(-25 * 3600 + 5)
    assert (await own.get(page)).status == 200
    console.clock.advance(25 * 3600)
    assert (await own.get(page)).status == 303


async def test_a_page_is_remembered_for_what_it_was_asked_with(console: API) -> None:
    owner = await make_person(console)
    visitor, page = Visitor(console, owner), f"/console/{owner.account.account_id}/requests/get-bots"
    plain = (await visitor.get(page)).body
    other_host = (await visitor.get(page, host="localhost:8070")).body
    asked = (await visitor.get(f"{page}?host=https://bots.kore.ai")).body
    visitor.cookies["korekit-8070-theme"] = "dark"
    dark = (await visitor.get(page)).body
    assert len({plain, other_host, asked, dark}) == 4
    assert b"http://localhost:8070" in other_host
    for method in ("PUT", "DELETE"):
        assert (await console.request(method, page, headers=cookies_of(visitor))).status == 404
    assert b'data-theme="dark"' in dark
    del visitor.cookies["korekit-8070-theme"]
    again = await make_person(console)
    assert (await Visitor(console, again).get(page)).status == 404
    assert (await visitor.get(page)).body == plain


def cookies_of(visitor: Visitor) -> dict[str, str]:
    """What the visitor's browser sends of itself."""
    cookies = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    return {"host": "127.0.0.1:8070", "cookie": cookies}


async def test_what_two_people_see_of_one_account_is_their_own(console: API) -> None:
    owner, guest = await make_person(console), await make_person(console)
    await add_member(console, guest, owner.account, Role.ADMIN)
    page = f"/console/{owner.account.account_id}/people"
    first, second = Visitor(console, owner), Visitor(console, guest)
    for _ in range(2):
        assert owner.email in text_of(await first.get(page))
        assert first.mark != second.mark
        shown = await second.get(page)
        assert second.mark.encode() in shown.body
        assert first.mark.encode() not in shown.body
