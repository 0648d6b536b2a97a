"""The `httpRequest` step of Jenkins pipelines: named arguments in Groovy.

Source: documentation of the HTTP Request plugin.
"""

import re
from typing import Any, Final

from korekit.doctor.answers import answer_in
from korekit.doctor.code.braces.chains import Chain, Parser
from korekit.doctor.code.braces.drafts import Draft
from korekit.doctor.code.braces.tokens import Token, tokens_of
from korekit.doctor.code.values import Unknown
from korekit.doctor.form import Form
from korekit.doctor.given import GivenRequest, Unreadable

__all__ = ["FORM"]

_FITS: Final = re.compile(r"\bhttpRequest\b\s{0,20}\(?\s{0,200}(?:\w{1,40}\s?:|['\"])")
_STEP: Final = "httpRequest"
_FILLED: Final = re.compile(r"\$([A-Za-z_]\w{0,60})")
_TYPES: Final = {"APPLICATION_JSON": "application/json", "APPLICATION_JSON_UTF8": "application/json; charset=utf-8",
                 "APPLICATION_FORM": "application/x-www-form-urlencoded", "TEXT_PLAIN": "text/plain"}  # fmt: skip
_MAX_STEPS: Final = 20
# What one step is written in, and no more.
_MAX_TOKENS: Final = 1_000


def _fits(text: str) -> bool:
    return _FITS.search(text) is not None


def _groovy(tokens: list[Token]) -> list[Token]:
    """The tokens with maps as braces and filled texts as templates, as the parser knows them."""
    made: list[Token] = []
    opened: list[bool] = []
    for index, token in enumerate(tokens):
        if token.kind == "text" and "$" in token.value:
            token = Token("template", _FILLED.sub(r"${\1}", token.value), token.end)
        elif token.kind == "sign" and token.value == "[":
            is_map = index + 2 < len(tokens) and tokens[index + 2].value == ":" and tokens[index + 1].kind != "sign"
            opened.append(is_map)
            token = Token("sign", "{", token.end) if is_map else token
        elif token.kind == "sign" and token.value == "]" and opened and opened.pop():
            token = Token("sign", "}", token.end)
        made.append(token)
    return made


def _read(text: str) -> list[GivenRequest]:
    tokens = _groovy(tokens_of(text))
    variables: dict[str, Any] = {}

    def meaning(chain: Chain) -> Any:
        return variables.get(chain.path, Unknown(chain.path[:60]))

    found: list[GivenRequest] = []
    steps = 0
    for at, token in enumerate(tokens):
        if token.kind != "name" or steps >= _MAX_STEPS:
            continue
        if token.value == _STEP:
            steps += 1
            steps += 1
            request = _step(tokens[at + 1 : at + 1 + _MAX_TOKENS], 0, meaning)
            found += [request] if request is not None else []
        elif at + 2 < len(tokens) and tokens[at + 1].value == "=" and tokens[at + 2].kind in ("text", "template"):
            variables[token.value] = Parser(tokens[at + 2 : at + 20], meaning).value(0)[0]
    if not found:
        raise Unreadable("the pipeline", "no `httpRequest` with an address in it")
    return [*found[:-1], found[-1].answered(answer_in(text))]


def _step(tokens: list[Token], at: int, meaning: Any) -> GivenRequest | None:
    """The request of the step whose arguments begin at an index."""
    has_bracket = at < len(tokens) and tokens[at].value == "("
    parser = Parser(tokens, meaning)
    end = parser.closing(at) - 1 if has_bracket else len(tokens)
    at += has_bracket
    draft = Draft("Jenkins")
    if at < end and tokens[at].kind in ("text", "template"):
        draft.url, at = parser.value(at)
    while at + 1 < end and tokens[at].kind == "name" and parser.sign(at + 1) == ":":
        name = tokens[at].value
        value, at = parser.value(at + 2)
        _take(draft, name, value)
        at += at < end and parser.sign(at) == ","
    return draft.finished({})


def _take(draft: Draft, name: str, value: Any) -> None:
    if name == "url":
        draft.url = value
    elif name == "httpMode":
        draft.set_method(value)
    elif name == "requestBody":
        draft.take("body", (value,))
    elif name == "contentType" and isinstance(value, str):
        draft.headers["Content-Type"] = _TYPES.get(value, value)
    elif name == "customHeaders":
        for header in value if isinstance(value, list) else ():
            if isinstance(header, dict) and isinstance(header.get("name"), str):
                draft.headers[header["name"]] = header.get("value")
    elif name in ("authentication", "uploadFile", "multipartName", "formData"):
        draft.headers["**"] = Unknown(name)


FORM: Final = Form("a Jenkins pipeline", 9, _fits, _read, is_masked=False)
