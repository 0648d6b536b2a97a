"""A job says why it failed, whoever asks."""

from dataclasses import replace
from typing import Any

import pytest

from korekit.jobs.job import Job

BROKE_OFF = "it broke off each time it was tried; the log of the platform says why"


def job(answer: dict[str, Any]) -> Job:
    return Job(
        id="ds-1",
        kind="bot-publish",
        account_id="a",
        bot_id=None,
        state="failure",
        request={},
        answer=answer,
        created_by="u-1",
        created_at=0,
    )


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({"message": "the bot was never published"}, "the bot was never published"),
        (
            {"statusLogs": [{"status": "success"}, {"message": "config.json: it is missing"}]},
            "config.json: it is missing",
        ),
        ({"statusLogs": [{"status": "success"}]}, BROKE_OFF),
        ({}, BROKE_OFF),
    ],
)
def test_a_failed_job_says_why(answer: dict[str, Any], why: str) -> None:
    assert job(answer).failure == why
    assert replace(job(answer), state="success").failure == ""
