"""Python code that calls by requests, httpx, aiohttp, urllib or http.client, with the token that it makes.

An answer may stand behind the code, in a traceback, or in comments.
"""

import re
from dataclasses import replace
from typing import Final

from korekit.doctor.answers import answer_in, notes_on_silence
from korekit.doctor.code.python.parsing import parsed
from korekit.doctor.code.python.running import Runner
from korekit.doctor.form import Form
from korekit.doctor.given import GivenRequest, Unreadable, opened

__all__ = ["FORM"]

_FITS: Final = re.compile(
    r"^\s{0,20}(?:>>> ?)?(?:import|from)[ ]+(?:requests|httpx|aiohttp|urllib[23]?|http\.client|jwt|jose|authlib)\b"
    r"|\b(?:requests|httpx|session|client|s)\.(?:get|post|put|delete|patch|request)\("
    r"|\bjwt\.encode\(|\burlopen\(|\bhttp\.client\.",
    re.MULTILINE,
)
# What only other languages write.
_OTHER: Final = re.compile(
    r"^\s{0,40}(?:const|let|var|public|private|await fetch)\b|=>|;[ \t]*$|\bnew [A-Z]", re.MULTILINE
)
_DEF: Final = re.compile(
    r"^\s{0,20}(?:import \w|from \w+[\w.]* import|def \w|async def |with |try:|if .*:$)", re.MULTILINE
)
_COMMENT: Final = re.compile(r"#[ \t]*(.*)")


def _fits(text: str) -> bool:
    return _FITS.search(text) is not None and (_DEF.search(text) is not None or _OTHER.search(text) is None)


def _read(text: str) -> list[GivenRequest]:
    tree, left_out = parsed(text)
    if tree is None:
        raise Unreadable("the Python code", "it cannot be parsed")
    runner = Runner()
    try:
        runner.run(tree)
    except RecursionError as error:
        raise Unreadable("the Python code", "nested too deep") from error
    comments = "\n".join(_COMMENT.findall(text))
    answer = answer_in(left_out) or answer_in(comments)
    if not runner.requests and runner.tokens:
        # Code that only makes a token; which header it goes into is not said.
        mark, made = next(iter(runner.tokens.items()))
        alone = GivenRequest(
            form="token", headers=(("auth", opened(mark)),), are_headers_whole=False, is_body_known=False, made=made
        )
        return [alone.answered(answer)]
    if not runner.requests:
        raise Unreadable("the Python code", "no call of an HTTP library in it")
    found = runner.requests
    # An answer below the code is that of the last call.
    return [*found[:-1], replace(found[-1], answer=answer).with_notes(notes_on_silence(left_out))]


FORM: Final = Form("Python code", 12, _fits, _read, is_masked=False)
