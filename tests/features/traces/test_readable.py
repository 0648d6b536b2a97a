"""How much of a refusal's cause its reader is told."""

import msgspec

from korekit.catalog.additions import Trace, TraceCheck
from korekit.errors.app_causes import BotOfOtherAccount, BotUnknown
from korekit.features.traces.readable import as_told_to

OTHER = "b" * 24
TRACE = Trace(
    id="0" * 32,
    operation="get-change-logs",
    bot_id="st-1",
    cause="bot-of-other-account",
    check="bot",
    meaning=BotOfOtherAccount.meaning(),
    expected="a bot of the app's account",
    found="`st-1`, a bot of another account",
    at="somewhere",
    hint=BotOfOtherAccount.hint,
    status=400,
    checks=[TraceCheck(check="bot", state="failed")],
)


def test_a_cause_that_reveals_nobody_is_told() -> None:
    assert as_told_to(TRACE, None, frozenset()) is TRACE


def test_a_member_of_the_other_account_is_told_the_true_cause() -> None:
    assert as_told_to(TRACE, OTHER, frozenset({"a" * 24, OTHER})) is TRACE


def test_everybody_else_is_told_that_the_bot_is_unknown() -> None:
    told = as_told_to(TRACE, OTHER, frozenset({"a" * 24}))
    assert (told.cause, told.check, told.found) == ("bot-unknown", "bot", "`st-1`")
    assert (told.meaning, told.hint) == (BotUnknown.meaning(), BotUnknown.hint)
    assert (told.id, told.status, told.checks) == (TRACE.id, 400, TRACE.checks)
    assert b"ther account" not in msgspec.json.encode(told)
