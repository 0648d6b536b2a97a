"""The files of knowledge graphs."""

from collections.abc import Sequence

from korekit.archive.folders import layout
from korekit.archive.folders.file_names import file_names
from korekit.archive.folders.made_files import Files, objects_in
from korekit.archive.folders.naming import named, parsed
from korekit.archive.folders.pieces import array_from, is_object, members_of, object_from

__all__ = ["put_knowledge"]


def put_knowledge(made: Files, graphs: Sequence[bytes], language: str) -> None:
    """One folder for each graph, that is for each language: the graph, its taxonomy, its paths, and every FAQ."""
    names = file_names([named(parsed(raw), layout.GRAPH_NAMES, language) for raw in graphs], "knowledge")
    sources: list[str] = []
    for name, raw in zip(names, graphs, strict=True):
        folder = f"{layout.KNOWLEDGE}/{name}"
        graph = members_of(raw)
        if (taxonomy := objects_in(graph.get("taxonomy"))) is not None:
            made.put_json(f"{folder}/{layout.TAXONOMY}", array_from(taxonomy))
            graph["taxonomy"] = b"[]"
        if is_object(holder := graph.get("faqs", b"")):
            inner = members_of(holder)
            if (nodes := objects_in(inner.get("nodes"))) is not None:
                made.put_json(f"{folder}/{layout.PATHS}", array_from(nodes))
                inner["nodes"] = b"[]"
            if (faqs := objects_in(inner.get("faqs"))) is not None:
                apart = layout.Apart(folder=f"{folder}/{layout.FAQS}", one="faq", names=("question",))
                sources += made.put_apart(apart, faqs, language)
                inner["faqs"] = b"[]"
            graph["faqs"] = object_from(inner.items())
        made.put_json(f"{folder}/{layout.GRAPH}", object_from(graph.items()))
    made.put_order("knowledgeTasks", [f"{layout.KNOWLEDGE}/{name}/{layout.GRAPH}" for name in names])
    if sources:
        made.put_order("faqs", sources)
