import json
from pathlib import Path

import pytest

from korekit.cli.bots.remembered import remember_bots, remembered_bots
from korekit.cli.completing.answering import answer_lines
from korekit.cli.completing.typed import typed_line
from korekit.cli.completing.walking import found_after
from tests.cli.machine import CLI
from tests.cli.walking import ALL_COMMANDS

BOT = "st-00000000-0000-5000-8000-000000000001"


@pytest.fixture
def known(cli: CLI) -> CLI:
    """Somebody with two profiles, who has listed a bot."""
    client_id = "cs-0f0e0d0c-0b0a-5908-8706-050403020100"
    place = ("--secret-file", cli.secret_file())
    cli.run("profile", "add", "work", "--host", "bots.example", "--client-id", client_id, *place)
    cli.run("profile", "add", "home", "--host", "http://127.0.0.1:8070", "--email", "ann@example.com")
    remember_bots({BOT: "Bank \x1b[31m日本"})
    return cli


def values(line: str) -> list[str]:
    """What the line can go on with."""
    typed = typed_line(line)
    found = found_after(typed.words[1:], typed.word)
    return [found.prefix + value for value, _ in found.values] + ([found.files] if found.files else [])


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("k prof", ["profile"]),
        ("k profile ", ["add", "list", "remove", "show", "use"]),
        ("k profile use ", ["home", "work"]),
        ("k profile remove w", ["work"]),
        ("k bot list --pro", ["--profile"]),
        ("k bot list --profile w", ["work"]),
        ("k bot list --profile=h", ["--profile=home"]),
        ("k bot list --host http", ["http://127.0.0.1:8070", "https://bots.example"]),
        ("k bot logs ", [BOT]),
        ("k bot logs --limit 5 st", [BOT]),
        ("k bot import --into ", [BOT]),
        ("k call get-change-logs --bot-id st-0", [BOT]),
        ("k bot diff ", [BOT, "file"]),
        ("k bot diff a.zip ", [BOT, "file"]),
        ("k bot deploy --to ", ["home", "work"]),
        ("k call bot-publish-s", ["bot-publish-status"]),
        ("k api show bot-publish-s", ["bot-publish-status"]),
        ("k watch --operation bot-publish-s", ["bot-publish-status"]),
        ("k watch --cause header-w", ["header-wrong-name"]),
        ("k token mint --flaw token-uns", ["token-unsigned"]),
        ("k app create ci --grant bot_variables:", ["bot_variables:import", "bot_variables:export"]),
        ("k app create ci --grant 'Import V", ["Import Variables"]),
        ("k app rotate cs-0", ["cs-0f0e0d0c-0b0a-5908-8706-050403020100"]),
        ("k bot diff --only entit", ["entity"]),
        ("k bot check ", ["file"]),
        ("k bot unpack a.zip ", ["dir"]),
        ("k call bot-export --body ", []),
        ("k call bot-export --body @", ["file"]),
        ("k api postman --out ", ["dir"]),
        ("k completion ", ["bash", "zsh", "fish"]),
        ("k bot export st-1 --type l", ["latest"]),
        ("k bot publish st-1 --no-t", ["--no-train"]),
        ("k up -- --por", []),
        ("k nothing here ", []),
        ("k bot nothing ", []),
        ("k bot logs st-1 --nothing=", []),
        ("k --vers", ["--version"]),
    ],
)
def test_what_can_stand_there(known: CLI, line: str, expected: list[str]) -> None:
    assert values(line) == expected


def test_an_option_that_stands_there_is_offered_again_only_if_it_may_be_repeated(known: CLI) -> None:
    offered = values("k app create ci --grant x --jti --")
    assert "--grant" in offered
    assert "--jwe" in offered
    assert "--jti" not in offered


def test_options_are_offered_once_nothing_else_can_stand_there(known: CLI) -> None:
    assert "--json" in values("k bot list ")
    assert values("k bot list x") == []


def test_every_command_can_be_reached_and_completes_its_options(cli: CLI) -> None:
    for path in ALL_COMMANDS:
        assert path[-1] in values(f"k {' '.join(path)}"), path
        assert "--help" in values(f"k {' '.join(path)} --h"), path


def test_what_hosts_call_their_bots_cannot_steer_a_terminal(known: CLI) -> None:
    assert answer_lines("fish", typed_line("k bot logs ")) == [f"+{BOT}\tBank [31m日本"]


def test_bash_gets_only_what_stands_behind_its_own_ends_of_words(known: CLI) -> None:
    breaks = " \t\n\"'><=;|&(:@"
    assert answer_lines("bash", typed_line("k app create x --grant bot_variables:im"), breaks=breaks) == ["+import"]
    assert answer_lines("bash", typed_line("k app create x --grant=Import\\ V"), breaks=breaks) == [
        "+Import\\ Variables"
    ]
    assert answer_lines("bash", typed_line('k app create x --grant "Import V'), breaks=breaks) == ["+Import Variables"]
    assert answer_lines("bash", typed_line("k app create x --grant=Import\\ V"), breaks=" ") == [
        "+--grant=Import\\ Variables"
    ]


def test_bots_are_remembered_newest_first_and_not_without_end(known: CLI) -> None:
    ids = [f"st-{number:08x}-0000-5000-8000-000000000001" for number in range(600)]
    remember_bots(dict.fromkeys(ids, "x"))
    remember_bots({ids[0]: "again"})
    found = remembered_bots()
    assert (len(found), found[0], found[1]) == (500, (ids[0], "again"), (ids[-1], "x"))


@pytest.mark.parametrize("text", ["", "[]", "{", '{"st-1": 5, "rm -rf": "x"}', "[" * 100_000])
def test_a_damaged_memory_is_an_empty_one(known: CLI, text: str) -> None:
    (known.folder / "config" / "bots.json").write_text(text)
    assert remembered_bots() == []
    remember_bots({BOT: "Bank"})
    assert json.loads((known.folder / "config" / "bots.json").read_text()) == {BOT: "Bank"}


def test_without_profiles_nothing_is_written(cli: CLI, tmp_path: Path) -> None:
    remember_bots({BOT: "Bank"})
    assert remembered_bots() == []
    assert list(tmp_path.iterdir()) == []
