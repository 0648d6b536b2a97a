"""A call for other tools: what they are given is what was meant, whatever somebody typed."""

import ast
import base64
import json
import shlex
import shutil
import subprocess
import time
from typing import Any, Final

import pytest

from korekit.catalog.operations import all_operations, find_operation
from korekit.catalog.parameters import Upload
from korekit.doctor.reading import read_requests
from korekit.exporters.collections.examples import example_of
from korekit.exporters.commands.built import BuiltCall, built_call
from korekit.exporters.commands.command_line import korekit_command
from korekit.exporters.commands.curl import curl_command, plain_curl_command
from korekit.exporters.commands.powershell import powershell_command
from korekit.exporters.commands.python_client import python_script
from korekit.tokens.verify import verify

HOST: Final = "https://bots.example.com"
NASTY: Final = 'it\'s "$HOME" `id` $(id) \\ %PATH% ; & | < > \u2019 é 😀 @x\nline'
TOKEN: Final = "eyJmaWxsZWQ"
CLIENT_ID: Final = "cs-5c1f6a52-0d8e-5b6e-9a51-3f0f9f3a6b11"


def call_of(operation: str, *, client_id: str = "cs-1", has_jti: bool = False, **arguments: Any) -> BuiltCall:
    found = find_operation(operation)
    assert found is not None
    return built_call(found, arguments, HOST, client_id=client_id, has_jti=has_jti)


