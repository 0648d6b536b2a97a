"""Every member cut short, every part of the required set gone or of another type: told by member and path."""

import copy
import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from korekit.archive import ArchiveBroken, check, read_parts, read_zip
from tests.archive.builders import PNG, config, definition, written

# Paths whose absence breaks an import, and those that only have to have the right type.
NEEDED = [
    *("$._id", "$.refId", "$.localeData", "$.defaultLanguage", "$.dialogs", "$.dialogComponents"),
    *("$.name", "$.envVariables", "$.envVariables[0].key"),
]
TYPED = [
    *("$._id", "$.refId", "$.localeData", "$.defaultLanguage", "$.supportedLanguages", "$.dialogs", "$.dialogs[0]"),
    *("$.dialogs[1].nodes[0].componentId", "$.dialogs[0].nodes[1].transitions[0].then", "$.dialogComponents[2]"),
    *("$.dialogs[0].nodes[0].transitions", "$.dialogs[0].nodes[1].transitions[1]", "$.dialogComponents[0].dialogId"),
    *("$.sentences", "$.sentences[0]", "$.sentences[0].taskId", "$.patterns", "$.patterns[0]", "$.dialogs[0].nodes"),
    *("$.mlParams", "$.namespaces", "$.contentVariables", "$.contentVariables[0]", "$.contentVariables[0].key"),
    *("$.name", "$.envVariables", "$.envVariables[0]", "$.envVariables[0].key"),
]


def member_of(path: str) -> str:
    return (
        "config.json" if path.startswith(("$.name", "$.envVariables")) and "space" not in path else "botDefinition.json"
    )


def steps_of(path: str) -> list[Any]:
    steps = path.removeprefix("$.").replace("]", "").replace("[", ".").split(".")
    return [int(step) if step.isdigit() else step for step in steps]


def damaged(path: str, value: Any) -> dict[str, bytes]:
    """The members of a sound archive with another value at a path; `...` leaves it out."""
    documents = {"botDefinition.json": copy.deepcopy(definition()), "config.json": copy.deepcopy(config())}
    steps = steps_of(path)
    holder: Any = documents[member_of(path)]
    for step in steps[:-1]:
        holder = holder[step]
    if value is ...:
        del holder[steps[-1]]
    else:
        holder[steps[-1]] = value
    return {name: written(document) for name, document in documents.items()}


def errors_of(members: dict[str, bytes]) -> list[tuple[str, str]]:
    """Member and path of every error."""
    given = read_parts(definition=members["botDefinition.json"], config=members["config.json"], icon=PNG)
    return [(problem.member, problem.path) for problem in check(given) if problem.is_error]


def cuts(data: bytes) -> Iterator[bytes]:
    for share in (0, 0.1, 0.5, 0.9):
        yield data[: int(len(data) * share)]
    yield data[:-1]


@pytest.mark.parametrize("path", NEEDED)
def test_a_required_part_that_is_gone_is_told_by_member_and_path(path: str) -> None:
    assert (member_of(path), path) in errors_of(damaged(path, ...))


@pytest.mark.parametrize("path", TYPED)
def test_a_part_of_another_type_is_told_by_member_and_path(path: str) -> None:
    holder: Any = {"botDefinition.json": definition(), "config.json": config()}[member_of(path)]
    for step in steps_of(path):
        holder = holder[step]
    for value in [5, True, "text", [5], {"a": 5}]:
        if type(value) is not type(holder):
            found = errors_of(damaged(path, value))
            assert [one for one in found if one[0] == member_of(path) and one[1].startswith(path)], (value, found)


@pytest.mark.parametrize("member", ["botDefinition.json", "config.json"])
def test_a_member_that_is_cut_short_is_told(member: str) -> None:
    whole = {"botDefinition.json": written(definition()), "config.json": written(config())}
    for cut in cuts(whole[member]):
        assert errors_of({**whole, member: cut}) == [(member, "$")]


@pytest.mark.parametrize("member", ["botDefinition.json", "config.json", "icon.png"])
def test_a_zip_with_a_byte_changed_in_a_member_names_the_member(member: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("botDefinition.json", written(definition()))
        zipped.writestr("config.json", written(config()))
        zipped.writestr("icon.png", PNG * 20)
    with zipfile.ZipFile(out) as zipped:
        info = zipped.getinfo(member)
    data = bytearray(out.getvalue())
    data[info.header_offset + 30 + len(member) + info.compress_size // 2] ^= 0xFF
    with pytest.raises(ArchiveBroken) as broken:
        read_zip(io.BytesIO(bytes(data)))
    assert [problem.member for problem in broken.value.problems] == [member]


def test_a_zip_that_is_cut_short_anywhere_is_told() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("botDefinition.json", written(definition()))
        zipped.writestr("config.json", written(config()))
    for cut in cuts(out.getvalue()):
        with pytest.raises(ArchiveBroken, match=r"^it is not a zip file, or is cut off$"):
            read_zip(io.BytesIO(cut))
