"""Imports point up one table, so that a room can be read, tested and replaced without the ones below it."""

import ast
from collections.abc import Iterator

import pytest

from tests.meta.source import PACKAGE, Source, python_files, report

SHARED = frozenset({"errors", "clock", "ids", "nearness", "plain_text"})
_RECORDED = SHARED | {"catalog", "tokens", "access", "archive", "storage"}
_CORE = _RECORDED | {"records", "jobs", "offloading", "calls"}
_BELOW_SERVER = _CORE | {"features", "client", "doctor", "exporters"}

# Which rooms a room may import, besides itself. A new room is a new line here, put where it belongs.
ROOMS: dict[str, frozenset[str]] = {
    "errors": frozenset(),
    "clock": frozenset(),
    "ids": frozenset(),
    "nearness": frozenset(),
    "plain_text": frozenset(),
    "catalog": SHARED,
    "tokens": SHARED,
    "access": SHARED | {"catalog", "tokens"},
    "archive": SHARED,
    "samples": frozenset(),
    "storage": SHARED,
    "offloading": frozenset(),
    "jobs": SHARED | {"storage"},
    "records": _RECORDED,
    "calls": _RECORDED | {"records", "jobs", "offloading"},
    "client": SHARED | {"catalog", "tokens"},
    "doctor": SHARED | {"catalog", "tokens", "access", "client"},
    "exporters": SHARED | {"catalog", "tokens", "access", "client"},
    "scanning": SHARED | {"catalog", "tokens", "client", "doctor"},
    "flaws": SHARED | {"catalog", "tokens", "client", "doctor"},
    "features": _CORE | {"samples", "flaws"},
    "server": _BELOW_SERVER,
    "console": _BELOW_SERVER | {"server", "flaws"},
    "cli": _BELOW_SERVER | {"server", "console", "samples", "flaws", "scanning"},
    "testing": _BELOW_SERVER | {"server", "console", "samples", "flaws", "cli"},
    # The package itself is the public surface.
    "": SHARED | {"catalog", "client"},
    "_version": frozenset(),
    "__main__": frozenset({"cli"}),
}
FREE_FOR_ALL = frozenset({"_version"})


def room_of(module: str) -> str:
    """`korekit.tokens.verify` → `tokens`; `korekit` → the empty string."""
    return module.split(".")[1] if "." in module else ""


def feature_of(module: str) -> str:
    """`korekit.features.bots.export` → `bots`; outside of a group the empty string."""
    parts = module.split(".")
    return parts[2] if parts[1:2] == ["features"] and len(parts) > 2 else ""


def imported_modules(source: Source) -> Iterator[tuple[int, str]]:
    """Yield the line and dotted name of every module of ours that a file imports, wherever it does so."""
    package = source.module if source.path.name == "__init__.py" else source.module.rpartition(".")[0]
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            parts = package.split(".")
            start = ".".join(parts[: len(parts) - node.level + 1]) if node.level else ""
            base = ".".join(part for part in (start, node.module) if part)
            # `from korekit import errors` names a room, `from korekit import Client` the public surface.
            names = [f"{base}.{alias.name}" if is_module(f"{base}.{alias.name}") else base for alias in node.names]
        else:
            continue
        for name in names:
            if name.split(".")[0] == "korekit":
                yield node.lineno, name


def is_module(name: str) -> bool:
    """Tell whether a dotted name is a file or folder of the package."""
    path = PACKAGE.parent.joinpath(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def layer_offence(importer: str, imported: str) -> str | None:
    """Return why a module may not import another, or nothing."""
    here, there = room_of(importer), room_of(imported)
    if here == there:
        mine, other = feature_of(importer), feature_of(imported)
        return "one feature imports another" if mine and other and mine != other else None
    if there in FREE_FOR_ALL or here not in ROOMS or there in ROOMS[here]:
        return None
    if there == "" and here == "cli":
        return None
    return f"{here or 'the package'} may not import {there or 'the public surface'}"


def test_every_room_stands_in_the_table() -> None:
    found = {room_of(source.module) for source in python_files("src/korekit")}
    unknown = sorted(found - set(ROOMS))
    assert not unknown, f"rooms without a line in ROOMS: {unknown}"


def test_imports_point_up_the_table() -> None:
    offenders = [
        f"{source.name}:{line}: {offence}"
        for source in python_files("src/korekit")
        for line, name in imported_modules(source)
        for offence in [layer_offence(source.module, name)]
        if offence
    ]
    assert not offenders, report(offenders)


def test_imports_stand_at_the_top() -> None:
    """Commands may import late, to start quickly; elsewhere the line gives its reason."""
    offenders = []
    for source in python_files("src/korekit"):
        lines = source.text.splitlines()
        if room_of(source.module) == "cli":
            continue
        # A set, because a nested function's imports are also its parent's.
        late = {
            node.lineno
            for function in ast.walk(source.tree)
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
            for node in ast.walk(function)
            if isinstance(node, ast.Import | ast.ImportFrom)
        }
        offenders += [
            f"{source.name}:{line}: an import inside a function without `# lazy: reason`"
            for line in sorted(late)
            if not lines[line - 1].partition("# lazy:")[2].strip()
        ]
    assert not offenders, report(offenders)


@pytest.mark.parametrize(
    ("importer", "imported", "offence"),
    [
        ("korekit.tokens.verify", "korekit.errors", None),
        ("korekit.tokens.verify", "korekit.tokens.jwe", None),
        ("korekit.errors", "korekit.ids", "errors may not import ids"),
        ("korekit.tokens.verify", "korekit.catalog.bots", "tokens may not import catalog"),
        ("korekit.features.bots.export", "korekit.features.bots", None),
        ("korekit.features.bots.export", "korekit.features.files", "one feature imports another"),
        ("korekit.client.sync", "korekit.access", "client may not import access"),
        ("korekit.server.asgi", "korekit", "server may not import the public surface"),
        ("korekit.cli.main", "korekit", None),
        ("korekit.access.checks", "korekit._version", None),
    ],
)
def test_the_table_is_read_as_meant(importer: str, imported: str, offence: str | None) -> None:
    assert layer_offence(importer, imported) == offence
