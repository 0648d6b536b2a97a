"""The change log of a bot: by user, resource and date; as a table, as CSV, as JSON."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from korekit.catalog.bot_views import BotViews
from korekit.catalog.parameters import Date
from korekit.catalog.planes import Role
from korekit.console.bot_apps import find_bot
from korekit.console.page import Tab, page
from korekit.console.request import Fields
from korekit.console.resource_names import resource_name
from korekit.console.visit import Visit
from korekit.errors.console import InputInvalid
from korekit.ids import BotId
from korekit.server.answers import Answer

__all__ = ["Wanted", "change_logs", "download_change_logs"]

_ON_PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; empty for everything."""

    by: str
    resource: str
    since: str
    until: str

    @classmethod
    def of(cls, fields: Fields) -> "Wanted":
        """As a form or an address says it."""
        return cls(*(fields.text(name)[:200] for name in ("by", "resource", "since", "until")))

    @property
    def is_any(self) -> bool:
        """Whether anything is looked for."""
        return bool(self.by or self.resource or self.since or self.until)

    @property
    def start(self) -> Date | None:
        """The first day."""
        return Date(self.since) if self.since else None

    @property
    def end(self) -> Date | None:
        """The last day."""
        return Date(self.until) if self.until else None

    def query(self, page_number: int) -> str:
        """The address's end that asks for a page of the same."""
        given = {"by": self.by, "resource": self.resource, "since": self.since, "until": self.until}
        if page_number:
            given["page"] = str(page_number)
        return urlencode({name: value for name, value in given.items() if value})


@page("GET", "/{account_id}/bots/{bot_id}/changes", role=Role.VIEWER, tab=Tab("bot", "Change logs", 50))
async def change_logs(visit: Visit) -> Answer:
    """Who changed what and when, newest first."""
    return await _shown(visit, Wanted.of(visit.request.query))


@page("POST", "/{account_id}/bots/{bot_id}/changes/file", role=Role.VIEWER)
async def download_change_logs(visit: Visit) -> Answer:
    """Everything that the filter lets through, as CSV or JSON."""
    bot = await find_bot(visit, visit.values["bot_id"])
    wanted, form = Wanted.of(visit.request.form), visit.request.form.text("form")
    try:
        return await visit.file(
            BotViews.get_change_log_file,
            BotId(bot.id),
            form="json" if form == "json" else "csv",
            by=wanted.by,
            resource_type=wanted.resource,
            start_date=wanted.start,
            end_date=wanted.end,
        )
    except InputInvalid as refusal:
        return await _shown(visit, wanted, status=422, error=str(refusal))


async def _shown(visit: Visit, wanted: Wanted, *, status: int = 200, error: str = "") -> Answer:
    bot = await find_bot(visit, visit.values["bot_id"])
    page_number = visit.request.query.number("page", 0, least=0, most=1_000_000)
    entries = []
    if not error:
        try:
            entries = await visit.call(
                BotViews.search_change_logs,
                BotId(bot.id),
                by=wanted.by,
                resource_type=wanted.resource,
                start_date=wanted.start,
                end_date=wanted.end,
                offset=page_number,
                limit=_ON_PAGE,
            )
        except InputInvalid as refusal:
            status, error = 422, str(refusal)
    names = await visit.call(BotViews.get_change_log_names, BotId(bot.id))
    types = {*(names.resource_types or []), *([wanted.resource] if wanted.resource else [])}
    return visit.render(
        "change_logs.html",
        status=status,
        bot=bot,
        wanted=wanted,
        error=error,
        entries=entries,
        names=names,
        resources=sorted(((one, resource_name(one)) for one in types), key=lambda one: one[1].casefold()),
        resource_name=resource_name,
        page_number=page_number,
        has_more=len(entries) == _ON_PAGE,
    )
