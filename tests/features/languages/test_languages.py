"""Languages of a bot: added, filled, switched, updated; the next export shows it.

Source: contract, bot-definition.yaml, the five language operations; observed-errors.md 2.1.
"""

import json
from typing import Any

import pytest

from korekit.archive import check, read_parts
from tests.bots import large
from tests.bots.exporting import exported
from tests.bots.importing import import_as_new
from tests.platform import API, MadeApp, Reply, make_app, make_bot, make_person

UNDERSTOOD = {"nluLanguage": "es", "inputTranslation": False, "responseTranslation": False}
EVERYTHING = {"training": True, "faqs": True, "ontology": True, "smalltalk": True, "traits": True}
INVALID = (412, 412, "Validation errors/ Invalid arguments")
NO_CODE = (400, 400, "Please provide the valid language code.")


def adding(code: str = "es", mode: str = "Basic", **more: Any) -> dict[str, Any]:
    return {
        "enableLanguage": code,
        "langDefinitionMode": {"baseLanguage": "en", "type": mode, **more},
        "multiLingualConfigurations": UNDERSTOOD,
    }


async def add(api: API, app: MadeApp, bot_id: str, body: Any) -> Reply:
    return await api.call("add-enable-new-language", app=app, bot_id=bot_id, body=body)


async def switch(api: API, app: MadeApp, bot_id: str, code: str, *, enable: bool) -> Reply:
    return await api.call("enable-existing-language", app=app, bot_id=bot_id, language=code, enable=enable)


async def definition(api: API, app: MadeApp, bot_id: str) -> Any:
    """What the next export holds; sound, or it could not be imported again."""
    members = await exported(api, app, bot_id)
    archive = read_parts(
        definition=members["botDefinition.json"], config=members["config.json"], icon=members["icon.png"]
    )
    assert [problem for problem in check(archive) if problem.is_error] == []
    return json.loads(members["botDefinition.json"])


async def large_bot(api: API) -> tuple[MadeApp, str]:
    app = await make_app(api, await make_person(api))
    return app, (await import_as_new(api, app, large()))["streamId"]


async def test_a_new_language_is_in_the_next_export(api: API) -> None:
    owner = await make_person(api)
    app, bot_id = await make_app(api, owner), await make_bot(api, owner)
    reply = await add(api, app, bot_id, adding())
    assert reply.json == [
        {
            "message": "Enabled language successfully",
            "configurationDetails": {
                "dialogs": 0,
                "alerts": 0,
                "actions": 0,
                "knowledgetTasks": 0,
                "smallTalk": 0,
                "panels": 0,
                "widgets": 0,
            },
        }
    ]
    shown = await definition(api, app, bot_id)
    assert shown["supportedLanguages"] == ["en", "es"]
    assert shown["defaultLanguage"] == "en"
    assert shown["languageConfigurations"] == {"en": {"enabled": True}, "es": {"enabled": True}}
    assert shown["multiLingualConfigurations"]["es"] == UNDERSTOOD
    assert shown["localeData"]["es"]["name"] == "Demo"
    assert [one["language"] for one in shown["mlParams"]] == ["en", "es"]


async def test_a_basic_language_has_names_alone(sqlite_api: API) -> None:
    app, bot_id = await large_bot(sqlite_api)
    (answer,) = (await add(sqlite_api, app, bot_id, adding())).json
    assert answer["configurationDetails"]["dialogs"] == 70
    assert answer["configurationDetails"]["smallTalk"] == 0
    shown = await definition(sqlite_api, app, bot_id)
    assert {tuple(one["localeData"]["es"]) for one in shown["dialogs"]} == {("name",)}
    assert {one["language"] for one in shown["sentences"]} == {"en"}
    assert [one["language"] for one in shown["knowledgeTasks"]] == ["en"]
    assert shown["localeData"]["es"]["synonyms"] == {}
    messages = [message for one in shown["dialogComponents"] for message in one.get("message") or []]
    assert not any("es" in message["localeData"] for message in messages)


