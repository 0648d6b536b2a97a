import json
import re
from typing import Any

from korekit.archive import Archive, ExportOptions, check, import_rows, laid_out, rekeyed, select
from korekit.archive.default_icon import default_icon
from korekit.archive.empty_bot import empty_archive
from tests.archive.builders import BOT_ID, NEW_BOT_ID, errors, new_id, uid
from tests.bots import small


def empty(bot_id: str = BOT_ID, name: str = "Fresh", language: str = "en") -> Archive:
    return empty_archive(bot_id, uid(9), name, language, default_icon())


def opened(archive: Archive) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(archive.definition)
    return found


def test_nothing_is_wrong_with_an_empty_bot() -> None:
    assert check(empty()) == ()
    assert check(empty(name='Ümlaut "1"', language="de")) == ()


def test_it_has_the_given_identity() -> None:
    bot = empty(name='Ümlaut "1"', language="de")
    assert (bot.bot_id, bot.ref_id, bot.name, bot.default_language) == (BOT_ID, uid(9), 'Ümlaut "1"', "de")
    assert (bot.languages, bot.type, bot.icon) == (("de",), "default", default_icon())
    assert opened(bot)["localeData"]["de"]["name"] == 'Ümlaut "1"'


def test_it_has_every_key_of_a_real_empty_bot_in_its_order() -> None:
    real = list(json.loads(small()["botDefinition.json"]))
    ours = list(opened(empty()))
    assert set(real) - set(ours) == set()
    assert [key for key in ours if key in real and key not in ("traits", "exportOptions")] == [
        key for key in real if key not in ("traits", "exportOptions")
    ]


def test_inside_lists_it_has_the_keys_of_a_real_one_but_no_dates_and_no_people() -> None:
    real, ours = json.loads(small()["botDefinition.json"]), opened(empty())
    made_by = {"createdOn", "createdBy", "lModifiedOn", "lastModifiedOn"}
    for section in ("advancedNLSettings", "namespaces"):
        assert set(real[section][0]) - set(ours[section][0]) <= made_by
    assert set(real["mlParams"][0]) <= set(ours["mlParams"][0])
    assert set(real["localeData"]["en"]) == set(ours["localeData"]["en"])


def test_it_is_in_the_layout_of_an_export() -> None:
    assert laid_out(empty()) == empty()


def test_it_holds_no_content() -> None:
    assert json.loads(empty().config) == {"name": "Fresh", "envVariables": []}
    assert import_rows(empty()) == [
        ("importRequest", "Fresh"),
        ("Bot Definition", "Fresh"),
        ("IdpConfigurations", "IdpConfigurations"),
        ("CustomTemplates", "CustomTemplates"),
        ("Event", "TASK_FAILURE_EVENT"),
        ("importBot", "Fresh"),
    ]


def test_the_same_arguments_give_the_same_bytes_and_another_bot_other_ids() -> None:
    def ids(archive: Archive) -> set[bytes]:
        return set(re.findall(rb'"(?:\w+-)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"', archive.definition))

    assert empty() == empty()
    assert ids(empty()) & ids(empty(bot_id=NEW_BOT_ID)) == {f'"{uid(9)}"'.encode()}
    assert len(ids(empty())) == 8


def test_it_can_be_exported_in_parts_and_put_under_new_ids() -> None:
    assert errors(select(empty(), ExportOptions(nlp_data=("patterns",)))) == {}
    assert check(rekeyed(empty(), NEW_BOT_ID, "Copy", new_id)) == ()
