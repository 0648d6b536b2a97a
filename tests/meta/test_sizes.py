"""Nothing grows past what one reader holds in mind."""

import ast

from tests.meta.source import Function, Source, functions, is_bound, is_declaration, python_files, report

MAX_FILE_LINES = 600
MAX_FUNCTION_LINES = 50
MAX_ARGUMENTS = 8
MAX_POSITIONAL_ARGUMENTS = 5
MAX_METHODS = 15


def written_files() -> list[Source]:
    """Return what people write; a generated file may be as long as it is."""
    return [source for source in python_files("src/korekit", "tests", "bench") if not source.is_generated]


def body_lines(function: Function) -> int:
    """Count a function's lines without its signature and docstring."""
    has_docstring = ast.get_docstring(function, clean=False) is not None
    body = function.body[1:] if has_docstring else function.body
    if not body:
        return 0
    end = function.end_lineno or body[-1].lineno
    # Comments between the docstring and the first statement count as well.
    start = (function.body[0].end_lineno or 0) + 1 if has_docstring else body[0].lineno
    return end - start + 1


def argument_counts(function: Function, *, is_method: bool) -> tuple[int, int]:
    """Return how many arguments may be given by position, and how many there are at all, without `self`."""
    spec = function.args
    is_static = any(isinstance(node, ast.Name) and node.id == "staticmethod" for node in function.decorator_list)
    positional = len(spec.posonlyargs) + len(spec.args) - (1 if is_method and not is_static else 0)
    return positional, positional + len(spec.kwonlyargs)


def test_files_are_short() -> None:
    offenders = [
        f"{source.name}: {lines} lines"
        for source in written_files()
        for lines in [source.text.count("\n")]
        if lines > MAX_FILE_LINES
    ]
    assert not offenders, report(offenders)


def test_functions_are_short() -> None:
    offenders = [
        f"{source.name}:{function.lineno}: {function.name} has {lines} lines"
        for source in written_files()
        for function in functions(source.tree)
        for lines in [body_lines(function)]
        if lines > MAX_FUNCTION_LINES
    ]
    assert not offenders, report(offenders)


def test_functions_take_few_arguments() -> None:
    """Except what takes what the API takes (operations, their handlers), commands, whose arguments are options, and
    tests, which name fixtures.
    """
    offenders = []
    for source in written_files():
        methods = {
            id(node) for parent in ast.walk(source.tree) if isinstance(parent, ast.ClassDef) for node in parent.body
        }
        for function in functions(source.tree):
            if source.name.startswith("src/korekit/catalog/") and is_declaration(function):
                continue
            if function.name.startswith("test_") or is_bound(function):
                continue
            positional, total = argument_counts(function, is_method=id(function) in methods)
            if total > MAX_ARGUMENTS or positional > MAX_POSITIONAL_ARGUMENTS:
                offenders.append(
                    f"{source.name}:{function.lineno}: {function.name} takes {total} arguments, "
                    f"{positional} of them by position"
                )
    assert not offenders, report(offenders)


def test_classes_have_few_methods() -> None:
    """Except the catalogue's areas, whose methods are declarations. Overloads and setters count once."""
    offenders = []
    for source in written_files():
        for node in ast.walk(source.tree):
            if not isinstance(node, ast.ClassDef):
                continue
            methods = [part for part in node.body if isinstance(part, Function)]
            if source.name.startswith("src/korekit/catalog/"):
                methods = [method for method in methods if not is_declaration(method)]
            count = len({method.name for method in methods})
            if count > MAX_METHODS:
                offenders.append(f"{source.name}:{node.lineno}: {node.name} has {count} methods")
    assert not offenders, report(offenders)
