"""What differs between two exports of one bot although nobody changed anything.

Source: contract, export-archive.md, Diff rules.
"""

from typing import Final

__all__ = ["LAYOUT_KEYS", "NAMESPACE_KEYS", "SET_KEYS", "STATE_KEYS", "is_noise"]

# Whose order means nothing: words, and references that only say what belongs.
NAMESPACE_KEYS: Final = frozenset({"vNameSpace", "krVNameSpace", "evVNameSpace"})
SET_KEYS: Final = NAMESPACE_KEYS | {
    "synonyms",
    "dialogIntents",
    "approvedLanguages",
    "approvalRequestedLanguages",
    "supportedLanguages",
    "languagesToBeIgnored",
    "entities",
    "data",
}
# Where a part stands in its life: no difference between a latest export and a published one.
STATE_KEYS: Final = frozenset(
    {"state", "status", "approvedLanguages", "approvalRequestedLanguages", "isPublishedVersion"}
)
LAYOUT_KEYS: Final = frozenset({"metadata", "positionMeta"})

_KEYS = frozenset({"_id", "streamId", "createdBy", "createdOn", "__v", "encryptedHash"})
_STARTS = ("lMod", "lastModified")


def is_noise(key: str) -> bool:
    """Whether a member of this name counts for nothing, wherever it stands."""
    return key in _KEYS or key.startswith(_STARTS)
