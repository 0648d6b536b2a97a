"""Requests follow from each other, for operations that nobody has seen before as well."""

from typing import Any

from msgspec import Struct

from korekit.catalog.operation import DELETE, GET, POST, PUT, Area, Job, M, operation
from korekit.catalog.parameters import Upload
from korekit.catalog.planes import Caller, Plane, Role
from korekit.exporters.collections.groups import groups_of
from korekit.exporters.collections.postman import postman_collection
from korekit.exporters.collections.requests import Request
from korekit.exporters.collections.run_order import Folder, collected, variables_of
from korekit.ids import BotId, ClientId, FileId, JobId


class Made(Struct, rename="camel"):
    """What was made."""

    client_id: str


class Stored(Struct, rename="camel"):
    """A stored file."""

    file_id: str


class Started(Struct, rename="camel"):
    """A job."""

    work_id: str


class Row(Struct, rename="camel", kw_only=True):
    """A row. `mode`: soft or hard."""

    mode: str
    source: FileId
    note: str | None = None


class Later(Area[M]):
    """What needs things that others make."""

    @operation(DELETE, "/api/shop/apps/{client_id}", caller=Caller.USER, role=Role.ADMIN)
    def remove_app(self, client_id: ClientId) -> dict[str, Any]:
        """Remove an app."""
        raise NotImplementedError

    @operation(PUT, "/api/shop/apps/{client_id}", caller=Caller.USER, role=Role.ADMIN)
    def change_app(self, client_id: ClientId, *, colour: str | None = None) -> Made:
        """Change an app."""
        raise NotImplementedError

    @operation(GET, "/api/shop/work/{work_id}", scopes={Plane.BOT: None})
    def work_status(self, work_id: JobId) -> dict[str, Any]:
        """How work stands."""
        raise NotImplementedError

    @operation(
        POST,
        "/api/shop/{bot_id}/work",
        scopes={Plane.BOT: None},
        job=Job("work-status", ("Busy",), ("Ready",), ("broken",), handle="workId"),
    )
    def start_work(self, bot_id: BotId, rows: "Any") -> Started:
        """Start work."""
        raise NotImplementedError


class First(Area[M]):
    """What makes things."""

    @operation(POST, "/api/shop/apps", caller=Caller.USER, role=Role.ADMIN)
    def make_app(self, app_name: str) -> Made:
        """Make an app."""
        raise NotImplementedError

    @operation(POST, "/api/shop/rows", scopes={Plane.ADMIN: None})
    def put_rows(self, rows: "list[Row]") -> dict[str, Any]:
        """Put rows."""
        raise NotImplementedError

    @operation(POST, "/api/shop/files", scopes={Plane.BOT: None, Plane.ADMIN: None}, body="multipart")
    def store_file(self, file: Upload) -> Stored:
        """Store a file."""
        raise NotImplementedError


class Shop(Later[M], First[M]):
    """A shop."""


FOLDERS = collected(groups_of(Shop), served={"make-app"})


def named(name: str) -> Request:
    return next(one for folder in FOLDERS for one in folder.requests if one.name == name)


def names(folder: Folder) -> list[str]:
    return [one.name for one in folder.requests]


def test_what_fills_a_variable_comes_before_what_reads_it_and_removals_come_last() -> None:
    assert [folder.title for folder in FOLDERS] == ["First", "Later", "Removing"]
    assert names(FOLDERS[0]) == ["make-app", "store-file: source", "put-rows"]
    assert names(FOLDERS[1]) == ["change-app", "start-work", "work-status, after start-work"]
    assert names(FOLDERS[2]) == ["remove-app"]


def test_a_thing_that_was_made_is_the_one_that_is_changed_and_removed() -> None:
    made = {one.variable: (one.field, one.is_only_if_empty) for one in named("make-app").fillings}
    assert made == {"newClientId": ("clientId", False), "clientId": ("clientId", True)}
    assert [one.value for one in named("change-app").in_path] == ["{{newClientId}}"]
    assert [one.value for one in named("remove-app").in_path] == ["{{newClientId}}"]


def test_a_jobs_handle_leads_to_its_status() -> None:
    assert [(one.variable, one.field) for one in named("start-work").fillings] == [("jobId", "workId")]
    status = named("work-status, after start-work")
    assert [one.value for one in status.in_path] == ["{{jobId}}"]
    assert status.follows is not None
    assert status.follows.done == ("Ready",)


def test_an_example_body_has_what_is_required_with_the_variables_of_ids() -> None:
    body = named("put-rows").body
    assert body is not None
    assert body.value == {"rows": [{"mode": "soft", "source": "{{sourceFileId}}"}]}


def test_a_token_is_of_the_planes_that_may_call() -> None:
    assert named("store-file: source").headers[0].value == "{{botOrAdminToken}}"
    assert named("put-rows").headers[0].value == "{{adminToken}}"
    assert named("make-app").headers[0].value == "bearer {{accessToken}}"


def test_what_is_not_served_may_say_so() -> None:
    assert 501 in named("put-rows").documented
    served = [one for folder in collected(groups_of(Shop)) for one in folder.requests]
    assert 501 not in next(one for one in served if one.name == "put-rows").documented


def test_the_environment_holds_every_variable_that_a_request_reads() -> None:
    found = {one.name: one for one in variables_of(FOLDERS, "http://127.0.0.1:8070/")}
    assert found["baseUrl"].value == "http://127.0.0.1:8070"
    assert found["adminClientSecret"].is_secret
    assert not found["adminClientId"].is_secret
    assert {"botId", "jobId", "newClientId", "sourceFileId", "sourceFilePath", "username"} <= set(found)
    assert "dataClientId" not in found
    assert not {"accessToken", "botToken", "botOrAdminToken"} & set(found)
    assert found["newClientId"].note == "Filled by make-app."


def test_a_collection_keeps_its_id_so_that_a_newer_one_replaces_it() -> None:
    first, second = postman_collection(FOLDERS), postman_collection(collected(groups_of()))
    assert first["info"]["_postman_id"] == second["info"]["_postman_id"]
    assert first["info"]["schema"].endswith("/v2.1.0/collection.json")


def test_a_body_that_is_a_list_is_shown_as_one() -> None:
    request = next(
        one for folder in collected(groups_of()) for one in folder.requests if one.name == "import-bot-functions"
    )
    assert request.body is not None
    assert request.body.value == [{"fileName": "example.js", "fileId": "{{fileId}}"}]
