"""A run that a host slows down goes on when the host has room again."""

import json
from pathlib import Path

from korekit.exporters.collections.groups import groups_of
from korekit.exporters.collections.postman import postman_collection, postman_environment
from korekit.exporters.collections.run_order import collected
from tests.client.peer import answers, peer
from tests.exporters.collections.node_tools import run_newman

REFUSED = b'{"errors":[{"msg":"Rate limit exceeded","code":429}]}'


def test_a_request_that_came_too_early_is_sent_again_after_the_pause_that_the_host_asks_for(tmp_path: Path) -> None:
    too_many = answers(429, REFUSED, retry_after="1")
    with peer(too_many, answers(200, b'{"total":0,"bots":[]}')) as host:
        folders = collected(groups_of())
        collection = postman_collection(folders)
        collection["item"] = [
            {**group, "item": [one for one in group["item"] if one["name"] == "get-bots"]}
            for group in collection["item"]
            if any(one["name"] == "get-bots" for one in group["item"])
        ]
        (tmp_path / "collection.json").write_text(json.dumps(collection))
        environment = postman_environment(folders, host.host)
        for one in environment["values"]:
            one["value"] = {"adminClientId": "cs-1", "adminClientSecret": "x"}.get(one["key"], one["value"])
        (tmp_path / "environment.json").write_text(json.dumps(environment))
        code, printed, executions = run_newman(
            tmp_path / "collection.json", tmp_path / "environment.json", tmp_path / "report.json"
        )
    assert [one["response"]["code"] for one in executions] == [429, 200]
    assert code == 0, printed
