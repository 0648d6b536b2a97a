"""What stands in a text for something that is not shown: asterisks of a log, expressions of a workflow.

It is unknown and no fault by itself, so it becomes an open part.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from korekit.doctor.given import open_names, opened

__all__ = ["masks_opened", "notes_on_unfilled", "templates_filled"]

# `${{ secrets.JWT }}` of a workflow, `$(JWT)` is a shell's own affair.
_EXPRESSION: Final = re.compile(r"\$\{\{([^{}\n]{0,200})\}\}")
_MASK: Final = re.compile(r"(?<![*/\ue000])\*{3,}(?!\*)|\[(?:masked|MASKED|secure|REDACTED|redacted)\]")
_AFTER_SLASH: Final = re.compile(r"(?<=[\w}/\ue001]/)\*{3,}(?!\*)")
_TEMPLATE: Final = re.compile(r"(?<!\ue000)\{\{([^{}\n]{1,200})\}\}")
_SHOWN_NAMES: Final = 4
_MAX_NESTING: Final = 5
# Values that name each other could grow without end.
_MAX_FILLED: Final = 2_000_000
_NOT_NAME: Final = re.compile(r"[^\w.$-]+")


def masks_opened(text: str) -> str:
    """The text with each mask as an open part."""
    text = _EXPRESSION.sub(lambda found: opened(_name(found[1])), text)
    return _AFTER_SLASH.sub(opened("***"), _MASK.sub(opened("***"), text))


def templates_filled(text: str, variables: Mapping[str, str]) -> str:
    """The text with each `{{name}}` filled in, values within values too; what no variable holds is an open part."""

    def value(found: re.Match[str]) -> str:
        name = found[1].strip()
        return variables[name] if name in variables else opened(f"{{{{{_name(name)}}}}}")

    for _ in range(_MAX_NESTING):
        filled = _TEMPLATE.sub(value, text)[:_MAX_FILLED]
        if filled == text:
            break
        text = filled
    return text


def notes_on_unfilled(texts: Iterable[str], tool: str) -> tuple[str, ...]:
    """What to say of `{{names}}` that nothing given fills."""
    names = [name for text in texts for name in open_names(text) if name.startswith("{{")]
    if not names:
        return ()
    listed = ", ".join(f"`{name}`" for name in list(dict.fromkeys(names))[:_SHOWN_NAMES])
    return (f"No value is given here for {listed}. Without one, {tool} sends the braces themselves.",)


def _name(text: str) -> str:
    return _NOT_NAME.sub("", text)[:60]
