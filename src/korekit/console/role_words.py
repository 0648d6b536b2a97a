"""What each role sees and does, in words; which pages it opens is read from what the pages declare."""

from dataclasses import dataclass
from typing import Final

from korekit.catalog.planes import Role
from korekit.console.navigation import Navigation

__all__ = ["RoleWords", "role_words"]

_SENTENCES: Final = {
    Role.VIEWER: "Looks at bots and the apps of bots, and changes nothing. Never sees the value of a secret.",
    Role.DEVELOPER: "Also creates, changes, publishes and deletes bots and their apps, sees the secrets of these apps, "
    "sends requests, and finds out why calls were refused.",
    Role.ADMIN: "Also works with the apps of the whole account, and manages users and invitations.",
    Role.OWNER: "Also renames and suspends the account, and decides whether scopes need a publish. "
    "An account always has an owner.",
}


@dataclass(frozen=True, slots=True)
class RoleWords:
    """One role. `opens`: entries of the navigation that the role below does not open; `bot_tabs`, `app_tabs`: tabs."""

    role: Role
    sentence: str
    opens: list[str]
    bot_tabs: list[str]
    app_tabs: list[str]


def role_words(navigation: Navigation) -> list[RoleWords]:
    """Every role, the least first, each with what it adds to the one before."""
    found: list[RoleWords] = []
    entries, bot_tabs, app_tabs = (list[str]() for _ in range(3))
    for role in Role:
        groups = navigation.place(role, "")["groups"]
        own = [entry.label for _, group in groups for entry in group]
        bots, apps = ([tab.label for tab in navigation.tabs(of, role)] for of in ("bot", "app"))
        new = (_without(own, entries), _without(bots, bot_tabs), _without(apps, app_tabs))
        found.append(RoleWords(role, _SENTENCES[role], *new))
        entries, bot_tabs, app_tabs = own, bots, apps
    return found


def _without(labels: list[str], others: list[str]) -> list[str]:
    return [one for one in labels if one not in others]
