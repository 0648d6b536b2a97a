"""Into the console and out of it: sessions are new at each sign-in, and end where they are ended."""

from korekit.records.account_making import create_owner
from tests.console.visiting import HOST, Visitor, text_of
from tests.platform import API, make_person

EMAIL, PASSWORD = "ann@example.com", "correct horse battery"


async def signed_in(console: API) -> Visitor:
    """A visitor who signed in by the form."""
    visitor = Visitor(console)
    reply = await visitor.submit("/console/sign-in", email=EMAIL, password=PASSWORD)
    assert reply.status == 303
    return visitor


async def test_who_signs_in_goes_where_he_wanted_to(console: API) -> None:
    owner = await create_owner(console.platform.services, EMAIL, PASSWORD)
    assert owner is not None
    visitor = Visitor(console)
    apps = f"/console/{owner.membership.account_id}/apps"
    asked = await visitor.get(apps)
    assert asked.headers["location"] == f"/console/sign-in?next={apps}"
    form = await visitor.get(asked.headers["location"])
    assert f'name="next" value="{apps}"' in form.body.decode()
    reply = await visitor.post("/console/sign-in", email=EMAIL, password=PASSWORD, next=apps)
    assert (reply.status, reply.headers["location"]) == (303, apps)
    assert "No apps yet" in text_of(await visitor.get(apps))


async def test_a_wrong_password_is_told_and_the_address_stays(console: API) -> None:
    await create_owner(console.platform.services, EMAIL, PASSWORD)
    visitor = Visitor(console)
    reply = await visitor.submit("/console/sign-in", email=EMAIL, password="wrong horse battery")
    assert reply.status == 401
    assert "Wrong e-mail address or password." in text_of(reply)
    assert f'value="{EMAIL}"' in reply.body.decode()
    assert b"wrong horse" not in reply.body
    assert visitor.session == ""


async def test_the_eleventh_wrong_try_has_to_wait(console: API) -> None:
    await create_owner(console.platform.services, EMAIL, PASSWORD)
    visitor = Visitor(console)
    await visitor.get("/console/sign-in")
    statuses = [(await visitor.post("/console/sign-in", email=EMAIL, password="wrong")).status for _ in range(11)]
    assert statuses == [401] * 10 + [429]
    last = await visitor.post("/console/sign-in", email=EMAIL, password=PASSWORD)
    assert last.status == 429
    assert "Too many failed attempts. Try again in 5 min" in text_of(last)


async def test_a_session_that_somebody_planted_does_not_become_the_visitors(console: API) -> None:
    await create_owner(console.platform.services, EMAIL, PASSWORD)
    planted = (await make_person(console)).access_token
    visitor = Visitor(console, cookies={"korekit-8070-session": planted})
    await visitor.get("/console/accounts/new")
    reply = await visitor.post("/console/sign-in", email=EMAIL, password=PASSWORD)
    assert reply.status == 303
    assert visitor.session not in ("", planted)
    # And the one that was there has ended, for whoever holds it.
    other = Visitor(console, cookies={"korekit-8070-session": planted})
    assert (await other.get("/console/accounts/new")).status == 303


async def test_the_session_is_out_of_reach_for_scripts_and_other_sites(console: API) -> None:
    await create_owner(console.platform.services, EMAIL, PASSWORD)
    visitor = Visitor(console)
    await visitor.submit("/console/sign-in", email=EMAIL, password=PASSWORD)
    (line,) = [one for one in visitor.set_cookies if "-session=" in one]
    assert line == (f"korekit-8070-session={visitor.session}; Max-Age=86400; HttpOnly; Path=/console; SameSite=Lax")


