"""A secured variable keeps its value through export and import into the same bot."""

import json

from korekit.archive import Archive, read_parts
from korekit.archive.kept_secrets import with_own_secrets
from korekit.archive.merging import merged
from tests.bots import small


def _bot(value: str, *, is_secured: bool = True) -> Archive:
    variable = {"key": "token", "value": value, "variableType": "env", "isSecured": is_secured}
    config = json.dumps({"name": "Demo", "envVariables": [variable]}).encode()
    return read_parts(definition=small()["botDefinition.json"], config=config)


def _value(archive: Archive) -> str:
    value: str = json.loads(archive.config)["envVariables"][0]["value"]
    return value


def test_a_withheld_value_is_the_targets_after_a_full_import() -> None:
    result, _ = merged(_bot("own"), _bot(""), None)
    assert _value(result) == "own"


def test_a_value_that_the_source_has_is_taken() -> None:
    result, _ = merged(_bot("own"), _bot("new"), None)
    assert _value(result) == "new"


def test_an_empty_variable_that_is_not_secured_is_taken_as_it_is() -> None:
    result, _ = merged(_bot("own", is_secured=False), _bot("", is_secured=False), None)
    assert _value(result) == ""


def test_nothing_to_keep_leaves_the_source_to_the_byte() -> None:
    target, source = _bot("own"), _bot("new")
    assert with_own_secrets(target, source) == source
