"""A browser without scripts, in this process: it keeps cookies, reads the marks of forms, follows no link by itself."""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urlencode

from korekit.console.mounting import mount
from tests.platform import API, Person, Reply

__all__ = ["HOST", "Visitor", "text_of", "with_console"]

HOST = "127.0.0.1:8070"
_SESSION = "korekit-8070-session"
_MARK = re.compile(r'name="csrf" value="([^"]*)"')


def with_console(api: API) -> API:
    """The platform with the console in front of it."""
    return API(api.platform, mount(api.platform, api.asgi), api.clock)


@dataclass
class Visitor:
    """One browser. `by`: who is signed in from the beginning."""

    api: API
    by: Person | None = None
    cookies: dict[str, str] = field(default_factory=dict)
    mark: str = ""
    set_cookies: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.by is not None:
            self.cookies[_SESSION] = self.by.access_token

    @property
    def session(self) -> str:
        """The access token that the browser holds."""
        return self.cookies.get(_SESSION, "")

    async def get(self, path: str, **headers: str) -> Reply:
        """Ask for a page; the mark of its forms is remembered."""
        reply = await self._ask("GET", path, b"", headers)
        found = _MARK.search(reply.body.decode("utf-8", "replace"))
        if found:
            self.mark = found[1]
        return reply

    async def post(
        self, path: str, *, mark: str | None = None, headers: dict[str, str] | None = None, **fields: str | list[str]
    ) -> Reply:
        """Send a form, with the mark of the last page unless another is given."""
        pairs = {"csrf": self.mark if mark is None else mark, **fields}
        given = {"content-type": "application/x-www-form-urlencoded", "origin": f"http://{HOST}", **(headers or {})}
        return await self._ask("POST", path, urlencode(pairs, doseq=True).encode(), given)

    async def upload(
        self, path: str, content: bytes = b"", *, name: str = "bot.zip", mark: str | None = None, **headers: str
    ) -> Reply:
        """Send a form with a file, as a browser does."""
        own = self.mark if mark is None else mark
        head = f'--b0undary\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{own}\r\n'
        head += f'--b0undary\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = head.encode() + content + b"\r\n--b0undary--\r\n"
        given = {"content-type": "multipart/form-data; boundary=b0undary", "origin": f"http://{HOST}", **headers}
        return await self._ask("POST", path, body, given)

    async def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Reply:
        sent = {"host": HOST, **headers}
        if self.cookies:
            sent["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        reply = await self.api.request(method, path, headers=sent, body=body)
        for line in reply.cookies:
            name, _, value = line.partition(";")[0].partition("=")
            if "Max-Age=0" in line:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        self.set_cookies = reply.cookies
        return reply

    async def submit(self, page: str, path: str = "", /, **fields: Any) -> Reply:
        """Open a page, then send a form that stands on it; to the page itself unless another path is given."""
        shown = await self.get(page)
        assert shown.status == 200, (shown.status, shown.headers)
        return await self.post(path or page.partition("?")[0], **fields)


def text_of(reply: Reply) -> str:
    """What a page says, without its tags."""
    shown = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", reply.body.decode(), flags=re.DOTALL)
    return " ".join(unescape(shown).split())
