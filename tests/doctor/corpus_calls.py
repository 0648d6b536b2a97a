"""The corpus: broken calls with the truth about each, and how their tokens are made.

A call's `truth` lists its causes, the deciding one first; empty for a call with which nothing is certainly wrong.
`is_knowable`: the deciding cause can be told from the request, the given answer and the given secrets.
"""

import base64
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from korekit.doctor.given import Answer, GivenRequest
from korekit.doctor.outside.scene import KnownSecret
from korekit.doctor.reading import read_requests
from korekit.tokens.mint import sign
from korekit.tokens.segments import encode_segment

__all__ = ["BOT", "CLIENT", "NOW", "SECRET", "Call", "World", "calls", "make_token"]

FOLDER = Path(__file__).parent / "corpus"
NOW = 1_800_000_000
CLIENT = "cs-5f60ea18-ae7d-5e37-8a50-3e99f556b809"
OTHER_CLIENT = "cs-6f60ea18-ae7d-5e37-8a50-3e99f556b809"
BOT = "st-5f60ea18-ae7d-5e37-8a50-3e99f556b809"
SECRET = "q0f3V+u8aTz/3n1dYk2m7xWbR5cLhPEoGsVtJiA9KXM="
OTHER_SECRET = "Z0f3V+u8aTz/3n1dYk2m7xWbR5cLhPEoGsVtJiA9KXM="


@dataclass(frozen=True)
class World:
    """What the `«words»` of the corpus mean."""

    now_s: int = NOW
    client: str = CLIENT
    bot: str = BOT
    secret: str = SECRET
    file: str = "64f0c0ffee64f0c0ffee64f0"
    other_client: str = OTHER_CLIENT
    other_secret: str = OTHER_SECRET

    def filled(self, text: str) -> str:
        words = {
            "client": self.client,
            "other-client": self.other_client,
            "bot": self.bot,
            "file": self.file,
            "secret": self.secret,
            "other-secret": self.other_secret,
            "secret-without-sign": self.secret.rstrip("="),
            "encoded": base64.b64encode(self.secret.encode()).decode(),
        }
        for word, meant in words.items():
            text = text.replace(f"«{word}»", meant)
        return text

    def key(self, name: str) -> bytes:
        return base64.b64decode(self.secret) if name == "«decoded»" else self.filled(name).encode()

    def claim(self, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return self.now_s + int(value.removeprefix("now")) if value.startswith("now") else self.filled(value)

    def known(self, given: Any) -> KnownSecret:
        if isinstance(given, str):
            return KnownSecret(self.filled(given).encode())
        return KnownSecret(self.filled(given["secret"]).encode(), self.filled(given["client_id"]))


@dataclass(frozen=True)
class Call:
    """One call of the corpus, ready to be judged."""

    name: str
    request: GivenRequest
    text: str
    truth: tuple[str, ...]
    is_knowable: bool
    secrets: tuple[KnownSecret, ...] = field(repr=False)


def make_token(recipe: dict[str, Any], world: World | None = None) -> str:
    """A token by its recipe; without one, a good token of five minutes."""
    world = world or World()
    if "raw" in recipe:
        return str(recipe["raw"])
    if "jwe" in recipe:
        head = encode_segment(json.dumps({"typ": "JWT", **recipe["jwe"]}).encode()).decode()
        return f"{head}.a2V5.aXY.dGV4dA.dGFn"
    header = {"alg": "HS256", "typ": "JWT", **recipe.get("header", {})}
    claims = {"appId": world.client, "exp": "now+300", **recipe.get("claims", {})}
    kept = {name: world.claim(value) for name, value in claims.items() if value is not None}
    kept_header = {name: value for name, value in header.items() if value is not None}
    token: str = sign(kept_header, kept, world.key(recipe.get("secret", "«secret»")))
    if "raw_claims" in recipe:
        head, _, tail = token.split(".")
        token = ".".join([head, encode_segment(world.filled(recipe["raw_claims"]).encode()).decode(), tail])
    if recipe.get("is_unsigned"):
        token = token[: token.rindex(".") + 1]
    end = int(recipe.get("keep", len(token))) - int(recipe.get("cut", 0))
    return token[:end] + str(recipe.get("add", ""))


def _call(entry: dict[str, Any], world: World) -> Call:
    text = world.filled(entry["request"]).replace("«token»", make_token(entry.get("token", {}), world))
    answer = entry.get("answer")
    request = read_requests(text)[entry.get("which", 1) - 1]
    if answer is not None:
        request = request.answered(Answer(answer["status"], answer["body"]))
    return Call(
        name=entry["name"],
        request=request,
        text=text,
        truth=tuple(entry["truth"]),
        is_knowable=entry["is_knowable"],
        secrets=tuple(world.known(one) for one in entry.get("secrets", [])),
    )


def pasted(path: Path) -> list[dict[str, Any]]:
    """The calls of a file of pasted texts: each with `name: value` lines, `---`, the text; `=====` between two."""
    found = []
    for piece in path.read_text("utf-8").split("\n=====\n"):
        head, _, text = piece.partition("\n---\n")
        stated = dict(line.split(":", 1) for line in head.strip().splitlines())
        entry: dict[str, Any] = {
            "name": stated["name"].strip(),
            "truth": [one.strip() for one in stated["truth"].split(",") if one.strip()],
            "is_knowable": stated.get("knowable", "yes").strip() == "yes",
            # An escape character would not survive an editor.
            "request": text.replace("^[[", "\x1b["),
            "which": int(stated.get("which", "1")),
        }
        entry |= {name: json.loads(stated[name]) for name in ("token", "secrets") if name in stated}
        found.append(entry)
    return found


def calls(world: World | None = None) -> list[Call]:
    """Every call of the corpus."""
    meant = world or World()
    entries = [entry for path in sorted(FOLDER.glob("*.json")) for entry in json.loads(path.read_text("utf-8"))]
    entries += [entry for path in sorted(FOLDER.glob("pasted/*.txt")) for entry in pasted(path)]
    return [_call(entry, meant) for entry in entries]
