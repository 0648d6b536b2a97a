"""The page about the commands is made from them, and is fresh."""

from tests.cli.reference import PAGE, page
from tests.cli.walking import ALL_COMMANDS


def test_the_page_is_what_the_commands_say() -> None:
    written = PAGE.read_text("utf-8")
    assert written.startswith("<!-- Generated ")
    # Compared in one go: two pages of text would be told apart line by line for minutes.
    is_fresh = written == page()
    assert is_fresh, "make docs/reference/commands.md again: ./dev reference"


def test_the_page_names_every_command() -> None:
    headings = [line.lstrip("#").strip() for line in page().splitlines() if line.startswith("##")]
    missing = [path for path in ALL_COMMANDS if path[0] != "call" and f"korekit {' '.join(path)}" not in headings]
    assert missing == []
    assert "korekit call" in headings
