"""Whatever is pasted, reading ends soon, with requests or with `Unreadable`."""

import gc
import json
import random
import time
from collections.abc import Callable

import pytest

from korekit.doctor.given import Unreadable
from korekit.doctor.outside.judge import judge
from korekit.doctor.reading import read_requests
from korekit.doctor.redaction import shown_request
from korekit.doctor.report import report
from korekit.doctor.summary import summary
from tests.doctor.corpus_calls import NOW, calls

SIZE = 40_000
# What is done sooner is not worth a comparison: of SIZE characters, quadratic work takes much longer.
AT_ONCE_S = 0.05
# Four times the text takes four times as long, or sixteen times where work is quadratic.
AT_MOST_TIMES = 7.0
TEXTS = [call.text for call in calls()]
PIECES = [
    "'", '"', "`", "\\", "\n", "\x00", "\ue000", "\ue001", "\ud800", "{{", "}}", "${", "$(", ")", "(", "[", "]",
    "{", "}", "***", "Bearer ", "eyJ", ".", "curl ", "https://", "/api/public/", "auth: ", "HTTP/1.1 401\n\n",
    '"errors":[{"msg":"', "=>", "function ", "return ", "def f(", "lambda: ", "f'{", "@{", "@'", "\r\n",
    "\x1b[0m", "2027-01-15T08:00:00Z ", "9" * 400, "é", "\u202e", "import requests\n", "requests.get(",
    "jwt.encode(", "Jwts.builder().", "--", "<<EOF", "&", "%41", "meta {\n", "\n}\n", "### \n", "@a=b\n", ":=",
    "/*", "*/", "//", "#", '"""', "\t", " " * 50,
]  # fmt: skip


def looked_at(text: str) -> None:
    try:
        found = read_requests(text)
    except Unreadable as error:
        str(error)
        return
    told = [(request, judge(request, now_s=NOW)) for request in found[:5]]
    for request, diagnosis in told:
        report(
            diagnosis, lambda line, _: line, request=shown_request(request), notes=request.notes, answer=request.answer
        )
        json.dumps(diagnosis.to_json())
    summary(told, len(found), lambda line, _: line)


def cost_s(text: str, look: Callable[[str], None]) -> float:
    """Seconds of this thread's own, without the collection of others' garbage."""
    gc.disable()
    try:
        began = time.thread_time()
        look(text)
        return time.thread_time() - began
    finally:
        gc.enable()


def growth(short: str, long: str, look: Callable[[str], None] = looked_at) -> float:
    """How many times as long a text takes that is four times as long; 0 where it takes no time.

    Of a few tries the best of each counts, so that a busy machine does not: it only ever makes one longer.
    """
    took = cost_s(long, look)
    if took < AT_ONCE_S:
        return 0.0
    before = cost_s(short, look)
    for _ in range(4):
        if took < AT_MOST_TIMES * before:
            break
        took, before = min(took, cost_s(long, look)), min(before, cost_s(short, look))
    return took / before


def mutated(text: str, chance: random.Random) -> str:
    for _ in range(chance.randint(1, 4)):
        at, end = sorted(chance.randint(0, len(text)) for _ in range(2))
        match chance.randrange(7):
            case 0:
                text = text[:at] + text[end:]
            case 1:
                text = text[:end] + text[at:end] * chance.randint(1, 3) + text[end:]
            case 2:
                text = text[:at] + chance.choice(PIECES) * chance.choice([1, 1, 1, 40]) + text[at:]
            case 3:
                other = chance.choice(TEXTS)
                start = chance.randint(0, len(other))
                text = text[:at] + other[start : start + chance.randint(1, 400)] + text[end:]
            case 4:
                text = text[:at]
            case 5:
                text = text[:at] + chance.choice(PIECES) + text[end:]
            case _:
                text = text[at:]
    return text[:50_000]


def test_damaged_calls_of_the_corpus_raise_nothing_else() -> None:
    chance = random.Random(20_270_115)
    slow: list[str] = []
    for number in range(700):
        text = mutated(TEXTS[number % len(TEXTS)], chance)
        if cost_s(text, looked_at) > AT_ONCE_S and growth(text, text * 4) > AT_MOST_TIMES:
            slow.append(text[:80])
    assert slow == []


