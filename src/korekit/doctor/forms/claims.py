"""A token laid open, as token tools show it: its claims as JSON, perhaps with the header before them."""

import re
from typing import Any, Final

from korekit.doctor.form import Form
from korekit.doctor.given import GivenRequest, opened
from korekit.doctor.jsons import documents_in
from korekit.doctor.making import MadeToken

__all__ = ["FORM"]

_CLAIMS: Final = frozenset({"appId", "exp", "iat", "nbf", "jti", "sub"})
_NOT_CLAIMS: Final = frozenset({"errors", "url", "method", "item", "log", "entries", "request", "info"})
_MARK: Final = "claims"
# What token tools write above the parts.
_LABEL: Final = re.compile(
    r"^[ \t]*(?:decoded|header|payload|claims|verify signature|jwt|token)\b[^\n{}]{0,60}(?:$|(?=\{))",
    re.IGNORECASE | re.MULTILINE,
)


def _objects(text: str) -> list[dict[str, Any]]:
    text = _LABEL.sub("", text).strip()
    return [one for one in documents_in(text) if isinstance(one, dict)] if text[:1] == "{" else []


def _fits(text: str) -> bool:
    found = _objects(text)
    keys = {name for one in found for name in one}
    return 1 <= len(found) <= 2 and bool(keys & _CLAIMS) and not keys & _NOT_CLAIMS


def _read(text: str) -> list[GivenRequest]:
    found = _objects(text)
    header = next((one for one in found if "alg" in one), {})
    claims = next((one for one in found if one is not header), {})
    algorithm = header.get("alg")
    made = MadeToken(algorithm=algorithm if isinstance(algorithm, str) else None, claims=claims)
    return [
        GivenRequest(
            form="token",
            headers=(("auth", opened(_MARK)),),
            are_headers_whole=False,
            is_body_known=False,
            made=made,
        )
    ]


FORM: Final = Form("the claims of a token", 35, _fits, _read)
