"""The console's cookies: who is signed in, who visits, which theme, a word to show once.

Where the browser came by HTTPS each is `Secure` and bound to this host by its `__Host-` name. On one machine every port
shares its cookies, so over plain HTTP the port is part of the name: two platforms do not sign each other's people out.
"""

import base64
import hashlib
import hmac
from typing import Final
from urllib.parse import urlsplit

from korekit.console.request import Request

__all__ = ["SESSION_S", "Jar"]

# As long as the session itself.
SESSION_S: Final = 24 * 3600
_YEAR_S: Final = 365 * 24 * 3600
_MAX_NOTICE: Final = 300
_THEMES: Final = ("light", "dark")


class Jar:
    """The cookies of one visit: those that came, and those that go back."""

    def __init__(self, request: Request) -> None:
        self._came = request.cookies
        self._is_secure = request.is_secure
        port = urlsplit(request.origin).port
        self._prefix = "__Host-korekit-" if request.is_secure else f"korekit-{port or 80}-"
        self.set_headers: list[tuple[bytes, bytes]] = []

    def get(self, name: str) -> str:
        """What came under a name; empty if nothing did."""
        return self._came.get(self._prefix + name, "")

    def put(self, name: str, value: str, *, max_age_s: int, is_strict: bool = False) -> None:
        """Keep a value, of letters that a cookie takes, in the browser; gone at once with `max_age_s` 0."""
        parts = [f"{self._prefix}{name}={value}", f"Max-Age={max_age_s}", "HttpOnly"]
        parts += ["Path=/", "Secure"] if self._is_secure else ["Path=/console"]
        parts.append("SameSite=Strict" if is_strict else "SameSite=Lax")
        self.set_headers.append((b"set-cookie", "; ".join(parts).encode("ascii")))

    @property
    def session(self) -> str:
        """The access token of who is signed in. `Lax`, so that a link from elsewhere finds him signed in."""
        return self.get("session")

    def begin_session(self, access_token: str) -> None:
        """Keep an access token; what anybody put there before counts no more."""
        self.put("session", access_token, max_age_s=SESSION_S)
        self.put("visitor", "", max_age_s=0, is_strict=True)

    def end_session(self) -> None:
        """Forget who was signed in."""
        self.put("session", "", max_age_s=0)

    @property
    def theme(self) -> str:
        """`light` or `dark` where somebody chose; empty where the system's own setting counts."""
        found = self.get("theme")
        return found if found in _THEMES else ""

    def choose_theme(self, theme: str) -> None:
        """Keep a theme; anything but `light` and `dark` follows the system again."""
        self.put("theme", theme if theme in _THEMES else "", max_age_s=_YEAR_S if theme in _THEMES else 0)

    def leave_notice(self, text: str, key: str) -> None:
        """Keep a word for the next page, sealed with the visit's key: nobody else can put words on our pages."""
        word = base64.urlsafe_b64encode(text[:_MAX_NOTICE].encode()).decode().rstrip("=")
        self.put("notice", f"{word}.{_seal(word, key)}", max_age_s=60, is_strict=True)

    def take_notice(self, key: str) -> str:
        """The word that was kept for this page; shown once."""
        found = self.get("notice")
        if not found:
            return ""
        self.put("notice", "", max_age_s=0, is_strict=True)
        word, _, seal = found.partition(".")
        if not hmac.compare_digest(seal.encode(), _seal(word, key).encode()):
            return ""
        return base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)).decode("utf-8", "replace")


def _seal(word: str, key: str) -> str:
    return hmac.new(key.encode(), b"notice:" + word.encode(), hashlib.sha256).hexdigest()[:32]
