"""What a found secret means in words: what it is, what it reaches, how it is made worthless.

Source of the ways in the vendor's console: contract, platform.md 2.
"""

from collections.abc import Iterable

from korekit.scanning.leaks.finding import Finding, Life
from korekit.scanning.leaks.sighting import Certainty, Kind

__all__ = ["reach_of", "revocation", "title_of"]

_WHICH_PLANE = (
    "Which plane the app is of, no claim says: a bot's app reaches that bot, an admin app every bot of the account."
)
_VENDOR = (
    "The vendor's platform has no rotation: make a second app with the same scopes, move every caller to it, then "
    "delete the first. Admin plane: Admin Console > Security & Control > API Scopes. Bot plane: the bot's "
    "App Settings > Dev Tools > Web/Mobile SDK > JWT App."
)
_HISTORY = (
    "Taking it out of the files does not help: clones and the history keep it. First make it worthless, then accept it "
    "with --write-baseline."
)


def title_of(finding: Finding) -> str:
    """What was found, with the app and how long it is good."""
    app = f" of {finding.client_id}" if finding.client_id else ""
    if finding.kind is Kind.CLIENT_SECRET:
        word = "may be a client secret" if finding.certainty is Certainty.POSSIBLE else "client secret"
        return f"{word}{app}"
    if finding.kind is Kind.ENCRYPTED_TOKEN:
        return "encrypted token"
    match finding.life:
        case Life.ENDLESS:
            return f"token{app} that never expires"
        case Life.UNTIL:
            return f"token{app}, good until {_moment(finding)}"
        case Life.OVER:
            return f"token{app}, expired on {_moment(finding)}"
        case Life.USELESS | Life.UNKNOWN:
            return f"token{app} that no host takes"


def _moment(finding: Finding) -> str:
    return f"{finding.expires_at:%Y-%m-%d %H:%M} UTC" if finding.expires_at else "a time beyond the calendar"


def reach_of(finding: Finding) -> str:
    """What whoever finds it can do, as far as it tells itself."""
    app = finding.client_id or "its app"
    if finding.kind is Kind.CLIENT_SECRET:
        return f"Makes tokens for {app} until it is rotated: every call that the app's scopes allow."
    if finding.kind is Kind.ENCRYPTED_TOKEN:
        return "Only the platform can read whose it is and how long it is good. Treat it as one that is good."
    once = " It names a `jti`: it is good for one call, unless that was made." if finding.is_single_use else ""
    if finding.life is Life.OVER:
        return "Nothing any more. It was made by a program or a person that keeps tokens in files: look how."
    if finding.life in (Life.USELESS, Life.UNKNOWN):
        return f"Nothing: {finding.why[:1].lower()}{finding.why[1:]}"
    until = "until the app's secret is rotated" if finding.life is Life.ENDLESS else f"until {_moment(finding)}"
    return f"Calls as {app}, with every scope of that app, {until}.{once}"


def revocation(findings: Iterable[Finding]) -> list[str]:
    """How the secrets are made worthless, for all of them together; nothing where none is worth anything."""
    harmful = [one for one in findings if one.life not in (Life.OVER, Life.USELESS)]
    if not harmful:
        return []
    apps = sorted({one.client_id for one in harmful if one.client_id})
    one = apps[0] if len(apps) == 1 else "CS-…"
    each = f", for each of {', '.join(apps)}" if len(apps) > 1 else ""
    return [_WHICH_PLANE, f"On a korekit host, at once: `korekit app rotate {one}`{each}.", _VENDOR, _HISTORY]
