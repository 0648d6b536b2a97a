"""An archive that is exported, imported as a new bot and exported again is the same but for ids."""

import json
from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings

from korekit.archive import Archive, ExportOptions, ExportType, rekeyed, select
from korekit.archive.merging import merged
from tests.archive.builders import NEW_BOT_ID, archive_of, errors, new_id
from tests.bots import large, small
from tests.bots.comparing import differences
from tests.bots.making import bots

MAKER = "u-00000000-0000-5000-8000-000000000099"
_slow = settings(deadline=None, max_examples=12, suppress_health_check=list(HealthCheck))


def imported(given: Archive) -> Archive:
    """What an import as a new bot stores."""
    return rekeyed(given, NEW_BOT_ID, None, new_id, user_id=MAKER)


def assert_same(first: Archive, second: Archive) -> None:
    """That two archives hold the same bot."""
    for one, other in ((first.definition, second.definition), (first.config, second.config)):
        assert differences(json.loads(one), json.loads(other)) == []
    assert (first.icon, first.functions) == (second.icon, second.functions)


@pytest.mark.parametrize("members", [small(), large()], ids=["small", "large"])
@pytest.mark.parametrize("export_type", list(ExportType))
def test_a_real_bot_comes_round_the_same(members: Mapping[str, bytes], export_type: ExportType) -> None:
    first = select(archive_of(members), None, export_type)
    assert_same(first, select(imported(first), None, export_type))


@_slow
@given(bots())
def test_any_bot_comes_round_the_same(members: dict[str, bytes]) -> None:
    first = select(archive_of(members), None, ExportType.LATEST)
    second = select(imported(first), None, ExportType.LATEST)
    assert_same(first, second)
    assert errors(second) == errors(first)


@_slow
@given(bots())
def test_any_bot_imported_into_itself_under_other_ids_stays_itself(members: dict[str, bytes]) -> None:
    bot = archive_of(members)
    source = rekeyed(bot, bot.bot_id, None, new_id)
    result, _ = merged(bot, source, None)
    assert_same(bot, result)
    options = {"tasks": ["botTask", "forms"], "nlpData": ["utterances", "patterns"], "settings": ["botVariables"]}
    part, _ = merged(bot, source, options)
    assert (part.definition, part.config) == (bot.definition, bot.config)


@_slow
@given(bots())
def test_any_task_with_its_dependents_can_be_imported(members: dict[str, bytes]) -> None:
    bot = archive_of(members)
    for dialog in json.loads(bot.definition)["dialogs"]:
        wire = {
            "exportOptions": {"tasks": ["botTask"], "nlpData": ["utterances", "patterns"]},
            "subTasks": {"dialogs": [dialog["refId"]]},
            "IncludeDependentTasks": True,
        }
        part = select(bot, ExportOptions.from_wire(wire), ExportType.LATEST)
        assert errors(part) == {}
        assert dialog["refId"] in [one["refId"] for one in json.loads(part.definition)["dialogs"]]
        into_itself, _ = merged(bot, part, {"tasks": ["botTask"], "nlpData": ["utterances", "patterns"]})
        assert_same(bot, into_itself)