def run_alone(shell: str, script: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """A script in a shell that has nothing of this project."""
    known = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8", **environment}
    return subprocess.run([shell, "-c", script], env=known, capture_output=True, check=False, timeout=20)


def run(command: str, tool: str) -> list[str]:
    """The arguments that a real shell gives to a tool."""
    script = f"{tool}() {{ printf '%s\\0' \"$@\"; }}\nkorekit() {{ printf %s {TOKEN}; }}\n" * (tool != "korekit")
    script = script or "korekit() { printf '%s\\0' \"$@\"; }\n"
    ended = subprocess.run(["/bin/sh", "-c", script + command], capture_output=True, check=True, timeout=20)
    return ended.stdout.decode().split("\0")[:-1]


@pytest.mark.parametrize("text", [NASTY, "@file", "-x", "", "'", "a b"])
def test_a_shell_gives_curl_what_was_typed(text: str) -> None:
    call = call_of("bot-export", bot_id="st-1", export_type=text, export_options={"settings": [text]})
    given = run(curl_command(call), "curl")
    assert call.request.content is not None
    assert given == [
        *("-sS", "-X", "POST", f"{HOST}/api/public/bot/st-1/export"),
        *("-H", f"auth: {TOKEN}"),
        *("-H", "content-type: application/json"),
        *("--data-binary", call.request.content.decode()),
    ]


def test_the_token_is_the_chosen_apps_and_without_one_nothing_is_sent() -> None:
    call = call_of("get-bots")
    mint = "korekit token mint --client-id cs-1"
    assert curl_command(call).startswith(f"token=$({mint}) &&\ncurl -sS ")
    assert powershell_command(call).startswith(f"$token = {mint}\nif ($?) {{ Invoke-RestMethod ")
    script = "korekit() { return 2; }\ncurl() { echo sent; }\n" + curl_command(call)
    ended = subprocess.run(["/bin/sh", "-c", script], capture_output=True, check=False, timeout=20)
    assert (ended.returncode, ended.stdout) == (2, b"")


@pytest.mark.parametrize("shell", ["sh", "bash", "zsh"])
@pytest.mark.parametrize("secret", ["x" * 43 + "=", "-hmac", NASTY, "\\n %s %d \\0 \t ", "é" * 100])
def test_openssl_signs_a_token_that_holds(shell: str, secret: str) -> None:
    if not shutil.which(shell):
        pytest.skip(f"there is no {shell}")
    command = plain_curl_command(call_of("get-bots", client_id=CLIENT_ID, has_jti=True))
    assert "korekit" not in command
    script = "curl() { printf '%s\\0' \"$@\"; }\n" + command
    ended = run_alone(shell, script, KOREKIT_CLIENT_SECRET=secret)
    assert (ended.returncode, ended.stderr) == (0, b"")
    _, url, _, header, _ = ended.stdout.decode().split("\0")
    assert (url.partition("?")[0], header[:6]) == (f"{HOST}/api/public/bots", "auth: ")
    claims = verify(header[6:].encode(), secret.encode(), time.time())
    assert (claims["appId"], claims["exp"] - claims["iat"], len(claims["jti"])) == (CLIENT_ID, 60, 32)


@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_without_a_secret_openssl_or_client_id_nothing_is_sent_and_what_is_missing_is_said(shell: str) -> None:
    command = "curl() { echo sent; }\n" + plain_curl_command(call_of("get-bots"))
    unnamed = "curl() { echo sent; }\n" + plain_curl_command(call_of("get-bots", client_id=""))
    for script, environment, said in (
        (command, {}, b"read -rs KOREKIT_CLIENT_SECRET"),
        (f"openssl() {{ echo no openssl >&2; return 127; }}\n{command}", {"KOREKIT_CLIENT_SECRET": "s"}, b"no openssl"),
        (unnamed, {"KOREKIT_CLIENT_SECRET": "s"}, b"KOREKIT_CLIENT_ID=cs-"),
    ):
        ended = run_alone(shell, script, **environment)
        assert (ended.returncode != 0, ended.stdout, said in ended.stderr) == (True, b"", True), ended


def test_a_client_id_stays_one_text_of_the_claims() -> None:
    odd = "cs\"'%s$(id)\\"
    command = 'curl() { printf %s "$4"; }\n' + plain_curl_command(call_of("get-bots", client_id=odd))
    ended = run_alone("sh", command, KOREKIT_CLIENT_SECRET="secret-1")
    claims = ended.stdout.split(b".")[1]
    assert json.loads(base64.urlsafe_b64decode(claims + b"=" * (-len(claims) % 4)))["appId"] == odd


def test_korekit_makes_a_jti_where_the_app_asks_for_one() -> None:
    assert curl_command(call_of("get-bots", has_jti=True)).startswith(
        "token=$(korekit token mint --client-id cs-1 --jti) &&\n"
    )
    assert "jti" not in curl_command(call_of("get-bots")) + plain_curl_command(call_of("get-bots"))


def test_curl_sends_a_file_beside_the_fields_of_its_form() -> None:
    call = call_of("upload-file", file=Upload(b"", 'my "best".json'), file_context=NASTY, file_extension="json")
    given = run(curl_command(call), "curl")
    assert given[-4:] == ["--form-string", "fileExtension=json", "-F", 'file=@"my \\"best\\".json"']
    assert f"fileContext={NASTY}" in given


def test_a_session_and_nobody_call_without_a_token_of_an_app() -> None:
    listed, signed_in = call_of("list-apps"), call_of("sign-in", username="ann@example.com", password="…")
    assert '-H "Authorization: bearer $KOREKIT_ACCESS_TOKEN"' in curl_command(listed)
    assert "auth" not in curl_command(signed_in).lower().replace("/oauth/", "")
    assert 'Authorization = "bearer $env:KOREKIT_ACCESS_TOKEN"' in powershell_command(listed)
    assert "-Headers" not in powershell_command(signed_in)
    assert 'password=os.environ["KOREKIT_PASSWORD"]' in python_script(listed)
    assert "os.environ" not in python_script(signed_in)


def test_powershell_is_read_back_as_the_same_call() -> None:
    call = call_of("bot-export", bot_id="st-1", export_type="it's \u2018so\u2019", export_options={"settings": ["a"]})
    command = powershell_command(call)
    assert "it''s \u2018\u2018so\u2019\u2019" in command
    (given,) = read_requests(command)
    assert (given.method, given.url) == ("POST", f"{HOST}/api/public/bot/st-1/export")


def test_curl_is_read_back_as_the_same_call() -> None:
    call = call_of("get-change-logs", bot_id="st-1", limit=5, start_date="2026-01-31")
    for command in (curl_command(call), plain_curl_command(call)):
        (given,) = read_requests(command)
        assert (given.method, given.url) == ("GET", call.request.url)


def test_python_calls_with_what_was_typed() -> None:
    call = call_of("bot-export", bot_id="st-1", export_type=NASTY, export_options={"settings": [NASTY], "x": None})
    script = python_script(call)
    (called,) = [
        node
        for node in ast.walk(ast.parse(script))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "bot_export"
    ]
    assert {one.arg: ast.literal_eval(one.value) for one in called.keywords} == {
        "bot_id": "st-1",
        "export_type": NASTY,
        "export_options": {"settings": [NASTY], "x": None},
    }
    assert 'client_id="cs-1"' in script
    assert 'client_secret=os.environ["KOREKIT_CLIENT_SECRET"]' in script


def test_the_command_line_is_given_texts_lists_json_and_flags() -> None:
    exported = call_of("bot-export", bot_id="st-1", export_type="@x", export_options={"a": NASTY}, all_tasks=False)
    assert run(korekit_command(exported), "korekit") == [
        *("call", "bot-export", "--host", HOST, "--bot-id", "st-1", "--export-type", "@@x"),
        *("--all-tasks",) * 0,
        *("--export-options", '{"a":' + '"it\'s \\"$HOME\\" `id` $(id) \\\\ %PATH% ; & | < > \u2019 é 😀 @x\\nline"}'),
        *("--no-all-tasks", "--wait"),
    ]
    uploaded = call_of("upload-file", file=Upload(b"", "a b.json"), file_context="x", file_extension="json")
    assert shlex.split(korekit_command(uploaded).replace("\\\n", ""))[5:7] == ["--file", "@a b.json"]


def test_every_operation_can_be_written_down() -> None:
    for operation in all_operations():
        arguments: dict[str, Any] = {}
        for one in operation.parameters:
            if one.kind is Upload:
                arguments[one.name] = Upload(b"", "a.json")
            elif one.is_required:
                arguments[one.name] = example_of(one)
        call = built_call(operation, arguments, HOST)
        ast.parse(python_script(call))
        assert run(curl_command(call), "curl")[0] == "-sS", operation.id
        assert run(korekit_command(call), "korekit")[:2] == ["call", operation.id]
        assert "Invoke-RestMethod -Method " in powershell_command(call)
