"""Java, Kotlin, C# and Go: HttpURLConnection, HttpClient, OkHttp, RestAssured, Apache, Spring, RestSharp, net/http."""

import re
from typing import Final

from korekit.doctor.code.braces.requests import requests_in
from korekit.doctor.form import Form
from korekit.doctor.given import GivenRequest

__all__ = ["FORM"]

_FITS: Final = re.compile(
    r"\bopenConnection\(|\bHttpRequest\b|\bRequest\.Builder\(|\bgiven\(\)|\bHttp(?:Get|Post|Put|Delete)\(|\bUnirest\."
    r"|\bHttpHeaders\b|\bJwts\.|\bJWT\.create\(|\bRestRequest\(|\bHttpRequestMessage\(|\bhttp\.NewRequest\b|\bRestTemplate\b"
    r"|\bWebClient\b|\bHttpClient\b|^import java",
    re.MULTILINE,
)


# What has some of the same names in JavaScript.
_JAVASCRIPT: Final = re.compile(r"\b(?:const|let) [\w{]|===|\brequire\(|\bfunction\b")


def _fits(text: str) -> bool:
    return _FITS.search(text) is not None and _JAVASCRIPT.search(text) is None


def _read(text: str) -> list[GivenRequest]:
    return requests_in(text, "Java")


FORM: Final = Form("Java code", 13, _fits, _read, is_masked=False)
