"""Help: what the words of the console mean, and every cause of a refused call with what helps. Open to everybody."""

from functools import cache
from itertools import groupby
from typing import Final

from korekit.catalog.limits import HOUR_S, MINUTE_S
from korekit.catalog.operations import all_operations
from korekit.console.page import page
from korekit.console.visit import Visit
from korekit.errors import Check, Refusal, causes
from korekit.server.answers import Answer
from korekit.tokens.claims import JTI_LIFETIME_S
from korekit.tokens.jwe import ENCRYPTIONS, KEY_ALGORITHMS
from korekit.tokens.mint import HEADER
from korekit.tokens.names import APP_ID

__all__ = ["help_causes", "help_topics"]

_CHECK_TITLES: Final = {
    Check.PATH: "Path",
    Check.METHOD: "Method",
    Check.HEADER: "Header `auth`",
    Check.TOKEN: "Form of the token",
    Check.ALGORITHM: "Algorithm",
    Check.APP: "App",
    Check.SIGNATURE: "Signature",
    Check.TIME: "Times",
    Check.JTI: "Token id `jti`",
    Check.JWE: "Encryption (JWE)",
    Check.ACCOUNT: "Account",
    Check.PLANE: "Kind of app",
    Check.BOT: "Bot",
    Check.SCOPE: "Scope",
    Check.RATE: "Rate limits",
    Check.BODY: "Body and parameters",
}


@page("GET", "/help", is_open=True)
async def help_topics(visit: Visit) -> Answer:
    """The topics, each short, each at an anchor that pages link to."""
    return visit.render(
        "help.html",
        limits=_limits(),
        minute_s=MINUTE_S,
        hour_s=HOUR_S,
        jti_lifetime_s=JTI_LIFETIME_S,
        key_algorithm=KEY_ALGORITHMS[0],
        encryptions=ENCRYPTIONS,
        algorithm=HEADER["alg"],
        app_id=APP_ID,
    )


@page("GET", "/help/causes", is_open=True)
async def help_causes(visit: Visit) -> Answer:
    """Every cause, in the order of the checks, each at the anchor of its name."""
    return visit.render("help_causes.html", groups=_groups())


@cache
def _groups() -> tuple[tuple[str, str, tuple[type[Refusal], ...]], ...]:
    """The id and title of each check, with its causes."""
    return tuple(
        (check.value, _CHECK_TITLES[check], tuple(kinds))
        for check, kinds in groupby(causes().values(), key=lambda kind: kind.check)
    )


@cache
def _limits() -> tuple[tuple[str, int, int, int], ...]:
    """What is counted by, the two limits, and how many operations have them; the most common first."""
    counted: dict[tuple[str, int, int], int] = {}
    for one in all_operations():
        if (limit := one.facts.limit) is not None:
            key = (limit.per, limit.minute, limit.hour)
            counted[key] = counted.get(key, 0) + 1
    return tuple((*key, number) for key, number in sorted(counted.items(), key=lambda pair: -pair[1]))
