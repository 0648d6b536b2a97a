"""Calls over one kept connection, as a script would make them with the standard library."""

import http.client
import json
from collections.abc import Mapping
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any, Final

__all__ = ["Caller"]

_BOUNDARY: Final = "korekit-bench-boundary"


class Caller(AbstractContextManager["Caller"]):
    """Calls a server on the loopback with one token."""

    def __init__(self, port: int, token: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._token = token

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def get(self, path: str) -> Any:
        """The answer to a GET."""
        return self._call("GET", path, None, "")

    def post(self, path: str, document: Mapping[str, Any]) -> Any:
        """The answer to a POST of JSON."""
        return self._call("POST", path, json.dumps(document).encode(), "application/json")

    def upload(self, content: bytes, name: str, **fields: str) -> str:
        """Upload a file; answers its id."""
        form = "".join(
            f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in fields.items()
        )
        head = f'{form}--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = head.encode() + content + f"\r\n--{_BOUNDARY}--\r\n".encode()
        answer = self._call("POST", "/api/public/uploadfile", body, f"multipart/form-data; boundary={_BOUNDARY}")
        file_id: str = answer["fileId"]
        return file_id

    def _call(self, method: str, path: str, body: bytes | None, content_type: str) -> Any:
        headers = {"auth": self._token}
        if content_type:
            headers["content-type"] = content_type
        self._connection.request(method, path, body=body, headers=headers)
        answer = self._connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:200]!r}")
        return json.loads(content)
