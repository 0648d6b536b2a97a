"""curl commands as people paste them."""

import pytest

from korekit.doctor.given import Answer, Unreadable
from korekit.doctor.reading import read_request

URL = "https://platform.kore.ai/api/public/bots"


@pytest.mark.parametrize(
    "text",
    [
        f"curl {URL} -H 'auth: t'",
        f"$ curl {URL} -H 'auth: t'",
        f"# curl {URL} -H 'auth: t'",
        f"PS C:\\Users\\me> curl {URL} -H 'auth: t'",
        f'C:\\Users\\me>curl.exe {URL} -H "auth: t" ^\n -s',
        f"curl.exe '{URL}' `\n -H 'auth: t'",
        f"/usr/bin/curl {URL} -H 'auth: t'",
        f"sudo curl {URL} -H 'auth: t'",
        f"time curl -s {URL} -H 'auth: t' | jq .",
        f"X=1 curl {URL} -H 'auth: t'",
        f"cd /tmp && curl {URL} -H 'auth: t'",
        f"A=$(curl {URL} -H 'auth: t')",
        f"echo \"$(curl -s {URL} -H 'auth: t' | jq .)\"",
        f"I tried this:\ncurl {URL} \\\n  -H 'auth: t' \\\n  -s\nand it did not work",
        f"$ curl {URL} \\\n> -H 'auth: t'",
        f"\ufeffcurl\u00a0{URL} -H 'auth: t'",
    ],
)
def test_the_command_is_found_whatever_stands_around_it(text: str) -> None:
    found = read_request(text)
    assert (found.form, found.method, found.url) == ("curl", "GET", URL)
    assert found.headers == (("auth", "t"),)


def test_an_answer_behind_the_command_is_taken_along() -> None:
    found = read_request(f'curl {URL}\n{{"errors":[{{"msg":"Invalid SDK credentials","code":4002}}]}}')
    assert found.answer == Answer(None, '{"errors":[{"msg":"Invalid SDK credentials","code":4002}]}')


def test_an_answer_with_its_status_line_is_taken_along() -> None:
    found = read_request(f"curl -i {URL}\nHTTP/2 405 \ncontent-type: application/json\n\nno")
    assert found.answer == Answer(405, "no")


@pytest.mark.parametrize("text", ["curl ", "please use curl for this", "curl 'a", "the curl\nof a wave"])
def test_the_word_alone_is_no_command(text: str) -> None:
    with pytest.raises(Unreadable):
        read_request(text)
