"""The forms in which a comparison is saved."""

from typing import cast, get_args

from korekit.catalog.bot_comparisons import DifferenceForm
from korekit.console.request import Fields

__all__ = ["asked_form"]


def asked_form(fields: Fields) -> DifferenceForm:
    """The form that a button asks for; Markdown unless it names another one."""
    text = fields.text("form")
    return cast("DifferenceForm", text) if text in get_args(DifferenceForm) else "markdown"
