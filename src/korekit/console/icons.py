"""Pictures of 16 by 16, drawn in the colour of the text around them; decoration, never the only word."""

from typing import Final

from markupsafe import Markup

__all__ = ["icon"]

_DRAWN: Final = {
    "home": '<path d="M2.5 7.2 8 2.6l5.5 4.6M4 6.6v6.2h8V6.6M6.7 12.8V9.4h2.6v3.4"/>',
    "bot": (
        '<path d="M3 6.2h10v6.6H3zM8 6.2V3.4M6 9.2v1M10 9.2v1M1.4 8.6v2M14.6 8.6v2"/><circle cx="8" cy="2.6" r=".8"/>'
    ),
    "app": '<path d="M2.6 2.6h4.2v4.2H2.6zM9.2 2.6h4.2v4.2H9.2zM2.6 9.2h4.2v4.2H2.6zM11.3 9.2v4.2M9.2 11.3h4.2"/>',
    "badge": (
        '<path d="M2.2 4.4h11.6v8.8H2.2zM6.4 4.4V2.6h3.2v1.8M8.8 7.6h3M8.8 10h3"/><circle cx="5.6" cy="7.8" r="1.1"/>'
    ),
    "scopes": (
        '<path d="m2.4 4 1.2 1.2 2-2.2M2.4 8.4l1.2 1.2 2-2.2M2.6 12.6h2.6M7.8 4.2h5.8M7.8 8.4h5.8M7.8 12.6h5.8"/>'
    ),
    "key": '<circle cx="5" cy="8" r="2.6"/><path d="M7.6 8h6.2v2.2M11.2 8v1.8"/>',
    "shield": '<path d="M8 1.8 13 3.6v4.2c0 3-2 5-5 6.4-3-1.4-5-3.4-5-6.4V3.6zM8 5v3.4M8 10.4v.2"/>',
    "users": (
        '<circle cx="6" cy="5.4" r="2.2"/><path d="M2 13c0-2.6 1.6-4 4-4s4 1.4 4 4'
        'M10.4 3.4a2.2 2.2 0 0 1 0 4M11.6 9.4c1.6.5 2.4 1.8 2.4 3.6"/>'
    ),
    "person": '<circle cx="8" cy="5.2" r="2.6"/><path d="M2.8 13.6c0-3 2-4.6 5.2-4.6s5.2 1.6 5.2 4.6"/>',
    "log": '<path d="M3.4 2.2h9.2v11.6H3.4zM5.6 5.2h4.8M5.6 8h4.8M5.6 10.8h2.8"/>',
    "chart": '<path d="M2.2 13.8h11.6M4 11V7.4M8 11V3M12 11V5.6"/>',
    "tool": '<path d="M9.6 6.4a3 3 0 0 1 4-3.6L11.8 4.6l.4 1.6 1.6.4 1.6-1.6"/><path d="M9.9 6.1 3.2 12.8"/>',
    "send": '<path d="M2 7.4 14 2.2 10.2 14 7.4 9zM7.4 9l3-3"/>',
    "copy": '<path d="M5.6 5.6h7.6v7.6H5.6zM3.4 10.4h-.6V2.8h7.6v.6"/>',
    "menu": '<path d="M2.4 4.2h11.2M2.4 8h11.2M2.4 11.8h11.2"/>',
    "plus": '<path d="M8 3v10M3 8h10"/>',
    "check": '<path d="m3 8.6 3.2 3.2L13 4.8"/>',
    "alert": '<path d="M8 2.2 14.4 13.4H1.6zM8 6.4v3.2M8 11.4v.2"/>',
    "info": '<circle cx="8" cy="8" r="6"/><path d="M8 7.2v3.8M8 4.8v.2"/>',
    "gear": (
        '<circle cx="8" cy="8" r="2.2"/><path d="M8 1.8v2M8 12.2v2M1.8 8h2M12.2 8h2M3.6 3.6 5 5'
        'M11 11l1.4 1.4M12.4 3.6 11 5M5 11l-1.4 1.4"/>'
    ),
    "chevron": '<path d="m4.4 6.4 3.6 3.4 3.6-3.4"/>',
    "upload": '<path d="M8 10.6V2.8M4.8 6 8 2.8 11.2 6M2.6 10.4v3h10.8v-3"/>',
    "download": '<path d="M8 2.6v7.8M4.8 7.2 8 10.4l3.2-3.2M2.6 10.4v3h10.8v-3"/>',
    "search": '<circle cx="7" cy="7" r="4.2"/><path d="m10.2 10.2 3.4 3.4"/>',
}
_FRAME: Final = '<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{}</svg>'
# Markup of our own drawings, put together once; no value from outside is in it.
_ICONS: Final = {name: Markup(_FRAME.format(drawn)) for name, drawn in _DRAWN.items()}  # noqa: S704
_OTHER: Final = Markup(_FRAME.format('<circle cx="8" cy="8" r="2"/>'))  # noqa: S704


def icon(name: str) -> Markup:
    """A picture by its name; a dot where none has it."""
    return _ICONS.get(name, _OTHER)
