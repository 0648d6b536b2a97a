"""The README begins with what the doctor says, and points at every page there is."""

import re
from pathlib import Path

from click.testing import CliRunner

from korekit.cli.root import root
from tests.meta.source import ROOT

README = (ROOT / "README.md").read_text("utf-8")


def test_the_first_screen_is_what_the_doctor_prints(tmp_path: Path) -> None:
    shown = README[README.index("$ cat nightly.py\n") : README.index("\n…\n```")]
    code, _, printed = shown.removeprefix("$ cat nightly.py\n").partition("$ korekit doctor --file nightly.py\n")
    assert README[: README.index(shown)].count("\n") < 10
    script = tmp_path / "nightly.py"
    script.write_text(code)
    done = CliRunner().invoke(root, ["doctor", "--file", str(script)], catch_exceptions=False)
    assert done.exit_code == 4
    assert done.output.startswith(printed)


def test_every_page_is_pointed_at() -> None:
    pages = {str(path.relative_to(ROOT)) for path in (ROOT / "docs").glob("**/*.md")}
    assert pages - set(re.findall(r"\]\(([^)#]+\.md)\)", README)) == set()
