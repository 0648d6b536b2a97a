"""The way of a page: find it, find out who asks, judge the form, let the page answer, add what is always added."""

import asyncio
import base64
import logging
import secrets
from functools import partial
from typing import Final
from urllib.parse import quote

from korekit.console.cookies import Jar
from korekit.console.live import StreamCounts, close_stream, send_stream
from korekit.console.navigation import Navigation
from korekit.console.page import Page, Stream
from korekit.console.page_discovery import Pages, find_pages
from korekit.console.page_memory import PageMemory
from korekit.console.request import Fields, Request
from korekit.console.security import FormTooSlow, check_form, check_origin, page_headers
from korekit.console.static_files import StaticFiles
from korekit.console.templating import Templates
from korekit.console.turns import Turns
from korekit.console.visit import Site, Visit
from korekit.errors.console import ConsoleRefusal, NotFound, RoleTooLow, SessionInvalid
from korekit.errors.refusal import Refusal
from korekit.server.answers import Answer, send_answer
from korekit.server.dispatch import OPERATION
from korekit.server.multipart import read_multipart
from korekit.server.platform import Platform
from korekit.server.requests import (
    MAX_FORM_BYTES,
    Application,
    ConnectionLost,
    Message,
    Receive,
    Send,
    header,
    parse_form,
    read_body,
)

__all__ = ["Front"]

_STATIC: Final = "/console/static/"
_VISITOR_S: Final = 24 * 3600
_MAX_KEY: Final = 64
# A form of at most 256 KiB; a file takes as long as it takes.
_FORM_WITHIN_S: Final = 60
# Where the first page leads to.
_LAST_ACCOUNT_S: Final = 30 * 24 * 3600
_log = logging.getLogger("korekit.console")


async def _nothing(visit: Visit) -> Answer:
    raise NotFound()


# What is asked for where no page is.
_NO_PAGE: Final = Page(method="GET", path="/", handler=_nothing, is_open=True)


