"""The package's own source, parsed once, for the tests of this folder."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["PACKAGE", "ROOT", "Source", "functions", "python_files", "report"]

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "korekit"

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One Python file of this checkout."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """The path as messages show it."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def is_generated(self) -> bool:
        """Whether line 1 says that a command makes this file."""
        first = self.text.partition("\n")[0]
        return first.startswith("#") and "generated" in first.lower()

    @property
    def module(self) -> str:
        """The dotted name, `korekit.tokens.verify`; a package's is that of its folder."""
        parts = self.path.relative_to(PACKAGE.parent).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def python_files(*folders: str) -> tuple[Source, ...]:
    """Return the Python files under folders of the checkout, in the order of their names."""
    return tuple(sorted((source for folder in folders for source in _files_under(folder)), key=lambda one: one.path))


@cache
def _files_under(folder: str) -> tuple[Source, ...]:
    paths = (ROOT / folder).rglob("*.py")
    return tuple(Source(path, text, ast.parse(text, str(path))) for path in paths for text in [path.read_text("utf-8")])


def functions(tree: ast.AST) -> Iterator[Function]:
    """Yield every function and method, nested ones too."""
    for node in ast.walk(tree):
        if isinstance(node, Function):
            yield node


def is_declaration(function: Function) -> bool:
    """Tell whether a function has no behaviour: at most a docstring and `...`."""
    return all(isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) for node in function.body)


def is_bound(function: Function) -> bool:
    """Tell whether a function's parameters are given from outside: by an operation or by a command's options."""
    names = {ast.unparse(node.func if isinstance(node, ast.Call) else node) for node in function.decorator_list}
    return bool(names & {"handles", "click.command", "click.group", "command.command"})


def report(offenders: list[str]) -> str:
    """Return a message with every offender on a line of its own, so that one run shows them all."""
    return "\n".join(["", *(f"  {offender}" for offender in offenders)])
