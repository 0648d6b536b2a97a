import json
from typing import Any

import pytest

from korekit.archive.kept_channels import with_own_webhook
from korekit.archive.merging import merged
from tests.archive.builders import archive, definition

WEBHOOK = {"type": "ivr", "displayName": "mine"}
THEIRS = {"type": "ivr", "displayName": "theirs"}
RTM = {"type": "rtm"}


@pytest.mark.parametrize(
    ("own", "given", "left"),
    [
        ([WEBHOOK], [RTM, THEIRS], [RTM, WEBHOOK]),
        ([RTM, WEBHOOK], [], [WEBHOOK]),
        ([WEBHOOK], None, [WEBHOOK]),
        ([RTM], [THEIRS], [THEIRS]),
        ([], [RTM], [RTM]),
        ([{"type": "webhook"}, WEBHOOK], [THEIRS, THEIRS], [{"type": "webhook"}, WEBHOOK]),
        (None, None, None),
        (None, [], []),
    ],
)
def test_the_bots_own_webhook_takes_the_place_of_the_given_one(own: Any, given: Any, left: Any) -> None:
    raw_own, raw_given = (None if part is None else json.dumps(part).encode() for part in (own, given))
    found = with_own_webhook(raw_own, raw_given)
    assert (None if found is None else json.loads(found)) == left


def test_no_import_takes_the_webhook_away() -> None:
    target = archive(definition(channels=[WEBHOOK]))
    for source in (definition(channels=[RTM]), definition()):
        for options in (None, {"settings": ["botSettings"]}):
            channels = json.loads(merged(target, archive(source), options)[0].definition)["channels"]
            assert WEBHOOK in channels
            assert (RTM in channels) == ("channels" in source)
