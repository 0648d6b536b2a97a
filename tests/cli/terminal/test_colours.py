import pytest

from korekit.cli.terminal.colours import wanted_colours
from tests.cli.machine import CLI

NAMES = ("NO_COLOR", "FORCE_COLOR", "TERM")


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({}, None),
        ({"TERM": "xterm"}, None),
        ({"NO_COLOR": ""}, None),
        ({"NO_COLOR": "1"}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "0"}, None),
        ({"FORCE_COLOR": ""}, None),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True),
    ],
)
def test_the_environment_decides(
    environment: dict[str, str], wanted: bool | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert wanted_colours() is wanted


def test_a_pipe_gets_colours_only_if_they_are_forced(cli: CLI) -> None:
    assert "\x1b" not in cli.run("api", "list", "export").stdout
    forced = cli.run("api", "list", "export", env={"FORCE_COLOR": "1"})
    assert forced.stdout.startswith("\x1b[1moperation")
    assert "\x1b[31merror: " in cli.run("bot", "list", env={"FORCE_COLOR": "1"}, code=1).stderr
    assert "\x1b" not in cli.run("api", "list", env={"FORCE_COLOR": "1", "NO_COLOR": "1"}).stdout


def test_json_is_never_coloured(cli: CLI) -> None:
    assert cli.run("api", "list", "export", "--json", env={"FORCE_COLOR": "1"}).stdout.startswith("[")
    shown = cli.run("bot", "list", "--json", env={"FORCE_COLOR": "1"}, code=1).stderr
    assert shown.startswith('{"error": ')
