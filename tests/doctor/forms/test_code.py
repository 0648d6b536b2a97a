"""Code in several languages: what it would send, and what token it would make."""

import pytest

from korekit.doctor.given import Part, Unreadable, open_names
from korekit.doctor.making import SinceNow
from korekit.doctor.reading import read_request, read_requests

URL = "https://platform.kore.ai/api/public/bots"


def test_python_fills_in_its_constants_and_leaves_open_what_it_does_not_say() -> None:
    found = read_request(
        "import os, requests\n"
        "HOST = 'https://platform.kore.ai'\n"
        "def get(path, *, limit=5):\n"
        "    return requests.get(f'{HOST}{path}', headers={'auth': os.environ['TOKEN']}, params={'limit': limit})\n"
        "get('/api/public/bots', limit=7)\n"
    )
    assert (found.method, found.url) == ("GET", f"{URL}?limit=7")
    assert open_names(found.values("auth")[0]) == ["os.environ['TOKEN']"]


def test_python_that_makes_a_token_says_what_goes_into_it() -> None:
    found = read_request(
        "import jwt, requests\nfrom datetime import datetime, timedelta, timezone\n"
        "claims = {'appId': 'cs-1', 'exp': datetime.now(timezone.utc) + timedelta(minutes=5)}\n"
        "t = jwt.encode(claims, 'k', algorithm='HS384')\n"
        f"requests.get('{URL}', headers={{'auth': t}})\n"
    )
    assert found.made is not None
    assert (found.made.algorithm, found.made.key) == ("HS384", b"k")
    assert found.made.claims == {"appId": "cs-1", "exp": SinceNow(300)}


@pytest.mark.parametrize(
    ("arguments", "body", "kind"),
    [
        ("json={'a': 1}", b'{"a": 1}', ["application/json"]),
        ("data={'a': 1}", b"a=1", ["application/x-www-form-urlencoded"]),
        ("data='{}'", b"{}", []),
        ("data=json.dumps({'a': None})", b'{"a": null}', []),
    ],
)
def test_python_sends_bodies_by_the_rules_of_its_library(arguments: str, body: bytes, kind: list[str]) -> None:
    found = read_request(f"import requests, json\nrequests.post('{URL}', headers={{'auth': 't'}}, {arguments})")
    assert (found.body, found.values("content-type")) == (body, kind)


def test_files_of_python_are_parts_and_bring_their_boundary() -> None:
    found = read_request(
        f"import requests\nrequests.post('{URL}', headers={{'auth': 't'}},\n"
        "              files={'file': open('a')}, data={'b': '1'})"
    )
    assert found.parts == (Part("file", True), Part("b", False))
    assert found.is_boundary_automatic


def test_every_call_of_a_script_is_read_and_the_answer_is_the_last_ones() -> None:
    found = read_requests(
        f"import httpx\nc = httpx.Client(headers={{'auth': 't'}})\nc.get('{URL}')\nc.post('{URL}')\n"
        "# 405 Client Error\n"
    )
    assert [request.method for request in found] == ["GET", "POST"]
    assert found[0].answer is None
    assert found[1].answer is not None
    assert found[1].answer.status == 405


def test_nothing_of_the_code_is_run(tmp_path_factory: pytest.TempPathFactory) -> None:
    target = tmp_path_factory.mktemp("run") / "made"
    read_requests(
        f"import requests\nopen({str(target)!r}, 'w').write('x')\nrequests.get('{URL}', headers={{'auth': 't'}})"
    )
    assert not target.exists()


@pytest.mark.parametrize(
    "text",
    [
        f"const t = 'x'; fetch('{URL}', {{ headers: {{ 'auth': t }} }});",
        f"axios.get('{URL}', {{ headers: {{ auth: `x` }} }})",
        f"const h = new Headers(); h.append('auth', 'x'); fetch('{URL}', {{ headers: h }});",
        "const o = { hostname: 'platform.kore.ai', path: '/api/public/bots', headers: { auth: 'x' } };\n"
        "https.request(o, (r) => {}).end();",
        f"var xhr = new XMLHttpRequest(); xhr.open('GET', '{URL}'); xhr.setRequestHeader('auth', 'x');",
        f'HttpRequest r = HttpRequest.newBuilder().uri(URI.create("{URL}")).header("auth", "x").GET().build();',
        f'Request r = new Request.Builder().url("{URL}").addHeader("auth", "x").build();',
        f'given().header("auth", "x").when().get("{URL}");',
        f'HttpGet g = new HttpGet("{URL}"); g.addHeader("auth", "x");',
        f'URL u = new URL("{URL}"); HttpURLConnection c = (HttpURLConnection) u.openConnection();\n'
        'c.setRequestProperty("auth", "x");',
        'HttpHeaders h = new HttpHeaders(); h.set("auth", "x");\n'
        f'rest.exchange("{URL}", HttpMethod.GET, new HttpEntity<>(null, h), String.class);',
        f'req, _ := http.NewRequest("GET", "{URL}", nil)\nreq.Header.Add("auth", "x")',
        f'var request = new HttpRequestMessage(HttpMethod.Get, "{URL}"); request.Headers.Add("auth", "x");',
        f"Invoke-RestMethod -Uri '{URL}' -Headers @{{ auth = 'x' }}",
        f'$h = @{{}}; $h["auth"] = "x"\nirm "{URL}" -Headers $h',
        f"wget --header='auth: x' {URL}",
        f"http {URL} auth:x",
        f"curl -H 'auth: x' {URL}",
        f"import requests\nrequests.get('{URL}', headers={{'auth': 'x'}})",
        f"import urllib.request\nr = urllib.request.Request('{URL}', headers={{'auth': 'x'}})\n"
        "urllib.request.urlopen(r)",
        f"get {{\n  url: {URL}\n}}\n\nheaders {{\n  auth: x\n}}",
        f'{{"request": {{"method": "GET", "url": "{URL}", "header": [{{"key": "auth", "value": "x"}}]}}}}',
        '{"entries": [{"request": {"method": "GET", "headers": [{"name": "auth", "value": "x"}],'
        f'"url": "{URL}"}}}}]}}',
        f"### a\nGET {URL}\nauth: x",
    ],
)
def test_the_same_call_is_read_the_same_in_every_form(text: str) -> None:
    found = read_request(text)
    assert (found.method, found.url, found.values("auth")) == ("GET", URL, ["x"])


def test_a_function_that_makes_the_token_is_followed_wherever_it_stands() -> None:
    found = read_request(
        f"fetch('{URL}', {{ headers: {{ auth: token() }} }});\n"
        "function token() { return jwt.sign({ appID: 'cs-1' }, process.env.S, { expiresIn: '1h' }); }\n"
    )
    assert found.made is not None
    assert found.made.claims == {"appID": "cs-1", "exp": SinceNow(3600)}


def test_a_key_that_jjwt_decodes_is_marked() -> None:
    start = 'String t = Jwts.builder().claim("appId", "cs-1")'
    by_text = read_request(f"{start}.signWith(SignatureAlgorithm.HS256, secret).compact();")
    by_bytes = read_request(
        f"{start}.signWith(Keys.hmacShaKeyFor(secret.getBytes()), SignatureAlgorithm.HS256).compact();"
    )
    assert by_text.made is not None
    assert by_bytes.made is not None
    assert by_text.made.is_key_decoded
    assert not by_bytes.made.is_key_decoded


@pytest.mark.parametrize(
    "text",
    ["import requests\nprint('hello')", "const a = 1;", "import java.util.List;", "Invoke-RestMethod -Method Get"],
)
def test_code_without_a_call_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        read_request(text)
