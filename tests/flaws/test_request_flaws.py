"""Each flawed request differs from the good one in its flaw, and in nothing else; where it has no place for it, that is
said.
"""

import json
from dataclasses import replace
from typing import Any

import pytest

from korekit.catalog.operations import AllOperations
from korekit.catalog.parameters import Upload
from korekit.client.requests import Invocation, Request, build, invoke
from korekit.errors import causes
from korekit.flaws.request_flaws import REQUEST_FLAWS
from korekit.flaws.signer import FlawImpossible
from korekit.ids import BotId, FileId, JobId

BASE = "http://127.0.0.1:8070"
BOT = BotId("st-5f60ea18-ae7d-5e37-8a50-3e99f556b809")
READ = invoke(AllOperations.get_change_logs, BOT, limit=3)
PUBLISH = invoke(AllOperations.publish_bot, BOT, "one")
UPLOAD = invoke(AllOperations.upload_file, Upload(b"{}", "a.json"))
IMPORT = invoke(AllOperations.import_bot_into_an_existing_bot, BOT, FileId("1" * 24), FileId("2" * 24))
STATUS = invoke(AllOperations.bot_import_status, JobId("bir-5f60ea18-ae7d-5e37-8a50-3e99f556b809"))


def flawed(cause: str, call: Invocation) -> Request:
    return REQUEST_FLAWS[causes()[cause]](call, BASE)


def fields(cause: str, call: Invocation) -> Any:
    """The body's fields, once nothing else is found to differ."""
    good, made = build(call, BASE), flawed(cause, call)
    assert replace(made, content=good.content) == good
    return json.loads(made.content or b"")


def test_flaws_of_path_and_method() -> None:
    good = build(READ, BASE)
    assert good.url == f"{BASE}/api/public/bot/{BOT}/changelogs?offset=0&limit=3"
    unknown = f"{BASE}/api/public/bot/{BOT}/changelogs/no-such-path?offset=0&limit=3"
    assert flawed("path-unknown", READ) == replace(good, url=unknown)
    assert flawed("host-wrong", READ) == replace(
        good, url=unknown, headers={**good.headers, "host": "agent-platform.kore.ai"}
    )
    assert flawed("method-not-allowed", READ) == replace(good, method="PATCH")


def test_flaws_of_ids() -> None:
    assert flawed("bot-unknown", READ).url == build(READ, BASE).url.replace(
        BOT, "st-00000000-0000-5000-8000-000000000000"
    )
    assert flawed("resource-unknown", STATUS).url.endswith("/status/bir-00000000-0000-5000-8000-000000000000")
    assert fields("file-unknown", IMPORT) == {"botDefinition": "0" * 24, "configInfo": "2" * 24}


def test_flaws_of_fields() -> None:
    assert fields("body-field-missing", PUBLISH) == {}
    assert fields("body-field-misspelled", PUBLISH) == {"versionComment_": "one"}
    assert fields("body-field-invalid", PUBLISH) == {"versionComment": [[]]}
    good = build(PUBLISH, BASE)
    assert flawed("body-malformed", PUBLISH) == replace(good, content=b'{"versionComment":"one"')


def test_flaws_of_the_bodys_type() -> None:
    good = build(PUBLISH, BASE)
    wrong = {**good.headers, "content-type": "multipart/form-data; boundary=korekit-boundary"}
    assert flawed("content-type-wrong", PUBLISH) == replace(good, headers=wrong)
    as_json = flawed("content-type-wrong", UPLOAD)
    assert (as_json.headers["content-type"], as_json.content, as_json.files) == ("application/json", b"{}", ())
    broken = flawed("multipart-broken", UPLOAD)
    assert broken.headers["content-type"] == "multipart/form-data"
    assert broken.content == (
        b'--korekit-boundary\r\nContent-Disposition: form-data; name="fileContext"\r\n\r\nbulkImport\r\n'
        b'--korekit-boundary\r\nContent-Disposition: form-data; name="fileExtension"\r\n\r\njson\r\n'
        b'--korekit-boundary\r\nContent-Disposition: form-data; name="file"; filename="a.json"\r\n\r\n{}\r\n'
        b"--korekit-boundary--\r\n"
    )


@pytest.mark.parametrize(
    ("cause", "call"),
    [
        ("body-malformed", READ),
        ("body-field-missing", READ),
        ("content-type-wrong", READ),
        ("multipart-broken", PUBLISH),
        ("file-unknown", PUBLISH),
        ("resource-unknown", PUBLISH),
        ("bot-unknown", UPLOAD),
        ("body-field-invalid", UPLOAD),
    ],
)
def test_a_call_without_a_place_for_the_flaw_is_named(cause: str, call: Invocation) -> None:
    with pytest.raises(FlawImpossible, match=call.operation.id):
        flawed(cause, call)
