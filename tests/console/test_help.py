"""Help: open to everybody, complete for causes, and no link to it leads nowhere."""

import re
from html import unescape
from pathlib import Path

from korekit.console import templating
from korekit.errors import causes
from tests.console.scene import make_page_scene, pages_to_see
from tests.console.visiting import Visitor, text_of
from tests.platform import API

LINK = re.compile(r'href="(/console/help[^"]*)"')
TEMPLATES = Path(templating.__file__).parent / "templates"


async def anchors(console: API) -> set[str]:
    """The addresses of both pages, and of each of their anchors, as somebody who is not signed in gets them."""
    found = set()
    for path in ("/console/help", "/console/help/causes"):
        reply = await Visitor(console).get(path)
        assert reply.status == 200
        ids = re.findall(r'\sid="([^"]+)"', reply.body.decode())
        assert len(ids) == len(set(ids))
        found |= {path, *(f"{path}#{one}" for one in ids)}
    return found


async def test_every_link_to_help_leads_to_what_is_there(console: API) -> None:
    there = await anchors(console)
    scene = await make_page_scene(console)
    signed_in, nobody = Visitor(console, scene.owner), Visitor(console)
    seen = set()
    for page in pages_to_see():
        reply = await (nobody if page.is_open else signed_in).get(scene.address(page))
        links = set(LINK.findall(reply.body.decode()))
        assert links <= there, (page.path, links - there)
        seen |= links
    assert {"/console/help#scopes", "/console/help#rotation", "/console/help/causes#scope-not-saved"} <= seen


async def test_help_that_no_page_shows_at_the_moment_is_there_as_well(console: API) -> None:
    there = await anchors(console)
    texts = {path.name: path.read_text() for path in TEMPLATES.glob("*.html")}
    named = {
        *(f"/console/help#{one}" for text in texts.values() for one in re.findall(r'ui\.help\("([^"]+)"', text)),
        *(f"/console/help/causes#{one}" for text in texts.values() for one in re.findall(r'cause\("([^"]+)"\)', text)),
    }
    assert len(named) > 20
    assert named <= there, named - there


async def test_every_cause_is_told_with_its_meaning_and_its_fix(console: API) -> None:
    reply = await Visitor(console).get("/console/help/causes")
    entries = re.findall(r'<div id="([^"]+)" class="cause-entry">(.*?)</div>', reply.body.decode(), re.DOTALL)
    told = {name: " ".join(unescape(re.sub("<[^>]+>", "", entry)).split()) for name, entry in entries}
    assert set(told) == set(causes())
    assert len(entries) == len(told)
    assert told["token-unsigned"] == (
        "token-unsigned The token carries no signature. Fix: Sign it with the app's client secret and HS256. "
        "Answered with 401: “Invalid SDK credentials”"
    )
    for name, kind in causes().items():
        assert kind.meaning().replace("`", "") in told[name]
        assert f"Fix: {kind.hint.replace('`', '')}" in told[name]


async def test_help_names_limits_as_they_are_counted(console: API) -> None:
    shown = text_of(await Visitor(console).get("/console/help"))
    assert "Such a token must expire within 60 minutes" in shown
    assert "RSA-OAEP and A128CBC-HS256, A128GCM, A256GCM" in shown
    assert "bot 60 1,800" in shown
