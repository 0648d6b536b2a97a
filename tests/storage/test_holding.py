"""One process at a time holds a data folder."""

import subprocess
import sys
from pathlib import Path

import pytest

from korekit.storage.holding import FolderHeld, hold_folder

HOLD = (
    "import sys, pathlib; from korekit.storage.holding import hold_folder; f = hold_folder(pathlib.Path(sys.argv[1]))"
)


def test_a_second_process_is_refused_until_the_first_lets_go(tmp_path: Path) -> None:
    held = hold_folder(tmp_path)
    assert subprocess.run([sys.executable, "-c", HOLD, tmp_path], capture_output=True, check=False).returncode == 1
    held.close()
    assert subprocess.run([sys.executable, "-c", HOLD, tmp_path], capture_output=True, check=False).returncode == 0


def test_the_refusal_names_the_folder(tmp_path: Path) -> None:
    held = hold_folder(tmp_path)
    with pytest.raises(FolderHeld, match=tmp_path.name):
        hold_folder(tmp_path)
    held.close()