async def test_an_advanced_language_takes_over_what_is_asked_for(api: API) -> None:
    app, bot_id = await large_bot(api)
    before = await definition(api, app, bot_id)
    (answer,) = (await add(api, app, bot_id, adding(mode="advancedConfig", preferredData=EVERYTHING))).json
    details = answer["configurationDetails"]
    assert (details["dialogs"], details["knowledgetTasks"], details["smallTalk"]) == (70, 1, 1)
    shown = await definition(api, app, bot_id)
    assert [one["sentence"] for one in shown["sentences"] if one["language"] == "es"] == [
        one["sentence"] for one in before["sentences"]
    ]
    assert len({one["_id"] for one in shown["sentences"]}) == 2 * len(before["sentences"])
    graphs = {one["language"]: one for one in shown["knowledgeTasks"]}
    assert graphs["es"]["faqs"] == graphs["en"]["faqs"] != {}
    assert graphs["en"] == before["knowledgeTasks"][0]
    (spanish,) = (one for one in shown["smallTalk"] if one["language"] == "es")
    assert {node["language"] for group in spanish["groups"] for node in group["nodes"]} == {"es"}
    assert shown["localeData"]["es"]["synonyms"] == before["localeData"]["en"]["synonyms"]
    for own, old in zip(shown["dialogComponents"], before["dialogComponents"], strict=True):
        assert own["localeData"].get("es") == old["localeData"].get("en")
        for message, was in zip(own.get("message") or [], old.get("message") or [], strict=True):
            assert message["localeData"].get("es") == was["localeData"].get("en")


async def test_only_the_preferred_data_come_along(sqlite_api: API) -> None:
    app, bot_id = await large_bot(sqlite_api)
    chosen = {**dict.fromkeys(EVERYTHING, False), "Faqs": True}
    chosen.pop("faqs")
    await add(sqlite_api, app, bot_id, adding(mode="advancedConfig", preferredData=chosen))
    shown = await definition(sqlite_api, app, bot_id)
    assert {one["language"] for one in shown["sentences"]} == {"en"}
    assert {one["language"] for one in shown["smallTalk"]} == {"en"}
    graphs = {one["language"]: one for one in shown["knowledgeTasks"]}
    assert graphs["es"]["faqs"]["faqs"] == graphs["en"]["faqs"]["faqs"] != []
    assert graphs["es"]["faqs"]["synonyms"] == {}
    assert any(node["synonyms"] for node in graphs["en"]["taxonomy"])
    assert not any(node["synonyms"] for node in graphs["es"]["taxonomy"])


async def test_what_was_there_stays_to_the_byte(sqlite_api: API) -> None:
    app, bot_id = await large_bot(sqlite_api)
    before = await exported(sqlite_api, app, bot_id)
    await add(sqlite_api, app, bot_id, adding(mode="advancedConfig", preferredData=EVERYTHING))
    after = await exported(sqlite_api, app, bot_id)
    assert [name for name in before if before[name] != after[name]] == ["botDefinition.json"]
    kept = set(before["botDefinition.json"].splitlines()) - set(after["botDefinition.json"].splitlines())
    # Nothing but commas at the end of lines that were last ones.
    assert [line for line in kept if line + b"," not in after["botDefinition.json"]] == []


async def test_asking_twice_changes_nothing_and_enables_again(sqlite_api: API) -> None:
    app, bot_id = await large_bot(sqlite_api)
    body = adding(mode="advancedConfig", preferredData=EVERYTHING)
    await add(sqlite_api, app, bot_id, body)
    once = await definition(sqlite_api, app, bot_id)
    await switch(sqlite_api, app, bot_id, "es", enable=False)
    assert (await add(sqlite_api, app, bot_id, body)).status == 200
    assert await definition(sqlite_api, app, bot_id) == once


async def test_the_body_may_be_an_array_and_keys_have_any_case(api: API) -> None:
    owner = await make_person(api)
    app, bot_id = await make_app(api, owner), await make_bot(api, owner)
    body = adding()
    mode = body["langDefinitionMode"]
    mode["Type"] = mode.pop("type")
    assert (await add(api, app, bot_id, [body])).status == 200
    assert (await definition(api, app, bot_id))["supportedLanguages"] == ["en", "es"]


