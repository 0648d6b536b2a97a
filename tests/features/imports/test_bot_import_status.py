"""Following an import: its rows in their order, and whose imports can be asked for.

Source: contract, bot-definition.yaml bot-import-status, observed-errors.md 2.1.
"""

from random import Random

from tests.bots import large, small
from tests.bots.exporting import export
from tests.bots.importing import import_as_new, uploaded
from tests.platform import API, make_app, make_person

NO_REQUEST = (400, 400, "Invalid request ID")


async def test_the_rows_of_a_small_bot_come_in_the_documented_order(api: API) -> None:
    app = await make_app(api, await make_person(api))
    status = await import_as_new(api, app, small())
    assert [(row["taskType"], row["taskName"]) for row in status["statusLogs"]] == [
        ("importRequest", "TestBot1"),
        ("Bot Definition", "TestBot1"),
        ("IdpConfigurations", "IdpConfigurations"),
        ("CustomTemplates", "CustomTemplates"),
        ("Event", "TASK_FAILURE_EVENT"),
        ("SmallTalk", "SmallTalk"),
        ("importBot", "TestBot1"),
    ]
    assert {row["status"] for row in status["statusLogs"]} == {"success"}


async def test_the_rows_of_a_large_bot_name_each_task_and_misspell_the_utterances(api: API) -> None:
    app = await make_app(api, await make_person(api))
    members = {**large(), "functions.js": b"function f() {}"}
    rows = (await import_as_new(api, app, members))["statusLogs"]
    kinds = [row["taskType"] for row in rows]
    assert kinds[:5] == ["importRequest", "Bot Definition", "IdpConfigurations", "CustomTemplates", "BotFunctions"]
    assert kinds[5:11] == ["Widget"] * 6
    assert kinds[11:81] == ["Dialog"] * 70
    assert kinds[81:85] == ["Event"] * 4
    assert kinds[85:] == [
        "KnowledgeTasks",
        "Utterences",
        "Standard Responses",
        "BotVariables",
        "SmallTalk",
        "importBot",
    ]
    assert [row["taskName"] for row in rows if row["taskType"] == "BotFunctions"] == ["Bot Functions"]
    assert [row["taskName"] for row in rows if row["taskType"] == "Utterences"] == ["Utterences"]


async def test_an_accepted_import_shows_its_first_row_and_no_bot(api: API) -> None:
    """A client takes the first row for the outcome, so it must stay first and successful."""
    app = await make_app(api, await make_person(api))
    files = await uploaded(api, app, small())
    asked = (await api.call("import-bot-as-new-bot", app=app, **files)).json
    assert asked["status"] == "pending"
    assert asked["statusLogs"] == [{"taskType": "importRequest", "taskName": "TestBot1", "status": "success"}]
    assert "streamId" not in asked


async def test_ids_that_are_no_import_of_the_account_are_unknown(api: API) -> None:
    owner, stranger = await make_person(api), await make_person(api)
    app, foreign_app = await make_app(api, owner), await make_app(api, stranger)
    foreign = await import_as_new(api, foreign_app, small())
    own = await import_as_new(api, app, small())
    export_id = (await export(api, app, own["streamId"]))["_id"]
    # Longer than an index of a database takes, and not to be made shorter.
    long_id = "bir-" + Random(1).randbytes(6000).hex()
    for request_id in (
        foreign["_id"],
        export_id,
        own["streamId"],
        own["_id"] + "1",
        own["_id"].upper(),
        "\x00",
        long_id,
    ):
        reply = await api.call("bot-import-status", app=app, request_id=request_id)
        assert reply.error == NO_REQUEST, request_id[:60]
    assert (await api.call("bot-import-status", app=app, request_id=own["_id"])).json == own


async def test_every_admin_app_of_the_account_can_follow_an_import(api: API) -> None:
    owner = await make_person(api)
    own = await import_as_new(api, await make_app(api, owner), small())
    other_app = await make_app(api, owner, scopes=["bot_definition:bot_import"])
    assert (await api.call("bot-import-status", app=other_app, request_id=own["_id"])).json == own
