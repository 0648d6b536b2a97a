"""What the resources of a change log are called."""

import re
from typing import Final

__all__ = ["resource_name"]

# The platform's words, and those of exports of the vendor's.
_NAMES: Final = {
    "stream": "Bot",
    "app": "App",
    "dialog": "Dialog",
    "variables": "Variables",
    "Import": "Import",
    "KnowledgeTask": "Knowledge graph",
    "Knowledge Task": "Knowledge graph training",
    "nlp": "Language understanding",
    "idpconfigurations": "Identity provider",
}
_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|[_-]+")


def resource_name(resource_type: str) -> str:
    """A type in words: `KnowledgeTask` is a knowledge graph; what is not known is told apart into its words."""
    known = _NAMES.get(resource_type)
    if known is not None:
        return known
    words = _HUMP.sub(" ", resource_type).strip()
    return words[:1].upper() + words[1:].lower() if words else resource_type
