"""The words that tell a latest export from a published one.

Source: contract, export-archive.md, Telling latest from published.
"""

from collections.abc import Mapping
from contextlib import suppress

from msgspec import Raw

from korekit.archive.export_options import ExportType
from korekit.archive.json_text import MalformedJSON, in_bytes, spans, spliced

__all__ = ["with_states"]

_PLACES: Mapping[str, tuple[str, ...]] = {
    "mlParams": ("*", "state"),
    "advancedNLSettings": ("*", "state"),
    "smallTalk": ("*", "groups", "*", "nodes", "*", "state"),
    "widgets": ("*", "state"),
    "namespaces": ("*", "status"),
}


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
