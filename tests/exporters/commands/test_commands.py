"""A call for other tools: what they are given is what was meant, whatever somebody typed."""

import ast
import shlex
import subprocess
from typing import Any, Final

import pytest

from korekit.catalog.operations import all_operations, find_operation
from korekit.catalog.parameters import Upload
from korekit.doctor.reading import read_requests
from korekit.exporters.collections.examples import example_of
from korekit.exporters.commands.built import BuiltCall, built_call
from korekit.exporters.commands.command_line import korekit_command
from korekit.exporters.commands.curl import curl_command
from korekit.exporters.commands.powershell import powershell_command
from korekit.exporters.commands.python_client import python_script

HOST: Final = "https://bots.example.com"
NASTY: Final = 'it\'s "$HOME" `id` $(id) \\ %PATH% ; & | < > \u2019 é 😀 @x\nline'
TOKEN: Final = "eyJmaWxsZWQ"


def call_of(operation: str, **arguments: Any) -> BuiltCall:
    found = find_operation(operation)
    assert found is not None
    return built_call(found, arguments, HOST, client_id="cs-1")


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
    (given,) = read_requests(curl_command(call))
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
