"""Requests as text."""

from korekit.doctor.given import Answer, Part
from korekit.doctor.reading import read_request


def test_request_line_headers_and_body_are_read() -> None:
    found = read_request(
        'POST /api/public/bot/st-1/export HTTP/1.1\r\nHost: platform.kore.ai\r\nauth: t\r\nauth: u\r\n\r\n{"a":1}\r\n'
    )
    assert found.method == "POST"
    assert found.url == "https://platform.kore.ai/api/public/bot/st-1/export"
    assert found.values("AUTH") == ["t", "u"]
    assert found.body == b'{"a":1}'


def test_an_absolute_address_needs_no_host() -> None:
    found = read_request("GET https://h/api/public/bots\nauth: t\n")
    assert found.url == "https://h/api/public/bots"
    assert found.are_headers_whole


def test_a_line_alone_says_nothing_about_headers() -> None:
    found = read_request("GET https://h/api/public/bots")
    assert not found.are_headers_whole
    assert not found.is_body_known


def test_without_a_host_only_the_path_is_known() -> None:
    found = read_request("GET /api/public/bots HTTP/1.1\nauth: t")
    assert found.url == "/api/public/bots"
    assert "host" in found.notes[0]


def test_an_indented_line_continues_a_header_and_breaks_its_value() -> None:
    assert read_request("GET /a HTTP/1.1\nauth: eyJ\n  abc\n").values("auth") == ["eyJ\nabc"]


def test_a_blank_before_the_colon_stays_in_the_name() -> None:
    assert read_request("GET /a HTTP/1.1\nauth : t\n").headers == (("auth ", "t"),)


def test_the_answer_below_is_taken_along() -> None:
    found = read_request('GET /a HTTP/1.1\nauth: t\n\nHTTP/1.1 401 Unauthorized\n\n{"errors":[{"msg":"x","code":1}]}')
    assert found.answer == Answer(401, '{"errors":[{"msg":"x","code":1}]}')
    assert found.body is None


def test_of_an_http_file_the_first_request_is_read() -> None:
    found = read_request("### one\nPOST https://h/a\nauth: t\n\n{}\n\n### two\nGET https://h/b\n")
    assert (found.method, found.body) == ("POST", b"{}")


def test_a_transcript_of_curl_is_read() -> None:
    text = "* Connected\n> GET /a HTTP/1.1\n> Host: h\n> auth: t\n> \n< HTTP/1.1 405 No\n< a: b\n< \nbody"
    found = read_request(text)
    assert found.url == "https://h/a"
    assert found.headers == (("Host", "h"), ("auth", "t"))
    assert found.answer == Answer(405, "body")


def test_the_parts_of_a_multipart_body_are_read() -> None:
    text = (
        "POST /a HTTP/1.1\nHost: h\nContent-Type: multipart/form-data; boundary=x\n\n--x\n"
        'Content-Disposition: form-data; name="file"; filename="a.json"\n\n{}\n--x\n'
        'Content-Disposition: form-data; name="fileContext"\n\nbulkImport\n--x--\n'
    )
    found = read_request(text)
    assert found.is_form
    assert found.parts == (Part("file", True), Part("fileContext", False))
