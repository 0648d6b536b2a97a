"""What holds for every command, also for one that is added tomorrow."""

import ast
import re
import shlex
from pathlib import Path

import click
import pytest

import korekit.cli
from korekit.cli.root import root
from korekit.cli.terminal.command import PlainCommand
from korekit.cli.terminal.examples import examples_of
from tests.cli.machine import CLI
from tests.cli.walking import ALL_COMMANDS
from tests.meta.source import python_files, report

COMMON = ("--profile", "--host", "--account", "--ca-bundle", "--timeout", "--json")
# They run a platform of their own, or print a script: no host is called.
WITHOUT_HOST = {("up",), ("demo",), ("completion",)}
FOLDER = Path(korekit.cli.__file__).parent

PATHS = [pytest.param(path, id=" ".join(path)) for path in ALL_COMMANDS]


@pytest.mark.parametrize("path", PATHS)
def test_its_help_shows_an_example_of_itself(cli: CLI, path: tuple[str, ...]) -> None:
    command = ALL_COMMANDS[path]
    shown = cli.run(*path, "--help").stdout
    head, _, section = shown.partition("\nExample")
    assert head.strip()
    examples = examples_of(command)
    assert examples
    for example in examples:
        assert f"\n  {example}\n" in section, "an example is cut, wrapped or missing"
    assert any(f"korekit {' '.join(path)}" in example for example in examples), examples


def calls_in(example: str) -> list[list[str]]:
    """The arguments of each call of korekit in a line of a shell."""
    substituted = re.findall(r"\$\((.*?)\)", example)
    lexer = shlex.shlex(re.sub(r"\$\(.*?\)", "X", example), posix=True, punctuation_chars="|&;<>")
    lexer.whitespace_split = True
    lexer.commenters = ""
    calls: list[list[str]] = [[]]
    for word in lexer:
        if set(word) <= set("|&;<>"):
            calls.append([])
        else:
            calls[-1].append(word)
    found = [call[call.index("korekit") + 1 :] for call in calls if "korekit" in call]
    return [*found, *(call for inner in substituted for call in calls_in(inner))]


def make_files(arguments: list[str]) -> None:
    """Whatever an example may name is there: a file if its name has an ending, a folder else."""
    for word in arguments:
        path = Path(word)
        if word.startswith("-") or path.is_absolute() or not re.fullmatch(r"[\w./-]+", word) or path.exists():
            continue
        if path.suffix:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        else:
            path.mkdir(parents=True, exist_ok=True)


@pytest.mark.parametrize("path", [pytest.param((), id="korekit"), *PATHS])
def test_its_examples_are_understood(
    path: tuple[str, ...], cli: CLI, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are read as typed, up to where the command would begin its work."""
    monkeypatch.chdir(tmp_path)
    begun: list[str] = []
    monkeypatch.setattr(PlainCommand, "invoke", lambda command, context: begun.append(context.command_path))
    for example in examples_of(ALL_COMMANDS[path] if path else root):
        calls = calls_in(example)
        assert calls, example
        for arguments in calls:
            make_files(arguments)
            cli.run(*arguments)
            assert begun.pop() == "korekit " + " ".join(arguments[: begun_depth(arguments)])


def begun_depth(arguments: list[str]) -> int:
    """How many words name the command."""
    return max(depth for depth in (1, 2) if tuple(arguments[:depth]) in ALL_COMMANDS)


@pytest.mark.parametrize("path", PATHS)
def test_it_takes_the_options_that_all_have(path: tuple[str, ...]) -> None:
    command = ALL_COMMANDS[path]
    if isinstance(command, click.Group) or path in WITHOUT_HOST:
        return
    options = {option for parameter in command.params for option in parameter.opts}
    assert not set(COMMON) - options


@pytest.mark.parametrize("path", PATHS)
def test_its_help_fits_and_says_something(cli: CLI, path: tuple[str, ...]) -> None:
    shown = cli.run(*path, "--help").stdout
    examples = {f"  {line}" for example in examples_of(ALL_COMMANDS[path]) for line in example.splitlines()}
    assert [line for line in shown.splitlines() if len(line) > 100 and line not in examples] == []
    options = [one for one in ALL_COMMANDS[path].params if isinstance(one, click.Option)]
    assert [one.name for one in options if not one.help] == []


def test_what_prints_a_table_prints_json_too() -> None:
    offenders = [
        source.name
        for source in python_files("src/korekit/cli")
        if "print_table(" in source.text and source.path.name != "output.py"
        if "print_json(" not in source.text and "json.dumps(" not in source.text
    ]
    assert not offenders, report(offenders)


def test_every_failure_says_what_helps() -> None:
    kinds = {"Failure", "RefusedFailure", "StillRunning", "WrongUsage", "ProfileTrouble"}
    offenders = []
    for source in python_files("src/korekit/cli"):
        for node in ast.walk(source.tree):
            if not isinstance(node, ast.Call):
                continue
            name = ast.unparse(node.func)
            if name == "click.ClickException":
                offenders.append(f"{source.name}:{node.lineno}: a ClickException, which has no place for what helps")
            is_mute = len(node.args) < 2 or (isinstance(node.args[1], ast.Constant) and not node.args[1].value)
            if name in kinds and is_mute and not any(isinstance(one, ast.Starred) for one in node.args):
                offenders.append(f"{source.name}:{node.lineno}: {ast.unparse(node)[:80]} says not what helps")
    assert not offenders, report(offenders)
