"""Archives made by hand: every argument optional, a test names only what it is about."""

import json
import struct
import uuid
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from korekit.archive import Archive, check, read_parts

PNG = b"\x89PNG\r\n\x1a\nrest"
BOT_ID = "st-00000000-0000-5000-8000-000000000001"
NEW_BOT_ID = "st-99999999-9999-5999-8999-999999999999"


def uid(number: int) -> str:
    """A uuid in the shape of version 5, told apart by its end."""
    return f"00000000-0000-5000-8000-{number:012d}"


def dialog(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A dialog whose root intent and message node use the components `dc-…1<number>` and `dc-…2<number>`."""
    return {
        "_id": f"dg-{uid(number)}",
        "refId": uid(100 + number),
        "lname": f"dialog {number}",
        "localeData": {"en": {"name": f"Dialog {number}", "shortDesc": ""}},
        "streamId": BOT_ID,
        "nodes": [
            {
                "nodeId": "intent0",
                "type": "intent",
                "componentId": f"dc-{uid(1000 + number)}",
                "transitions": [{"default": "message1"}],
            },
            {
                "nodeId": "message1",
                "type": "message",
                "componentId": f"dc-{uid(2000 + number)}",
                "transitions": [{"if": {"op": "eq"}, "then": "intent0"}, {"default": "end"}],
            },
        ],
        **changes,
    }


def components(number: int = 1) -> list[dict[str, Any]]:
    """The two components of `dialog(number)`."""
    return [
        {
            "_id": f"dc-{uid(1000 + number)}",
            "refId": uid(3000 + number),
            "name": f"Dialog {number}",
            "type": "intent",
            "dialogId": f"dg-{uid(number)}",
            "localeData": {"en": {"intent": f"Dialog {number}"}},
        },
        {
            "_id": f"dc-{uid(2000 + number)}",
            "refId": uid(4000 + number),
            "name": "greeting",
            "type": "message",
            "message": [{"channel": "default"}],
        },
    ]


def definition(**changes: Any) -> dict[str, Any]:
    """A sound definition with two dialogs; a change to `...` leaves the key out."""
    whole: dict[str, Any] = {
        "_id": BOT_ID,
        "refId": uid(9),
        "type": "default",
        "defaultLanguage": "en",
        "supportedLanguages": ["en", "de"],
        "localeData": {"en": {"name": "Bot", "synonyms": {}}, "de": {"name": "Bot"}},
        "color": "#009dab",
        "ivrSettings": {"enable": True},
        "vNameSpace": [f"ns-{uid(7)}"],
        "botSentimentEvents": [],
        "botEvents": {"WELCOME_MESSAGE_EVENT": {"enabled": True, "task": uid(101)}},
        "dialogs": [dialog(1), dialog(2)],
        "dialogComponents": [*components(1), *components(2)],
        "sentences": [{"_id": "a" * 24, "taskId": f"dc-{uid(1001)}", "sentence": "hi", "language": "en"}],
        "patterns": [{"refId": uid(3001), "taskName": "Dialog 1"}],
        "mlParams": [{"language": "en", "state": "configured", "dialogIntents": [uid(101)]}],
        "namespaces": [{"_id": f"ns-{uid(7)}", "refId": uid(77), "name": "default", "status": "configured"}],
        "contentVariables": [{"key": "greet", "variableType": "locale", "localeData": {"en": {"value": "x"}}}],
        "exportOptions": {"tasks": ["botTask"], "subTasks": {"dialogs": [f"dg-{uid(1)}", f"dg-{uid(2)}"]}},
    }
    whole.update(changes)
    return {key: value for key, value in whole.items() if value is not ...}


def config(**changes: Any) -> dict[str, Any]:
    """A sound config.json with one variable; a change to `...` leaves the key out."""
    whole: dict[str, Any] = {
        "name": "Bot",
        "envVariables": [{"key": "host", "value": "v", "isSecured": False}],
        **changes,
    }
    return {key: value for key, value in whole.items() if value is not ...}


def written(value: object) -> bytes:
    """JSON in the layout of an export."""
    return json.dumps(value, indent=4, ensure_ascii=False).encode()


def archive(
    whole: object = None,
    settings: object = None,
    icon: bytes | None = PNG,
    functions: Sequence[tuple[str, bytes]] = (),
) -> Archive:
    """An archive of Python values."""
    return read_parts(
        definition=written(definition() if whole is None else whole),
        config=written(config() if settings is None else settings),
        icon=icon,
        functions=functions,
    )


def archive_of(members: Mapping[str, bytes]) -> Archive:
    """An archive of the members that `tests.bots` gives."""
    return read_parts(definition=members["botDefinition.json"], config=members["config.json"], icon=members["icon.png"])


def errors(given: Archive) -> dict[str, str]:
    """JSON path (or member, where there is none) and reason of every error that `check` finds."""
    return {problem.path or problem.member: problem.why for problem in check(given) if problem.is_error}


def warnings(given: Archive) -> dict[str, str]:
    """The same of warnings."""
    return {problem.path or problem.member: problem.why for problem in check(given) if not problem.is_error}


def new_id(old_id: str) -> str:
    """A new id for an old one: same prefix if there is one, uuid of version 5; 24 hex digits for 24 hex digits."""
    made = str(uuid.uuid5(uuid.NAMESPACE_URL, old_id))
    if "-" not in old_id:
        return made.replace("-", "")[:24]
    return made if old_id.count("-") == 4 else f"{old_id.partition('-')[0]}-{made}"


@dataclass(kw_only=True)
class Member:
    """One entry of a hand-made zip; what is None is true, anything else a lie."""

    name: str
    data: bytes = b""
    method: int = 8
    flags: int = 0
    mode: int = 0o100664
    packed: bytes | None = None
    size_bytes: int | None = None
    packed_bytes: int | None = None
    crc: int | None = None
    local_name: str | None = None
    local_flags: int | None = None
    header_at: int | None = None


def zip_of(*members: Member, count: int | None = None, comment: bytes = b"") -> bytes:
    """A zip built byte by byte, so that it can lie."""
    out = bytearray()
    central = bytearray()
    for member in members:
        deflate = zlib.compressobj(6, zlib.DEFLATED, -15)
        packed = member.packed
        if packed is None:
            packed = member.data if member.method == 0 else deflate.compress(member.data) + deflate.flush()
        name = member.name.encode()
        local_name = (member.name if member.local_name is None else member.local_name).encode()
        flags = 0x0800 | member.flags
        local_flags = flags if member.local_flags is None else member.local_flags
        crc = zlib.crc32(member.data) if member.crc is None else member.crc
        packed_bytes = len(packed) if member.packed_bytes is None else member.packed_bytes
        size_bytes = len(member.data) if member.size_bytes is None else member.size_bytes
        header_at = len(out) if member.header_at is None else member.header_at
        fields = (member.method, 0, 0x21, crc, packed_bytes, size_bytes)
        out += struct.pack("<4s5H3L2H", b"PK\3\4", 20, local_flags, *fields, len(local_name), 0)
        out += local_name + packed
        central += struct.pack("<4s6H3L", b"PK\1\2", 0x0314, 20, flags, *fields)
        central += struct.pack("<5H2L", len(name), 0, 0, 0, 0, member.mode << 16, header_at) + name
    count = len(members) if count is None else count
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(central), len(out), len(comment))
    return bytes(out) + bytes(central) + end + comment
