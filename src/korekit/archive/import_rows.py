"""The rows that an import's status lists.

Source: contract, bot-import-status with its quirks.
"""

from msgspec import Raw

from korekit.archive.bot_archive import Archive, text_in
from korekit.archive.json_text import MalformedJSON, items, sections

__all__ = ["dialog_name", "import_rows"]


def import_rows(archive: Archive) -> list[tuple[str, str]]:
    """`taskType` and `taskName` of every row that a full import writes, in the documented order and spelling.

    The first stands for the request, the last alone for the whole job. Dialogs, forms, widgets and events have a
    row each, other kinds one; a kind has rows when the archive has something of it. `Utterences` is so spelled.

    A partial import is another matter, not served here: with settings alone its `BotVariables` row is the ninth
    (contract, observed-errors.md 2.1).

    Raises:
        ArchiveBroken: a member is no JSON object.
    """
    parts = archive.sections
    rows = [("importRequest", archive.name), ("Bot Definition", archive.name)]
    if "idpConfigurations" in parts:
        rows.append(("IdpConfigurations", "IdpConfigurations"))
    if "customTemplates" in parts:
        rows.append(("CustomTemplates", "CustomTemplates"))
    if archive.functions:
        rows.append(("BotFunctions", "Bot Functions"))
    rows += (("Widget", text_in(widget.get("name"))) for widget in archive.elements("widgets"))
    rows += (("Dialog", dialog_name(archive, dialog)) for dialog in archive.elements("dialogs"))
    rows += (("Form", text_in(form.get("name"))) for form in archive.elements("forms"))
    rows += (("Event", event) for event in _keys(parts.get("botEvents")))
    kinds = (
        ("KnowledgeTasks", "knowledgeTasks"),
        ("Utterences", "sentences"),
        ("Patterns", "patterns"),
        ("Standard Responses", "koraResponses"),
    )
    rows += ((kind, kind) for kind, key in kinds if items(parts.get(key)))
    if items(archive.settings.get("envVariables")) or items(parts.get("contentVariables")):
        rows.append(("BotVariables", "BotVariables"))
    if items(parts.get("smallTalk")):
        rows.append(("SmallTalk", "SmallTalk"))
    rows.append(("importBot", archive.name))
    return rows


def dialog_name(archive: Archive, dialog: dict[str, Raw]) -> str:
    """The name of a dialog in the bot's default language, or in lower case where it has none there."""
    return text_in(dialog.get("localeData"), archive.default_language, "name") or text_in(dialog.get("lname"))


def _keys(raw: Raw | None) -> list[str]:
    try:
        return [key.replace("\0", "\ufffd") for key in sections(bytes(raw))] if raw is not None else []
    except MalformedJSON:
        return []
