"""A folder is a room with one concern, and its files are named after what they are about."""

import ast
import re

from tests.meta.source import PACKAGE, python_files, report

LAYER_NAMES = frozenset({"utils", "util", "common", "base", "models", "views", "helpers", "helper", "misc"})


def first_sentence(docstring: str) -> str:
    """Return what stands before the first full stop at a word's end, or the whole first paragraph."""
    paragraph = " ".join(docstring.strip().split("\n\n")[0].split())
    return re.split(r"(?<=\.)\s", paragraph)[0]


def test_every_room_says_its_one_concern() -> None:
    offenders = []
    folders = {PACKAGE, *(path.parent for path in PACKAGE.rglob("*.py"))}
    for folder in sorted(folders):
        name = folder.relative_to(PACKAGE.parent).as_posix()
        start = folder / "__init__.py"
        docstring = ast.get_docstring(ast.parse(start.read_text("utf-8"))) if start.exists() else None
        if not start.exists():
            offenders.append(f"{name}: no __init__.py")
        elif not docstring:
            offenders.append(f"{name}: its __init__.py has no docstring")
        # The package is the whole product, which may be more than one thing.
        elif folder != PACKAGE and " and " in first_sentence(docstring):
            offenders.append(f"{name}: two concerns in “{first_sentence(docstring)}”")
    assert not offenders, report(offenders)


def test_files_are_named_after_what_they_are_about() -> None:
    offenders = [
        source.name
        for source in python_files("src/korekit")
        if {source.path.stem, source.path.parent.name} & LAYER_NAMES
    ]
    assert not offenders, report(offenders)


def test_only_the_first_sentence_counts() -> None:
    assert first_sentence("Sign, verify. Encrypt and\n decrypt.\n\nMore.") == "Sign, verify."
    assert first_sentence("Reads 0.5 MB\nat once") == "Reads 0.5 MB at once"
