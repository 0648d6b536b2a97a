import io
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings

from korekit.archive import Archive, check, read_parts, read_zip, write_zip
from korekit.archive.folders import pack, read_unpacked, unpack, write_unpacked
from korekit.archive.folders.file_names import is_safe_name
from tests.archive.builders import archive, config, definition, written
from tests.bots import large, small
from tests.bots.making import bots

_AT = datetime(2026, 1, 1, tzinfo=UTC)


def archive_with(members: Mapping[str, bytes]) -> Archive:
    functions = [(name, content) for name, content in members.items() if name.endswith(".js")]
    return read_parts(
        definition=members["botDefinition.json"],
        config=members["config.json"],
        icon=members["icon.png"],
        functions=functions,
    )


@pytest.mark.parametrize("members", [small(), large()], ids=["small", "large"])
def test_the_same_bytes_come_back_from_the_folder(members: dict[str, bytes]) -> None:
    given = archive_with(members)
    files = unpack(given)
    assert pack(files).archive == given
    assert unpack(pack(files).archive) == files


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(bots())
def test_whatever_a_bot_holds_comes_back_from_safe_files(members: dict[str, bytes]) -> None:
    given = archive_with(members)
    files = unpack(given)
    assert pack(files).archive == given
    assert len({path.casefold() for path in files}) == len(files)
    for path in files:
        assert all(is_safe_name(part.removeprefix(".git")) for part in path.split("/")), path


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(bots())
def test_whatever_a_bot_holds_is_sound_and_comes_back_from_a_zip(members: dict[str, bytes]) -> None:
    given = archive_with(members)
    assert [problem for problem in check(given) if problem.is_error] == []
    out = io.BytesIO()
    write_zip(given, out, at=_AT)
    assert read_zip(out) == given


def test_definitions_without_any_part_come_back() -> None:
    wholes: list[dict[str, object]] = [
        {},
        {"dialogs": {}},
        {"dialogs": [1, {}]},
        {"dialogs": [[]], "botEvents": {"a": 1}},
    ]
    for whole in wholes:
        given = archive(whole, {})
        assert pack(unpack(given)).archive == given


def test_another_layout_becomes_that_of_an_export() -> None:
    given = read_parts(definition=b'{"b":1.0,"dialogs":[ ]}', config=b'{"name":"\\u00e9","envVariables":[]}')
    assert pack(unpack(given)).archive.definition == b'{\n    "b": 1.0,\n    "dialogs": []\n}'
    assert pack(unpack(given)).archive.config == b'{\n    "name": "\\u00e9",\n    "envVariables": []\n}'


def test_values_of_secured_variables_are_never_written() -> None:
    variables = [{"key": "token", "value": "hunter2", "isSecured": True}, {"key": "host", "value": "h"}]
    locale = [{"key": "pin", "isSecured": True, "localeData": {"en": {"value": "hunter3"}}}]
    files = unpack(archive(definition(contentVariables=locale), config(envVariables=variables)))
    assert not [path for path, content in files.items() if b"hunter" in content]
    assert files["variables/env/token.json"] == (
        b'{\n    "key": "token",\n    "value": "",\n    "isSecured": true\n}\n'
    )


def test_the_order_of_interleaved_sentences_comes_back() -> None:
    rows = [
        {"_id": f"{at:024x}", "taskId": f"dc-00000000-0000-5000-8000-00000000{task}", "sentence": str(at)}
        for at, task in enumerate([1001, 1002, 1001, 1001, 1002])
    ]
    given = archive(definition(sentences=rows))
    files = unpack(given)
    assert files["order/sentences.txt"].decode().splitlines()[1:] == [
        "dialogs/dialog-1/dialog-1.utterances.json 1",
        "dialogs/dialog-2/dialog-2.utterances.json 1",
        "dialogs/dialog-1/dialog-1.utterances.json",
        "dialogs/dialog-2/dialog-2.utterances.json",
    ]
    assert pack(files).archive == given


def test_bytes_survive_the_disk(tmp_path: object) -> None:
    given = archive_with({**large(), "my functions.js": b"var a = 1;\r\n"})
    folder = f"{tmp_path}/bot"
    write_unpacked(folder, unpack(given))
    assert pack(read_unpacked(folder)).archive == given


def test_written_helper_is_the_layout_of_an_export() -> None:
    assert pack(unpack(archive())).archive.definition == written(definition())
