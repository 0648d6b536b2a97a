"""Scopes of an app: shown, granted, taken away; by id or by the name that users see."""

from collections.abc import Iterable
from difflib import get_close_matches

import click

from korekit.catalog.additions import AppDetails
from korekit.catalog.planes import Caller, Plane
from korekit.catalog.scopes import find_scopes, scopes_of
from korekit.cli.apps.finding import app_named
from korekit.cli.profiles.connecting import client_for
from korekit.cli.terminal.given import Given
from korekit.cli.terminal.output import print_json, print_table, say
from korekit.ids import ClientId

__all__ = ["change_scopes", "scope_ids", "show_scopes"]


def scope_ids(words: Iterable[str], plane: Plane) -> list[str]:
    """The ids of the scopes that these words mean on a plane.

    Raises:
        click.UsageError: a word means none there; the nearest names are given.
    """
    found: list[str] = []
    for word in words:
        meant = find_scopes(word, plane)
        if not meant:
            names = sorted({name for scope in scopes_of(plane) for name in (scope.name, scope.id)})
            near = get_close_matches(word, names, n=3, cutoff=0.5)
            hint = f" Did you mean {' or '.join(near)}?" if near else ""
            raise click.UsageError(f"The {plane} plane has no scope {word}.{hint}")
        found += [scope.id for scope in meant if scope.id not in found]
    return found


def show_scopes(given: Given, app: str) -> None:
    """Print the scopes of an app and in which state each is."""
    with client_for(given, Caller.USER) as client:
        found = app_named(client, app)
    _print(found, is_json=given.is_json)


def change_scopes(given: Given, app: str, *, grants: tuple[str, ...], revokes: tuple[str, ...], is_draft: bool) -> None:
    """Grant and take away scopes, and print the result.

    A draft starts from the last draft, a saved change from what is saved.
    """
    with client_for(given, Caller.USER) as client:
        found = app_named(client, app)
        plane = Plane(found.plane)
        given_up = set(scope_ids(revokes, plane))
        before = (found.draft if is_draft and found.draft else found.saved) or []
        wanted = [scope for scope in before if scope not in given_up]
        wanted += [scope for scope in scope_ids(grants, plane) if scope not in wanted]
        client_id = ClientId(found.client_id)
        if is_draft:
            changed = client.draft_app_scopes(client_id, wanted)
            say("Ticked, not saved: the scopes do not count yet.")
        else:
            changed = client.save_app_scopes(client_id, wanted)
    _print(changed, is_json=given.is_json)


def _print(app: AppDetails, *, is_json: bool) -> None:
    states = {"draft": app.draft or [], "saved": app.saved or [], "published": app.published or []}
    if is_json:
        print_json({"clientId": app.client_id, "appName": app.app_name, "plane": app.plane, **states})
        return
    shown = {scope.id: scope.shown for scope in scopes_of(Plane(app.plane))}
    ids = sorted({one for held in states.values() for one in held})
    if not ids:
        say(f"{app.app_name} has no scope. Grant one: `korekit app scopes {app.client_id} --grant SCOPE`")
        return
    rows = [
        (shown.get(one, one), one, ", ".join(state for state, held in states.items() if one in held)) for one in ids
    ]
    print_table(("scope", "id", "state"), rows)
