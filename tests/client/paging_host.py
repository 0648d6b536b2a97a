"""A host with each way of paging that the public API has, over real HTTP, and an area that declares them.

It holds the same rows behind each path. Source: contract, get-change-logs (page numbers, nothing said), get-bots (page
numbers, `availableMore`), get-admin-console-audit-logs (page numbers, `size`, `moreAvailable`), getMessages (rows,
`moreAvailable`, at most 100, a range under seven days), query-table-data (rows, `hasMore`), get-roles (no position).
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Annotated, Any
from urllib.parse import parse_qs, urlsplit

from msgspec import Struct

from korekit.catalog.operation import GET, POST, Area, M, operation
from korekit.catalog.paging import BY_PAGE, Paging, Window
from korekit.catalog.parameters import Date, InBody, InQuery, Page50, PageNumber, UpTo, Wire

__all__ = ["Message", "PagedHost", "Styles", "paged_host"]

_DAY_MS = 86_400_000


class Message(Struct, rename={"id": "_id", "sent_ms": "sentMs"}):
    """One row."""

    id: str = ""
    sent_ms: int = 0


class Messages(Struct, rename="camel"):
    """Rows with what is said of them."""

    total: int = -1
    more_available: bool | None = None
    messages: list[Message] | None = None


class Styles(Area[M]):
    """The same rows, paged in every way."""

    @operation(GET, "/pages", paging=BY_PAGE)
    def by_page(self, *, offset: PageNumber = 0, limit: Page50 = 50) -> list[Message]:
        """Page numbers, and nothing said of more."""
        raise NotImplementedError

    @operation(GET, "/available", paging=Paging(more="availableMore", rows="bots"))
    def available(self, *, offset: PageNumber = 0, limit: Page50 = 50) -> dict[str, Any]:
        """Page numbers and `availableMore`."""
        raise NotImplementedError

    @operation(GET, "/audit", paging=Paging(size="size", more="moreAvailable", rows="auditlogs"))
    def audit(self, *, offset: PageNumber = 0, size: Annotated[int | None, UpTo(100)] = None) -> dict[str, Any]:
        """Page numbers, `size` and `moreAvailable`."""
        raise NotImplementedError

    @operation(
        POST,
        "/messages",
        is_read=True,
        paging=Paging(counts="rows", position="skip", more="moreAvailable", rows="messages"),
        window=Window(days=7),
    )
    def messages(
        self,
        *,
        skip: int = 0,
        limit: Annotated[int, UpTo(100)] = 10,
        date_from: Date | None = None,
        date_to: Date | None = None,
    ) -> Messages:
        """Rows in the body of a POST, within seven days."""
        raise NotImplementedError

    @operation(
        POST,
        "/table",
        is_read=True,
        paging=Paging(counts="rows", position="sys_offset", size="sys_limit", more="hasMore", rows="queryResult"),
    )
    def table(
        self,
        *,
        sys_limit: Annotated[int | None, InQuery(), Wire("sys_limit")] = None,
        sys_offset: Annotated[int, InQuery(), Wire("sys_offset")] = 0,
        query: Annotated[dict[str, Any] | None, InBody()] = None,
    ) -> dict[str, Any]:
        """Rows in the query of a POST, and `hasMore`."""
        raise NotImplementedError

    @operation(GET, "/roles", paging=Paging(counts="nothing", more="availableMore", rows="roles"))
    def roles(self, *, limit: Page50 = 50) -> dict[str, Any]:
        """No position."""
        raise NotImplementedError

    @operation(GET, "/all")
    def everything(self) -> list[Message]:
        """No pages."""
        raise NotImplementedError


@dataclass
class PagedHost:
    """A running host. `rows`: newest first. `asked`: path and parameters of each request."""

    url: str
    rows: list[dict[str, Any]]
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    # Called before each answer, for what others do meanwhile.
    meanwhile: Callable[["PagedHost"], None] = lambda _: None
    # A host that takes no notice of where a page begins.
    is_stuck: bool = False

    def answer(self, path: str, given: dict[str, Any]) -> Any:
        """What a path answers; `None` where it refuses."""
        self.meanwhile(self)
        first = "sys_offset" if path == "/table" else "skip" if path == "/messages" else "offset"
        size_name = {"/table": "sys_limit", "/audit": "size"}.get(path, "limit")
        position = 0 if self.is_stuck else int(given.get(first, 0))
        allowed = 100 if path in ("/audit", "/messages", "/table") else 50
        size = min(int(given.get(size_name, 10)), allowed)
        start = position if path in ("/messages", "/table") else position * size
        rows = self.rows
        if path == "/messages" and "dateFrom" in given:
            since, until = _moment(given["dateFrom"])[0], _moment(given["dateTo"])[1]
            if until - since >= 7 * _DAY_MS:
                return None
            rows = [row for row in rows if since <= row["sentMs"] <= until]
        page, has_more = rows[start : start + size], start + size < len(rows)
        return {
            "/pages": page,
            "/available": {"total": len(rows), "availableMore": has_more, "bots": page},
            "/audit": {"total": len(rows), "auditlogs": page, "moreAvailable": has_more},
            "/messages": {"total": len(rows), "moreAvailable": has_more, "messages": page},
            "/table": {"hasMore": has_more, "total": len(rows), "metaData": [{"name": "n"}], "queryResult": page},
            "/roles": {"total": len(rows), "availableMore": size < len(rows), "roles": rows[:size]},
            "/all": rows,
        }[path]


@contextmanager
def paged_host(rows: list[dict[str, Any]]) -> Iterator[PagedHost]:
    """Serve rows, newest first."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Head and body in one piece: else each answer waits for an acknowledgement.
        wbufsize = -1

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            given: dict[str, Any] = {name: values[-1] for name, values in parse_qs(parts.query).items()}
            length = int(self.headers.get("content-length") or 0)
            given |= json.loads(self.rfile.read(length)) if length else {}
            host.asked.append((parts.path, {name: str(value) for name, value in given.items()}))
            found = host.answer(parts.path, given)
            body = json.dumps(found).encode()
            self.send_response(400 if found is None else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        host = PagedHost(f"http://127.0.0.1:{server.server_port}", rows)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield host
        finally:
            server.shutdown()
            thread.join()


def _moment(text: str) -> tuple[int, int]:
    if len(text) == len("2024-01-31"):
        start = round(datetime.combine(date.fromisoformat(text), time(), UTC).timestamp() * 1000)
        return start, start + _DAY_MS - 1
    instant = round(datetime.fromisoformat(text).timestamp() * 1000)
    return instant, instant
