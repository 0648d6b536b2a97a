"""A token that the environment holds serves where it names no app."""

import json
from pathlib import Path
from typing import Any

from korekit.exporters.collections.groups import groups_of
from korekit.exporters.collections.postman import postman_collection
from korekit.exporters.collections.run_order import collected
from tests.client.peer import answers, peer
from tests.exporters.collections.node_tools import run_newman

# For the admin plane alone, and for both.
CALLS = ("get-bots", "get-change-logs")
APP = {"adminClientId": "cs-1", "adminClientSecret": "x"}


def sent(folder: Path, values: dict[str, str]) -> tuple[list[str], str]:
    """The token of each request that an environment sends, by the real scripts, and what newman prints."""
    document = postman_collection(collected(groups_of()))
    groups: list[dict[str, Any]] = document["item"]
    document["item"] = [{**one, "item": [each for each in one["item"] if each["name"] in CALLS]} for one in groups]
    (folder / "collection.json").write_text(json.dumps(document))
    with peer(answers(200, b'{"total":0,"bots":[]}'), answers(200, b"[]")) as host:
        given = {"baseUrl": host.host, "botId": "st-1", **values}
        kept = [{"key": key, "value": value, "enabled": True} for key, value in given.items()]
        (folder / "environment.json").write_text(json.dumps({"name": "given", "values": kept}))
        _, printed, _ = run_newman(*(folder / f"{name}.json" for name in ("collection", "environment", "report")))
        return [one.headers.get("auth", "") for one in host.heard], printed


def test_a_given_token_is_sent_and_where_one_is_missing_the_message_says_what_to_fill(tmp_path: Path) -> None:
    tokens, printed = sent(tmp_path, {"botToken": "given"})
    assert tokens[-1] == "given"
    assert "Fill adminClientId and adminClientSecret, or adminToken." in " ".join(printed.split())


def test_an_app_is_worth_more_than_a_given_token(tmp_path: Path) -> None:
    tokens, printed = sent(tmp_path, {"adminToken": "given", "botOrAdminToken": "given", **APP})
    assert [len(one.split(".")) for one in tokens] == [3, 3], printed
    assert "Fill" not in printed