@pytest.mark.parametrize(
    ("sent", "kept"), [("es-ES", "es"), ("ES_es", "es"), ("zh_cn", "zh_cn"), ("zh-TW", "zh_tw"), ("pt-PT", "pt_pt")]
)
async def test_codes_may_be_short_or_regional(sqlite_api: API, sent: str, kept: str) -> None:
    owner = await make_person(sqlite_api)
    app, bot_id = await make_app(sqlite_api, owner), await make_bot(sqlite_api, owner)
    await add(sqlite_api, app, bot_id, adding(sent))
    assert (await definition(sqlite_api, app, bot_id))["supportedLanguages"] == ["en", kept]


@pytest.mark.parametrize("code", ["xx", "", "spanish", "e", "en-XXXX", "es\u0000", "' OR 1", "x" * 9000])
async def test_a_code_that_is_none_is_refused(sqlite_api: API, code: str) -> None:
    owner = await make_person(sqlite_api)
    app, bot_id = await make_app(sqlite_api, owner), await make_bot(sqlite_api, owner)
    assert (await add(sqlite_api, app, bot_id, adding(code))).error == NO_CODE
    assert (await switch(sqlite_api, app, bot_id, code, enable=True)).error == NO_CODE


@pytest.mark.parametrize(
    "body",
    [
        {"enableLanguage": "es"},
        adding() | {"multiLingualConfigurations": {"nluLanguage": "es"}},
        adding(mode="magic"),
        adding(mode="fileUpload"),
        adding(baseLanguage="fr"),
        [adding(), adding()],
        [],
        "es",
    ],
)
async def test_what_is_wrong_is_refused_and_changes_nothing(sqlite_api: API, body: Any) -> None:
    owner = await make_person(sqlite_api)
    app, bot_id = await make_app(sqlite_api, owner), await make_bot(sqlite_api, owner)
    assert (await add(sqlite_api, app, bot_id, body)).error == INVALID
    assert (await sqlite_api.call("get-change-logs", app=app, bot_id=bot_id)).json == []


async def test_switching_answers_json_when_on_and_text_when_off(api: API) -> None:
    owner = await make_person(api)
    app, bot_id = await make_app(api, owner), await make_bot(api, owner)
    await add(api, app, bot_id, adding())
    off = await switch(api, app, bot_id, "es", enable=False)
    assert (off.body, off.headers["content-type"]) == (
        b"Disabled Spanish language successfully",
        "text/plain; charset=utf-8",
    )
    assert (await definition(api, app, bot_id))["languageConfigurations"]["es"] == {"enabled": False}
    on = await switch(api, app, bot_id, "es-ES", enable=True)
    assert (on.body, on.headers["content-type"]) == (
        b'"Enabled Spanish language successfully"',
        "application/json; charset=utf-8",
    )
    assert (await definition(api, app, bot_id))["languageConfigurations"]["es"] == {"enabled": True}


async def test_data_outlive_a_language_that_is_off(sqlite_api: API) -> None:
    app, bot_id = await large_bot(sqlite_api)
    await add(sqlite_api, app, bot_id, adding(mode="advancedConfig", preferredData=EVERYTHING))
    before = await definition(sqlite_api, app, bot_id)
    await switch(sqlite_api, app, bot_id, "es", enable=False)
    off = await definition(sqlite_api, app, bot_id)
    assert (off.pop("languageConfigurations"), before.pop("languageConfigurations"))[0]["es"] == {"enabled": False}
    assert off == before


async def test_the_default_language_and_an_unknown_one_cannot_be_switched_off(api: API) -> None:
    owner = await make_person(api)
    app, bot_id = await make_app(api, owner), await make_bot(api, owner)
    for code in ("en", "fr"):
        assert (await switch(api, app, bot_id, code, enable=False)).error == INVALID
    body = {"language": "en"}
    assert (await api.call("enable-existing-language", app=app, bot_id=bot_id, body=body)).error == INVALID


async def update(api: API, app: MadeApp, bot_id: str, **more: Any) -> Reply:
    body = {"updateLanugage": "es", "fileId": "", "multiLingualConfigurations": UNDERSTOOD, **more}
    return await api.call("language-updation", app=app, bot_id=bot_id, body=body)


