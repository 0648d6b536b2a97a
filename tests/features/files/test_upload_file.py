"""Uploading files, as loosely as real clients do it.

Source: contract, observed-errors.md 2.1, bot-definition.yaml upload-file.
"""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from korekit.catalog.planes import Plane
from korekit.records.files import find_file
from tests.platform import API, Reply, make_app, make_bot, make_person


async def send_form(api: API, token: str, *parts: str) -> Reply:
    """Upload a form made of parts, each a head and a body."""
    body = "".join(f"--x\r\nContent-Disposition: form-data; {part}\r\n" for part in parts) + "--x--\r\n"
    headers = {"auth": token, "content-type": "multipart/form-data; boundary=x"}
    return await api.request("POST", "/api/public/uploadfile", headers=headers, body=body.encode())


async def test_a_file_is_kept_with_its_name_and_content(api: API) -> None:
    owner = await make_person(api)
    app = await make_app(api, owner)
    reply = await api.upload_reply(app, b'{"a": 1}', name="botDefinition.json")
    services = api.platform.services
    stored = await find_file(services.database, owner.account.account_id, reply.json["fileId"])
    assert stored is not None
    assert (stored.name, stored.size) == ("botDefinition.json", 8)
    assert services.blobs.get_now(stored.sha256) == b'{"a": 1}'
    assert reply.json["hash"] == hashlib.sha1(b'{"a": 1}').hexdigest()


async def test_the_same_content_twice_is_two_files_of_one_content(api: API) -> None:
    app = await make_app(api, await make_person(api))
    first, second = [(await api.upload_reply(app, b"same")).json for _ in range(2)]
    assert first["fileId"] != second["fileId"]
    assert first["hash"] == second["hash"]


async def test_apps_of_both_planes_upload_without_any_scope(api: API) -> None:
    owner = await make_person(api)
    bot_id = await make_bot(api, owner)
    for plane, bot in ((Plane.ADMIN, None), (Plane.BOT, bot_id)):
        app = await make_app(api, owner, plane=plane, bot_id=bot, scopes=[])
        assert (await api.upload_reply(app, b"{}")).status == 200


async def test_a_file_of_a_bot_app_can_be_named_by_an_admin_app(api: API) -> None:
    owner = await make_person(api)
    builder = await make_app(api, owner, plane=Plane.BOT, bot_id=await make_bot(api, owner))
    file_id = await api.upload(builder, b"{}")
    admin = await make_app(api, owner)
    files: dict[str, Any] = {"bot_definition": file_id, "config_info": file_id, "icon": file_id}
    assert (await api.call("import-bot-as-new-bot", app=admin, **files)).status == 200


@pytest.mark.parametrize(
    "parts",
    [
        ('name="file"; filename="a.csv"\r\nContent-Type: test12.csv\r\n\r\nx',),
        ('name="file"; filename="a.csv"\r\nContent-Type: JSONUploadFiles/x.csv\r\n\r\nx',),
        ('name="file"; filename="a.csv"\r\nContent-Type: application/json\r\n\r\nx',),
        ('name="file"; filename="JSONUploadFiles/x.csv"\r\n\r\nx',),
        ('name="file"; filename="noextension"\r\n\r\nx',),
        ('name="file"; filename=""\r\n\r\nx',),
        ("name=file; filename=bare.json\r\n\r\nx",),
        ('NAME="file"; FILENAME="a.json"\r\n\r\nx',),
        ('name="file"; filename="a.csv"\r\n\r\nx', 'name="fileExtension"\r\n\r\njson'),
        ('name="file"; filename="a.json"\r\n\r\nx', 'name="fileExtension"\r\n\r\nJSON'),
        ('name="file"; filename="a.json"\r\n\r\nx', 'name="fileExtension"\r\n\r\n.json'),
        ('name="fileContext"\r\n\r\nfindly', 'name="file"; filename="a.pdf"\r\n\r\nx'),
        ('name="file"; filename="a.json"\r\n\r\nx', 'name="more"\r\n\r\nof this'),
        ('name="file"; filename="empty.csv"\r\n\r\n',),
    ],
)
async def test_odd_forms_of_real_clients_are_taken(sqlite_api: API, parts: tuple[str, ...]) -> None:
    app = await make_app(sqlite_api, await make_person(sqlite_api))
    reply = await send_form(sqlite_api, app.token(sqlite_api.clock), *parts)
    assert reply.status == 200, reply.body
    assert len(reply.json["fileId"]) == 24


async def test_names_reach_no_path_of_the_platform(api: API, tmp_path: Path) -> None:
    app = await make_app(api, await make_person(api))
    token = app.token(api.clock)
    before = {path for path in tmp_path.rglob("*") if path.is_dir()}
    for name in ("../../../evil", "/etc/evil", "..\\evil", "a\x00b", "e" * 2000, "con", "\U0001f916.json"):
        reply = await send_form(api, token, f'name="file"; filename="{name}"\r\n\r\nharmless')
        assert reply.status == 200, name
    after = [path for path in tmp_path.rglob("*") if path.is_file() and path.read_bytes() == b"harmless"]
    digest = hashlib.sha256(b"harmless").hexdigest()
    assert [path.name for path in after] == [digest]
    assert {path for path in tmp_path.rglob("*") if path.is_dir()} - before == {after[0].parent}
