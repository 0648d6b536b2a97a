"""Making another language the default one.

Source: contract, bot-definition.yaml change-default-language.
"""

import json
from typing import Any

import pytest

from tests.bots.exporting import exported
from tests.platform import API, MadeApp, Reply, make_app, make_bot, make_person

UNDERSTOOD = {"nluLanguage": "es", "inputTranslation": False, "responseTranslation": False}


async def change(api: API, app: MadeApp, bot_id: str, code: Any, *, field: str = "Language") -> Reply:
    return await api.call("change-default-language", app=app, bot_id=bot_id, body={field: code})


async def add(api: API, app: MadeApp, bot_id: str, code: str = "es") -> None:
    body = {"enableLanguage": code, "langDefinitionMode": {}, "multiLingualConfigurations": UNDERSTOOD}
    assert (await api.call("add-enable-new-language", app=app, bot_id=bot_id, body=body)).status == 200


async def publish(api: API, app: MadeApp, bot_id: str) -> None:
    api.clock.advance(0.001)
    await api.call("publish-bot", app=app, bot_id=bot_id, version_comment="1")
    await api.wait("bot-publish-status", app=app, running=["inprogress"], bot_id=bot_id)


async def bot_with_spanish(api: API) -> tuple[MadeApp, str]:
    """A published bot with English, its default language, and Spanish."""
    owner = await make_person(api)
    app, bot_id = await make_app(api, owner), await make_bot(api, owner)
    await add(api, app, bot_id)
    await publish(api, app, bot_id)
    return app, bot_id


async def test_it_takes_effect_at_once(api: API) -> None:
    app, bot_id = await bot_with_spanish(api)
    reply = await change(api, app, bot_id, "es")
    assert reply.json == {
        "status": "success",
        "message": "Default language has been updated successfully.",
        "language code": "es-ES",
    }
    (bot,) = (await api.call("get-bots", app=app)).json["bots"]
    # No publish is needed, so the bot does not ask for one.
    assert (bot["defaultLanguage"], bot["status"]) == ("es", "published")
    assert json.loads((await exported(api, app, bot_id))["botDefinition.json"])["defaultLanguage"] == "es"
    newest = (await api.call("get-change-logs", app=app, bot_id=bot_id)).json[0]
    assert newest["message"] == "BOT languages edited : Spanish language set as default"


@pytest.mark.parametrize("field", ["Language", "language", "languageCode"])
@pytest.mark.parametrize("code", ["es", "es-ES", "es_es"])
async def test_the_field_and_the_code_have_several_spellings(sqlite_api: API, field: str, code: str) -> None:
    app, bot_id = await bot_with_spanish(sqlite_api)
    assert (await change(sqlite_api, app, bot_id, code, field=field)).json["language code"] == "es-ES"
    assert (await change(sqlite_api, app, bot_id, "en", field=field)).json["language code"] == "en-US"


async def test_each_reason_has_its_documented_text(api: API) -> None:
    app, bot_id = await bot_with_spanish(api)
    assert (await change(api, app, bot_id, "klingon")).error == (400, 400, "Please provide the valid language code.")
    assert (await change(api, app, bot_id, "fr-FR")).error == (
        400,
        400,
        "Cannot set default language. The language 'fr-FR' is not currently configured. Please configure the language "
        "and publish the app at least once before setting it as the default.",
    )
    assert (await change(api, app, bot_id, "en")).error == (
        400,
        400,
        "Permission denied. The language 'en' is already set as the default language.",
    )
    await api.call("enable-existing-language", app=app, bot_id=bot_id, language="es", enable=False)
    assert (await change(api, app, bot_id, "es")).error == (
        400,
        400,
        "Unable to change the default language. The language 'es' is currently disabled. Please enable the language "
        "before setting it as the default.",
    )


async def test_a_language_that_was_never_published_is_refused_in_another_envelope(api: API) -> None:
    app, bot_id = await bot_with_spanish(api)
    await add(api, app, bot_id, "fr")
    refused = await change(api, app, bot_id, "fr")
    assert refused.status == 400
    assert refused.json == {
        "status": "Error",
        "message": "Unable to set default language. Please perform a full publish of the app, including all content "
        "for fr, before setting it as the default language.",
    }
    await publish(api, app, bot_id)
    assert (await change(api, app, bot_id, "fr")).status == 200


async def test_a_bot_that_was_never_published_is_refused(sqlite_api: API) -> None:
    owner = await make_person(sqlite_api)
    app, bot_id = await make_app(sqlite_api, owner), await make_bot(sqlite_api, owner)
    await add(sqlite_api, app, bot_id)
    assert (await change(sqlite_api, app, bot_id, "es")).json["status"] == "Error"


@pytest.mark.parametrize("body", [b"", b"{}", b'{"Language": null}', b'{"Language": 1}', b'["es"]'])
async def test_a_body_without_a_code_is_refused(sqlite_api: API, body: bytes) -> None:
    owner = await make_person(sqlite_api)
    app, bot_id = await make_app(sqlite_api, owner), await make_bot(sqlite_api, owner)
    headers = {"auth": app.token(sqlite_api.clock)}
    path = f"/api/1.1/public/bot/{bot_id}/defaultLanguage"
    reply = await sqlite_api.request("POST", path, headers=headers, body=body)
    assert reply.error == (412, 412, "Validation errors/ Invalid arguments")