async def test_behind_https_every_cookie_is_bound_to_the_host(console: API) -> None:
    await create_owner(console.platform.services, EMAIL, PASSWORD)
    body = f"email={EMAIL}&password={PASSWORD}"
    sent: list[dict[str, object]] = []

    async def ask(method: str, cookie: str, body: str) -> list[str]:
        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": body.encode(), "more_body": False}

        async def send(message: object) -> None:
            assert isinstance(message, dict)
            sent.append(message)

        sent.clear()
        headers = [(b"host", b"kore.example.com"), (b"cookie", cookie.encode())]
        scope = {"type": "http", "method": method, "scheme": "https", "path": "/console/sign-in", "query_string": b""}
        await console.asgi({**scope, "headers": headers, "client": ("10.0.0.1", 1)}, receive, send)
        given: object = sent[0]["headers"]
        assert isinstance(given, list)
        return [value.decode() for name, value in given if name == b"set-cookie"]

    (visitor,) = await ask("GET", "", "")
    assert visitor.startswith("__Host-korekit-visitor=")
    assert visitor.endswith("; Max-Age=86400; HttpOnly; Path=/; Secure; SameSite=Strict")
    shown = b"".join(part["body"] for part in sent[1:] if isinstance(part["body"], bytes)).decode()
    mark = shown.partition('name="csrf" value="')[2].partition('"')[0]
    lines = await ask("POST", visitor.partition(";")[0], f"csrf={mark}&{body}")
    (session,) = [one for one in lines if "session=" in one]
    assert session.startswith("__Host-korekit-session=")
    assert session.endswith("; HttpOnly; Path=/; Secure; SameSite=Lax")


async def test_signing_out_ends_the_session_and_everywhere_ends_all(console: API) -> None:
    owner = await create_owner(console.platform.services, EMAIL, PASSWORD)
    assert owner is not None
    home = f"/console/{owner.membership.account_id}"
    first, second, third = [await signed_in(console) for _ in range(3)]
    kept = first.session
    reply = await first.submit(home, "/console/sign-out")
    assert (reply.status, reply.headers["location"]) == (303, "/console/sign-in")
    assert first.session == ""
    assert (await Visitor(console, cookies={"korekit-8070-session": kept}).get(home)).status == 303
    assert (await second.get(home)).status == 200
    await second.post("/console/sign-out", everywhere="1")
    assert (await third.get(home)).status == 303


async def test_a_session_ends_after_a_day(console: API) -> None:
    ann = await make_person(console)
    visitor = Visitor(console, ann)
    home = f"/console/{ann.account.account_id}"
    assert (await visitor.get(home)).status == 200
    console.clock.advance(24 * 3600)
    assert (await visitor.get(home)).headers["location"] == f"/console/sign-in?next={home}"
    assert visitor.session == ""


async def test_a_browser_at_the_root_is_led_to_the_console_and_a_program_is_not(console: API) -> None:
    await make_person(console)
    browser = await console.request("GET", "/", headers={"host": HOST, "accept": "text/html,*/*"})
    assert browser.status == 303
    assert (await console.request("GET", "/", headers={"host": HOST, "accept": "*/*"})).status == 404
    assert (await console.request("GET", "/consoles", headers={"host": HOST})).status == 404
    assert (await console.request("GET", "/healthz", headers={"host": HOST})).body == b'{"status":"ok"}'


async def test_a_theme_is_kept(console: API) -> None:
    ann = await make_person(console)
    visitor = Visitor(console, ann)
    home = f"/console/{ann.account.account_id}"
    assert "data-theme" not in (await visitor.get(home)).body.decode()
    await visitor.post("/console/theme", theme="dark", next=home)
    assert '<html lang="en" data-theme="dark">' in (await visitor.get(home)).body.decode()
    await visitor.post("/console/theme", theme="", next=home)
    assert "data-theme" not in (await visitor.get(home)).body.decode()


async def test_a_new_account_is_the_visitors_own(console: API) -> None:
    visitor = Visitor(console, await make_person(console))
    empty = await visitor.submit("/console/accounts/new", name="  ")
    assert empty.status == 422
    reply = await visitor.submit("/console/accounts/new", name="Second & last")
    assert reply.status == 303
    shown = text_of(await visitor.get(reply.headers["location"]))
    assert "You created the account Second & last." in shown
    assert "Account: Second & last owner" in shown
    # A notice is shown once.
    assert "You created the account" not in text_of(await visitor.get(reply.headers["location"]))
