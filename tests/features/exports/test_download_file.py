"""Fetching an exported archive by its address, which is all the permission there is.

Source: contract, quirks of bot-export-status in bot-definition.yaml.
"""

import zipfile
from io import BytesIO

from korekit.ids import derived_id
from tests.bots import small
from tests.bots.exporting import export, fetch
from tests.bots.importing import import_as_new
from tests.platform import API, make_app, make_bot, make_person

NOT_FOUND = (404, 404, "Not Found")


async def test_the_address_gives_the_archive_without_any_header(api: API) -> None:
    app = await make_app(api, await make_person(api))
    bot_id = (await import_as_new(api, app, small(), name='Paket "1" 📦/..\\x'))["streamId"]
    status = await export(api, app, bot_id)
    reply = await fetch(api, status["downloadURL"])
    assert reply.status == 200
    assert reply.headers["content-type"] == "application/zip"
    assert reply.headers["content-disposition"] == 'attachment; filename="Paket _1_ __.._x.zip"'
    assert reply.headers["content-length"] == status["fileSize"] == str(len(reply.body))
    with zipfile.ZipFile(BytesIO(reply.body)) as archive:
        assert archive.namelist() == ["botDefinition.json", "config.json", "icon.png"]
    # Told again, and fetched under another name, it is the same.
    again = await api.call("bot-export-status", app=app, bot_id=bot_id)
    assert again.json["downloadURL"] == status["downloadURL"]
    renamed = status["downloadURL"].replace("bot-export.zip", "anything%20else")
    assert (await fetch(api, renamed)).body == reply.body


async def test_a_made_up_key_opens_nothing(api: API) -> None:
    app = await make_app(api, await make_person(api))
    bot_id = (await import_as_new(api, app, small()))["streamId"]
    address = (await export(api, app, bot_id))["downloadURL"]
    path, _, key = address.partition("?key=")
    job_id, until, signature = key.split(".")
    other = "0" if signature[0] != "0" else "1"
    wrong = [
        "",
        "key=",
        "key=nonsense",
        f"key={job_id}",
        f"key={job_id}.{until}.",
        f"key={job_id}.{until}.{other}{signature[1:]}",
        f"key={job_id}.{until}.{signature.upper()}",
        f"key={job_id}.{int(until) + 1}.{signature}",
        f"key={job_id}.99999999999999.{signature}",
        f"key=ber-{derived_id('a', 'b')}.{until}.{signature}",
        f"key={key}%00",
        f"key=%20{key}",
        f"Key={key}",
        "key=" + "a" * 50000,
    ]
    for query in wrong:
        assert (await fetch(api, f"{path}?{query}")).error == NOT_FOUND, query[:80]


async def test_a_key_ends_after_at_most_two_hours(api: API) -> None:
    app = await make_app(api, await make_person(api))
    bot_id = (await import_as_new(api, app, small()))["streamId"]
    address = (await export(api, app, bot_id))["downloadURL"]
    api.clock.advance(3_599)
    assert (await fetch(api, address)).status == 200
    api.clock.advance(3_601)
    assert (await fetch(api, address)).error == NOT_FOUND
    fresh = (await api.call("bot-export-status", app=app, bot_id=bot_id)).json["downloadURL"]
    assert fresh != address
    assert (await fetch(api, fresh)).status == 200


async def test_the_key_of_another_export_gives_that_export(api: API) -> None:
    """Keys of two exports cannot be mixed: each opens its own."""
    owner, stranger = await make_person(api), await make_person(api)
    keys = []
    for person in (owner, stranger):
        app, bot_id = await make_app(api, person), await make_bot(api, person, name=person.user_id)
        keys.append((await export(api, app, bot_id))["downloadURL"].partition("?key=")[2])
    (first_id, until, first), (second_id, _, second) = (key.split(".") for key in keys)
    base = "http://127.0.0.1:8070/api/getMediaStream/market/x.zip?key="
    assert (await fetch(api, f"{base}{first_id}.{until}.{second}")).error == NOT_FOUND
    assert (await fetch(api, f"{base}{second_id}.{until}.{first}")).error == NOT_FOUND
    names = [(await fetch(api, base + key)).headers["content-disposition"] for key in keys]
    assert names == [f'attachment; filename="{person.user_id}.zip"' for person in (owner, stranger)]


async def test_a_token_opens_no_download(api: API) -> None:
    app = await make_app(api, await make_person(api))
    headers = {"auth": app.token(api.clock)}
    reply = await api.request("GET", "/api/getMediaStream/market/bot-export.zip", headers=headers)
    assert reply.error == NOT_FOUND


async def test_the_address_names_the_host_that_was_asked(api: API) -> None:
    app = await make_app(api, await make_person(api))
    bot_id = (await import_as_new(api, app, small()))["streamId"]
    await export(api, app, bot_id)
    shown = {
        "kore.example.com:8443": "http://kore.example.com:8443/",
        "[::1]:8070": "http://[::1]:8070/",
        "a host <of> nonsense": "http://127.0.0.1:8070/",
        "evil.example.com/path?": "http://127.0.0.1:8070/",
        "user@evil.example.com": "http://127.0.0.1:8070/",
        "": "http://127.0.0.1:8070/",
    }
    for host, start in shown.items():
        reply = await api.call("bot-export-status", app=app, bot_id=bot_id, headers={"Host": host})
        assert reply.json["downloadURL"].startswith(start + "api/getMediaStream/"), host


async def test_a_deleted_bots_address_opens_nothing_any_more(api: API) -> None:
    owner = await make_person(api)
    app, bot_id = await make_app(api, owner), await make_bot(api, owner)
    address = (await export(api, app, bot_id))["downloadURL"]
    assert (await fetch(api, address)).status == 200
    deleted = await api.call("delete-builder-bot", by=owner, user_id=owner.user_id, bot_id=bot_id)
    assert deleted.status == 200
    assert (await fetch(api, address)).error == NOT_FOUND
