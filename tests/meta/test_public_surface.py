"""What users import is a promise: a name is added or removed here on purpose, never by the way."""

import ast
import importlib

import korekit
import korekit.testing
from korekit.testing import plugin
from tests.meta.source import Source, python_files, report

# Client classes, error classes and the version, in alphabetical order.
PINNED: list[str] = [
    "Answer",
    "AnswerUnreadable",
    "AsyncClient",
    "CallFailed",
    "CertificateRejected",
    "Client",
    "ClientClosed",
    "ClientError",
    "ClientSettings",
    "ConnectionFailed",
    "CredentialsMissing",
    "Hooks",
    "InputRejected",
    "InvalidArgument",
    "JobFailed",
    "JobProgress",
    "JobReplaced",
    "JobTimeout",
    "NotAllowed",
    "NotReached",
    "NotServed",
    "Patience",
    "RateBudget",
    "RateLimited",
    "Refused",
    "RetryPolicy",
    "ServerFailed",
    "Timeout",
    "Upload",
    "__version__",
]

# What people's own tests import, and the fixtures that they get.
PINNED_FOR_TESTS: list[str] = [
    "Account",
    "App",
    "FlawImpossible",
    "FlawUnknown",
    "Platform",
    "Reply",
    "assert_refused",
    "platform",
]
PINNED_FIXTURES: list[str] = [
    "assert_refused",
    "korekit_account",
    "korekit_admin_app",
    "korekit_archive",
    "korekit_bot",
    "korekit_bot_app",
    "korekit_client",
    "korekit_platform",
    "korekit_refusal",
]


def test_the_public_surface_is_what_is_pinned() -> None:
    assert sorted(korekit.__all__) == sorted(PINNED)


def test_what_tests_import_is_what_is_pinned() -> None:
    assert sorted(korekit.testing.__all__) == PINNED_FOR_TESTS
    assert sorted(name for name in plugin.__all__ if not name.startswith("pytest_")) == PINNED_FIXTURES


def test_every_pinned_name_can_be_imported() -> None:
    missing = [name for name in PINNED if not hasattr(korekit, name)]
    assert not missing, report(missing)


def test_names_outside_of_all_are_private() -> None:
    """A module with an `__all__` has told what it offers; everything else it defines starts with `_`."""
    offenders = []
    for source in python_files("src/korekit"):
        exported = exported_names(source)
        if exported is None:
            continue
        names = [name for name in defined_names(source.tree) if not name.startswith("_") and name not in exported]
        if names:
            offenders.append(f"{source.name}: neither in __all__ nor private: {', '.join(names)}")
    assert not offenders, report(offenders)


def exported_names(source: Source) -> set[str] | None:
    """Return the names in a module's `__all__`, or nothing where it has none."""
    for node in source.tree.body:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets):
            try:
                return set(ast.literal_eval(node.value))
            except ValueError:
                # It is computed, as in a module of many constants, so the module itself is asked.
                return set(importlib.import_module(source.module).__all__)
    return None


def defined_names(tree: ast.Module) -> list[str]:
    """Return the names of the functions, classes and constants that a module defines itself."""
    found: list[str] = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.append(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found += [target.id for target in targets if isinstance(target, ast.Name)]
    return found
