"""No secret is shown, wherever it stands."""

import json

import pytest

from korekit.doctor.bundle import bundle_of_calls
from korekit.doctor.given import Answer, Unreadable
from korekit.doctor.outside.judge import conclude, look
from korekit.doctor.outside.scene import KnownSecret
from korekit.doctor.reading import read_request, read_requests
from korekit.doctor.redaction import safe_url, safe_word, shown_request
from korekit.doctor.report import report
from korekit.doctor.summary import summary
from tests.doctor.corpus_calls import NOW, OTHER_SECRET, SECRET, calls
from tests.doctor.looking import BOT, TOKEN

HOST = "https://platform.kore.ai"
URL = f"{HOST}/api/public/bot/{BOT}/changelogs"
# A token, a client secret, a session; each long and with nothing that occurs anywhere else.
CANARIES = [TOKEN, SECRET, "Zk8Qy2mW7nR4tV9xB1cD3fG5hJ6kL0pS-qU_wEaYoI"]
PLACES = [
    "curl '{url}' -H 'auth: {canary}'",
    "curl '{url}' -H 'auth: Bearer {canary}'",
    "curl '{url}' -H 'auth: \"{canary}\"'",
    "curl '{url}' -H 'auth: {canary} {canary}'",
    "curl '{url}' -H 'auth: {canary}' -H 'auth: {canary}'",
    "curl '{url}' -H 'Authorization: {canary}'",
    "curl '{url}' -H 'x-api-key: {canary}'",
    "curl '{url}' -H '{canary}: x'",
    "curl '{url}' -H '{canary}'",
    "curl '{url}' -H 'Content-Type: {canary}' -d '{{}}'",
    "curl '{url}' -H 'x-http-method-override: {canary}' -X POST",
    "curl '{url}' -u 'me:{canary}'",
    "curl '{url}' -u '{canary}:x'",
    "curl '{url}' --oauth2-bearer '{canary}'",
    "curl '{url}' -b 'session={canary}'",
    "curl '{url}' -A '{canary}' -e '{canary}'",
    "curl '{url}' -x 'http://me:{canary}@proxy'",
    "curl '{url}' -X '{canary}'",
    "curl '{url}?auth={canary}'",
    "curl '{url}?{canary}=1'",
    "curl '{url}?key={canary}#{canary}'",
    "curl '{url}/{canary}'",
    "curl 'https://me:{canary}@platform.kore.ai/api/public/bots'",
    "curl 'https://{canary}@platform.kore.ai/api/public/bots'",
    "curl 'https://me:a/{canary}@platform.kore.ai/api/public/bots'",
    "curl 'https://{canary}/api/public/bots'",
    "curl '{host}/api/public/bot/{canary}/changelogs' -H 'auth: a'",
    "curl '{host}/api/public/bot/import/status/{canary}' -H 'auth: a'",
    "curl '{host}/api/public/bot/x/export' -H 'auth: a' --json '{{\"{canary}\":1}}'",
    "curl '{host}/api/public/bot/x/export' -H 'auth: a' --json '{{\"exportType\":\"{canary}\"}}'",
    "curl '{host}/api/public/bot/x/export' -H 'auth: a' --json '{{\"exportType\":[\"{canary}\"]}}'",
    "curl '{host}/api/public/bot/x/export' -H 'auth: a' --json '{{\"clientSecret\": {canary}}}'",
    "curl '{host}/api/public/bot/x/export' -H 'auth: a' -d '{canary}'",
    "curl '{host}/api/public/bot/x/import' -H 'auth: a' -d '{canary}=1'",
    'curl \'{host}/api/public/bot/x/import\' -H \'auth: a\' --json \'{{"botDefinition":"{canary}","configInfo":"x"}}\'',
    "curl '{host}/api/public/uploadfile' -H 'auth: a' -F '{canary}=@a' -F 'x={canary}'",
    'curl \'{host}/api/1.1/oauth/token\' --json \'{{"username":"a","password":"{canary}"}}\'',
    "TOKEN={canary}\ncurl '{url}' -H \"auth: $TOKEN\"",
    "curl '{url}' -H \"auth: $(echo {canary})\"",
    "curl '{url}' -H \"auth: ${{T:-{canary}}}\"",
    "curl '{url}' --json @- <<EOF\n{canary}\nEOF",
    "GET /api/public/bots HTTP/1.1\nHost: {canary}\nauth: {canary}\n\n{canary}",
    "GET /{canary} HTTP/1.1\nauth : {canary}\n {canary}\n",
    'POST {url}\nContent-Type: multipart/form-data\n\nContent-Disposition: form-data; name="{canary}"\n',
    "{canary}",
    "auth: {canary}",
    "{canary}: eyJhbGciOiJIUzI1NiJ9.e30.a",
    "{host}/{canary}",
    'curl.exe "{url}" ^\n -H "auth: {canary}" -H \'x: {canary}\'',
    "curl.exe '{url}' `\n -H 'auth: {canary}' -d \"{canary}\"",
    "curl '{url}' -H 'auth: {canary}\nx: y'",
    "curl '{url}' '{canary}",
    "wget --header='auth: {canary}' --user={canary} --password={canary} {url}",
    "http POST {url} auth:{canary} {canary}={canary} -a me:{canary}",
    "https -A bearer -a {canary} {url}",
    "Invoke-RestMethod -Uri '{url}' -Headers @{{ auth = '{canary}'; '{canary}' = 'x' }} -Body '{canary}'",
    "$h = @{{}}\n$h.Add('Authorization', 'Bearer {canary}')\nirm '{url}?x={canary}' -Headers $h -Token {canary}",
    "import requests\nrequests.get('{url}', headers={{'auth': '{canary}', '{canary}': 'x'}}, auth=('a', '{canary}'))",
    "import requests\nrequests.get('{url}', headers={{'auth': {canary}}}, cookies={{'s': '{canary}'}})\n# {canary}",
    "import jwt\njwt.encode({{'appId': '{canary}', '{canary}': 1, 'jti': '{canary}'}}, '{canary}', '{canary}')",
    "import jwt, requests\nt = jwt.encode({{'{canary}': 1}}, '{canary}')\nrequests.get('{url}', headers={{'auth': t}})",
    "Traceback (most recent call last):\n  requests.get(u, headers={{'auth': '{canary}'}})\n"
    "requests.exceptions.HTTPError: 401 Client Error: {canary} for url: {url}?token={canary}",
    "fetch('{url}', {{ headers: {{ auth: '{canary}', [`{canary}`]: 'x' }}, body: '{canary}', method: '{canary}' }})",
    "const t = jwt.sign({{ appId: '{canary}' }}, '{canary}', {{ algorithm: '{canary}' }});\n"
    "fetch('{url}', {{headers: {{auth: t}}}})",
    'HttpRequest r = HttpRequest.newBuilder(URI.create("{url}")).header("auth", "{canary}")\n'
    '.POST(ofString("{canary}")).build();',
    'Jwts.builder().claim("appId", "{canary}").setIssuer("{canary}")\n'
    '.signWith(SignatureAlgorithm.HS512, "{canary}").compact();',
    '{{"log":{{"entries":[{{"request":{{"method":"GET","url":"{url}?a={canary}",'
    '"headers":[{{"name":"auth","value":"{canary}"}},'
    '{{"name":"cookie","value":"s={canary}"}}]}},"response":{{"status":401,"content":{{"text":"{canary}"}}}}}}]}}}}',
    '{{"item":[{{"name":"{canary}","request":{{"method":"GET","header":[{{"key":"auth","value":"{canary}"}}],'
    '"url":"{url}","auth":{{"type":"bearer","bearer":[{{"key":"token","value":"{canary}"}}]}}}}}}],'
    '"variable":[{{"key":"t","value":"{canary}"}}]}}',
    "meta {{\n  name: {canary}\n}}\n\nget {{\n  url: {url}\n}}\n\nheaders {{\n  auth: {canary}\n}}",
    "@token = {canary}\n### {canary}\nGET {url}\nauth: {{{{token}}}}\n",
    "2027-01-15T08:00:00Z + curl {url} -H 'auth: {canary}' -u 'x:{canary}'\n2027-01-15T08:00:01Z {canary}",
    '{{"alg": "{canary}"}}\n{{"appId": "{canary}", "exp": 1, "{canary}": "{canary}"}}',
    '{{"errors":[{{"msg":"Invalid SDK credentials {canary}","code":"{canary}"}}]}}',
    "config: {{ url: '{url}', method: 'get', headers: {{ auth: '{canary}' }}, data: '{canary}' }}",
    "Request URL: {url}\nauth: {canary}\nStatus Code: 401",
    "I use {canary} as the token for {url} and get 401",
]


