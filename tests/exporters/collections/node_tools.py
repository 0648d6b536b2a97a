"""Programs of the Node world that `./dev test` installs below `tests/.node`."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.meta.source import ROOT

__all__ = ["parse_bruno", "run_newman"]

_PACKAGES = ROOT / "tests" / ".node" / "node_modules"


def run_newman(collection: Path, environment: Path, report: Path) -> tuple[int, str, list[dict[str, Any]]]:
    """Run a collection; answers the exit code, what newman printed, and its account of each request."""
    outputs = ["--reporters", "cli,json", "--reporter-json-export", report, "--color", "off"]
    program = _PACKAGES / "newman" / "bin" / "newman.js"
    done = _node(program, "run", collection, "--environment", environment, *outputs)
    return done.returncode, done.stdout + done.stderr, json.loads(report.read_text())["run"]["executions"]


def parse_bruno(files: Mapping[str, str]) -> dict[str, Any]:
    """What Bruno's own grammar makes of the `.bru` files of a folder, by their paths."""
    done = _node(ROOT / "tests" / "node" / "parse-bru.cjs", text=json.dumps(files))
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _node(*arguments: object, text: str = "") -> subprocess.CompletedProcess[str]:
    node = shutil.which("node")
    if node is None or not _PACKAGES.is_dir():
        pytest.skip("no Node or no packages for it: ./dev test sets them up where it can")
    command = [node, *(str(one) for one in arguments)]
    environment = os.environ | {"NODE_PATH": str(_PACKAGES), "NO_PROXY": "127.0.0.1"}
    try:
        return subprocess.run(command, input=text, env=environment, capture_output=True, text=True, timeout=90)
    except subprocess.TimeoutExpired as late:
        pytest.fail(f"{command[1]} did not end\n{(late.stdout or b'')[-6000:].decode()}")
