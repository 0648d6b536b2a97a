"""Requests as files for other tools, each with the name that a browser saves it under."""

import json
from collections.abc import Sequence
from typing import Any, Final

from korekit.catalog.additions import AppDetails
from korekit.catalog.operation import Operation
from korekit.catalog.planes import Plane
from korekit.errors.console import NotFound
from korekit.exporters.collections.http_files import http_file
from korekit.exporters.collections.postman import postman_collection, postman_environment
from korekit.exporters.collections.run_order import Folder
from korekit.exporters.collections.variables import plane_variables
from korekit.exporters.openapi import openapi_document
from korekit.server.answers import Answer

__all__ = ["FORMS", "download"]

# What a button is called, by the value that it sends.
FORMS: Final = {
    "postman": "Postman collection",
    "environment": "Postman environment",
    "http": ".http file",
    "openapi": "OpenAPI",
}
_JSON: Final = b"application/json; charset=utf-8"


def download(
    form: str,
    name: str,
    folders: Sequence[Folder],
    operations: Sequence[Operation[Any, Any]],
    host: str,
    *,
    app: AppDetails | None = None,
) -> Answer:
    """The file as an answer.

    Args:
        form: one of `FORMS`.
        name: of the file, without its ending; letters, digits and hyphens.
        folders: the requests.
        operations: what an OpenAPI document describes.
        host: where the requests go.
        app: whose client id an environment carries; nobody's without one, and never a secret.

    Raises:
        NotFound: no such form.
    """
    match form:
        case "postman":
            return _file(f"{name}.postman_collection.json", _JSON, _pretty(postman_collection(folders)))
        case "environment":
            known = {} if app is None else {plane_variables(Plane(app.plane))[0].name: app.client_id}
            environment = postman_environment(folders, host, known)
            return _file(f"{name}.postman_environment.json", _JSON, _pretty(environment))
        case "http":
            return _file(f"{name}.http", b"text/plain; charset=utf-8", http_file(folders, host))
        case "openapi":
            return _file(f"{name}.openapi.json", _JSON, _pretty(openapi_document(operations, host)))
        case _:
            raise NotFound()


def _pretty(document: Any) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _file(name: str, content_type: bytes, text: str) -> Answer:
    body = text.encode("utf-8", "replace")
    headers = [
        (b"content-type", content_type),
        (b"content-disposition", f'attachment; filename="{name}"'.encode("ascii")),
        (b"content-length", b"%d" % len(body)),
    ]
    return Answer(200, headers, body)
