"""A bot keeps its names when something is imported into it."""

import json
from typing import Any

import pytest

from korekit.archive import Archive
from korekit.archive.merging import merged
from tests.archive.builders import archive, config, definition


def bot(name: str, **names: Any) -> Archive:
    locale = {code: one if isinstance(one, dict) else {"name": one, "keywords": [name]} for code, one in names.items()}
    return archive(definition(localeData=locale), config(name=name))


def names(found: Archive) -> dict[str, Any]:
    return {code: texts.get("name") for code, texts in json.loads(found.definition)["localeData"].items()}


def test_a_bot_is_named_as_before_in_every_language_that_it_has() -> None:
    result, _ = merged(bot("Shop", en="Shop", de="Laden"), bot("Dev", en="Dev", de="Entwurf", fr="Boutique"), None)
    assert (result.name, names(result)) == ("Shop", {"en": "Shop", "de": "Laden", "fr": "Boutique"})
    assert json.loads(result.definition)["localeData"]["en"]["keywords"] == ["Dev"]


def test_its_own_export_changes_nothing() -> None:
    own = bot("Shop", en="Shop", de="Laden")
    result, _ = merged(own, own, None)
    assert (result.definition, result.config) == (own.definition, own.config)


@pytest.mark.parametrize("odd", [{"en": {}}, {"en": {"name": 7}}, {"en": {"name": ""}}])
def test_a_language_without_a_name_takes_the_given_one(odd: Any) -> None:
    result, _ = merged(bot("Shop", **odd), bot("Dev", en="Dev"), None)
    assert names(result) == {"en": "Dev"}
