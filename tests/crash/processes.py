"""The platform as real processes: started, killed, started again; called over sockets of this machine."""

import asyncio
import http.client
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import asyncpg

from korekit.tokens.mint import mint
from tests.bots import small

__all__ = ["Client", "Process", "running_process", "signed_in", "unfinished_jobs", "upload"]

EMAIL, PASSWORD = "owner@example.com", "a long password"
_ENDS_WITHIN_S = 15


@dataclass
class Process:
    """One `korekit up`."""

    popen: subprocess.Popen[str]
    port: int
    told: dict[str, str]

    def kill(self) -> None:
        """End it as a power cut would."""
        os.kill(self.popen.pid, signal.SIGKILL)
        self.popen.wait(_ENDS_WITHIN_S)

    def terminate(self) -> float:
        """Ask it to end; answers how many seconds it took."""
        started = time.monotonic()
        os.kill(self.popen.pid, signal.SIGTERM)
        self.popen.wait(_ENDS_WITHIN_S)
        return time.monotonic() - started

    def request(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        """One call on a connection of its own; status and JSON.

        Raises:
            OSError, http.client.HTTPException: the process is gone.
        """
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            response = connection.getresponse()
            return response.status, json.loads(response.read())
        finally:
            connection.close()


@contextmanager
def running_process(data: Path, database_url: str, log: Path) -> Iterator[Process]:
    """`korekit up` on a free port, ready; killed at the end if it still runs."""
    program = Path(sys.executable).with_name("korekit")
    command: list[str | Path] = [program, "up", "--port", "0", "--data", data, "--json", "--no-rate-limits"]
    if not database_url.startswith("sqlite"):
        command += ["--database", database_url]
    environment = {**os.environ, "KOREKIT_OWNER_EMAIL": EMAIL, "KOREKIT_OWNER_PASSWORD": PASSWORD}
    with log.open("a") as errors:
        popen = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, text=True
        )
    try:
        assert popen.stdout is not None
        line = popen.stdout.readline()
        assert line, log.read_text()
        told = json.loads(line)
        yield Process(popen, int(told["url"].rpartition(":")[2]), told)
    finally:
        if popen.poll() is None:
            popen.kill()
        popen.wait(_ENDS_WITHIN_S)
        assert popen.stdout is not None
        popen.stdout.close()


def unfinished_jobs(database_url: str, data: Path) -> int:
    """How many jobs of a process that is gone have not ended; the platform's own come round for ever."""
    query = "SELECT count(*) FROM jobs WHERE state IN ('pending', 'running') AND account_id <> ''"
    if database_url.startswith("sqlite"):
        # Read only, so that the file stays as the process left it.
        with closing(sqlite3.connect(f"file:{data}/korekit.db?mode=ro", uri=True)) as connection:
            return int(connection.execute(query).fetchone()[0])
    return asyncio.run(_count(database_url, query))


async def _count(database_url: str, query: str) -> int:
    connection = await asyncpg.connect(database_url)
    try:
        return int(await connection.fetchval(query))
    finally:
        await connection.close()


@dataclass
class Client:
    """An admin app with every scope that imports need, and the uploaded parts of a small bot."""

    client_id: str
    secret: str
    files: dict[str, str]

    def token(self) -> str:
        return mint(self.client_id, self.secret)

    def import_as(self, process: Process, name: str) -> str:
        """Ask for an import under a name; answers the request's id.

        Raises:
            OSError, http.client.HTTPException: nothing was answered, so nobody knows whether it was accepted.
        """
        body = json.dumps({**self.files, "name": name}).encode()
        status, answer = process.request("POST", "/api/public/bot/import", body, {"auth": self.token()})
        assert status == 200, answer
        request_id: str = answer["_id"]
        return request_id

    def wait(self, process: Process, request_id: str, within_s: float) -> str:
        """The last status of an import."""
        deadline = time.monotonic() + within_s
        while True:
            path = f"/api/public/bot/import/status/{request_id}"
            status, answer = process.request("GET", path, headers={"auth": self.token()})
            assert status == 200, answer
            if answer["status"] != "pending" or time.monotonic() > deadline:
                state: str = answer["status"]
                return state
            time.sleep(0.1)

    def names_of_bots(self, process: Process) -> list[str]:
        """The names of all bots of the account."""
        names: list[str] = []
        for page in range(100):
            path = f"/api/public/bots?offset={page}&limit=50"
            status, answer = process.request("GET", path, headers={"auth": self.token()})
            assert status == 200, answer
            names += [bot["name"] for bot in answer["bots"]]
            if not answer["availableMore"]:
                break
        return names


def signed_in(process: Process) -> Client:
    """Sign the owner in, make an app, save its scopes, upload the parts: all by the console's and the public calls."""
    form = {"username": EMAIL, "password": PASSWORD, "client_id": "1", "client_secret": "1"}
    sent = {**form, "scope": "friends", "grant_type": "password"}
    encoded = {"content-type": "application/x-www-form-urlencoded"}
    status, answer = process.request("POST", "/api/1.1/oauth/token", urlencode(sent).encode(), encoded)
    assert status == 200, answer
    headers = {
        "Authorization": f"bearer {answer['authorization']['accessToken']}",
        "AccountId": answer["authorization"]["accountId"],
    }
    apps = f"/api/1.1/organization/{answer['userInfo']['orgID']}/users/{answer['userInfo']['id']}/sdk/apps"
    body = {"appName": "crash", "algorithm": "HS256", "bots": []}
    status, app = process.request("POST", apps, json.dumps(body).encode(), headers)
    assert status == 200, app
    scopes = ["bot_definition:bot_import", "role_management:role_management", "logs:change_logs"]
    saved = json.dumps({**body, "scope": [{"scopes": scopes}]}).encode()
    override = {**headers, "x-http-method-override": "PUT"}
    status, answer = process.request("POST", f"{apps}/{app['clientId']}", saved, override)
    assert status == 200, answer
    client = Client(app["clientId"], app["clientSecret"], {})
    for field, name in (("botDefinition", "botDefinition.json"), ("configInfo", "config.json"), ("icon", "icon.png")):
        client.files[field] = upload(process, client, name, small()[name])
    return client


def upload(process: Process, client: Client, name: str, content: bytes) -> str:
    """Upload a file; answers its id."""
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + content + b"\r\n--x--\r\n"
    headers = {"auth": client.token(), "content-type": "multipart/form-data; boundary=x"}
    status, answer = process.request("POST", "/api/public/uploadfile", body, headers)
    assert status == 200, answer
    file_id: str = answer["fileId"]
    return file_id
