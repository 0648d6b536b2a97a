"""JavaScript and TypeScript: fetch, axios, node's https, jQuery, XMLHttpRequest; tokens by jsonwebtoken and jose.

Ruby's `net/http` reads alike.
"""

import re
from typing import Final

from korekit.doctor.code.braces.requests import requests_in
from korekit.doctor.form import Form
from korekit.doctor.given import GivenRequest

__all__ = ["FORM"]

_FITS: Final = re.compile(
    r"\bfetch\(|\baxios\b|\brequire\(['\"]|\bXMLHttpRequest\b|\$\.ajax\(|\bhttps?\.request\(|\bjwt\.sign\(|\bSignJWT\b"
    r"|^\s{0,20}(?:const|let|var) [\w{]|\bsuperagent\b|\bpm\.sendRequest\(|\bNet::HTTP::",
    re.MULTILINE,
)


def _fits(text: str) -> bool:
    return _FITS.search(text) is not None


def _read(text: str) -> list[GivenRequest]:
    return requests_in(text, "JavaScript")


FORM: Final = Form("JavaScript code", 14, _fits, _read, is_masked=False)
