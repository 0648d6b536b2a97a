"""The words for the states of a bot's parts: those that tell a latest export from a published one, and others.

Source: contract, export-archive.md, Telling latest from published; Import rules in the builder's documentation.
"""

import re
from collections.abc import Mapping
from contextlib import suppress

from msgspec import Raw

from korekit.archive.export_options import ExportType
from korekit.archive.json_text import MalformedJSON, in_bytes, spans, spliced

__all__ = ["with_states", "with_tasks_configured"]

_PLACES: Mapping[str, tuple[str, ...]] = {
    "mlParams": ("*", "state"),
    "advancedNLSettings": ("*", "state"),
    "smallTalk": ("*", "groups", "*", "nodes", "*", "state"),
    "widgets": ("*", "state"),
    "namespaces": ("*", "status"),
}
_TASKS = ("dialogs", "actions", "alerts", "forms", "widgets", "panels", "knowledgeTasks")
# As the builder's pages name them; no archive shows how they are written.
_UNFINISHED = re.compile(
    rb'"(?:suspended|rejected|in_?progress|upgrade_?in_?progress|awaiting_?approval)"', re.IGNORECASE
)


def with_states(parts: Mapping[str, bytes | Raw], export_type: ExportType) -> dict[str, bytes | Raw]:
    """The sections with every state word of the given export.

    Other words stay as they are, and so do sections that fit, or that have a key twice on the way to a state.
    """
    word = in_bytes(export_type.state)
    other = in_bytes(next(other.state for other in ExportType if other is not export_type))
    changed = dict(parts)
    for key, steps in _PLACES.items():
        if key in parts:
            text = bytes(parts[key])
            with suppress(MalformedJSON):
                edits = [(span, word) for span in spans(text, steps) if text[slice(*span)] == other]
                changed[key] = spliced(text, edits) if edits else parts[key]
    return changed


def with_tasks_configured(parts: Mapping[str, bytes | Raw]) -> dict[str, bytes | Raw]:
    """The sections with every task configured that is suspended, rejected, in progress or awaiting approval.

    Other sections stay as they are, and so do tasks that have a key twice.
    """
    word = in_bytes(ExportType.LATEST.state)
    changed = dict(parts)
    for key in _TASKS:
        text = bytes(parts.get(key, b""))
        if _UNFINISHED.search(text):
            with suppress(MalformedJSON):
                places = [span for name in ("state", "status") for span in spans(text, ("*", name))]
                edits = [(span, word) for span in places if _UNFINISHED.fullmatch(text[slice(*span)])]
                changed[key] = spliced(text, edits)
    return changed
