"""A secret is rotated while a program calls with the old one: nothing is refused before the overlap ends, all after."""

import json
import threading
import time
import urllib.error
import urllib.request
from datetime import datetime
from pathlib import Path
from typing import Any

from korekit.tokens.mint import mint
from tests.cli.test_up import OWNER, _get, _sign_in, _up

OVERLAP_S = 2
# An answer is judged by the platform's clock, some milliseconds after the call began.
ON_THE_WAY_S = 0.25


def _ask(url: str, method: str, path: str, headers: dict[str, str], body: Any = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url + path, data, {"content-type": "application/json", **headers}, method=method)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def _status(url: str, client_id: str, secret: str) -> int:
    request = urllib.request.Request(f"{url}/api/public/bots", headers={"auth": mint(client_id, secret)})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


def test_no_call_is_refused_before_the_overlap_ends_and_each_one_after(tmp_path: Path) -> None:
    with _up(tmp_path, "--no-rate-limits") as (_, told):
        url = told["url"]
        signed_in = _sign_in(url, OWNER["KOREKIT_OWNER_PASSWORD"])
        user = signed_in["userInfo"]
        own = {"authorization": f"bearer {signed_in['authorization']['accessToken']}"}
        path = f"/api/organization/{user['orgID']}/users/{user['id']}/sdk/apps"
        app = _ask(url, "POST", path, own, {"appName": "caller"})
        client_id, old = app["clientId"], app["clientSecret"]
        scopes = {"scopes": ["role_management:role_management"]}
        _ask(url, "PUT", f"/api/korekit/apps/{client_id}/scopes", own, scopes)
        seen: list[tuple[float, int]] = []
        is_over = threading.Event()

        def keep_calling() -> None:
            while not is_over.is_set():
                begun = time.time()
                seen.append((begun, _status(url, client_id, old)))
                is_over.wait(0.02)

        calling = threading.Thread(target=keep_calling)
        calling.start()
        try:
            time.sleep(0.3)
            rotate = f"/api/korekit/apps/{client_id}/rotate"
            made = _ask(url, "POST", rotate, own, {"overlapSeconds": OVERLAP_S})
            ends = datetime.fromisoformat(made["oldWorksUntil"]).timestamp()
            renewed = []
            while time.time() < ends + 0.8:
                renewed.append(_status(url, client_id, made["clientSecret"]))
                time.sleep(0.02)
        finally:
            is_over.set()
            calling.join()
        before = [status for at, status in seen if at < ends - ON_THE_WAY_S]
        after = [status for at, status in seen if at >= ends]
        assert len(before) > 10
        assert len(after) > 5
        assert set(before) == {200}
        assert set(after) == {401}
        assert set(renewed) == {200}
        report = _ask(url, "GET", f"/api/korekit/usage?clientId={client_id}", own)
        assert report["calls"] == len([one for _, one in seen if one == 200]) + len(renewed)
        assert report["refused"] == len([one for _, one in seen if one == 401])


def test_metrics_and_logs_are_told_by_a_process_that_was_asked_to(tmp_path: Path) -> None:
    token_file = tmp_path / "metrics-token"
    arguments = ("--metrics-token-file", str(token_file), "--log-format", "json")
    with _up(tmp_path / "data", *arguments) as (process, told):
        assert _get(told["url"] + "/healthz")[0] == 200
        headers = {"authorization": f"Bearer {token_file.read_text().strip()}"}
        request = urllib.request.Request(told["url"] + "/metrics", headers=headers)
        with urllib.request.urlopen(request, timeout=5) as answer:
            assert b"korekit_http_requests_total" in answer.read()
        process.terminate()
        assert process.wait(15) == 0
        assert process.stderr
        lines = [json.loads(line) for line in process.stderr.read().splitlines()]
        assert [(one["method"], one["operation"], one["status"]) for one in lines] == [("GET", "", 200)]
