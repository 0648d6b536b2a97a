"""The files of a folder put together to the archive that they are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from korekit.archive.assembling import read_parts
from korekit.archive.bot_archive import Archive, text_in
from korekit.archive.checking import check
from korekit.archive.folders import layout
from korekit.archive.folders.given_files import Given
from korekit.archive.folders.noise import NOISY_SECTIONS
from korekit.archive.folders.orders import arranged, listed
from korekit.archive.folders.origins import Origins
from korekit.archive.folders.pieces import array_from, elements_of, is_object, members_of, object_from
from korekit.archive.json_text import pretty
from korekit.archive.limits import Limits
from korekit.archive.members import CONFIG, DEFINITION
from korekit.archive.problems import ArchiveBroken, Findings, Problem, path_to, quoted

__all__ = ["Packed", "pack"]

_DIALOG_SECTIONS: Final = ("dialogs", "dialogComponents", "sentences", "patterns")


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """An archive out of a folder. `origins`: the file of every part."""

    archive: Archive
    origins: Origins

    def problems(self) -> tuple[Problem, ...]:
        """What `check` says of the archive, told of the files of the folder."""
        return tuple(map(self.origins.told, check(self.archive)))


def pack(files: Mapping[str, bytes], limits: Limits | None = None) -> Packed:
    """The archive that `unpack` made these files of, with whatever was changed since.

    Files that no order lists are parts of the bot too, and come last. A dialog whose files are gone is gone.

    Args:
        files: content by path, as `read_unpacked` gives them.
        limits: what is too large; by default `Limits()`.

    Raises:
        ArchiveBroken: a file is missing, no JSON, in conflict, or two hold the same part; `problems` name the files.
    """
    found = Findings()
    given = Given(files, found)
    _check_format(given)
    work = _Packing(given)
    definition = work.definition()
    config = work.config()
    functions = work.functions()
    work.check_strays(files)
    if found.has_errors:
        raise ArchiveBroken(found.problems())
    archive = read_parts(
        definition=definition,
        config=config,
        icon=files.get(layout.ICON_FILE),
        functions=functions,
        limits=limits,
    )
    return Packed(archive=replace(archive, notes=found.problems()), origins=work.origins)


def _check_format(given: Given) -> None:
    form = given.members(layout.MARK).get("format")
    if layout.MARK in given and form is not None and form != b"%d" % layout.FORMAT:
        why = f"this folder has another format than {layout.FORMAT}; another version of korekit has made it"
        given.found.error(layout.MARK, "$.format", why)


class _Packing:
    """One folder on its way to an archive."""

    def __init__(self, given: Given) -> None:
        self.origins = Origins()
        self._given = given
        self._found = given.found
        self._taken = {layout.MARK, layout.BOT, layout.SETTINGS, layout.CONFIG_REST, layout.FUNCTION_NAMES}
        self._refs: dict[tuple[str, str, str], str] = {}

    def definition(self) -> bytes:
        """`botDefinition.json`."""
        parts = self._rest()
        folders = self._given.folders(layout.DIALOGS)
        if self._given.paths(layout.COMPONENTS):
            folders.append(layout.COMPONENTS)
        files: dict[str, list[str]] = {section: [] for section in _DIALOG_SECTIONS}
        for folder in folders:
            self._sort_tasks(folder, files)
        files["sentences"] += self._given.paths(layout.UTTERANCES)
        self._put_single(parts, "dialogs", files["dialogs"])
        self._put_single(parts, "dialogComponents", files["dialogComponents"])
        self._put_grouped(parts, "sentences", files["sentences"])
        self._put_grouped(parts, "patterns", files["patterns"])
        self._put_knowledge(parts)
        for section, apart in layout.ARRAYS_APART.items():
            self._put_single(parts, section, self._given.paths(apart.folder))
        for section, folder in layout.OBJECTS_APART.items():
            self._put_members(parts, section, self._given.paths(folder))
        order = listed(self._given.order("definition") or [])
        keys = [key for key in order if key in parts] + [key for key in parts if key not in set(order)]
        whole = object_from((key, parts.pop(key)) for key in keys)
        return pretty(whole)

    def config(self) -> bytes:
        """`config.json`."""
        self.origins.add(CONFIG, "$", layout.CONFIG_REST)
        parts = self._given.members(layout.CONFIG_REST)
        rest = dict(parts)
        self._put_single(rest, "envVariables", self._given.paths(layout.ENV_VARIABLES.folder), member=CONFIG)
        if "envVariables" not in parts and "envVariables" in rest:
            name = {"name": rest.pop("name")} if "name" in rest else {}
            rest = {**name, "envVariables": rest.pop("envVariables"), **rest}
        return pretty(object_from(rest.items()))

    def functions(self) -> list[tuple[str, bytes]]:
        """Name and content of every bot function."""
        names = {}
        if layout.FUNCTION_NAMES in self._given:
            for file, raw in self._given.members(layout.FUNCTION_NAMES).items():
                names[f"{layout.FUNCTIONS}/{file}"] = text_in(raw)
        paths = self._given.paths(layout.FUNCTIONS, ".js")
        self._taken.update(paths)
        order = arranged(self._given.order(layout.FUNCTIONS) or [], dict.fromkeys(paths, 1))
        found = []
        for path, _ in order:
            name = names.get(path, path.rpartition("/")[2])
            self.origins.add(name, "", path)
            found.append((name, self._given[path]))
        return found

    def check_strays(self, files: Mapping[str, bytes]) -> None:
        """Report what lies in a folder of ours and is no part: JSON, or a script that nothing names."""
        for path in files:
            if path in self._taken:
                continue
            if path.endswith(".json"):
                self._found.error(path, "", "no part of a bot lies at this place")
            elif path.endswith(".js") and path not in self._given.used_scripts:
                self._found.warning(path, "", "no part of the bot names this script, so it was left out")

    def _rest(self) -> dict[str, bytes]:
        """The top-level values that have no files of their own."""
        self.origins.add(DEFINITION, "$", layout.BOT)
        for key in NOISY_SECTIONS:
            self.origins.add(DEFINITION, path_to("$", key), layout.NOISE, path_to("$", key))
        parts = self._given.members(layout.BOT)
        if layout.SETTINGS in self._given:
            for key, raw in self._given.members(layout.SETTINGS).items():
                if key in parts:
                    self._found.error(layout.SETTINGS, path_to("$", key), f"{layout.BOT} has this key too")
                self.origins.add(DEFINITION, path_to("$", key), layout.SETTINGS, path_to("$", key))
                parts[key] = raw
        return parts

    def _sort_tasks(self, folder: str, files: dict[str, list[str]]) -> None:
        """Sort the files of a dialog's folder, or of the shared components, by what they hold."""
        paths = self._given.paths(folder)
        dialog = f"{folder}/{layout.DIALOG}"
        if folder != layout.COMPONENTS and dialog not in paths:
            self._found.error(dialog, "", "it is missing, though parts of its dialog lie beside it")
        for path in paths:
            name = path.rpartition("/")[2]
            if path == dialog and folder != layout.COMPONENTS:
                files["dialogs"].append(path)
            elif name == layout.PATTERNS:
                files["patterns"].append(path)
            elif name.endswith(f".{layout.UTTERANCES}.json"):
                files["sentences"].append(path)
            else:
                files["dialogComponents"].append(path)

    def _put_single(
        self, parts: dict[str, bytes], section: str, paths: Sequence[str], *, member: str = DEFINITION
    ) -> None:
        """Put an array together whose elements have a file each."""
        read = {path: raw for path in paths if (raw := self._given.object(path)) is not None}
        order = arranged(self._given.order(section) or [], dict.fromkeys(read, 1))
        for path, _ in order:
            self._note_ref(section, path, read[path])
        self._put(parts, section, paths, [read[path] for path, _ in order], member=member)
        self.origins.add_all(member, path_to("$", section), ((path, None) for path, _ in order))

    def _put_grouped(self, parts: dict[str, bytes], section: str, paths: Sequence[str]) -> None:
        """Put an array together whose elements share files."""
        read = {path: self._given.elements(path) for path in paths}
        order = arranged(self._given.order(section) or [], {path: len(rows) for path, rows in read.items()})
        self._put(parts, section, paths, [read[path][at] for path, at in order])
        self.origins.add_all(DEFINITION, path_to("$", section), order)

    def _put(
        self,
        parts: dict[str, bytes],
        section: str,
        paths: Sequence[str],
        raws: list[bytes],
        *,
        member: str = DEFINITION,
    ) -> None:
        self._taken.update(paths)
        if not paths:
            if section not in parts and self._given.order(section) is not None:
                parts[section] = b"[]"
            return
        if elements_of(parts.get(section, b"[]")) != []:
            home = layout.CONFIG_REST if member == CONFIG else layout.BOT
            self._found.error(home, path_to("$", section), f"it is there, and in files such as {paths[0]} too")
        parts[section] = array_from(raws)

    def _put_members(self, parts: dict[str, bytes], section: str, paths: Sequence[str]) -> None:
        """Put an object together whose keys have a file each."""
        self._taken.update(paths)
        found: dict[str, bytes] = {}
        homes: dict[str, str] = {}
        order = arranged(self._given.order(section) or [], dict.fromkeys(paths, 1))
        for path, _ in order:
            for key, raw in self._given.members(path).items():
                if key in found:
                    self._found.error(path, path_to("$", key), f"{homes[key]} has this key too")
                found[key], homes[key] = raw, path
                where = path_to(path_to("$", section), key)
                self.origins.add(DEFINITION, where, path, path_to("$", key))
        if not paths:
            if section not in parts and self._given.order(section) is not None:
                parts[section] = b"{}"
            return
        if parts.get(section, b"{}") != b"{}":
            self._found.error(layout.BOT, path_to("$", section), f"it is there, and in files such as {paths[0]} too")
        parts[section] = object_from(found.items())

    def _put_knowledge(self, parts: dict[str, bytes]) -> None:
        """Put the knowledge graphs together."""
        folders = self._given.folders(layout.KNOWLEDGE)
        every = [path for folder in folders for path in self._given.paths(f"{folder}/{layout.FAQS}")]
        self._taken.update(every)
        faqs = [path for path, _ in arranged(self._given.order(layout.FAQS) or [], dict.fromkeys(every, 1))]
        by_folder: dict[str, list[str]] = {}
        for faq in faqs:
            by_folder.setdefault(faq.removesuffix(faq[faq.rfind(f"/{layout.FAQS}/") :]), []).append(faq)
        graphs: dict[str, bytes] = {}
        for folder in folders:
            path = f"{folder}/{layout.GRAPH}"
            self._taken.update((path, f"{folder}/{layout.TAXONOMY}", f"{folder}/{layout.PATHS}"))
            own = by_folder.get(folder, [])
            if (graph := self._graph(folder, own)) is not None:
                graphs[path] = graph
        order = arranged(self._given.order("knowledgeTasks") or [], dict.fromkeys(graphs, 1))
        for path, _ in order:
            self._note_ref("knowledgeTasks", path, graphs[path])
        self._put(parts, "knowledgeTasks", list(graphs), [graphs[path] for path, _ in order])
        for at, (path, _) in enumerate(order):
            folder = path.rpartition("/")[0]
            self._note_graph(f"$.knowledgeTasks[{at}]", folder, by_folder.get(folder, []))

    def _graph(self, folder: str, faqs: Sequence[str]) -> bytes | None:
        graph = self._given.members(f"{folder}/{layout.GRAPH}")
        if not graph:
            return None

        def fill(holder: dict[str, bytes], key: str, path: str, read: Callable[[], list[bytes]]) -> None:
            if elements_of(holder.get(key, b"[]")) != []:
                where = f"$.{key}" if holder is graph else f"$.faqs.{key}"
                self._found.error(f"{folder}/{layout.GRAPH}", where, f"it is there, and in {path} too")
            holder[key] = array_from(read())

        taxonomy, paths = f"{folder}/{layout.TAXONOMY}", f"{folder}/{layout.PATHS}"
        if taxonomy in self._given:
            fill(graph, "taxonomy", taxonomy, lambda: self._given.elements(taxonomy))
        holder = graph.get("faqs", b"{}")
        if (paths in self._given or faqs) and is_object(holder):
            inner = members_of(holder)
            if faqs:
                read = [raw for path in faqs if (raw := self._given.object(path)) is not None]
                fill(inner, "faqs", faqs[0], lambda: read)
            if paths in self._given:
                fill(inner, "nodes", paths, lambda: self._given.elements(paths))
            graph["faqs"] = object_from(inner.items())
        return object_from(graph.items())

    def _note_graph(self, where: str, folder: str, faqs: Sequence[str]) -> None:
        self.origins.add(DEFINITION, where, f"{folder}/{layout.GRAPH}")
        if f"{folder}/{layout.TAXONOMY}" in self._given:
            self.origins.add(DEFINITION, f"{where}.taxonomy", f"{folder}/{layout.TAXONOMY}")
        if f"{folder}/{layout.PATHS}" in self._given:
            self.origins.add(DEFINITION, f"{where}.faqs.nodes", f"{folder}/{layout.PATHS}")
        self.origins.add_all(DEFINITION, f"{where}.faqs.faqs", ((path, None) for path in faqs))

    def _note_ref(self, section: str, path: str, raw: bytes) -> None:
        """Report a refId that another file of the section has; FAQs may share theirs."""
        ref_id, language = text_in(raw, "refId"), text_in(raw, "language")
        if not ref_id:
            return
        first = self._refs.setdefault((section, ref_id, language), path)
        if first != path:
            self._found.error(path, "$.refId", f"{quoted(ref_id)} is the refId of {first} too")
