"""Bots made to order: definitions that hypothesis builds, with parts that refer to each other, and one of any size."""

import json
import re
from typing import Any

from hypothesis import strategies as st

from tests.bots import large

__all__ = ["bots", "definition_of_size", "members_of", "names"]

PNG = b"\x89PNG\r\n\x1a\nrest"
_UUID = re.compile(rb"[0-9a-f]{8}(?=(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
_GROWING = ("dialogs", "dialogComponents", "sentences", "knowledgeTasks")
_LANGUAGES = ("en", "de", "ja")
# Names that trip a file system, a slug or a text form.
_ODD_NAMES = (
    *("con", "CON", "nul.json", "aux", "..", ".", "../../etc", "a/b", "A", "a", "dialog", "patterns", "order", "予約"),
    *("Überweisung", "book a flight", "Book a Flight", "%41", "I%20am", "two\nlines", "x" * 300, "ends.", " ", "$uri"),
)
_ODD_TEXTS = (
    *("I%20am", "a%0Ab", "%E4%BA%88", "%zz", "100%", "%c3%a9", "a\nb", "\n", "\r\n", "\u2028", "\x00", "<<<<<<< x"),
    *("\ud83d", "😀", "end\n", "\\n", '"', "%22%5C"),
)
_NOISE = ("lMod", "createdOn", "__v", "createdBy", "nlMeta", "$uri", "$$lines", "$js", "script", "text")


def members_of(whole: Any, settings: Any, functions: dict[str, bytes] | None = None) -> dict[str, bytes]:
    """The members of an archive, as `tests.bots` gives them."""
    laid_out = {"botDefinition.json": whole, "config.json": settings}
    members = {name: _spelled(value) for name, value in laid_out.items()}
    return {**members, "icon.png": PNG, **(functions or {})}


def _spelled(value: Any) -> bytes:
    """As `JSON.stringify(value, null, 4)` does, half surrogate pairs escaped."""
    text = json.dumps(value, indent=4, ensure_ascii=False)
    return re.sub("[\ud800-\udfff]", lambda half: f"\\u{ord(half[0]):04x}", text).encode()


def names() -> st.SearchStrategy[str]:
    """Names that people give, and those that do harm."""
    return st.sampled_from(_ODD_NAMES) | st.text(max_size=12).filter(lambda text: "\x7f" not in text)


def _texts() -> st.SearchStrategy[str]:
    return st.sampled_from(_ODD_TEXTS) | st.text(max_size=12).filter(lambda text: "\x7f" not in text)


def _values() -> st.SearchStrategy[Any]:
    """Values of keys that nobody knows."""
    scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | _texts()
    keys = st.sampled_from(_NOISE) | names()
    return st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
        max_leaves=8,
    )


def _uid(kind: int, number: int) -> str:
    return f"{kind:08x}-0000-5000-8000-{number:012x}"


