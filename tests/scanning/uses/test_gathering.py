import pytest
from hypothesis import given
from hypothesis import strategies as st

from korekit.scanning.uses.gathering import Program
from korekit.scanning.uses.use import Use, Way

BASE = 'BASE = "https://platform.kore.ai/api/public"\n'


def program(*files: tuple[str, str]) -> Program:
    made = Program(lambda: {("bot", "export"): ("bot-export", "bot-export-status")})
    for path, text in files:
        made.look(text.encode(), path)
    return made


def uses(*files: tuple[str, str]) -> list[Use]:
    return program(*files).found()[0]


def called(path: str, text: str) -> list[str]:
    """The operations that a file surely calls."""
    return [use.operation.id for use in uses((path, text)) if use.is_sure]


@pytest.mark.parametrize(
    ("path", "text", "operation"),
    [
        ("a.py", 'requests.get(f"https://{host}/api/public/bot/{bot_id}/changelogs")', "get-change-logs"),
        ("a.py", "requests.get(f\"{host}/api/public/bot/{bot['id']}/changelogs\")", "get-change-logs"),
        ("a.py", 'get("https://h/api/public/bot/" + bot_id + "/changelogs", x)', "get-change-logs"),
        ("a.py", 'get(host + "/api/1.1/public/bot/" + str(bot.id) + "/export/status")', "bot-export-status"),
        ("a.py", 'get("%s/api/public/bot/%s/export/status" % (host, bot))', "bot-export-status"),
        ("a.py", 'get("{}/api/public/bot/{}/export/status".format(host, bot))', "bot-export-status"),
        ("a.py", 'get("https://h/api/public/bot/"\n    f"{bot_id}"\n    "/publish/status")', "bot-publish-status"),
        ("a.py", f'{BASE}get(f"{{BASE}}/bots")', "get-bots"),
        ("a.py", f'{BASE}get(BASE + "/bots")', "get-bots"),
        ("a.py", f'{BASE}class A:\n  base = BASE\n  def f(self):\n    get(self.base + "/bots")', "get-bots"),
        ("a.js", "fetch(`${base}/api/public/bot/${bot.id}/publish`, {method: 'POST'})", "publish-bot"),
        ("a.ts", 'axios.post(host + "/api/public/bot/" + encodeURIComponent(id) +\n "/publish", body)', "publish-bot"),
        ("a.java", 'URI.create(String.format("%s/api/public/bot/%s/changelogs", host, botId))', "get-change-logs"),
        ("a.java", 'new HttpPost(host + "/api/public/bot/" + botId + "/export")', "bot-export"),
        ("a.kt", 'url("$host/api/public/bot/$botId/export")', "bot-export"),
        ("a.sh", 'curl -X POST "$HOST/api/public/bot/${BOT}/export" -H "auth: $T"', "bot-export"),
        ("a.sh", 'curl "$HOST"/api/public/bots', "get-bots"),
        ("a.sh", "curl $HOST/api/public/bot/$(cat bot)/changelogs?limit=5", "get-change-logs"),
        ("a.ps1", 'irm "$base/api/public/bot/$($bot.id)/export" -Method Post', "bot-export"),
        ("a.ps1", '$u = $env:KORE + "/api/public/bots"', "get-bots"),
        ("a.cmd", 'curl "%HOST%/api/public/bot/%BOT%/export"', "bot-export"),
        ("Jenkinsfile", 'sh "curl -X POST ${KORE}/api/public/bot/${params.BOT}/publish"', "publish-bot"),
        ("ci.yml", "- run: curl https://${{ vars.HOST }}/api/public/bot/${{ vars.BOT }}/export", "bot-export"),
        ("azure.yml", "script: curl https://h/api/public/bot/$(botId)/export", "bot-export"),
        ("a.http", "POST https://{{host}}/api/public/bot/{{bot}}/export HTTP/1.1", "bot-export"),
        ("a.bru", "get {\n  url: {{host}}/api/1.1/public/bot/:botId/universalbot/link\n}", "get-linked-apps"),
        ("a.json", '{"_postman_id":1,"raw":"{{h}}\\/api\\/public\\/bot\\/:botId\\/changelogs?x=1"}', "get-change-logs"),
        ("a.go", 'http.NewRequest("GET", host+"/api/public/bot/"+botID+"/changelogs", nil)', "get-change-logs"),
        ("a.php", '$url = $host . "/api/public/bot/" . $botId . "/export";', "bot-export"),
        ("a.rb", 'get("#{host}/api/public/bot/#{id}/changelogs")', "get-change-logs"),
        ("a.cs", 'client.GetAsync($"{host}/api/public/bot/{botId}/changelogs")', "get-change-logs"),
    ],
)  # fmt: skip
def test_an_address_is_understood_however_it_is_put_together(path: str, text: str, operation: str) -> None:
    assert called(path, text) == [operation]


def test_a_base_address_may_stand_in_another_file() -> None:
    found = uses(("config.py", BASE), ("calls.py", 'get(config.BASE + "/bots")\n'))
    assert [(use.path, use.operation.id, use.is_sure) for use in found] == [("calls.py", "get-bots", True)]


def test_a_bot_s_id_is_no_base_address_though_one_has_its_name_elsewhere() -> None:
    files = [
        ("x.py", 'BOT = "https://h/api/public/bot/st-1"\n'),
        ("y.py", 'get(f"{H}/api/public/bot/{BOT}/changelogs")\n'),
    ]
    found, unknown = program(*files).found()
    assert [use.operation.id for use in found] == ["get-change-logs"]
    assert unknown == []


