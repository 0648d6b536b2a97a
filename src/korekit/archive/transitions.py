"""Where the nodes of a dialog lead.

Source: contract, export-archive.md, dialogs[] and References: a target is a node of the same dialog, `end`, or
empty.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from korekit.archive.members import DEFINITION
from korekit.archive.problems import Findings, quoted, sort_of

__all__ = ["Transitions"]

_END = "end"
_BARE_WORD = re.compile(r"[a-z]+")


class Transitions:
    """Collects the targets that no node of their dialog answers to, dialog by dialog."""

    __slots__ = ("_found", "_has_end", "_unknown")

    def __init__(self, found: Findings) -> None:
        self._found = found
        self._has_end = False
        self._unknown: list[tuple[str, str, str]] = []

    def take(self, dialog: Mapping[str, object], path: str) -> None:
        """Look at every transition of a dialog; unconnected ones are reported once for the dialog."""
        nodes = list(self._nodes(dialog, path))
        ids = [name for _, node in nodes if isinstance(name := node.get("nodeId"), str)]
        known = set(ids)
        if len(known) < len(ids):
            twice = next(name for name, times in Counter(ids).items() if times > 1)
            self._found.warning(DEFINITION, f"{path}.nodes", f"the nodeId {quoted(twice)} stands there twice")
        empty: list[str] = []
        for place, node in nodes:
            for target_path, target in self._targets(node, place):
                if target in (None, ""):
                    empty.append(target_path)
                elif not isinstance(target, str):
                    self._found.error(DEFINITION, target_path, f"it should be a text, not {sort_of(target)}")
                elif target == _END:
                    self._has_end = True
                elif target not in known:
                    self._unknown.append((path, target_path, target))
        if empty:
            more = f", and {len(empty) - 1} more of this dialog" if len(empty) > 1 else ""
            self._found.warning(DEFINITION, empty[0], f"this transition leads nowhere{more}")

    def resolve(self) -> None:
        """Report the targets that lead nowhere.

        A definition whose words were replaced by others, as is done to share one without its texts, has another
        word for `end`: if `end` is never used, the bare word that most targets name, in more than one dialog, is
        taken for it, with a warning.
        """
        ending = None if self._has_end else self._word_for_end()
        for _, path, target in self._unknown:
            if target != ending:
                self._found.error(DEFINITION, path, f"{quoted(target)} is no nodeId of this dialog")
        if ending:
            paths = [path for _, path, target in self._unknown if target == ending]
            why = f"{quoted(ending)}, which {len(paths)} transitions name, is taken for `end`, which none names"
            self._found.warning(DEFINITION, paths[0], why)

    def _word_for_end(self) -> str | None:
        for word, times in Counter(target for _, _, target in self._unknown).most_common(1):
            dialogs = {dialog for dialog, _, target in self._unknown if target == word}
            if times > 1 and len(dialogs) > 1 and _BARE_WORD.fullmatch(word):
                return word
        return None

    def _targets(self, node: Mapping[str, object], path: str) -> Iterator[tuple[str, object]]:
        transitions = node.get("transitions")
        if transitions is None:
            return
        if not isinstance(transitions, list):
            why = f"it should be an array, not {sort_of(transitions)}"
            self._found.error(DEFINITION, f"{path}.transitions", why)
            return
        if not self._found.may_look(DEFINITION, f"{path}.transitions", len(transitions)):
            return
        for at, transition in enumerate(transitions):
            place = f"{path}.transitions[{at}]"
            if not isinstance(transition, dict):
                why = f"it should be an object, not {sort_of(transition)}"
                self._found.error(DEFINITION, place, why)
                continue
            for key in ("default", "then"):
                if key in transition:
                    yield f"{place}.{key}", transition[key]

    def _nodes(
        self, holder: Mapping[str, object], path: str, *, is_step: bool = False
    ) -> Iterator[tuple[str, Mapping[str, object]]]:
        """The nodes of a dialog and the steps inside its botAction nodes; wrong types are another's business."""
        nodes = holder.get("nodes")
        if not isinstance(nodes, list) or not self._found.may_look(DEFINITION, f"{path}.nodes", len(nodes)):
            return
        for at, node in enumerate(nodes):
            if isinstance(node, dict):
                place = f"{path}.nodes[{at}]"
                yield place, node
                if not is_step:
                    yield from self._nodes(node, place, is_step=True)
