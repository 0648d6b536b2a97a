"""Pictures of every page at three widths and in both themes, for whoever changed one to look at.

`./dev screenshots` writes them; ids and times are the same in every run, so that a picture differs when its page does.
"""

import asyncio
import base64
import hashlib
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser, CDPSession, Error

from korekit.console.page import Page
from korekit.ids import Ids
from tests.clock import ManualClock
from tests.console.browsing import WIDTHS, open_browser
from tests.console.scene import VARIANTS, make_page_scene, pages_to_see
from tests.console.served import Served, served

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
# Part of what the pages show.
_PORT = 8070
_TRIES = 5
_THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


class _Counted:
    """Bytes that look random and are the same in every run."""

    def __init__(self) -> None:
        self._count = 0

    def __call__(self, size: int) -> bytes:
        self._count += 1
        return hashlib.shake_256(str(self._count).encode()).digest(size)


def _name(page: Page, variant: str) -> str:
    parts = [part for part in page.path.replace("{account_id}", "").strip("/").split("/") if part[:1] not in ("{", "")]
    named = "-".join(parts) or ("home" if page.is_of_account else "start")
    if page.path.endswith("}") and parts:
        named += "-one"
    return f"{named}-{variant}" if variant else named


@dataclass(frozen=True)
class _Shot:
    name: str
    path: str
    is_signed_in: bool = True


async def _taken(session: CDPSession) -> bytes:
    """What stands in the window, as WebP, which Playwright itself does not write."""
    for _ in range(_TRIES - 1):
        try:
            return await _take(session)
        except Error:
            # The browser refuses now and then, while it lays a large window out.
            await asyncio.sleep(0.2)
    return await _take(session)


async def _take(session: CDPSession) -> bytes:
    taken = await session.send("Page.captureScreenshot", {"format": "webp", "quality": 70})
    return base64.b64decode(taken["data"])


async def _shoot(browser: Browser, place: Served, shots: list[_Shot], token: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for theme in _THEMES:
        for is_signed_in in (True, False):
            context = await browser.new_context(color_scheme=theme, reduced_motion="reduce")
            if is_signed_in:
                await context.add_cookies([place.session_cookie(token)])
            page = await context.new_page()
            session = await context.new_cdp_session(page)
            for shot in shots:
                if shot.is_signed_in is not is_signed_in:
                    continue
                for width, height in WIDTHS.items():
                    await page.set_viewport_size({"width": width, "height": height})
                    await page.goto(place.url + shot.path)
                    picture = await _taken(session)
                    (FOLDER / f"{shot.name}-{width}-{theme}.webp").write_bytes(picture)
            await context.close()


async def _main(wanted: list[str]) -> None:
    def is_wanted(shot: _Shot) -> bool:
        return not wanted or shot.name in wanted

    with tempfile.TemporaryDirectory() as folder:
        async with (
            served(Path(folder) / "data", clock=ManualClock(), ids=Ids(_Counted()), port=_PORT) as place,
            open_browser() as browser,
        ):
            # Only a platform without users shows it.
            first = _Shot("first-run", "/console/first-run", is_signed_in=False)
            if is_wanted(first):
                await _shoot(browser, place, [first], "")
            scene = await make_page_scene(place.api)
            shots = [
                _Shot(_name(page, variant), scene.address(page) + query, is_signed_in=not page.is_open)
                for page in pages_to_see()
                if page.path not in ("/", "/first-run")
                for variant, query in {"": "", **VARIANTS.get(page.path, {})}.items()
            ]
            await _shoot(browser, place, [shot for shot in shots if is_wanted(shot)], scene.owner.access_token)
            print("\n".join(shot.name for shot in (first, *shots) if is_wanted(shot)))


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1:]))
