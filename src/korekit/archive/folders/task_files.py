"""The files of dialogs: nodes, components, and what trains them."""

from collections.abc import Callable, Mapping, Sequence

from korekit.archive.folders import layout
from korekit.archive.folders.file_names import file_names
from korekit.archive.folders.made_files import Files
from korekit.archive.folders.naming import Component, components_of, owners, parsed, shape_of

__all__ = ["put_tasks"]


def put_tasks(made: Files, take: Callable[[str], list[bytes] | None], language: str) -> None:
    """Dialogs, their components, and the utterances and patterns that belong to these."""
    dialogs, components = take("dialogs") or [], take("dialogComponents") or []
    shapes = [shape_of(parsed(raw), language) for raw in dialogs]
    names = file_names([shape.named for shape in shapes], "dialog")
    folders = [f"{layout.DIALOGS}/{name}" for name in names]
    if dialogs:
        paths = [f"{folder}/{layout.DIALOG}" for folder in folders]
        made.put_all(paths, dialogs)
        made.put_order("dialogs", paths)
    known = components_of(components)
    homes = [layout.COMPONENTS if at is None else folders[at] for at in owners(shapes, known)]
    stems = _stems(known, homes)
    if components:
        paths = [f"{stem}.json" for stem in stems]
        made.put_all(paths, components, script_at=1)
        made.put_order("dialogComponents", paths)
    if (sentences := take("sentences")) is not None:
        files = {one.own_id: _utterances_file(stem) for one, stem in zip(known, stems, strict=True)}
        made.put_grouped("sentences", sentences, _sentence_files(sentences, files))
    if (patterns := take("patterns")) is not None:
        places = {one.ref_id: f"{home}/{layout.PATTERNS}" for one, home in zip(known, homes, strict=True)}
        otherwise = f"{layout.COMPONENTS}/{layout.PATTERNS}"
        rows = [places.get(_text_at(row, "refId"), otherwise) for row in map(parsed, patterns)]
        made.put_grouped("patterns", patterns, rows)


def _stems(components: Sequence[Component], homes: Sequence[str]) -> list[str]:
    """The path of each component without its ending: `dialogs/book-a-flight/ask-city.entity`."""
    groups: dict[tuple[str, str], list[int]] = {}
    for at, (component, home) in enumerate(zip(components, homes, strict=True)):
        groups.setdefault((home, component.type.casefold()), []).append(at)
    found = [""] * len(components)
    for (home, _), members in groups.items():
        names = file_names([(components[at].name, components[at].ref_id) for at in members], "component")
        for at, name in zip(members, names, strict=True):
            found[at] = f"{home}/{name}.{components[at].type}"
    return found


def _utterances_file(stem: str) -> str:
    return f"{stem.removesuffix('.intent')}.{layout.UTTERANCES}.json"


def _sentence_files(sentences: Sequence[bytes], files: Mapping[str, str]) -> list[str]:
    """The file of each sentence: its intent's, or for those without one that has the name of their task."""
    read = list(map(parsed, sentences))
    strangers = {task: _text_at(row, "taskName") for row in read if (task := _text_at(row, "taskId")) not in files}
    names = file_names([(name, task) for task, name in strangers.items()], "other")
    others = {task: f"{layout.UTTERANCES}/{name}.json" for task, name in zip(strangers, names, strict=True)}
    every = {**others, **files}
    return [every[_text_at(row, "taskId")] for row in read]


def _text_at(row: Mapping[str, object], key: str) -> str:
    found = row.get(key)
    return found if isinstance(found, str) else ""
