"""The answer to a shell that asks how a line can go on, in the form that this shell's script reads.

A line of the answer: `+VALUE`, with a tab and what it means where the shell shows that; or `file`, or `dir`.
"""

import os
import sys
from typing import Final

from korekit.cli.completing.scripts import SHELLS, script_for
from korekit.cli.completing.typed import Typed, typed_line

__all__ = ["answer", "answer_lines"]

_NO_BREAKS: Final = frozenset(" \t\n@")


def answer(instruction: str) -> None:
    """Print how the line in `_KOREKIT_LINE` can go on, for `bash_complete`; or the script, for `bash_source`.

    Nothing is printed where anything goes wrong: a shell that completes has no place for errors.
    """
    shell, _, wanted = instruction.partition("_")
    if shell not in SHELLS:
        return
    if wanted == "source":
        sys.stdout.write(script_for(shell))
        return
    try:
        typed = typed_line(os.environ.get("_KOREKIT_LINE", ""))
        if "_KOREKIT_WORD" in os.environ:
            typed = typed._replace(word=os.environ["_KOREKIT_WORD"], quote="")
        lines = answer_lines(shell, typed, breaks=os.environ.get("_KOREKIT_BREAKS", ""))
    except Exception:
        # The edge of the process, which must not write into somebody's prompt.
        return
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def answer_lines(shell: str, typed: Typed, *, breaks: str = "") -> list[str]:
    """The lines of the answer.

    Args:
        shell: `bash`, `zsh` or `fish`.
        typed: the line; its first word is the program.
        breaks: the signs that end a word for bash, as in `COMP_WORDBREAKS`.
    """
    from korekit.cli.completing.walking import found_after

    found = found_after(typed.words[1:], typed.word)
    lines = []
    if shell == "bash" and found.files and found.prefix.endswith("@"):
        # For bash, what begins with `@` is a host's name; so these files are found here.
        begun = typed.word.removeprefix(found.prefix)
        found = found._replace(values=tuple((path, "") for path in _paths_from(begun)), files="")
    for value, means in found.values:
        if shell == "bash":
            lines.append(f"+{_for_bash(found.prefix + value, typed, breaks)}")
        else:
            # A host's texts must not steer a terminal.
            note = " ".join("".join(sign if sign.isprintable() else " " for sign in means).split())
            lines.append(f"+{found.prefix}{value}\t{note}" if note else f"+{found.prefix}{value}")
    return [*lines, found.files] if found.files else lines


def _paths_from(begun: str) -> list[str]:
    """The files and folders whose path begins so, folders with a slash; hidden ones only where a dot asks for them."""
    folder, name = os.path.split(begun)
    try:
        entries = sorted(os.scandir(folder or "."), key=lambda entry: entry.name)
    except OSError:
        return []
    return [
        os.path.join(folder, entry.name) + ("/" if entry.is_dir() else "")
        for entry in entries
        if entry.name.startswith(name) and (name.startswith(".") or not entry.name.startswith("."))
    ]


def _for_bash(value: str, typed: Typed, breaks: str) -> str:
    """The part of a value that bash puts in place of its own current word, quoted as that is.

    A blank in a word stands behind a backslash, so it ends none; nor does `@`, whatever the shell says.
    """
    if typed.quote:
        return value
    last = max(
        (number for number, sign in enumerate(typed.word) if sign in breaks and sign not in _NO_BREAKS), default=-1
    )
    rest = value[last + 1 :]
    return "".join(sign if sign.isalnum() or sign in "-_./:=@%+,…" else f"\\{sign}" for sign in rest)
