"""The recipes of docs/testing.md, run as a reader would who pastes them."""

import json
import re
import zipfile
from pathlib import Path

from korekit.samples import sample_archive
from tests.meta.source import ROOT
from tests.testing.inner_runs import run, run_pytest

TEXT = (ROOT / "docs" / "testing.md").read_text("utf-8")
RECIPES = re.findall(r"^```python\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)


def test_every_recipe_runs_side_by_side(tmp_path: Path) -> None:
    program = "\n".join(recipe for recipe in RECIPES if "korekit_archive" not in recipe and "unittest" not in recipe)
    (tmp_path / "test_recipes.py").write_text(program, "utf-8")
    add_a_bot_of_ones_own(tmp_path / "own")
    shown = run_pytest(tmp_path, "-n", "2", "-q")
    assert re.search(r"^11 passed in", shown, re.MULTILINE), shown


def add_a_bot_of_ones_own(folder: Path) -> None:
    """A folder with the recipe for one's own export in its conftest, and a test that looks at the bot."""
    (conftest,) = [recipe for recipe in RECIPES if "korekit_archive" in recipe]
    export = folder / "exports" / "my-bot.zip"
    export.parent.mkdir(parents=True)
    (folder / "conftest.py").write_text(conftest.replace("exports/my-bot.zip", export.as_posix()), "utf-8")
    with zipfile.ZipFile(sample_archive()) as sample, zipfile.ZipFile(export, "w") as mine:
        for name in sample.namelist():
            mine.writestr(name, renamed(sample.read(name)) if name == "config.json" else sample.read(name))
    (folder / "test_it.py").write_text(
        "def test_it(korekit_account, korekit_bot):\n"
        "    console, user = korekit_account.console, korekit_account.user_id\n"
        '    assert [bot.name for bot in console.list_builder_bots(user)] == ["Mine"]\n',
        "utf-8",
    )


def renamed(config: bytes) -> bytes:
    return json.dumps({**json.loads(config), "name": "Mine"}).encode()


def test_unittest_users_need_no_pytest(tmp_path: Path) -> None:
    (program,) = [recipe for recipe in RECIPES if "unittest" in recipe]
    blocked = "import sys\nsys.modules['pytest'] = None\n"
    (tmp_path / "test_it.py").write_text(blocked + program, "utf-8")
    ran = run(tmp_path, "-W", "error", "test_it.py")
    assert ran.returncode == 0, ran.stderr
    assert "Ran 1 test" in ran.stderr