REPEATED = [
    "httpRequest url: ", "httpRequest customHeaders: [[", "httpRequest(", "eyJaaaaaaaa.a.", "eyJaaaaaaaa" * 3,
    "HEADER:\n{", "curl \u201chttps://", "C:\\a>curl '",
    "requests.get(", "import requests\nx = " + "(" * 50, "import requests\n" + "a.", "import requests\nx = -",
    "requests.get('a')\n", "import requests\nx = [", "import requests\n'", "import requests\nf'{a}",
    "import requests\ndef f(a=f): f(f)\n", "fetch(", "fetch({a:", "const a = b => ", "const a = `${",
    "const a = (", "a.b(c).", "fetch('a', {headers: {", "axios.get(a)[", "const x = a + ",
    "new Request.Builder().url(", "import java;\na<b<c<", "given().", "x ? y : ", "const f = () => { return ",
    "Invoke-RestMethod -Uri ", "Invoke-RestMethod @{", "Invoke-RestMethod $(", "Invoke-RestMethod '", "irm \"$a",
    "irm h `\n", "irm [", "irm @(", "$a = @{ b = ", "wget ", "wget --header ", "http a:b ", "curl ", "curl '",
    'curl "', "curl $(", "curl `", "curl a && ", "A=b\n", "export A=$A$A\n", "curl -H @- <<", "curl -d @- <<E\n",
    "- >-\n  curl\n", '{"item":[', '{"item":[{"request":{"url":', '{"log":{"entries":[',
    '{"entries":[{"request":{"url":"/api/public"},"startedDateTime":"',
    '{"variable":[{"key":"a","value":"{{a}}{{a}}"}],', "get {\n  url: ", "meta {\n", "GET /a HTTP/1.1\n",
    "GET {{a}}\n", "@a={{a}}{{a}}\n", "2027-01-15T08:00:00Z ", "\x1b[", "##[group]Run ", "a\tb\t2027-",
    "[12:00:00] ", "x | ", "***", "/***/", "${{ ", "[masked]", "{{", "ey", "ey.", "auth: ey", "auth: ",
    "HTTP/1.1 401\n", '{"errors":', "errors: [ { msg: '", "status: 4", "config: {",
    "ConnectionPool(host='a', port=1)", "https://a/api/public/", "/api/public/", "GET https://h/api/ ",
    "Request method:", "Headers: auth=", "<", "\n", " ", "\t", "\\", "'", '"', "`", "a", "1", "-", "é", "\u2028",
    "Jwts.builder().claim('a','b').", "jwt.encode({'appId': 'a'}, 'b')\n", "import jwt\nx = {**x}\n",
    "jwt.sign({a: 1}, 's')\n", "\"\"\"", "/*", "//\n", "1 ", "a:b\n", "%A%", "^\n", "?a=1&", "..", "https://",
    "curl -F a=@b ", "-H 'auth: x' ", "{'a': ",
]  # fmt: skip


@pytest.mark.parametrize("piece", REPEATED, ids=range(len(REPEATED)))
def test_a_piece_repeated_costs_what_its_length_costs(piece: str) -> None:
    text = (piece * (SIZE // len(piece) + 1))[:SIZE]
    assert growth(text[: SIZE // 4], text) < AT_MOST_TIMES, repr(piece)
    looked_at(f"curl https://h/api/public/bots {text[:2_000]}")
    looked_at(f"import requests\n{text[:2_000]}")


def quadratic(text: str) -> None:
    for start in range(len(text)):
        text[start:].count("a")


def linear(text: str) -> None:
    for start in range(len(text)):
        for _ in range(60):
            text[start : start + 8].count("a")


def test_the_measure_tells_quadratic_work_from_linear_work() -> None:
    text = "a" * SIZE
    assert growth(text[: SIZE // 4], text, quadratic) > AT_MOST_TIMES
    assert growth(text[: SIZE // 4], text, linear) < AT_MOST_TIMES
