"""pytest and other programs run as a user runs them, with korekit's plugin."""

import importlib.metadata
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

__all__ = ["run", "run_pytest"]


def run(folder: Path, *arguments: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run Python in a folder, with nothing in the environment that names a host or an app."""
    cleared = {name: value for name, value in os.environ.items() if not name.startswith(("KOREKIT_", "PYTEST_"))}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**cleared, "PYTHONIOENCODING": "utf-8", **(env or {})},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def run_pytest(folder: Path, *arguments: str, env: Mapping[str, str] | None = None) -> str:
    """Run pytest over a folder and return what it printed. Warnings are errors there as well."""
    is_installed = importlib.metadata.entry_points(group="pytest11", name="korekit")
    # An environment that was set up before the plugin was declared is helped along.
    plugin = ["-p", "korekit" if is_installed else "korekit.testing.plugin"]
    # pytest-asyncio warns of its own configuration, which is not ours to make.
    options = ["-W", "error", "-p", "no:cacheprovider", "-p", "no:asyncio"]
    ran = run(folder, "-m", "pytest", *options, *plugin, *arguments, env=env)
    return ran.stdout + ran.stderr
