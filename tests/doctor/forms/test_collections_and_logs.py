"""Collections, recordings and logs."""

import json

from korekit.doctor.given import Answer, open_names
from korekit.doctor.reading import read_request, read_requests

URL = "https://platform.kore.ai/api/public/bots"


def entry(status: int, url: str = URL, **more: object) -> dict[str, object]:
    return {
        "startedDateTime": "2027-01-15T08:00:00.000Z",
        "request": {"method": "GET", "url": url, "headers": [{"name": "auth", "value": "t"}]},
        "response": {"status": status, "content": {"text": "x"}, "headers": []},
        **more,
    }


def test_of_a_recording_the_refused_calls_of_the_api_are_read() -> None:
    entries = [entry(200), entry(404, "https://h/favicon.ico"), entry(401), entry(405, URL + "?a=1")]
    found = read_requests(json.dumps({"log": {"entries": entries}}))
    assert [(request.url, request.answer) for request in found] == [
        (URL, Answer(401, "x")),
        (URL + "?a=1", Answer(405, "x")),
    ]
    assert found[0].sent_at_s == 1_800_000_000


def test_a_recording_without_refusals_gives_its_calls_of_the_api() -> None:
    assert len(read_requests(json.dumps({"log": {"entries": [entry(200), entry(200, "https://h/a.js")]}}))) == 1


def test_a_blocked_call_has_no_answer() -> None:
    found = read_request(json.dumps({"log": {"entries": [entry(0)]}}))
    assert found.answer is None
    assert "CORS" in found.notes[0]


def test_variables_of_a_collection_are_filled_in_and_others_named() -> None:
    collection = {
        "item": [
            {
                "name": "a",
                "item": [
                    {"name": "b", "request": {"url": "{{base}}/bots", "header": [{"key": "auth", "value": "{{jwt}}"}]}}
                ],
            }
        ],
        "variable": [
            {"key": "base", "value": "{{host}}/api/public"},
            {"key": "host", "value": "https://platform.kore.ai"},
        ],
    }
    found = read_request(json.dumps(collection))
    assert (found.url, found.label) == (URL, "a / b")
    assert open_names(found.values("auth")[0]) == ["{{jwt}}"]
    assert "`{{jwt}}`" in found.notes[0]


def test_an_environment_behind_the_collection_fills_as_well() -> None:
    collection = {"item": [{"request": {"method": "GET", "url": "{{h}}/api/public/bots", "header": []}}]}
    environment = {
        "values": [{"key": "h", "value": "https://platform.kore.ai"}, {"key": "h", "value": "no", "enabled": False}]
    }
    assert read_request(json.dumps(collection) + "\n" + json.dumps(environment)).url == URL


def test_disabled_headers_of_a_collection_are_not_sent() -> None:
    item = {"request": {"url": URL, "header": [{"key": "auth", "value": "t", "disabled": True}]}}
    assert read_request(json.dumps(item)).headers == ()


def test_a_script_that_adds_headers_leaves_them_open() -> None:
    item = {
        "request": {"url": URL, "header": []},
        "event": [{"listen": "prerequest", "script": {"exec": ["pm.request.headers.add({key: 'auth', value: t})"]}}],
    }
    assert not read_request(json.dumps(item)).are_headers_whole


def test_every_request_of_an_http_file_is_read() -> None:
    found = read_requests(
        "@h = https://platform.kore.ai\n### a\nGET {{h}}/api/public/bots\nauth: t\n\n"
        f"### b\nPOST {URL}\nauth: u\n\n{{}}\n"
    )
    assert [(request.method, request.url) for request in found] == [("GET", URL), ("POST", URL)]


def test_a_log_gives_its_call_the_time_of_its_line() -> None:
    found = read_request(
        "2027-01-15T07:00:00Z starting\n"
        f"2027-01-15T08:00:00.5Z + curl -s {URL} -H 'auth: ***'\n"
        "2027-01-15T09:00:00Z curl: (22) The requested URL returned error: 401\n"
    )
    assert (found.form, found.url, found.sent_at_s) == ("curl", URL, 1_800_000_000)
    assert open_names(found.values("auth")[0]) == ["***"]
    assert found.answer == Answer(401)


def test_every_command_of_a_script_is_read_with_what_stands_behind_it() -> None:
    found = read_requests(f"curl {URL}\nHTTP/1.1 404 Not Found\n\nno\ncurl -X POST {URL}\nHTTP/1.1 405 No\n\nno\n")
    assert [(request.method, request.answer and request.answer.status) for request in found] == [
        ("GET", 404),
        ("POST", 405),
    ]


def test_an_apostrophe_before_a_command_does_not_swallow_it() -> None:
    assert read_request(f"I don't get it:\ncurl {URL} -H 'auth: t'\nit's odd").values("auth") == ["t"]