async def test_an_update_changes_how_a_language_is_understood(api: API) -> None:
    owner = await make_person(api)
    app, bot_id = await make_app(api, owner), await make_bot(api, owner)
    assert (await update(api, app, bot_id)).error == INVALID
    await add(api, app, bot_id, adding())
    changed = {"nluLanguage": "en-US", "inputTranslation": True, "responseTranslation": False}
    reply = await update(api, app, bot_id, multiLingualConfigurations=changed)
    assert reply.json[0]["message"] == "Updated language successfully"
    shown = await definition(api, app, bot_id)
    assert shown["multiLingualConfigurations"]["es"] == {**changed, "nluLanguage": "en"}


async def test_the_file_is_also_sent_under_the_name_that_a_table_gives_it(sqlite_api: API) -> None:
    owner = await make_person(sqlite_api)
    app, bot_id = await make_app(sqlite_api, owner), await make_bot(sqlite_api, owner)
    await add(sqlite_api, app, bot_id, adding())
    body = {"updateLanguage": "es", "multiLingualConfigurations": UNDERSTOOD}
    for field, error in (({"field": ""}, None), ({"field": "abcd"}, (400, 400, "Invalid file id")), ({}, INVALID)):
        reply = await sqlite_api.call("language-updation", app=app, bot_id=bot_id, body={**body, **field})
        assert reply.status == 200 if error is None else reply.error == error


async def test_a_language_comes_from_a_translated_export(sqlite_api: API) -> None:
    app, bot_id = await large_bot(sqlite_api)
    await add(sqlite_api, app, bot_id, adding(mode="advancedConfig", preferredData=EVERYTHING))
    translated = await definition(sqlite_api, app, bot_id)
    await switch(sqlite_api, app, bot_id, "es", enable=False)
    for one in translated["sentences"]:
        if one["language"] == "es":
            one["sentence"] = "hola " + one["sentence"]
    translated["dialogs"][0]["localeData"]["es"]["name"] = "reservar"
    translated["localeData"]["es"]["name"] = "Traducido"
    file_id = await sqlite_api.upload(app, json.dumps(translated).encode())
    assert (await update(sqlite_api, app, bot_id, fileId=file_id)).status == 200
    shown = await definition(sqlite_api, app, bot_id)
    assert shown["dialogs"][0]["localeData"]["es"]["name"] == "reservar"
    assert shown["localeData"]["es"]["name"] == "Traducido"
    spanish = [one["sentence"] for one in shown["sentences"] if one["language"] == "es"]
    assert len(spanish) == 62
    assert all(sentence.startswith("hola ") for sentence in spanish)
    fresh = (await import_as_new(sqlite_api, app, large()))["streamId"]
    reply = await add(sqlite_api, app, fresh, adding(mode="fileUpload", fileId=file_id))
    assert reply.json[0]["configurationDetails"]["dialogs"] == 70
    assert (await definition(sqlite_api, app, fresh))["dialogs"][0]["localeData"]["es"]["name"] == "reservar"


async def test_a_file_must_be_the_accounts_own_and_have_the_language(api: API) -> None:
    owner, stranger = await make_person(api), await make_person(api)
    app, bot_id = await make_app(api, owner), await make_bot(api, owner)
    foreign = await api.upload(await make_app(api, stranger), large()["botDefinition.json"])
    for file_id in (foreign, "unknown"):
        refused = await add(api, app, bot_id, adding(mode="fileUpload", fileId=file_id))
        assert refused.error == (400, 400, "Invalid file id")
    for content in (b"a,b,c", b"{}", b"", large()["botDefinition.json"]):
        file_id = await api.upload(app, content)
        assert (await add(api, app, bot_id, adding("fr", mode="fileUpload", fileId=file_id))).error == INVALID


async def test_the_change_log_names_the_language(api: API) -> None:
    owner = await make_person(api)
    app, bot_id = await make_app(api, owner), await make_bot(api, owner)
    await add(api, app, bot_id, adding())
    await switch(api, app, bot_id, "es", enable=False)
    await switch(api, app, bot_id, "es", enable=True)
    await update(api, app, bot_id)
    entries = (await api.call("get-change-logs", app=app, bot_id=bot_id)).json
    assert [entry["message"] for entry in entries] == [
        "BOT languages edited : Spanish language updated",
        "BOT languages edited : Spanish language enabled",
        "BOT languages edited : Spanish language disabled",
        "BOT languages edited : Spanish language added",
    ]
    assert {(entry["resourceType"], entry["resourceId"]) for entry in entries} == {("stream", bot_id)}
