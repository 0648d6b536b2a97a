"""Hosts by their names: which serve the public API, which belong to other products.

Source: contract, platform.md 8.
"""

import ipaddress
from typing import Final

__all__ = ["OTHER_PRODUCTS", "VENDOR_HOSTS", "WEB_SITES", "is_this_machine", "is_vendor"]

VENDOR_HOSTS: Final = (
    "platform.kore.ai",
    "bots.kore.ai",
    "de-platform.kore.ai",
    "de-bots.kore.ai",
    "eu-platform.kore.ai",
    "eu-bots.kore.ai",
    "jp-bots.kore.ai",
    "smartassist.kore.ai",
    "smartassist-jp.kore.ai",
)
# Same company, other API, other authentication.
OTHER_PRODUCTS: Final = frozenset({"work.kore.ai", "agent-platform.kore.ai"})
# Pages for people, which serve no API.
WEB_SITES: Final = frozenset({"kore.ai", "www.kore.ai", "developer.kore.ai", "docs.kore.ai", "community.kore.ai"})
_VENDOR_DOMAINS: Final = ("kore.ai", "korebots.com")


def is_vendor(host: str) -> bool:
    """Whether the vendor runs this host, by its name."""
    return any(host == domain or host.endswith(f".{domain}") for domain in _VENDOR_DOMAINS)


def is_this_machine(host: str) -> bool:
    """Whether the name means the machine itself, where no gateway rewrites paths."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
