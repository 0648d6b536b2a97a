"""Putting an archive together from members found in a zip, in a folder or among uploads."""

from collections.abc import Iterable, Sequence

from korekit.archive.bot_archive import Archive
from korekit.archive.limits import Limits
from korekit.archive.members import CONFIG, DEFINITION, ICON, Kind, kind_of, trick_in
from korekit.archive.problems import ArchiveBroken, Findings, Problem

__all__ = ["assembled", "read_parts", "script_name"]

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_parts(
    *,
    definition: bytes,
    config: bytes,
    icon: bytes | None = None,
    functions: Sequence[tuple[str, bytes]] = (),
    limits: Limits | None = None,
) -> Archive:
    """The archive made of parts that were uploaded one by one.

    Args:
        definition: bytes of `botDefinition.json`; a byte order mark, which some editors add, is dropped.
        config: bytes of `config.json`, likewise.
        icon: bytes of the icon, any image: real ones break the documented limits.
        functions: name and bytes of each script; the name has to be a plain file name.
        limits: what is too large; by default `Limits()`.

    Raises:
        ArchiveBroken: a part is too large or has a name that no file may have.
    """
    members: list[tuple[str, bytes]] = [(DEFINITION, definition), (CONFIG, config)]
    if icon is not None:
        members.append((ICON, icon))
    problems = Findings()
    scripts: list[tuple[str, bytes]] = []
    for name, data in functions:
        try:
            scripts.append((script_name(name), data))
        except ArchiveBroken as broken:
            problems.add(broken.problems[0])
    if problems.has_errors:
        raise ArchiveBroken(problems.problems())
    return assembled([*members, *scripts], limits or Limits())


def script_name(name: str) -> str:
    """The name that a script has in an archive: the given one, with `.js` where that is missing.

    Raises:
        ArchiveBroken: no file may have this name.
    """
    if trick := trick_in(name) or ("/" in name and "its name holds a slash") or None:
        raise ArchiveBroken.because(name, trick)
    return name if kind_of(name) is Kind.FUNCTION else f"{name}.js"


def assembled(members: Iterable[tuple[str, bytes]], limits: Limits, notes: Sequence[Problem] = ()) -> Archive:
    """The archive of these members.

    Args:
        members: name and bytes, each of a kind that is read.
        limits: what is too large.
        notes: warnings that go with the archive.

    Raises:
        ArchiveBroken: `botDefinition.json` or `config.json` is missing, a member is there twice or too large.
    """
    problems = Findings()
    found: dict[Kind, bytes] = {}
    functions: dict[str, bytes] = {}
    total_bytes = 0
    for name, data in members:
        kind = kind_of(name)
        total_bytes += len(data)
        if len(data) > limits.member_bytes:
            problems.error(name, "", f"it is larger than {limits.member_bytes} bytes")
        if kind in found or name in functions:
            problems.error(name, "", "it is there twice")
        elif kind is Kind.FUNCTION:
            functions[name] = data
        else:
            found[kind] = data
    if total_bytes > limits.total_bytes:
        problems.error("", "", f"its members together are larger than {limits.total_bytes} bytes")
    for kind in (Kind.DEFINITION, Kind.CONFIG):
        if kind not in found:
            problems.error(kind, "", "it is missing")
        elif found[kind].count(b",") > limits.values:
            problems.error(kind, "", f"it holds more than {limits.values} values")
    if problems.has_errors:
        raise ArchiveBroken((*problems.problems(), *notes))
    return Archive(
        definition=found[Kind.DEFINITION].removeprefix(_BYTE_ORDER_MARK),
        config=found[Kind.CONFIG].removeprefix(_BYTE_ORDER_MARK),
        icon=found.get(Kind.ICON),
        functions=tuple(functions.items()),
        notes=tuple(notes),
    )
