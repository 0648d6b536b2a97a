import ast
import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.meta.source import python_files

# How many arguments come before the function.
_PLACES = {"run": 1, "run_reporting": 2}


def _offloaded() -> Iterator[str]:
    """The module of every function that the platform gives to its helper processes."""
    for source in python_files("src/korekit"):
        if "offload." not in source.path.read_text():
            continue
        for node in ast.walk(source.tree):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            if node.func.attr in _PLACES and ast.unparse(node.func.value).endswith("offload"):
                function = node.args[_PLACES[node.func.attr]]
                assert isinstance(function, ast.Name), f"{source.path}:{node.lineno}: name the function"
                yield getattr(importlib.import_module(source.module), function.id).__module__


OFFLOADED = sorted(set(_offloaded()))


def test_the_work_of_imports_and_exports_is_found() -> None:
    assert {"korekit.features.exports.writing", "korekit.features.imports.preparing"} <= set(OFFLOADED)


@pytest.mark.parametrize("module", OFFLOADED)
def test_a_helper_works_without_what_only_the_platform_needs(module: str, tmp_path: Path) -> None:
    script = f"import korekit.offloading.child, {module}, sys; print(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-P", "-c", script], capture_output=True, text=True, cwd=tmp_path, check=True
    )
    imported = {name.partition(".")[0] for name in done.stdout.split()}
    assert not imported & {"sqlalchemy", "asyncpg", "sqlite3", "asyncio", "cryptography"}
