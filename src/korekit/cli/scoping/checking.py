"""An app held against what a program needs."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from korekit.catalog.additions import AppDetails
from korekit.catalog.operation import Operation
from korekit.catalog.planes import Caller, Plane
from korekit.catalog.scopes import scopes_of
from korekit.cli.apps.finding import app_named
from korekit.cli.profiles.chosen import chosen_host, chosen_profile
from korekit.cli.profiles.connecting import client_for
from korekit.cli.terminal.ending import Failure
from korekit.cli.terminal.given import Given
from korekit.cli.terminal.output import print_json, say
from korekit.cli.terminal.unfinished import FAILED
from korekit.client.hosts import base_url
from korekit.doctor.hosts import is_vendor
from korekit.scanning.uses.lock import LOCK_FILE, LockBroken, locked, read_lock
from korekit.scanning.uses.needs import PlaneNeeds, needs_of

__all__ = ["check"]

_DIFFERS = 1


def check(given: Given, file: str | None, *, app: str, plane: str) -> int:
    """Compare, print, and answer the exit code.

    Raises:
        Failure: the file is no lock, or the app is not known.
    """
    operations = _operations(file or LOCK_FILE)
    needs = needs_of(operations)
    if is_vendor(urlsplit(base_url(chosen_host(given))).hostname or ""):
        return _unknown(given, [one for one in needs if plane in ("", one.plane.value)])
    held, counting, is_publish_missing = _held(given, app or _own_app(given))
    own = next((one for one in needs if one.plane.value == held.plane), None)
    impossible = own.impossible if own else tuple(sorted(one.id for one in operations))
    needed = {need.scope.id: need.operations for need in own.needs} if own else {}
    missing = {scope: ids for scope, ids in needed.items() if scope not in counting}
    unused = sorted(scope for scope in held.saved or [] if scope not in needed)
    unpublished = sorted(scope for scope in missing if is_publish_missing and scope in (held.saved or []))
    if given.is_json:
        print_json(
            {
                "clientId": held.client_id,
                "plane": held.plane,
                "missing": [{"scope": scope, "neededBy": list(ids)} for scope, ids in missing.items()],
                "unused": unused,
                "unpublished": unpublished,
                "impossible": list(impossible),
            }
        )
    else:
        _show(held, missing, unused, unpublished, impossible)
    return _DIFFERS if missing or unused or impossible else 0


def _operations(path: str) -> list[Operation[Any, Any]]:
    try:
        data = Path(path).read_bytes()
    except FileNotFoundError:
        raise Failure(f"There is no file {path}.", "Make it: `korekit scopes lock --scan PATH`.") from None
    try:
        operations = read_lock(data)
    except LockBroken as broken:
        raise Failure(f"{path}: {broken}.", "Make it again: `korekit scopes lock`.") from None
    if locked(operations).encode() != data.replace(b"\r\n", b"\n"):
        say(f"note: {path} was edited, or made by another version; its operations count. Make it again: `scopes lock`.")
    return operations


def _own_app(given: Given) -> str:
    _, profile = chosen_profile(given)
    if profile is None or not profile.client_id:
        raise Failure("No app is named.", "Name one with --app, by its client id or its name.")
    return profile.client_id


def _held(given: Given, app: str) -> tuple[AppDetails, frozenset[str], bool]:
    """The app, the scopes that count, and whether it needs a publish for the others that are saved."""
    with client_for(given, Caller.USER) as client:
        found = app_named(client, app)
        saved = frozenset(found.saved or [])
        if found.plane != Plane.BOT.value:
            return found, saved, False
        session = client.start_session()
        accounts = [one for one in client.list_accounts() if one.id == session.account_id]
    if not any(one.is_publish_required for one in accounts):
        return found, saved, False
    return found, saved & frozenset(found.published or []), True


def _show(
    held: AppDetails,
    missing: dict[str, tuple[str, ...]],
    unused: list[str],
    unpublished: list[str],
    impossible: tuple[str, ...],
) -> None:
    shown = {scope.id: scope.shown for scope in scopes_of(Plane(held.plane))}
    for scope, ids in missing.items():
        name = f"{shown.get(scope, scope)} ({scope})"
        if scope in unpublished:
            click.echo(f"{_word('missing', 'red')}  {name}: saved, and counts once the bot is published")
        else:
            click.echo(f"{_word('missing', 'red')}  {name}: needed by {', '.join(ids)}")
    for scope in unused:
        click.echo(f"{_word('unused', 'yellow')}   {shown.get(scope, scope)} ({scope}): nobody uses it")
    for name in impossible:
        click.echo(f"{_word('cannot', 'red')}   {name}: no app of the {held.plane} plane can call it")
    to_grant = [scope for scope in missing if scope not in unpublished]
    changes = [f"--grant {scope}" for scope in to_grant] + [f"--revoke {scope}" for scope in unused]
    if changes:
        say(f"Mend it: korekit app scopes {held.client_id} {' '.join(changes)}")
    elif not missing and not impossible:
        say(f"{held.app_name} ({held.client_id}) holds exactly the scopes that are needed.")


def _word(word: str, color: str) -> str:
    return click.style(word, fg=color, bold=True)


def _unknown(given: Given, needs: list[PlaneNeeds]) -> int:
    """Say that the host tells nobody what an app holds, and what it should hold."""
    if given.is_json:
        print_json(
            {
                "isKnown": False,
                "needed": {one.plane.value: [need.scope.id for need in one.needs] for one in needs},
                "impossible": {one.plane.value: list(one.impossible) for one in needs},
            }
        )
        return FAILED
    say("The vendor's hosts tell nobody which scopes an app holds, so nothing is known about this one. It should hold:")
    for one in needs:
        click.echo(click.style(f"{one.plane.value} plane", bold=True))
        for need in one.needs:
            guess = "" if need.scope.is_id_known else "; the id is ours, go by the name"
            click.echo(f"  {need.scope.shown} ({need.scope.id}{guess}): {', '.join(need.operations)}")
        for name in one.impossible:
            click.echo(f"  cannot call {name}")
    return FAILED
