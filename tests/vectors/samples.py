"""The published samples of this folder, by document and section."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Sample", "sample"]

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Sample:
    """A token with its key as a JWK. `plaintext`: of an encrypted one."""

    token: bytes
    key: dict[str, Any]
    plaintext: bytes


def sample(document: str, section: str) -> Sample:
    """One sample, for example of `rfc7515`, `A.1`."""
    found = json.loads((_FOLDER / f"{document}.json").read_text("utf-8"))[section]
    return Sample(found["token"].encode(), found["key"] or {}, found.get("plaintext", "").encode())
