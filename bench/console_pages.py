"""Pages of the console beside the hot call: how long each takes, one connection, one request at a time.

Over HTTP against one process on SQLite. The hot call and every page take turns, so that what the machine does meanwhile
meets all of them. A page is asked for twice: as it was seen last, with nothing changed since, which the platform
remembers; and with another query each time, so that it is made anew.
"""

import asyncio
import socket
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bench.processes import Program, korekit_up
from bench.results import Result, Table, at_most, middle
from bench.room import Room
from korekit.clock import SystemClock
from korekit.tokens.mint import mint
from tests.clock import ManualClock
from tests.console.scene import make_page_scene, pages_to_see
from tests.console.visiting import with_console
from tests.platform import make_app, make_bot, running_api

__all__ = ["run"]

ROUNDS: Final = 12
CALLS: Final = 12
BOUND: Final = 3.0
_CHUNK: Final = 1 << 18
_SILENCE_S: Final = 5.0


@dataclass
class _Page:
    name: str
    path: str
    header: str
    times_us: list[float] = field(default_factory=list)
    anew_us: list[float] = field(default_factory=list)
    size: int = 0


def run(room: Room) -> Result:
    """Measure every page that shows something."""
    data = room.new_folder("console")
    hot, pages = asyncio.run(_fill(room.new_database("SQLite", data), data))
    with korekit_up(data, log=room.log) as program:
        _measure(program, [hot, *pages])
    pages.sort(key=lambda one: -_ratio(one.anew_us, hot))
    rows = tuple(
        (
            one.name,
            f"{middle(one.times_us):.0f}",
            f"{_ratio(one.times_us, hot):.2f}",
            f"{middle(one.anew_us):.0f}",
            f"{_ratio(one.anew_us, hot):.2f}",
            f"{one.size / 1000:.1f}",
        )
        for one in [hot, *pages]
    )
    again = max(_ratio(one.times_us, hot) for one in pages)
    anew = middle([_ratio(one.anew_us, hot) for one in pages])
    columns = ("page", "seen again, µs", "times the hot call", "made anew, µs", "times it", "kB")
    return Result(
        name="console_pages",
        how=f"{ROUNDS} rounds of {CALLS} requests for each page in turn, over one kept connection; medians.",
        tables=(Table("Pages of the console", columns, rows),),
        budgets=(
            at_most("a page of the console, seen again: the dearest", again, BOUND, "the hot call's time"),
            at_most("a page of the console, made anew: the median page", anew, BOUND, "the hot call's time"),
        ),
    )


async def _fill(url: str, data: Path) -> tuple[_Page, list[_Page]]:
    clock = ManualClock(SystemClock().now_ms())
    async with running_api(url, data, clock=clock) as api:
        scene = await make_page_scene(with_console(api))
        app = await make_app(api, scene.owner)
        changes = (f"Created Dialog, step {number}" for number in range(100_000))
        bot_id = await make_bot(api, scene.owner, changes=changes)
    token = mint(app.client_id, app.secret, lifetime_s=3_000)
    hot = _Page("the hot call", f"/api/public/bot/{bot_id}/changelogs?offset=0&limit=20", f"auth: {token}")
    account_id = scene.values["account_id"]
    cookie = f"Cookie: korekit-PORT-session={scene.owner.access_token}; korekit-PORT-account={account_id}"
    pages = [_Page(one.path, scene.address(one), cookie) for one in pages_to_see() if one.role is not None]
    return hot, pages


def _ratio(times_us: list[float], hot: _Page) -> float:
    return middle([a / b for a, b in zip(times_us, hot.times_us, strict=True)])


def _measure(program: Program, pages: list[_Page]) -> None:
    with socket.create_connection(("127.0.0.1", program.port), timeout=_SILENCE_S) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        hot, usage = pages[0], next(one for one in pages if one.name.endswith("/usage"))
        for page in pages:
            status, page.size = _answer(connection, _request(page, program.port))
            if status != 200:
                raise RuntimeError(f"{page.name} answers {status}")
        for number in range(ROUNDS):
            for page in pages:
                if page is not hot:
                    # Writes down what was counted: until then pages are made anew, as they are after every change.
                    _answer(connection, _request(usage, program.port))
                again = [_request(page, program.port)] * CALLS
                anew = [_request(page, program.port, f"anew={number}.{at}") for at in range(CALLS)]
                page.times_us.append(_median_us(connection, again))
                page.anew_us.append(_median_us(connection, anew))


def _median_us(connection: socket.socket, requests: list[bytes]) -> float:
    times = []
    for request in requests:
        begun = time.perf_counter()
        _answer(connection, request)
        times.append((time.perf_counter() - begun) * 1e6)
    return middle(times)


def _request(page: _Page, port: int, query: str = "") -> bytes:
    header = page.header.replace("PORT", str(port))
    path = page.path + (("&" if "?" in page.path else "?") + query if query else "")
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{header}\r\n\r\n".encode()


def _answer(connection: socket.socket, request: bytes) -> tuple[int, int]:
    """The status of an answer and the size of its body."""
    connection.sendall(request)
    answer = bytearray()
    size = -1
    while size < 0 or len(answer) < size:
        chunk = connection.recv(_CHUNK)
        if not chunk:
            raise RuntimeError("the connection ended inside an answer")
        answer += chunk
        if size < 0 and (end := answer.find(b"\r\n\r\n")) >= 0:
            at = answer.lower().index(b"content-length:") + 15
            length = int(answer[at : answer.index(b"\r", at)])
            size = end + 4 + length
    return int(answer[9:12]), length
