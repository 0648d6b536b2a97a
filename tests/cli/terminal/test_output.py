import click
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from korekit.cli.terminal.output import cut, print_json, print_table
from tests.cli.machine import CLI


def test_columns_are_as_wide_as_their_widest_cell(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("id", "name"), [("a", "Ann"), ("bb", "")])
    assert capsys.readouterr().out == "id  name\na   Ann\nbb\n"


def test_numbers_stand_on_the_right(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("bytes", "share", "mixed"), [("1,024", "5 %", "1"), ("7", "12.5 %", "none"), ("", "0 %", "")])
    assert capsys.readouterr().out.splitlines() == [
        "bytes   share  mixed",
        "1,024     5 %  1",
        "    7  12.5 %  none",
        "          0 %",
    ]


def on_a_terminal_of(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", str(width))


def test_texts_are_cut_before_ids(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    on_a_terminal_of(60, monkeypatch)
    bot_id = "st-00000000-0000-5000-8000-000000000001"
    print_table(("what", "id"), [("a text that is much too long for it", bot_id)])
    title, row = (click.unstyle(line) for line in capsys.readouterr().out.splitlines())
    assert row == f"a text that is muc…  {bot_id}"
    assert title == "what                 id"


def test_wide_characters_fit_the_terminal_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    on_a_terminal_of(20, monkeypatch)
    print_table(("name",), [("日本語日本語日本語日本語",)])
    assert capsys.readouterr().out.splitlines()[1] == "日本語日本語日本語…"


@pytest.mark.parametrize(
    ("width", "shown"), [(0, "…"), (1, "…"), (4, "日…"), (5, "日本…"), (6, "日本語"), (9, "日本語")]
)
def test_a_cut_never_halves_a_wide_character(width: int, shown: str) -> None:
    assert cut("日本語", width) == shown


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
