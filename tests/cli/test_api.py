import json

from korekit.catalog.operations import all_operations
from tests.cli.machine import CLI


def test_every_operation_is_listed_with_its_state(cli: CLI) -> None:
    rows = cli.json("api", "list")
    assert {row["id"] for row in rows} == {operation.id for operation in all_operations()}
    assert {row["state"] for row in rows} <= {"served", "declared"}
    assert [row["caller"][:3] for row in rows].index("use") > [row["caller"][:3] for row in rows].index("app")


def test_words_and_planes_narrow_the_list(cli: CLI) -> None:
    assert [row["id"] for row in cli.json("api", "list", "export", "latest")] == ["bot-export-status"]
    assert "get-bots" not in [row["id"] for row in cli.json("api", "list", "--plane", "bot")]
    cli.run("api", "list", "--plane", "moon", code=2)


def test_a_table_has_one_line_an_operation(cli: CLI) -> None:
    lines = cli.run("api", "list").stdout.splitlines()
    assert len(lines) == 1 + len(all_operations())
    assert lines[0].split() == ["operation", "method", "path", "caller", "here"]


def test_everything_known_of_an_operation_is_shown(cli: CLI) -> None:
    shown = cli.run("api", "show", "bot-publish-status").stdout
    for part in (
        "GET /api/public/bot/{bot_id}/publish/status",
        "GET /api/1.1/public/bot/{bot_id}/publish/status/",
        "BotPublish > Publish Status",
        "bot_publish:publish_status",
        "60 a minute and 1,800 an hour, per request",
        "bot_id   text, required",
        "percentageComplete",
        "Job states are lower case",
    ):
        assert part in shown, part
    assert "followed by bot-publish-status" in cli.run("api", "show", "publish_bot").stdout


def test_the_same_is_shown_as_json(cli: CLI) -> None:
    document = cli.json("api", "show", "get-change-logs")
    assert document["scopes"]["bot"] == {
        "id": "logs:change_logs",
        "name": "Logs History",
        "shown": "Logs History",
        "isIdKnown": True,
    }
    limit = next(one for one in document["parameters"] if one["name"] == "limit")
    assert (limit["in"], limit["default"], limit["maximum"], limit["shape"]) == ("query", 50, 50, "number")
    assert document["limit"] == {"per": "bot", "minute": 60, "hour": 1800}


def test_every_operation_can_be_shown(cli: CLI) -> None:
    for operation in all_operations():
        assert operation.path in cli.run("api", "show", operation.id).stdout
        assert cli.json("api", "show", operation.id)["id"] == operation.id


def test_a_name_that_is_almost_one_is_told(cli: CLI) -> None:
    assert "Did you mean get-change-logs" in cli.run("api", "show", "get-changelogs", code=2).stderr
    assert "`korekit api list` shows all" in cli.run("api", "show", "zzz", code=2).stderr


def test_the_openapi_document_names_every_operation_and_the_asked_host(cli: CLI) -> None:
    document = json.loads(cli.run("api", "openapi", "--server", "http://127.0.0.1:8070").stdout)
    assert document["openapi"] == "3.1.0"
    assert document["servers"] == [{"url": "http://127.0.0.1:8070"}]
    named = {one["operationId"] for path in document["paths"].values() for one in path.values()}
    assert named == {operation.id for operation in all_operations() if not operation.facts.served_by}


def test_a_postman_collection_is_printed_or_written_with_its_environment(cli: CLI) -> None:
    printed = json.loads(cli.run("api", "postman").stdout)
    assert printed["info"]["schema"] == "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
    folder = cli.folder / "postman"
    said = cli.run("api", "postman", "--server", "http://127.0.0.1:8070/", "--out", str(folder))
    assert (said.stdout, said.stderr) == ("", f"2 files in {folder}\n")
    assert json.loads((folder / "korekit.postman_collection.json").read_text()) == printed
    environment = json.loads((folder / "korekit.postman_environment.json").read_text())
    assert environment["values"][0]["value"] == "http://127.0.0.1:8070"


def test_a_bruno_folder_is_written(cli: CLI) -> None:
    folder = cli.folder / "bruno"
    cli.run("api", "bruno", "--out", str(folder))
    assert json.loads((folder / "bruno.json").read_text())["type"] == "collection"
    assert len(list(folder.glob("*/*.bru"))) > len(all_operations())
    cli.run("api", "bruno", code=2)


def test_schemas_are_printed_for_all_for_one_and_for_a_part_of_it(cli: CLI) -> None:
    every = json.loads(cli.run("api", "schema").stdout)
    assert list(every) == [operation.id for operation in all_operations()]
    one = json.loads(cli.run("api", "schema", "bot-export").stdout)
    assert one == every["bot-export"]
    assert json.loads(cli.run("api", "schema", "bot-export", "--part", "body").stdout) == one["body"]
    assert "get-bots has no body in JSON." in cli.run("api", "schema", "get-bots", "--part", "body", code=2).stderr
    cli.run("api", "schema", "--part", "body", code=2)


def test_the_page_about_every_operation_is_html(cli: CLI) -> None:
    page = cli.run("api", "page").stdout
    assert page.startswith("<!doctype html>")
    assert page.count("<h3 ") == len(all_operations())
