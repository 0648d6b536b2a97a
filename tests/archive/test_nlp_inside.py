import json
from typing import Any

import pytest

from korekit.archive.merging import merged
from tests.archive.builders import archive, components, definition, uid


def parts(**texts: Any) -> list[dict[str, Any]]:
    """The components of two dialogs, the first with these texts of its languages."""
    first, *others = [*components(1), *components(2)]
    return [{**first, "localeData": texts}, *others]


@pytest.mark.parametrize("name", ["traitRules", "rules"])
def test_trait_rules_are_put_into_the_intents_and_languages_of_both(name: str) -> None:
    target = archive(definition(dialogComponents=parts(en={"intent": "A", "traitRules": [["x"]]}, de={"intent": "B"})))
    given = parts(en={"intent": "C", "traitRules": [["y"]]}, de={"traitRules": []}, fr={"traitRules": [["z"]]})
    result, _ = merged(target, archive(definition(dialogComponents=given)), {"nlpData": [name]})
    found = json.loads(result.definition)["dialogComponents"]
    assert found == parts(en={"intent": "A", "traitRules": [["y"]]}, de={"intent": "B", "traitRules": []})


def test_trait_rules_of_intents_that_the_bot_lacks_are_passed_over() -> None:
    given = [{**components(1)[0], "refId": uid(9999), "localeData": {"en": {"traitRules": [["y"]]}}}]
    source = archive(definition(dialogs=[], dialogComponents=given, sentences=[]))
    assert merged(archive(), source, {"nlpData": ["traitRules"]})[0] == archive()
