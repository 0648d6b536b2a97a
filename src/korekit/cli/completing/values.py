"""What a value can be, by how the help calls it: a `BOT`, a `PROFILE`, a `SCOPE`, a `FILE`.

A command need do nothing for it. Everything comes from this machine: the profiles, the bots that were listed before,
the catalogue. No host is asked, and no secret is read.
"""

from collections.abc import Callable, Iterable
from typing import Final, Literal, NamedTuple

import click

__all__ = ["Found", "values_of"]

_Values = Iterable[tuple[str, str]]


class Found(NamedTuple):
    """What can stand there: values, each with what it means; files; what of the word stays before it."""

    values: tuple[tuple[str, str], ...] = ()
    files: Literal["", "file", "dir"] = ""
    prefix: str = ""


def values_of(parameter: click.Parameter, begun: str) -> Found:
    """What can complete the value of an option or an argument."""
    if isinstance(parameter.type, click.Choice):
        return _beginning([(str(choice), "") for choice in parameter.type.choices], begun)
    if isinstance(parameter.type, click.Path):
        return Found(files="dir" if parameter.type.dir_okay and not parameter.type.file_okay else "file")
    name = _called(parameter)
    if name.startswith("@") or "|@" in name:
        is_file = begun.startswith("@") or name.startswith("@")
        return Found(files="file" if is_file else "", prefix="@" if begun.startswith("@") else "")
    if name in _FILES:
        return Found(files="dir" if name == "DIR" else "file")
    kind = _KINDS.get(name)
    found = _beginning(kind(), begun) if kind is not None else Found()
    return found._replace(files="file") if name in _STATES else found


def _called(parameter: click.Parameter) -> str:
    """How the help calls the value: `BOT`, `@FILE`; also `bot_id` of an operation is a `BOT`."""
    of_name = _BY_NAME.get(parameter.name or "", "")
    if of_name:
        return of_name
    text = parameter.metavar or (parameter.human_readable_name if isinstance(parameter, click.Argument) else "")
    return text.strip("[]. ").upper()


def _beginning(values: _Values, begun: str) -> Found:
    # Once each: both planes have scopes of the same name.
    return Found(tuple({value: means for value, means in values if value.startswith(begun)}.items()))


def _profiles() -> _Values:
    from korekit.cli.profiles.store import load

    return [(name, profile.host) for name, profile in sorted(load().by_name.items())]


def _hosts() -> _Values:
    from korekit.cli.profiles.store import load

    return sorted({(profile.host, "") for profile in load().by_name.values()})


def _accounts() -> _Values:
    from korekit.cli.profiles.store import load

    return sorted({(one.account, one.account_name) for one in load().by_name.values() if one.account})


def _apps() -> _Values:
    from korekit.cli.profiles.store import load

    return sorted({(one.client_id, one.host) for one in load().by_name.values() if one.client_id})


def _bots() -> _Values:
    from korekit.cli.bots.remembered import remembered_bots

    return remembered_bots()


def _scopes() -> _Values:
    from korekit.catalog.planes import Plane
    from korekit.catalog.scopes import scopes_of

    scopes = [scope for plane in Plane for scope in scopes_of(plane)]
    return [*((one.name, f"{one.plane} plane, {one.id}") for one in scopes), *((one.id, one.name) for one in scopes)]


def _operations() -> _Values:
    from korekit.cli.operations.naming import operations_in_order

    return [(operation.id, operation.summary) for operation in operations_in_order()]


def _causes() -> _Values:
    from korekit.errors import causes

    return [(name, kind.meaning()) for name, kind in causes().items()]


def _sorts() -> _Values:
    from korekit.archive.comparing import What

    return [(what.value, "") for what in What]


_KINDS: Final[dict[str, Callable[[], _Values]]] = {
    "ACCOUNT": _accounts,
    "APP": _apps,
    "BOT": _bots,
    "CAUSE": _causes,
    "CS-…": _apps,
    "HOST": _hosts,
    "NEW": _bots,
    "OLD": _bots,
    "OPERATION": _operations,
    "PROFILE": _profiles,
    "SCOPE": _scopes,
    "SORT": _sorts,
    "STATE": _bots,
}
# A bot on a host, or one in a file.
_STATES: Final = frozenset({"NEW", "OLD", "STATE"})
_FILES: Final = frozenset({"DIR", "FILE", "FILE.MD", "FILE.XML", "PATH", "RECORD"})
_BY_NAME: Final = {"bot_id": "BOT", "client_id": "APP"}
