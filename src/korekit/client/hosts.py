"""Which address a host's name means: `platform.kore.ai`, `https://bots.kore.ai/`, `http://127.0.0.1:8070`.

Paths come from the catalogue and begin with `/api`, so an `/api` that was copied along with the host is dropped.
Source: contract, platform.md 8.
"""

import ipaddress
from typing import Final
from urllib.parse import urlsplit

from korekit.client.errors import InvalidArgument

__all__ = ["base_url"]

_HINT: Final = "Name a host such as `platform.kore.ai`, or an address such as `http://127.0.0.1:8070`."


def base_url(host: str) -> str:
    """The address that paths are appended to, without a slash at its end.

    Args:
        host: a name, a name with port, or an address. Without a scheme, https is meant, except on this very
            machine.

    Raises:
        InvalidArgument: no host, another scheme, or one that carries a password, a query or a fragment.
    """
    text = host.strip()
    if "://" not in text:
        text = f"//{text}"
    try:
        parts = urlsplit(text)
        name, port = parts.hostname or "", parts.port
    except ValueError:
        raise InvalidArgument("The host is no valid address.", hint=_HINT) from None
    if not name or any(sign.isspace() for sign in text):
        raise InvalidArgument("The host is no valid address.", hint=_HINT)
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise InvalidArgument("A host carries no user, password, query or fragment.", hint=_HINT)
    scheme = parts.scheme or ("http" if _is_this_machine(name) else "https")
    if scheme not in ("http", "https"):
        raise InvalidArgument("A host is reached by http or https.", hint=_HINT)
    shown = f"[{name}]" if ":" in name else name
    prefix, _, _ = f"{parts.path.rstrip('/')}/".partition("/api/")
    return f"{scheme}://{shown}{f':{port}' if port is not None else ''}{prefix.rstrip('/')}"


def _is_this_machine(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
