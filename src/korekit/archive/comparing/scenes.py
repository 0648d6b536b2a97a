"""What differs between the storyboard scenes of two sides; every id in a scene is noise, and stands for its note.

Source: contract, export-archive.md, scene and Diff rules.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from korekit.archive.comparing.changes import Change, Kind, What
from korekit.archive.comparing.eyes import Context, Eyes
from korekit.archive.comparing.pairing import Stage, paired
from korekit.archive.comparing.sides import Entry, Side, mapping

__all__ = ["scene_changes"]

_KEYED: Final = ("components", "dialogLinks", "messageLinks", "sceneLinks")
_BUT: Final = frozenset({"botstoreInfo", *_KEYED})


def scene_changes(eyes: Eyes) -> Iterator[Change]:
    """Every change of a scene. Its name is its dialog's, and told there."""
    stages = (
        Stage[Entry](lambda one: one.text("refId") or None, is_unique=True),
        Stage[Entry](lambda one: one.text("dialogRefId") or None),
        Stage[Entry](lambda one: one.text("name")),
    )
    for was, now in paired(eyes.old.entries("scenes"), eyes.new.entries("scenes"), stages):
        if was is not None and now is not None:
            if eyes.are_same_bytes(was, now):
                continue
            follows = _follows(eyes.old, was) and _follows(eyes.new, now)
            context = Context(but={*_BUT, "refId", *(("name",) if follows else ())})
            details = eyes.details(was.whole, now.whole, context)
            for key in _KEYED:
                mine, theirs = _renamed(was.parts.get(key), eyes.old), _renamed(now.parts.get(key), eyes.new)
                details += eyes.details(mine, theirs, path=f"$.{key}")
            if details:
                yield Change(
                    kind=Kind.CHANGED,
                    what=What.SCENE,
                    name=now.text("name"),
                    ref_id=now.text("refId"),
                    details=tuple(details),
                )
        elif now is not None:
            yield Change(kind=Kind.ADDED, what=What.SCENE, name=now.text("name"), ref_id=now.text("refId"))
        elif was is not None:
            yield Change(kind=Kind.REMOVED, what=What.SCENE, name=was.text("name"), ref_id=was.text("refId"))


def _follows(side: Side, scene: Entry) -> bool:
    return scene.text("name") != "" and side.names.get(scene.text("dialogRefId")) == scene.text("name")


def _renamed(links: object, side: Side) -> Mapping[str, object] | None:
    """The members under what their ids stand for."""
    if not isinstance(links, dict):
        return None
    return {side.ids.get(key, key): mapping(one) or one for key, one in mapping(links).items()}