def everything_shown(text: str, answer: Answer | None = None) -> str:
    secrets = (KnownSecret(SECRET.encode(), "cs-1"), KnownSecret(OTHER_SECRET.encode()))
    try:
        requests = [request.answered(answer) for request in read_requests(text)]
    except Unreadable as error:
        return f"{error} {error!r}"
    shown: list[str] = []
    seen = []
    for request in requests:
        scene = look(request, now_s=NOW, secrets=secrets)
        diagnosis = conclude(scene, request.answer)
        seen.append((scene, diagnosis))
        lines = report(diagnosis, lambda line, _: line, request=shown_request(request), notes=request.notes)
        # Words may be broken over lines.
        shown += [*lines, "".join(line.strip() for line in lines), json.dumps(diagnosis.to_json(), ensure_ascii=False)]
        shown += [repr(request), repr(request.made), repr(scene), repr(secrets)]
    shown += summary([(scene.request, told) for scene, told in seen], len(seen), lambda line, _: line)
    return "\n".join([*shown, json.dumps(bundle_of_calls(seen), ensure_ascii=False)])


@pytest.mark.parametrize("canary", CANARIES, ids=["token", "secret", "session"])
@pytest.mark.parametrize("place", PLACES)
def test_a_secret_is_shown_nowhere(place: str, canary: str) -> None:
    shown = everything_shown(place.format(url=URL, host=HOST, canary=canary))
    for start in range(0, len(canary) - 12, 6):
        assert canary[start : start + 12] not in shown


