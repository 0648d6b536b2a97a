"""What is looked at in the end: every component, every resource, and that the bot's own log tells of the import."""

from collections.abc import Sequence
from typing import Final

from korekit.cli.deploying.host_log import imports_in, new_entries
from korekit.cli.deploying.journal import Check, Marks, SentImport, SentPublish
from korekit.cli.deploying.run import AGAIN, Run, look_until
from korekit.cli.terminal.ending import Failure

__all__ = ["verify_target"]

_SHOWN_WITHIN_S: Final = 10.0
_NAMED_AT_MOST: Final = 3


def verify_target(run: Run) -> None:
    """Look at what was done; the journal keeps each check.

    Raises:
        Failure: a check did not pass.
    """
    journal = run.journal
    sent, published = journal.sent_import, journal.sent_publish
    with run.step("verify") as step:
        checks = [_import_check(sent)] if sent else []
        if run.asked.is_published and published:
            checks.append(_publish_check(published))
        checks.append(_log_check(run, sent.request_id if sent else ""))
        journal.checks = checks
        failed = [check for check in checks if not check.is_passed]
        if failed:
            told = "; ".join(f"{check.name}: {check.detail}" for check in failed)
            raise Failure(f"The deployment is not as it should be: {told}.", AGAIN)
        step.detail = f"{len(checks)} checks passed"


def _import_check(sent: SentImport) -> Check:
    wrong = [f"{kind} {name} {state}" for kind, name, state in sent.rows if state.casefold() != "success"]
    return _check("every component is imported", wrong, f"{len(sent.rows)} rows, all success")


def _publish_check(sent: SentPublish) -> Check:
    wrong = [f"{kind} {name} {state}" for kind, name, state in sent.rows if state.casefold() != "success"]
    return _check("every resource is published", wrong, f"{len(sent.rows)} resources, all success")


def _log_check(run: Run, request_id: str) -> Check:
    journal = run.journal
    marks = journal.marks or Marks(since=(journal.host_time or journal.begun_at)[:10], ids=[])

    def look() -> bool | None:
        return request_id in imports_in(new_entries(run.client, journal.bot_id, marks)) or None

    until_ms = run.clock.now_ms() + int(_SHOWN_WITHIN_S * 1000)
    is_told = bool(look_until(run, until_ms, look))
    wrong = [] if is_told else [f"no entry tells of {request_id}"]
    return _check("the change log tells of the import", wrong, request_id)


def _check(name: str, wrong: Sequence[str], detail: str) -> Check:
    if not wrong:
        return Check(name=name, is_passed=True, detail=detail)
    more = f" and {len(wrong) - _NAMED_AT_MOST} more" if len(wrong) > _NAMED_AT_MOST else ""
    return Check(name=name, is_passed=False, detail=", ".join(wrong[:_NAMED_AT_MOST]) + more)
