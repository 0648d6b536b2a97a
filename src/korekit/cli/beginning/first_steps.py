"""The next steps of somebody who typed `korekit` and nothing else, by what is there on this machine.

Read from files and the environment alone: nothing is called, and no keyring is asked. Imports little, so that it comes
at once.
"""

import os
from typing import TYPE_CHECKING, Final, NamedTuple

from korekit.cli.beginning.platform_here import running_url

if TYPE_CHECKING:
    from korekit.cli.profiles.store import Profile

__all__ = ["Situation", "next_steps", "situation_here", "steps_in"]

_WHAT_IT_IS: Final = "korekit calls the Kore.ai public APIs, at the vendor's hosts or on a platform of your own."
_LOCAL_DATA: Final = "korekit-data"
_COLUMN: Final = 40

_UP: Final = ("korekit up", "start a platform on this machine")
_ADD: Final = ("korekit profile add NAME --host HOST --client-id CS-…", "remember a host and an app")
_FIRST_CALL: Final = ("korekit bot list", "make the first call")
_DOCTOR: Final = ("korekit doctor 'curl …'", "explain a call that was refused")
_NEW_APP: Final = (
    'korekit app create my-app --grant "Bot Import" --grant "Bot Export" --grant Publish --grant "Role Management"',
    "make an app; the profile then uses it",
)


class Situation(NamedTuple):
    """What is there.

    `profile_name`, `profile`: the ones in use. `missing_secret`: what has to be set or made before the profile's app
    can call. `is_ci`: host, client id and secret stand in the environment. `local_url`: of the platform that runs on
    the data folder here. `has_data`: that folder is there.
    """

    profile_name: str = ""
    profile: "Profile | None" = None
    missing_secret: str = ""
    is_ci: bool = False
    local_url: str = ""
    has_data: bool = False


def next_steps() -> str | None:
    """What to show here and now; `None` where something is wrong, which the command then tells."""
    from korekit.cli.profiles.trouble import ProfileTrouble

    try:
        return steps_in(situation_here())
    except (ProfileTrouble, OSError):
        return None


def situation_here() -> Situation:
    """What is there, by the environment and by files.

    Raises:
        ProfileTrouble: the profiles are damaged, or one is named that does not exist.
    """
    from korekit.cli.profiles.chosen import chosen_profile
    from korekit.cli.terminal.given import Given

    name, profile = chosen_profile(Given())
    named = [os.environ.get(f"KOREKIT_{one}", "").strip() for one in ("HOST", "CLIENT_ID", "CLIENT_SECRET")]
    return Situation(
        profile_name=name,
        profile=profile,
        missing_secret=_missing_secret(profile) if profile is not None and not named[2] else "",
        is_ci=all(named),
        local_url=running_url(_LOCAL_DATA),
        has_data=os.path.exists(os.path.join(_LOCAL_DATA, "master.key")),
    )


def _missing_secret(profile: "Profile") -> str:
    place = profile.secret
    if not profile.client_id or place.kind == "keyring":
        return ""
    if place.kind == "env":
        return "" if os.environ.get(place.name, "").strip() else f"the variable {place.name} is not set"
    return "" if os.path.exists(place.name) else f"the file {place.name} is not there"


def steps_in(situation: Situation) -> str:
    """What to show: what is in use, and the next steps."""
    title, steps = _steps(situation)
    lines = [_WHAT_IT_IS, "", *_in_use(situation), f"{title}:", ""]
    for typed, does in steps:
        if len(typed) < _COLUMN:
            lines.append(f"  {typed:<{_COLUMN}}{does}")
        else:
            lines += [f"  {typed}", f"  {'':<{_COLUMN}}{does}"]
    return "\n".join([*lines, "", "All commands: korekit --help"])


def _in_use(situation: Situation) -> list[str]:
    profile = situation.profile
    lines = []
    if situation.is_ci:
        lines.append("In use: the host and the app that the environment names")
    elif profile is not None:
        who = [one for one in (profile.client_id, profile.email) if one]
        where = f" in {profile.account_name or profile.account}" if profile.account else ""
        lines.append(f"In use: {situation.profile_name}, {profile.host}, as {' and '.join(who)}{where}")
        if situation.missing_secret:
            lines.append(f"Its client secret is missing: {situation.missing_secret}")
    if situation.local_url:
        lines.append(f"A platform runs here: {situation.local_url}, on {_LOCAL_DATA}")
    return [*lines, ""] if lines else []


def _steps(situation: Situation) -> tuple[str, list[tuple[str, str]]]:
    profile = situation.profile
    if situation.is_ci:
        return "Next", [_FIRST_CALL, ("korekit token mint", "print a fresh token"), _DOCTOR]
    if profile is None:
        return "Start here", _steps_without_profile(situation)
    if situation.missing_secret:
        again = f"korekit profile add {situation.profile_name} --host {profile.host} --client-id {profile.client_id}"
        return "Next", [(again, "say again where its secret lies"), _DOCTOR]
    if not profile.client_id:
        return "Next", [_NEW_APP, ("korekit app list", "see the apps that there are"), _DOCTOR]
    return "Next", [
        ("korekit bot list", "see the account's bots"),
        ("korekit bot export st-… -o my-bot.zip", "save one"),
        ("korekit api list", "see every operation; korekit call ID calls one"),
        _DOCTOR,
    ]


def _steps_without_profile(situation: Situation) -> list[tuple[str, str]]:
    if situation.local_url:
        remember = f"korekit profile add local --host {situation.local_url} --email YOU@EXAMPLE.COM"
        return [(remember, "remember it, as the user who signs in there"), _NEW_APP, _FIRST_CALL, _DOCTOR]
    up = ("korekit up", f"start the platform on {_LOCAL_DATA} again") if situation.has_data else _UP
    return [up, _ADD, _FIRST_CALL, _DOCTOR]
