"""Which files are programs, and where a program says something to people alone: its comments are blanked out."""

import io
import re
import tokenize
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Final

__all__ = ["code_of", "is_program"]

_BRACES: Final = frozenset({
    ".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".java", ".kt", ".kts", ".groovy", ".gradle", ".cs",
    ".go", ".scala", ".php", ".swift", ".dart", ".rs",
})  # fmt: skip
_HASHES: Final = frozenset({
    ".sh", ".bash", ".zsh", ".ksh", ".fish", ".ps1", ".psm1", ".psd1", ".yml", ".yaml", ".rb", ".pl", ".pm", ".tf",
    ".env", ".toml", ".properties", ".mk",
})  # fmt: skip
_REQUESTS: Final = frozenset({".http", ".rest"})
_PLAIN: Final = frozenset({".bru", ".bat", ".cmd", ".jmx"})
_PYTHON: Final = frozenset({".py", ".pyw", ".pyi"})
_NAMES: Final = {"jenkinsfile": ".groovy", "makefile": ".mk", "dockerfile": ".sh", "justfile": ".mk", ".envrc": ".sh"}
# `#!/usr/bin/env python3`, where the name says nothing.
_SHEBANG: Final = re.compile(r"#![^\n]{0,80}\b(python|node|bash|zsh|ksh|sh|pwsh|ruby|perl)")
_BY_SHEBANG: Final = {"python": ".py", "node": ".js"}
_POSTMAN: Final = re.compile(r"schema\.(?:get)?postman\.com|\"_postman_id\"")
# A description of an API calls nothing.
_DESCRIPTION: Final = re.compile(r"^[ \t{]*[\"']?(?:openapi|swagger)[\"']?\s?:", re.MULTILINE)
_BRACE_TOKEN: Final = re.compile(
    r"""(?P<text>"(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+'|`(?:[^`\\]|\\.)*+`)|(?P<comment>/\*.*?\*/|//[^\n]*)""",
    re.DOTALL,
)
_HASH_LINE: Final = re.compile(r"^[ \t]*#[^\n]*", re.MULTILINE)
_HASH_BLOCK: Final = re.compile(r"<#.*?#>", re.DOTALL)
_REQUEST_LINE: Final = re.compile(r"^[ \t]*(?:#|//)[^\n]*", re.MULTILINE)
_BATCH_LINE: Final = re.compile(r"^[ \t]*(?:@?rem\b|::)[^\n]*", re.MULTILINE | re.IGNORECASE)
_NOT_LINE_END: Final = re.compile(r"[^\n]")
_BEFORE_STATEMENT: Final = frozenset({tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT})
# Also within brackets, where no statement begins.
_ANYWHERE: Final = frozenset({tokenize.NL, tokenize.COMMENT, tokenize.ENCODING})


def code_of(path: str, text: Callable[[], str]) -> str | None:
    """What a program does, every line at its number, its comments blanked out; `None` where the file is no program.

    Args:
        path: decides, by its name.
        text: the file's text, asked for where the name says that it may be one.
    """
    suffix = _suffix(path)
    if suffix in _PYTHON:
        return _python(text())
    if suffix in _BRACES:
        return _BRACE_TOKEN.sub(lambda found: found[0] if found["text"] else _blanked(found), text())
    if suffix in _HASHES:
        return _described(_HASH_LINE.sub(_blanked, _HASH_BLOCK.sub(_blanked, text())))
    if suffix in _REQUESTS:
        return _REQUEST_LINE.sub(_blanked, text())
    if suffix in _PLAIN:
        return _BATCH_LINE.sub(_blanked, text())
    if suffix == ".json":
        found = text()
        # In JSON a slash may be escaped.
        return found.replace("\\/", "/") if _POSTMAN.search(found) else None
    return _of_no_suffix(text()) if not suffix else None


def is_program(path: str) -> bool:
    """Whether a file is a program by its name."""
    return _suffix(path) in _BRACES | _HASHES | _REQUESTS | _PLAIN | _PYTHON


def _suffix(path: str) -> str:
    name = PurePosixPath(path).name.lower()
    for start, suffix in _NAMES.items():
        if name == start or name.startswith(f"{start}."):
            return suffix
    return ".env" if name == ".env" or name.startswith(".env.") else PurePosixPath(name).suffix


def _of_no_suffix(text: str) -> str | None:
    found = _SHEBANG.match(text)
    if found is None:
        return None
    return code_of(f"x{_BY_SHEBANG.get(found[1], '.sh')}", lambda: text)


def _described(text: str) -> str | None:
    return None if _DESCRIPTION.search(text) else text


def _blanked(found: re.Match[str]) -> str:
    return _NOT_LINE_END.sub(" ", found[0])


def _python(text: str) -> str:
    """Python without comments and docstrings, as far as it can be read as such."""
    lines = text.splitlines(keepends=True)
    before = tokenize.NEWLINE
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            is_docstring = token.type == tokenize.STRING and before in _BEFORE_STATEMENT
            if is_docstring or token.type == tokenize.COMMENT:
                _blank(lines, token.start, token.end)
            before = before if token.type in _ANYWHERE else token.type
    except (tokenize.TokenError, SyntaxError):
        # An older Python, or a template of one: what was read up to here is blanked.
        pass
    return "".join(lines)


def _blank(lines: list[str], start: tuple[int, int], end: tuple[int, int]) -> None:
    for number in range(start[0], end[0] + 1):
        line = lines[number - 1]
        first = start[1] if number == start[0] else 0
        last = end[1] if number == end[0] else len(line)
        lines[number - 1] = line[:first] + _NOT_LINE_END.sub(" ", line[first:last]) + line[last:]
