"""What a page's function gets: the request, who makes it, in which account; and how it calls, shows, sends on."""

from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any, ParamSpec, TypeVar
from urllib.parse import quote, urlencode

from markupsafe import Markup

from korekit.calls.call import NOBODY, Caller
from korekit.calls.handlers import FileBody
from korekit.catalog.operation import Operation
from korekit.console.cookies import Jar
from korekit.console.navigation import Navigation, Place
from korekit.console.page import Page
from korekit.console.request import Request
from korekit.console.security import form_mark
from korekit.console.templating import Templates
from korekit.errors.console import SessionInvalid
from korekit.ids import UserId
from korekit.records.accounts import Membership
from korekit.server.answers import Answer, file_answer
from korekit.server.platform import Platform
from korekit.server.requests import Application
from korekit.server.sessions import Session

__all__ = ["Site", "Visit"]

_P = ParamSpec("_P")
_R = TypeVar("_R")


_quoted = lru_cache(maxsize=4096)(partial(quote, safe=""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What all visits share. `asgi`: the platform itself, for requests as programs send them."""

    platform: Platform
    asgi: Application
    templates: Templates
    navigation: Navigation


@dataclass(slots=True, kw_only=True)
class Visit:
    """One request of one visitor.

    `values`: what the path's names stand for. `account`: that of the path, where it names one; the visitor belongs to
    it. `key`: seals this visitor's forms.
    """

    site: Site
    page: Page
    request: Request
    jar: Jar
    key: str
    values: dict[str, str]
    session: Session | None = None
    account_or_none: Membership | None = None

    @property
    def account(self) -> Membership:
        """The account that the page is about.

        Raises:
            LookupError: the page is about none.
        """
        if self.account_or_none is None:
            raise LookupError(f"{self.page.path} names no account")
        return self.account_or_none

    @property
    def place(self) -> Place:
        """Where the page stands in the navigation of the visitor's role."""
        below = self.request.path.strip("/").partition("/")[2].rstrip("/")
        return self.site.navigation.place(self.account.role, below)

    @property
    def user_id(self) -> UserId:
        """The signed-in user, as the vendor's paths name him.

        Raises:
            SessionInvalid: nobody is signed in.
        """
        if self.session is None:
            raise SessionInvalid()
        return self.session.user_id

    @property
    def caller(self) -> Caller:
        """Who calls: the user in the page's account, or in his first one; nobody, where nobody is signed in."""
        if self.session is None:
            return NOBODY
        if not self.session.memberships:
            # Who was put out of his last account may still sign out, and make one of his own.
            return replace(NOBODY, user_id=self.session.user_id, session_hash=self.session.token_hash)
        return self.session.caller(self.account_or_none.account_id if self.account_or_none else "")

    async def call(self, operation: Operation[_P, _R], /, *args: _P.args, **kwargs: _P.kwargs) -> _R:
        """Call an operation as the visitor; permissions are the operation's own.

        Raises:
            ConsoleRefusal, Refusal: as the operation refuses. What a page does not catch becomes an error page.
        """
        calls = self.site.platform.calls
        return await calls.call(operation, self.caller, self._origin, self.request.peer, *args, **kwargs)

    async def file(self, operation: Operation[_P, Any], /, *args: _P.args, **kwargs: _P.kwargs) -> Answer:
        """Call an operation whose answer is a file; the browser saves it."""
        calls = self.site.platform.calls
        found: FileBody = await calls.file(operation, self.caller, self._origin, self.request.peer, *args, **kwargs)
        return file_answer(found)

    def can(self, operation: Operation[Any, Any]) -> bool:
        """Whether the visitor's role opens an operation: for what a page offers, not for what it refuses."""
        return self.site.platform.calls.can_call(operation, self.caller)

    def link(self, *parts: str, **query: str) -> str:
        """An address in the page's account: `link("apps", client_id)`."""
        path = "/".join(["/console", self.account.account_id, *(_quoted(part) for part in parts)])
        return f"{path}?{urlencode(query)}" if query else path

    def render(self, template: str, *, status: int = 200, **values: Any) -> Answer:
        """A page. Every template also knows the visit and the status, as `visit` and `status`."""
        body = self.fragment(template, status=status, **values).encode()
        return Answer(status, [(b"content-length", b"%d" % len(body))], body)

    def fragment(self, template: str, **values: Any) -> str:
        """A part of a page, as HTML."""
        return self.site.templates.render(template, {"visit": self, **values})

    def redirect(self, path: str, *, notice: str = "") -> Answer:
        """Send the visitor on to another page of ours, with a word that it shows once."""
        if notice:
            self.jar.leave_notice(notice, self.key)
        return Answer(303, [(b"location", path.encode("ascii")), (b"content-length", b"0")])

    @property
    def form_mark(self) -> Markup:
        """The hidden field that every form with method POST carries."""
        return Markup(f'<input type="hidden" name="csrf" value="{form_mark(self.key)}">')  # noqa: S704 - hex digits

    def take_notice(self) -> str:
        """The word that the page before left; shown once."""
        return self.jar.take_notice(self.key)

    def _origin(self) -> str:
        return self.site.platform.settings.limits.public_url or self.request.origin
