import pytest

from korekit.archive import ArchiveBroken, read_parts
from tests.archive.builders import archive, archive_of, config, definition
from tests.bots import large, small


def test_a_real_bot_says_who_it_is() -> None:
    bot = archive_of(small())
    assert (bot.name, bot.bot_id, bot.ref_id) == (
        "TestBot1",
        "st-e5ad62bf-ad53-591b-b8a8-aa4d34a9b341",
        "dfbfc9c3-4c09-5593-be1c-05aa474b75f1",
    )
    assert (bot.type, bot.default_language, bot.languages) == ("default", "en", ("en",))
    assert bot.universal_bot_version is None


def test_sections_keep_their_order_and_bytes() -> None:
    bot = archive_of(large())
    assert list(bot.sections)[:4] == ["_id", "refId", "notifyUserViaEmail", "purpose"]
    assert len(bot.sections) == 70
    assert bytes(bot.sections["languagePreferences"]) == b'{\n        "type": "perVolley"\n    }'


def test_what_is_absent_or_of_another_type_is_empty() -> None:
    odd = archive(definition(refId=5, type=..., supportedLanguages={"en": 1}), config(name=None))
    assert (odd.name, odd.ref_id, odd.type, odd.languages) == ("", "", "", ())


def test_a_nul_does_not_come_out() -> None:
    assert archive(settings=config(name="a\0b")).name == "a\ufffdb"


def test_elements_come_one_by_one_and_others_are_passed_over() -> None:
    odd = archive(definition(dialogs=[1, {"_id": "dg-1"}, None, []]))
    assert [bytes(element["_id"]) for element in odd.elements("dialogs")] == [b'"dg-1"']
    assert list(odd.elements("absent")) == []
    assert list(odd.elements("localeData")) == []


def test_an_archive_that_is_no_json_says_so_when_opened() -> None:
    broken = read_parts(definition=b"{", config=b"[]")
    with pytest.raises(ArchiveBroken, match=r"botDefinition\.json \$: it is not JSON: it ends too early"):
        _ = broken.sections
    with pytest.raises(ArchiveBroken, match=r"config\.json \$: expected `object`, got `array`"):
        _ = broken.name
