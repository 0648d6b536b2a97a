"""Every page wants a session, an account of the visitor's, and the declared role in it; nothing crosses accounts."""

import pytest

from korekit.catalog.planes import Role
from korekit.console.page import Page
from korekit.console.page_discovery import find_pages
from tests.console.scene import PageScene, make_page_scene
from tests.console.visiting import Visitor, text_of
from tests.platform import API, Reply, add_member, make_person

ABSENT = "There is no such page, or it is not one of yours."


def of_accounts() -> list[Page]:
    """Every page that is about an account, but for endless streams."""
    return [one for one in find_pages() if one.is_of_account and "/live/" not in one.path]


async def answer_of(visitor: Visitor, page: Page, address: str) -> Reply:
    """What a page answers; a change is sent with no field but the mark."""
    if page.method == "GET":
        return await visitor.get(address)
    return await (visitor.upload(address) if page.takes_file else visitor.post(address))


async def visitor_with_mark(api: API, scene: PageScene, account_id: str, by: object = None) -> Visitor:
    """A signed-in visitor who has seen a form."""
    visitor = Visitor(api, scene.guest)
    await visitor.get(f"/console/{account_id}")
    return visitor


async def test_nobody_sees_a_page_without_signing_in(console: API) -> None:
    scene = await make_page_scene(console)
    visitor = Visitor(console)
    await visitor.get("/console/sign-in")
    for page in find_pages():
        if page.is_open:
            continue
        address = scene.address(page)
        reply = await answer_of(visitor, page, address)
        assert reply.status == 303, page.path
        assert reply.headers["location"].startswith("/console/sign-in"), page.path
        assert reply.body == b""


@pytest.mark.parametrize("role", list(Role))
async def test_a_role_below_the_declared_one_sees_no_page(console: API, role: Role) -> None:
    scene = await make_page_scene(console)
    person = await make_person(console)
    await add_member(console, person, scene.owner.account, role)
    visitor = Visitor(console, person)
    await visitor.get(f"/console/{scene.values['account_id']}")
    seen = {}
    for page in of_accounts():
        assert page.role is not None
        status = (await answer_of(visitor, page, scene.address(page))).status
        seen[page.method, page.path] = status != 403
        if not role.includes(page.role):
            assert status == 403, page.path
    assert seen["GET", "/{account_id}"]
    assert seen["GET", "/{account_id}/apps/new"] == role.includes(Role.DEVELOPER)
    assert seen["GET", "/{account_id}/scopes"] == role.includes(Role.ADMIN)


async def test_an_owner_sees_every_page(console: API) -> None:
    scene = await make_page_scene(console)
    visitor = Visitor(console, scene.owner)
    for page in of_accounts():
        if page.method == "GET":
            reply = await visitor.get(scene.address(page))
            assert reply.status == 200, (page.path, text_of(reply))


async def test_an_app_of_the_admin_plane_is_for_administrators(console: API) -> None:
    """The page's own least role is lower; the operation says no."""
    scene = await make_page_scene(console)
    visitor = Visitor(console, scene.guest)
    app = f"/console/{scene.values['account_id']}/apps/{scene.values['client_id']}"
    for path in (app, f"{app}/scopes", f"{app}/needs"):
        assert (await visitor.get(path)).status == 403
    await visitor.get(f"/console/{scene.values['account_id']}/apps/new")
    assert (await visitor.post(f"{app}/scopes", scope=["role_management:role_management"])).status == 403
    assert (await visitor.post(f"{app}/secret", password="whatever")).status == 403


async def test_another_account_looks_as_if_it_were_not_there(console: API) -> None:
    scene = await make_page_scene(console)
    visitor = Visitor(console, scene.owner)
    await visitor.get(f"/console/{scene.values['account_id']}/apps/new")
    for page in of_accounts():
        for account_id in (scene.foreign["account_id"], "0" * 24, "%3Cb%3E", "%00"):
            address = scene.address(page, account_id=account_id)
            reply = await answer_of(visitor, page, address)
            assert reply.status == 404, page.path
            assert ABSENT in text_of(reply), page.path


async def test_ids_of_another_account_look_as_unknown_ones_do(console: API) -> None:
    scene = await make_page_scene(console)
    visitor = Visitor(console, scene.owner)
    await visitor.get(f"/console/{scene.values['account_id']}/apps/new")
    checked = 0
    for page in of_accounts():
        for name in set(scene.foreign) - {"account_id"}:
            if "{" + name + "}" not in page.path:
                continue
            for value in (scene.foreign[name], "nothing", "%00", "x" * 3000):
                address = scene.address(page, **{name: value})
                reply = await answer_of(visitor, page, address)
                assert reply.status == 404, (page.method, page.path, value[:40])
                checked += 1
    assert checked >= 32


async def test_a_page_names_nothing_of_another_account(console: API) -> None:
    scene = await make_page_scene(console)
    visitor = Visitor(console, scene.owner)
    for page in of_accounts():
        if page.method == "GET":
            body = (await visitor.get(scene.address(page))).body.decode()
            for value in (*scene.foreign.values(), scene.stranger.email):
                assert value not in body, page.path


async def test_a_page_offers_what_the_role_opens(console: API) -> None:
    scene = await make_page_scene(console)
    person = await make_person(console)
    await add_member(console, person, scene.owner.account, Role.VIEWER)
    visitor = Visitor(console, person)
    home = f"/console/{scene.values['account_id']}"
    assert "/apps/new" not in (await visitor.get(f"{home}/apps")).body.decode()
    assert f'href="{home}/scopes"' not in (await visitor.get(home)).body.decode()
    assert f'href="{home}/scopes"' in (await Visitor(console, scene.owner).get(home)).body.decode()


async def test_the_account_and_its_colour_stand_on_every_page_of_it(console: API) -> None:
    scene = await make_page_scene(console)
    visitor = Visitor(console, scene.owner)
    own = (await visitor.get(f"/console/{scene.values['account_id']}")).body.decode()
    other_id = scene.guest.account.account_id
    other = (await visitor.get(f"/console/{other_id}")).body.decode()
    assert '<span class="unseen">Account: </span><strong>Northwind Travel</strong><small>owner' in own
    assert '<span class="unseen">Account: </span><strong>Moreau Consulting</strong><small>admin' in other
    # Both stand in the switcher of either page, and the last one is where the first page leads to.
    assert f'href="/console/{other_id}"' in own
    assert (await visitor.get("/console")).headers["location"] == f"/console/{other_id}"