@pytest.mark.parametrize("canary", CANARIES, ids=["token", "secret", "session"])
def test_the_answer_is_not_shown_either(canary: str) -> None:
    for body in (canary, f'{{"errors":[{{"msg":"{canary}","code":1}}]}}'):
        assert canary[:12] not in everything_shown(f"curl {URL} -H 'auth: a'", Answer(400, body))


def test_no_token_or_secret_of_the_corpus_is_shown() -> None:
    for call in calls():
        shown = everything_shown(call.text, call.request.answer)
        tokens = {value for _, value in call.request.headers if len(value) > 60}
        for secret in (*tokens, SECRET, OTHER_SECRET):
            assert secret[-40:] not in shown, call.name


def test_names_ids_and_plain_values_are_shown() -> None:
    url = f"{URL}?offset=0&limit=10&startDate=2026-01-01&key=abc"
    assert safe_url(url) == f"{URL}?offset=0&limit=10&startDate=2026-01-01&key=…(3 characters)"
    assert safe_word(BOT) == BOT
    assert safe_word("x" * 44) == "…(44 characters)"


@pytest.mark.parametrize("word", ["changelogs", "getMessagesV2", "{botId}", "MyBot", "v1.1", "x-auth-token", "auth"])
def test_words_are_shown(word: str) -> None:
    assert safe_word(word) == word


@pytest.mark.parametrize("piece", ["q0f3V+u8aTz", "3n1dYk2m7xWb", "eyJhbGciOi", "aTzXnQdYkGsV", "me:pass@host"])
def test_pieces_of_secrets_are_not(piece: str) -> None:
    assert safe_word(piece) == f"…({len(piece)} characters)"


def test_a_header_is_shown_by_its_length() -> None:
    lines = shown_request(read_request(f"curl {URL} -H 'auth: {TOKEN}' -H 'Content-Type: application/json'"))
    assert lines == [f"GET {URL}", f"auth: …({len(TOKEN)} characters)", "Content-Type: application/json"]