class Front:
    """An ASGI callable that answers `/console` and what is below it."""

    def __init__(self, platform: Platform, asgi: Application) -> None:
        pages = find_pages()
        self._pages = Pages(pages)
        self._static = StaticFiles()
        self._streams = StreamCounts()
        self._turns = Turns()
        services = platform.services
        self._memory = PageMemory(services.database, services.clock, platform.is_settled)
        self._site = Site(platform=platform, asgi=asgi, templates=Templates(self._static), navigation=Navigation(pages))

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path: str = scope["path"]
        if path.startswith(_STATIC):
            is_gzip_taken = "gzip" in (header(scope["headers"], b"accept-encoding") or "")
            found = self._static.answer(path[len(_STATIC) :], is_gzip_taken=is_gzip_taken)
            if found is not None:
                await send_answer(found, send)
                return
        try:
            await self._page(scope, receive, send)
        except ConnectionLost:
            return

    async def _page(self, scope: Message, receive: Receive, send: Send) -> None:
        request = Request.of(scope, self._site.platform.settings.limits.public_url)
        page, values = self._pages.find(request.method, request.path) or (_NO_PAGE, {})
        scope[OPERATION] = f"console {page.path}"
        jar = Jar(request)
        visit = Visit(site=self._site, page=page, request=request, jar=jar, key="", values=values)
        answer = await self._answer(visit, receive)
        headers = page_headers(is_offline=page.is_offline)
        if isinstance(answer, Stream):
            await self._stream(scope, visit, answer, receive, send)
            return
        given = {name for name, _ in answer.headers}
        headers = [one for one in headers if one[0] not in given] + answer.headers + jar.set_headers
        await send_answer(answer._replace(headers=headers), send)

    async def _stream(self, scope: Message, visit: Visit, stream: Stream, receive: Receive, send: Send) -> None:
        headers = page_headers(is_offline=visit.page.is_offline)
        events = [*headers[1:], (b"content-type", b"text/event-stream")]
        if scope["method"] == "HEAD":
            await close_stream(stream)
            await send_answer(Answer(200, events), send)
            return
        with self._streams.taken(visit.user_id, visit.caller.session_hash) as is_free:
            await send_stream(stream, events, receive, send, is_short=not is_free)

    async def _answer(self, visit: Visit, receive: Receive) -> Answer | Stream:
        try:
            await self._find_visitor(visit)
            self._find_account(visit)
            if visit.page.method == "POST":
                return await self._change(visit, receive)
            return await self._memory.answer(visit, partial(visit.page.handler, visit))
        except SessionInvalid:
            return self._ask_to_sign_in(visit)
        except ConsoleRefusal as refusal:
            return _error(visit, refusal.wire.status, refusal.wire.msg)
        except Refusal as refusal:
            # A signed-in user may be told what the wire does not tell an app.
            return _error(visit, refusal.wire.status, refusal.detail)
        except ConnectionLost:
            raise
        except Exception:
            # The edge of the console: whatever it was, the visitor gets a page and the log gets the reason.
            _log.exception("%s %s failed", visit.request.method, visit.page.path)
            return _error(visit, 500, "Something broke on our side. The log of the platform tells what.")

    async def _find_visitor(self, visit: Visit) -> None:
        jar, page = visit.jar, visit.page
        if jar.session:
            try:
                agent = header(visit.request.headers, b"user-agent") or ""
                visit.session = await self._site.platform.calls.session(jar.session, agent)
                visit.key = jar.session
            except SessionInvalid:
                jar.end_session()
        if visit.session is None:
            if not page.is_open:
                raise SessionInvalid()
            # Bounded, since marks are remembered by it, and anybody may send whatever he likes.
            visit.key = jar.get("visitor")[:_MAX_KEY]
            if not visit.key and visit.request.method == "GET":
                # Given before the first form, so that a form of another site has no mark of this visitor.
                visit.key = base64.urlsafe_b64encode(secrets.token_bytes(18)).decode()
                jar.put("visitor", visit.key, max_age_s=_VISITOR_S, is_strict=True)

    def _find_account(self, visit: Visit) -> None:
        role, account_id = visit.page.role, visit.values.get("account_id", "")
        if role is None or visit.session is None:
            return
        is_new = visit.account_or_none is None
        # An account that the visitor does not belong to looks as if it were not there.
        visit.account_or_none = visit.session.membership(account_id) if account_id else None
        if visit.account_or_none is None:
            raise NotFound()
        if not visit.account.role.includes(role):
            raise RoleTooLow()
        if is_new and visit.jar.get("account") != account_id:
            visit.jar.put("account", account_id, max_age_s=_LAST_ACCOUNT_S)

    async def _change(self, visit: Visit, receive: Receive) -> Answer | Stream:
        request = visit.request
        if not visit.page.takes_file or not _is_multipart(request):
            try:
                async with asyncio.timeout(_FORM_WITHIN_S):
                    body = await read_body(receive, request.headers, MAX_FORM_BYTES)
            except TimeoutError:
                raise FormTooSlow() from None
            request.form = Fields(parse_form(body))
            check_form(request, visit.key)
            # A page that takes a file may also send it on, which takes its time, and compares nothing.
            is_alone = visit.page.is_of_account and not visit.page.takes_file
            async with self._turns.taken((visit.page.path, *visit.values.items()), is_alone=is_alone):
                return await self._change_now(visit)
        check_origin(request)
        services, limits = self._site.platform.services, self._site.platform.settings.limits
        path = services.blobs.temporary()
        try:
            content_type = header(request.headers, b"content-type") or ""
            pairs = await read_multipart(receive, request.headers, content_type, path, limits.upload_bytes)
            request.form = Fields(pairs)
            check_form(request, visit.key)
            return await self._change_now(visit)
        finally:
            path.unlink(missing_ok=True)

    async def _change_now(self, visit: Visit) -> Answer | Stream:
        if visit.session is not None:
            # A form takes its time to come, in which a session may have ended and a role been taken.
            visit.session = await self._site.platform.calls.session(visit.jar.session)
            self._find_account(visit)
        return await visit.page.handler(visit)

    def _ask_to_sign_in(self, visit: Visit) -> Answer:
        # Where a form was sent nobody can be sent back to: his page is gone, and so is what he typed.
        asked = visit.request.path if visit.request.method == "GET" else ""
        following = "?next=" + quote(f"/console{asked}") if asked.strip("/") else ""
        return visit.redirect(f"/console/sign-in{following}")


def _is_multipart(request: Request) -> bool:
    return (header(request.headers, b"content-type") or "").lower().startswith("multipart/")


def _error(visit: Visit, status: int, text: str) -> Answer:
    return visit.render("error.html", status=status, text=text)
