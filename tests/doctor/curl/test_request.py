"""What a curl command would send."""

import shlex

import pytest

from korekit.doctor.curl.request import curl_request
from korekit.doctor.given import GivenRequest, Part, is_open

URL = "https://h/a"


def request(command: str, **more: str) -> GivenRequest:
    return curl_request(shlex.split(command), **more)


@pytest.mark.parametrize(
    ("command", "method"),
    [
        (URL, "GET"),
        (f"-X DELETE {URL}", "DELETE"),
        (f"-XPUT {URL}", "PUT"),
        (f"--request PATCH {URL}", "PATCH"),
        (f"--request=PATCH {URL}", "PATCH"),
        (f"-d a {URL}", "POST"),
        (f"--json '{{}}' {URL}", "POST"),
        (f"-F a=b {URL}", "POST"),
        (f"-I {URL}", "HEAD"),
        (f"-G -d a=1 {URL}", "GET"),
        (f"-T file {URL}", "PUT"),
        (f"-X GET -d a {URL}", "GET"),
        (f"-sSkX post {URL}", "post"),
    ],
)
def test_the_options_imply_the_method(command: str, method: str) -> None:
    assert request(command).method == method


@pytest.mark.parametrize(
    ("command", "body"),
    [
        (f"{URL} -d a=1 -d b=2", b"a=1&b=2"),
        (f"{URL} --data-raw @a", b"@a"),
        (f"{URL} --json '{{\"a\":' --json 1}}", b'{"a":1}'),
        (f"{URL} --data-urlencode 'a=b c&'", b"a=b+c%26"),
        (f"{URL} --data-urlencode '=b c'", b"b+c"),
        (f"{URL} -d ''", b""),
        (URL, None),
        (f"{URL} -G -d a=1", None),
    ],
)
def test_data_makes_the_body(command: str, body: bytes | None) -> None:
    assert request(command).body == body
    assert request(command).is_body_known


@pytest.mark.parametrize(
    "option", ["-d @file", "--data-binary @file", "--json @file", "--data-urlencode a@file", "-T f"]
)
def test_a_file_is_not_read_and_the_body_not_known(option: str) -> None:
    found = request(f"{URL} {option}")
    assert found.body is None
    assert not found.is_body_known


def test_standard_input_counts_where_the_text_feeds_it() -> None:
    assert request(f"{URL} -d @-", standard_input="{\n}\n").body == b"{}"
    assert request(f"{URL} --data-binary @-", standard_input="{\n}\n").body == b"{\n}\n"


@pytest.mark.parametrize(
    ("command", "headers"),
    [
        (f"{URL} -H 'auth: t' -H 'X:y'", [("auth", "t"), ("X", "y")]),
        (f"{URL} -Hauth:t", [("auth", "t")]),
        (f"{URL} --header='auth: t'", [("auth", "t")]),
        (f"{URL} -H 'auth: a' -H 'auth: b'", [("auth", "a"), ("auth", "b")]),
        (f"{URL} -H 'auth;'", [("auth", "")]),
        (f"{URL} -H 'auth:'", []),
        (f"{URL} -H 'no colon'", []),
        (f"{URL} -A me -e there -b a=1", [("User-Agent", "me"), ("Referer", "there"), ("Cookie", "a=1")]),
        (f"{URL} -d a", [("Content-Type", "application/x-www-form-urlencoded")]),
        (f"{URL} -d a -H 'content-type: text/plain'", [("content-type", "text/plain")]),
        (f"{URL} -d a -H 'Content-Type:'", []),
        (f"{URL} --json 1", [("Content-Type", "application/json")]),
        (f"{URL} --oauth2-bearer t", [("Authorization", "Bearer t")]),
    ],
)
def test_headers_are_those_that_curl_sends(command: str, headers: list[tuple[str, str]]) -> None:
    assert list(request(command).headers) == headers


def test_a_password_is_not_even_kept() -> None:
    (header,) = request(f"-u me:S3CRET {URL}").headers
    assert header[0] == "Authorization"
    assert is_open(header[1])
    assert "S3CRET" not in header[1]


@pytest.mark.parametrize("option", ["-H @file", "-K file", "--config file"])
def test_named_files_may_hold_headers(option: str) -> None:
    found = request(f"{URL} {option}")
    assert not found.are_headers_whole
    assert found.notes


def test_forms_have_parts_and_a_boundary_of_their_own() -> None:
    found = request(f"{URL} -F file=@a.json -F b=c --form-string 'd=@e' -F 'f=<g;filename=h'")
    assert found.parts == (Part("file", True), Part("b", False), Part("d", False), Part("f", True))
    assert found.is_form
    assert found.is_boundary_automatic


@pytest.mark.parametrize(
    ("command", "url"),
    [
        (f"--url {URL}", URL),
        (f"-G -d a=1 {URL}?b=2", f"{URL}?b=2&a=1"),
        (f"--url-query a=1 {URL}", f"{URL}?a=1"),
        ("h/a", "http://h/a"),
        (f"-o out -w '%{{http_code}}' -m 5 --retry 3 {URL}", URL),
        ("-s", None),
    ],
)
def test_the_address_is_found_among_options_with_values(command: str, url: str | None) -> None:
    assert request(command).url == url


def test_of_several_requests_the_first_is_read() -> None:
    found = request(f"{URL} -H 'a: 1' --next https://other -H 'b: 2'")
    assert found.url == URL
    assert found.headers == (("a", "1"),)
    assert found.notes