@st.composite
def _nodes(draw: st.DrawFn, parts: list[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    nodes = [
        {
            "nodeId": f"{part['type']}{at}",
            "type": part["type"],
            "componentId": part["_id"],
            "transitions": [{"default": "end"}],
        }
        for at, part in enumerate(parts)
    ]
    if draw(st.booleans()):
        called = draw(st.integers(0, count - 1))
        nodes.append(
            {
                "nodeId": "calls",
                "type": "intent",
                "componentId": f"dc-{_uid(1, called * 10)}",
                "flowTaskId": _uid(4, called),
                "transitions": [{"if": {}, "then": "intent0"}, {"default": "end"}],
            }
        )
    return nodes


@st.composite
def _dialog(draw: st.DrawFn, number: int, count: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A dialog and the components that came with it; its nodes may use those of others and call other dialogs."""
    name = draw(names())
    kinds = draw(st.lists(st.sampled_from(["message", "entity", "script", "service", "botAction"]), max_size=3))
    parts: list[dict[str, Any]] = [
        {
            "_id": f"dc-{_uid(1, number * 10)}",
            "refId": _uid(2, number * 10),
            "name": name,
            "type": "intent",
            "dialogId": f"dg-{_uid(3, number)}",
            "localeData": {"en": {"intent": name}},
        }
    ]
    for at, kind in enumerate(kinds, 1):
        part: dict[str, Any] = {"_id": f"dc-{_uid(1, number * 10 + at)}", "refId": _uid(2, number * 10 + at)}
        part |= {"name": draw(names()), "type": kind}
        if kind == "script":
            part["script"] = draw(_texts())
        if kind in ("message", "entity"):
            part["message"] = [{"channel": "default", "localeData": {"en": {"type": "basic", "text": draw(_texts())}}}]
        if draw(st.booleans()):
            part[draw(st.sampled_from(_NOISE))] = draw(_values())
        parts.append(part)
    dialog = {
        "_id": f"dg-{_uid(3, number)}",
        "refId": _uid(4, number),
        "nodes": draw(_nodes(parts, count)),
        "lname": name.lower(),
        "localeData": {"en": {"name": name}},
        "vNameSpace": [],
    }
    return dialog, parts


@st.composite
def _knowledge(draw: st.DrawFn, language: str, dialogs: int) -> dict[str, Any]:
    nodes = [
        {"nodeId": f"idPrefix{at}", "label": draw(names()), "parent": [f"idPrefix{at - 1}"] if at else []}
        for at in range(draw(st.integers(0, 3)))
    ]
    faqs: list[dict[str, Any]] = []
    for _ in range(draw(st.integers(0, 3))):
        faq: dict[str, Any] = {"refId": _uid(5, draw(st.integers(0, 2))), "question": draw(names())}
        faq["answer"] = [{"text": draw(_texts()), "type": "basic", "channel": "default"}]
        if dialogs and draw(st.booleans()):
            faq |= {"responseType": "dialog", "dialogRefId": _uid(4, draw(st.integers(0, dialogs - 1)))}
        faqs.append(faq)
    holder = {"faqs": faqs, "nodes": [{"terms": [node["label"]]} for node in nodes], "synonyms": {}}
    return {
        "refId": _uid(6, 1),
        "name": draw(names()),
        "taxonomy": nodes,
        "language": language,
        "faqs": holder,
    }


@st.composite
def bots(draw: st.DrawFn) -> dict[str, bytes]:
    """The members of a sound archive: what `check` finds in it are warnings at most.

    Dialogs call each other and share components, sentences, patterns, FAQs, events and models name them; names and
    texts are odd ones too, arrays come in any order, and there are keys that nobody knows.
    """
    count = draw(st.integers(0, 4))
    made = [draw(_dialog(number, count)) for number in range(count)]
    dialogs = draw(st.permutations([dialog for dialog, _ in made]))
    components = draw(st.permutations([part for _, parts in made for part in parts]))
    intents = [part for part in components if part["type"] == "intent"]
    trained = [draw(st.sampled_from(intents)) for _ in range(draw(st.integers(0, 5)) if intents else 0)]
    ref_ids = st.sampled_from([dialog["refId"] for dialog in dialogs]) if dialogs else st.none()
    whole: dict[str, Any] = {
        "_id": f"st-{_uid(7, 1)}",
        "refId": _uid(7, 2),
        "defaultLanguage": "en",
        "supportedLanguages": list(_LANGUAGES),
        "localeData": {language: {"name": draw(names()), "nlMeta": {"patterns": 3}} for language in _LANGUAGES},
        "color": draw(_texts()),
        "botEvents": {"WELCOME_MESSAGE_EVENT": {"enabled": True, "task": draw(ref_ids), "script": draw(_texts())}},
        "dialogs": dialogs,
        "dialogComponents": components,
        "knowledgeTasks": [draw(_knowledge(language, count)) for language in draw(_some_languages())],
        "sentences": [
            {"_id": f"{at:024x}", "taskId": part["_id"], "sentence": draw(_texts()), "language": "en"}
            for at, part in enumerate(trained)
        ],
        "patterns": [{"refId": part["refId"], "taskName": part["name"]} for part in components],
        "mlParams": [{"language": "en", "state": "configured", "dialogIntents": [one["refId"] for one in dialogs]}],
        "contentVariables": [
            {"key": key, "variableType": "locale", "localeData": {"en": {"value": draw(_texts())}}}
            for key in draw(_keys())
        ],
        "namespaces": [{"_id": f"ns-{_uid(8, 1)}", "refId": _uid(8, 2), "name": "default", "createdOn": "now"}],
        "forms": [],
        draw(st.text(min_size=1, max_size=5).filter(lambda key: "\x7f" not in key)): draw(_values()),
        "exportOptions": {"tasks": ["botTask"], "subTasks": {"dialogs": [one["_id"] for one in dialogs]}},
        "encryptedHash": draw(st.text("0123456789abcdef", min_size=32, max_size=32)),
    }
    if draw(st.booleans()):
        whole = dict(draw(st.permutations(list(whole.items()))))
    settings = {
        "name": draw(names()),
        "envVariables": [{"key": key, "value": draw(_texts()), "isSecured": False} for key in draw(_keys())],
    }
    return members_of(whole, settings, draw(_functions()))


def _some_languages() -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(_LANGUAGES), max_size=2, unique=True)


def _keys() -> st.SearchStrategy[list[str]]:
    return st.lists(names().filter(bool), max_size=4, unique=True)


def _functions() -> st.SearchStrategy[dict[str, bytes]]:
    stems = st.sampled_from(["f", "con", "my functions", "予約", "names"])
    return st.dictionaries(stems.map(lambda stem: f"{stem}.js"), st.binary(max_size=20), max_size=3).map(
        lambda found: {
            name: content.replace(b"<<<<<<<", b"").replace(b">>>>>>>", b"") for name, content in found.items()
        }
    )


def definition_of_size(size_bytes: int) -> bytes:
    """A definition of about this size, at least that of the large bot: its dialogs and graphs again and again.

    Each time under other ids, so that it is as sound as the large bot is.
    """
    whole = json.loads(large()["botDefinition.json"])
    grown = {key: _inner(whole[key]) for key in _GROWING}
    rest = _spelled({**whole, **dict.fromkeys(_GROWING)})
    step = sum(map(len, grown.values()))
    times = max(1, (size_bytes - len(rest)) // step)
    for key in _GROWING:
        copies = (_under_other_ids(grown[key], number) for number in range(times))
        rest = rest.replace(f'"{key}": null'.encode(), f'"{key}": ['.encode() + b",".join(copies) + b"\n    ]", 1)
    return rest


def _inner(elements: list[Any]) -> bytes:
    """The elements as they stand inside an array of the definition, without its brackets."""
    return _spelled({"": elements})[len('{\n    "": [') : -len("\n    ]\n}")]


def _under_other_ids(data: bytes, number: int) -> bytes:
    return _UUID.sub(lambda found: b"%08x" % ((int(found[0], 16) + number) & 0xFFFFFFFF), data) if number else data
