"""Publish, once, however often the run is cut off.

A publish is answered without an id, and the host shows only the latest of a bot. So the latest before is noted: a later
one says that the host took ours, and until it is shown, the word "successful" is about an older one.
"""

from typing import Final

from korekit.catalog.bot_definition_results import PublishStatus
from korekit.catalog.operations import AllOperations
from korekit.cli.deploying.journal import SentPublish
from korekit.cli.deploying.run import AGAIN, Run, is_unsent, look_until, unanswered, wait_for
from korekit.cli.terminal.ending import Failure, StillRunning
from korekit.cli.terminal.output import say
from korekit.client.errors import InputRejected, JobFailed, NotServed
from korekit.ids import BotId

__all__ = ["publish_target"]

# A publish is shown as soon as it was taken; a request that was under way when its sender was killed may still arrive.
_SETTLED_S: Final = 5.0
_SHOWN_AT_MOST: Final = 5


def publish_target(run: Run) -> None:
    """Publish the target and wait for it, unless that was done.

    Raises:
        Failure: a part could not be published; the next run publishes again.
        StillRunning: it takes longer than is waited for.
    """
    journal = run.journal
    if not run.asked.is_published:
        if journal.passed_step("publish") is None:
            with run.step("publish") as step:
                step.state, step.detail = "skipped", "not asked for"
        return
    if journal.sent_publish is not None and journal.sent_publish.is_done:
        return
    with run.step("publish") as step:
        _send(run)
        status = _await(run)
        found = (
            ", found on the host: its answer was lost" if journal.sent_publish and journal.sent_publish.is_found else ""
        )
        step.detail = f"{status.id} {status.status}, {len(status.status_summary or [])} parts{found}"


def _send(run: Run) -> None:
    journal = run.journal
    sent = journal.sent_publish
    if sent is None:
        # Noted apart from the sending: whatever is shown later than this is ours, or somebody's who published it too.
        sent = journal.sent_publish = SentPublish(before=_latest(run))
        run.book.write()
    elif not sent.is_taken and sent.sent_at:
        until_ms = sent.sent_at + int(_SETTLED_S * 1000)
        sent.is_taken = sent.is_found = bool(look_until(run, until_ms, lambda: _latest(run) != sent.before or None))
    if sent.is_taken:
        return
    sent.sent_at = run.clock.now_ms()
    run.book.write()
    try:
        run.client.publish_bot(BotId(journal.bot_id), run.asked.comment)
    except Exception as error:
        if is_unsent(error):
            journal.sent_publish = None
        raise unanswered(error, "publish") from error
    sent.is_taken = True
    run.book.write()


def _latest(run: Run) -> str:
    """The id of the latest publish of the target; empty where there was none."""
    try:
        return run.client.bot_publish_status(BotId(run.journal.bot_id)).id
    except (InputRejected, NotServed):
        # What the host says of a bot that was never published.
        return ""


def _await(run: Run) -> PublishStatus:
    journal, sent = run.journal, run.journal.sent_publish or SentPublish()
    until_ms = run.clock.now_ms() + int(run.longest_s * 1000)
    if not look_until(run, until_ms, lambda: _latest(run) != sent.before or None):
        raise StillRunning(f"The host shows no publish of {journal.bot_id} after {run.longest_s:g} s.", AGAIN)
    try:
        status = wait_for(
            run, AllOperations.publish_bot, journal.bot_id, AllOperations.bot_publish_status, "Publishing"
        )
    except JobFailed as failed:
        journal.sent_publish = None
        raise _failure(failed.status_answer.result) from failed
    sent.rows = [(row.resource_type, row.name, row.status) for row in status.status_summary or []]
    sent.job_id, sent.is_done = status.id, True
    return status


def _failure(status: PublishStatus) -> Failure:
    wrong = [row for row in status.status_summary or [] if row.status.casefold() == "failed"]
    for row in wrong[:_SHOWN_AT_MOST]:
        say(f"failed: {row.resource_type} {row.name}")
    helps = "The import stays. Mend what is named, and run the same command again; or roll back."
    return Failure("The publish failed.", helps)
