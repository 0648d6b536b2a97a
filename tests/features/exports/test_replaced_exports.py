"""An export that was replaced while it waited: it ends without work, as nobody can ask for its address."""

import pytest

from korekit.features.exports.export_job import run_export
from korekit.jobs.queue import Job, add_job
from korekit.jobs.runner import JobFailed
from tests.platform import API, make_bot, make_person


def job(api: API, account_id: str, bot_id: str, number: int) -> Job:
    """An export that waits, later than those of lower numbers."""
    return Job(
        id=f"ber-{number}",
        kind="bot-export",
        account_id=account_id,
        bot_id=bot_id,
        state="pending",
        request={"exportType": "latest"},
        answer={},
        created_by="u-1",
        created_at=api.clock.now_ms() + number,
    )


async def test_only_the_latest_export_of_a_bot_is_written(api: API) -> None:
    owner = await make_person(api)
    services = api.platform.services
    bots = [await make_bot(api, owner) for _ in range(2)]
    jobs = [job(api, owner.account.account_id, bot_id, number) for number, bot_id in enumerate([*bots, bots[0]])]
    async with services.database.transaction() as transaction:
        for one in jobs:
            await add_job(transaction, one)
    first, other, latest = jobs
    with pytest.raises(JobFailed) as caught:
        await run_export.function(services, first)
    assert caught.value.answer == {"message": "another export of the bot was asked for"}
    for written in (other, latest):
        assert (await run_export.function(services, written)).answer["fileSize"] > 0