def test_a_path_that_is_known_from_its_end_alone_counts_in_a_program_about_this_api() -> None:
    text = 'self._get(f"/bot/{bot_id}/changelogs")\n'
    (about,) = uses(("kore_client.py", text))
    assert (about.operation.id, about.is_sure) == ("get-change-logs", True)
    (elsewhere,) = uses(("client.py", text))
    assert not elsewhere.is_sure


@pytest.mark.parametrize(
    "text",
    [
        'import x from "./bot/foo/bar/export"',
        'open("/var/log/status")',
        'get("https://h/api/v2/bots")',
        'app.get("/bots")',
        's3.upload_file("x", "y")',
        'get(f"{base}/export")',
        '"/api/public"',
    ],
)
def test_what_belongs_to_something_else_is_left_alone(text: str) -> None:
    assert uses(("a.py", text), ("b.js", text)) == []


def test_comments_call_nothing() -> None:
    assert called("a.py", "# GET /api/public/bots\n") == []
    assert called("a.js", "// fetch('https://h/api/public/bots')\n") == []
    assert called("a.yml", "  # curl https://h/api/public/bots\n") == []


def test_the_method_tells_operations_of_one_path_apart() -> None:
    path = "$H/api/1.1/public/bot/x/language"
    assert called("a.sh", f"curl -X PUT {path}\n") == ["language-updation"]
    assert called("a.sh", f"curl {path} -X POST\n") == ["add-enable-new-language"]
    assert called("a.js", f"fetch('{path}', {{ method: 'PUT' }});") == ["language-updation"]
    assert called("a.py", f"requests.post('{path}')") == ["add-enable-new-language"]
    # Where it cannot be seen, each may be meant.
    assert called("a.py", f"url = '{path}'") == ["add-enable-new-language", "language-updation"]


def test_methods_of_the_sdk_are_calls() -> None:
    text = "from korekit import Client\nclient.get_change_logs(bot)\nclient.pages(AllOperations.get_bots)\n"
    found = uses(("a.py", text))
    assert [(use.line, use.operation.id, use.way) for use in found] == [
        (2, "get-change-logs", Way.METHOD),
        (3, "get-bots", Way.METHOD),
    ]


def test_a_job_that_is_waited_for_is_asked_for_its_state() -> None:
    started = "import korekit\nx = client.answer(C.publish_bot, bot)\n"
    assert called("a.py", started) == ["publish-bot"]
    found = uses(("a.py", f"{started}client.wait(C.publish_bot, x)\n"))
    assert {(use.operation.id, use.follows) for use in found} == {
        ("publish-bot", ""),
        ("bot-publish-status", "publish-bot"),
    }


@pytest.mark.parametrize(
    ("text", "operations"),
    [
        ("korekit call get-linked-apps --bot-id x", ["get-linked-apps"]),
        ("korekit call publish_bot --bot-id x", ["publish-bot"]),
        ("korekit call publish-bot --bot-id x --wait", ["bot-publish-status", "publish-bot"]),
        ("python -m korekit bot export st-1 -o x.zip", ["bot-export", "bot-export-status"]),
        ("korekit \\\n  bot export st-1", ["bot-export", "bot-export-status"]),
        ("korekit bot list", []),
        ("pip install korekit", []),
    ],
)
def test_commands_are_calls(text: str, operations: list[str]) -> None:
    assert called("a.sh", f"{text}\n") == operations


def test_a_command_may_be_a_list_of_words() -> None:
    assert called("a.py", 'run(["korekit", "bot", "export", bot])') == ["bot-export", "bot-export-status"]


def test_a_path_that_no_operation_has_is_told() -> None:
    text = f'{BASE}get(f"{{BASE}}/bot/{{b}}/getSessions")\nget(f"{{BASE}}/{{anything}}")\n'
    found, unknown = program(("a.py", text)).found()
    assert found == []
    assert [(one.line, one.shown) for one in unknown] == [(2, "/api/public/bot/{b}/getSessions")]


def test_a_secret_in_a_path_is_not_shown() -> None:
    secret = "eyJhbGciOiJIUzI1NiJ9.eyJhcHBJZCI6ImNzLTEifQ.c2lnbmF0dXJl"
    unknown = program(("a.sh", f"curl https://h/api/public/x/{secret}\n")).found()[1]
    assert len(unknown) == 1
    assert secret not in repr(unknown)


def test_strange_programs_take_no_long_time() -> None:
    for text in ('"/api/" + ' * 20_000, "${" * 50_000, "/api/public/" * 20_000, '"a" + b + ' * 20_000, "{{" * 50_000):
        program(("a.js", f"{text}\n/api\n")).found()


_PIECES = st.sampled_from(
    ["/api/public", "/bot/", "/changelogs", "/bots", '"', "'", "`", " + ", " . ", "${", "{{", "{", "}", "}}", "$(", ")",
     "%s", "\n", "\ue000", "\ue001", "x", "BASE", " = ", ":", "https://", "?", "#", "\\", "//", "/*", "*/",
     "korekit call ", "é"]
)  # fmt: skip


@given(st.sampled_from(["a.py", "a.js", "a.sh", "a.ps1", "a.yml", "a.http", "a.json"]), st.lists(_PIECES, max_size=40))
def test_nothing_makes_it_fail(path: str, pieces: list[str]) -> None:
    program((path, "".join(pieces))).found()
