import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from korekit.cli.terminal.output import print_json, print_table
from tests.cli.machine import CLI


def test_columns_are_as_wide_as_their_widest_cell(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("id", "name"), [("1", "Ann"), ("22", "")])
    assert capsys.readouterr().out == "id  name\n1   Ann\n22\n"


def test_wide_and_combining_characters_take_their_room(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("a", "b"), [("日本", "x"), ("e\u0301e", "y")])
    assert capsys.readouterr().out == "a     b\n日本  x\ne\u0301e    y\n"


@settings(deadline=None)
@given(st.lists(st.tuples(st.text(), st.text())))
def test_each_row_is_one_harmless_line(rows: list[tuple[str, str]]) -> None:
    with CliRunner().isolation() as (out, *_):
        print_table(("a", "b"), [(left.encode("utf-8", "replace").decode(), "") for left, _ in rows])
        text = out.getvalue().decode()
    assert text.count("\n") == 1 + len(rows)
    assert not any(ord(sign) < 32 for sign in text.replace("\n", ""))


def test_json_keeps_letters_of_every_script(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"name": "Grüße 日本"})
    assert '"Grüße 日本"' in capsys.readouterr().out


def test_off_a_terminal_nothing_is_cut(cli: CLI) -> None:
    assert max(len(line) for line in cli.run("api", "list").stdout.splitlines()) > 100
