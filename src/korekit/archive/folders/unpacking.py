"""An archive taken apart into the files of its folder."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from korekit.archive.bot_archive import Archive, text_in
from korekit.archive.folders import layout
from korekit.archive.folders.file_names import file_names, is_safe_name
from korekit.archive.folders.knowledge_files import put_knowledge
from korekit.archive.folders.made_files import Files, objects_in
from korekit.archive.folders.noise import NOISY_SECTIONS
from korekit.archive.folders.orders import order_text
from korekit.archive.folders.pieces import is_object, members_of, object_from
from korekit.archive.folders.task_files import put_tasks
from korekit.archive.json_text import MalformedJSON, in_bytes
from korekit.archive.members import CONFIG, DEFINITION
from korekit.archive.problems import ArchiveBroken
from korekit.archive.variables import without_secrets

__all__ = ["unpack"]

_JS: Final = ".js"


def unpack(archive: Archive) -> dict[str, bytes]:
    """The files of an archive by their paths, from which `pack` makes the same archive.

    The same means: laid out as an export is, and without the values of secured variables, which are never written.
    Costs about 0.5 s for a definition of 3.6 MB.

    Returns:
        Content by path, `/` between folders; what `write_unpacked` takes.

    Raises:
        ArchiveBroken: a JSON member is no JSON object, or has a key twice at its top level.
    """
    safe = without_secrets(archive)
    made = Files()
    made.put(layout.MARK, b'{\n    "format": %d\n}\n' % layout.FORMAT)
    made.put(layout.FILE_WITH_ATTRIBUTES, layout.ATTRIBUTES)
    try:
        _put_definition(made, members_of(safe.definition))
    except MalformedJSON as error:
        raise ArchiveBroken.because(DEFINITION, str(error), "$") from None
    try:
        _put_config(made, members_of(safe.config))
    except MalformedJSON as error:
        raise ArchiveBroken.because(CONFIG, str(error), "$") from None
    _put_functions(made, safe.functions)
    if safe.icon is not None:
        made.put(layout.ICON_FILE, safe.icon)
    return made.finished()


def _put_definition(made: Files, left: dict[str, bytes]) -> None:
    """All files of a definition. `left` is used up on the way, because it is as large as the whole."""
    made.put(layout.order_file("definition"), order_text((key, None) for key in left))
    language = text_in(left.get("defaultLanguage"))

    def take(section: str) -> list[bytes] | None:
        """The elements of an array that is to be taken apart, which then does not stand in a file of the rest."""
        found = objects_in(left.get(section))
        if found is not None:
            del left[section]
        return found

    put_tasks(made, take, language)
    if (graphs := take("knowledgeTasks")) is not None:
        put_knowledge(made, graphs, language)
    for section, apart in layout.ARRAYS_APART.items():
        if (elements := take(section)) is not None:
            made.put_order(section, made.put_apart(apart, elements, language))
    for section, folder in layout.OBJECTS_APART.items():
        if (members := _members_apart(left.get(section))) is not None:
            del left[section]
            made.put_order(section, made.put_members(folder, members))
    for key in NOISY_SECTIONS:
        if key in left:
            made.keep_apart(layout.BOT, key, left.pop(key))
    settings = {key: left.pop(key) for key in list(left) if key in layout.IN_SETTINGS}
    made.put_json(layout.BOT, object_from(left.items()))
    if settings:
        made.put_json(layout.SETTINGS, object_from(settings.items()))


def _put_config(made: Files, parts: dict[str, bytes]) -> None:
    variables = objects_in(parts.get("envVariables"))
    # Elsewhere than behind the name its place would be lost.
    if variables is not None and list(parts)[:2] == ["name", "envVariables"]:
        made.put_order("envVariables", made.put_apart(layout.ENV_VARIABLES, variables, ""))
        del parts["envVariables"]
    made.put_json(layout.CONFIG_REST, object_from(parts.items()))


def _put_functions(made: Files, functions: Sequence[tuple[str, bytes]]) -> None:
    """Scripts under their own names; where a file system would not take one, `names.json` has it."""
    if not functions:
        return
    times = Counter(name.casefold() for name, _ in functions)
    is_kept = [is_safe_name(name) and name.endswith(_JS) and times[name.casefold()] == 1 for name, _ in functions]
    given = [(name[: -len(_JS)], name) for name, _ in functions]
    stems = file_names(given, "script")
    files = [
        name if kept else f"{stem}{_JS}" if stem.casefold() + _JS not in times else f"{stem}-{at}{_JS}"
        for at, ((name, _), stem, kept) in enumerate(zip(functions, stems, is_kept, strict=True), 1)
    ]
    renamed = {file: name for file, (name, _) in zip(files, functions, strict=True) if file != name}
    for file, (_, content) in zip(files, functions, strict=True):
        made.put(f"{layout.FUNCTIONS}/{file}", content)
    if renamed:
        made.put_json(layout.FUNCTION_NAMES, in_bytes(renamed))
    made.put_order(layout.FUNCTIONS, [f"{layout.FUNCTIONS}/{file}" for file in files])


def _members_apart(raw: bytes | None) -> dict[str, bytes] | None:
    if raw is None or not is_object(raw):
        return None
    found = members_of(raw)
    return found if found and all(map(is_object, found.values())) else None
