"""A real Chromium, as Debian packages it, driven by Playwright."""

import importlib.util
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Browser, Page, async_playwright, expect

__all__ = ["COLOURS", "RULES", "WIDTHS", "open_browser", "violations"]

WIDTHS: Final = {360: 740, 1280: 800, 2560: 1300}
# WCAG 2.2 AA and good practice; and the part of them that depends on the theme.
RULES: Final = ("tag", "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
COLOURS: Final = ("rule", "color-contrast", "link-in-text-block")
_RUN: Final = """async ([type, ...values]) => {
  const found = await axe.run(document, {runOnly: {type, values}});
  const told = (rule, node) => `${rule.id}: ${node.html.slice(0, 160)} ${node.failureSummary}`;
  return found.violations.flatMap((rule) => rule.nodes.map((node) => told(rule, node)));
}"""


def _axe() -> str:
    """The checker's script, which a package for Python carries."""
    package = importlib.util.find_spec("axe_playwright_python")
    assert package is not None
    assert package.origin is not None
    return (Path(package.origin).parent / "axe.min.js").read_text("utf-8")


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """The machine's Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert path, "the tests of the console need Chromium; ./dev test installs it"
    # On a machine that does much else at once a page may take its time.
    expect.set_options(timeout=15_000)
    async with async_playwright() as playwright:
        # As root, in a container, the sandbox cannot be set up; it looks at our own pages only.
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        try:
            yield browser
        finally:
            await browser.close()


async def violations(page: Page, rules: tuple[str, ...] = RULES) -> list[str]:
    """What axe finds on a page. `rules`: whether they are named by tag or by rule, then the names."""
    # In a world of its own, since the page's policy lets no script in that is not the page's.
    session = await page.context.new_cdp_session(page)
    frame = (await session.send("Page.getFrameTree"))["frameTree"]["frame"]["id"]
    world = await session.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "axe"})
    context = world["executionContextId"]
    await session.send("Runtime.evaluate", {"expression": _axe(), "contextId": context})
    answer: Any = await session.send(
        "Runtime.evaluate",
        {
            "expression": f"({_RUN})({json.dumps(rules)})",
            "contextId": context,
            "awaitPromise": True,
            "returnByValue": True,
        },
    )
    await session.detach()
    assert "exceptionDetails" not in answer, answer["exceptionDetails"]
    found: list[str] = answer["result"]["value"]
    return found
