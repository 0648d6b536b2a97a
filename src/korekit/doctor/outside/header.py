"""The header that carries the token, by the rules of `access`."""

import re
from typing import Any, Final

from korekit.access.facts import Facts
from korekit.access.header_checks import check_header, looks_like_token
from korekit.catalog.operation import Operation
from korekit.catalog.operations import all_operations
from korekit.catalog.planes import Caller
from korekit.client.credentials import APP_HEADER
from korekit.doctor.given import is_open, with_open_as
from korekit.doctor.outside.scene import LONGEST_TOKEN, Scene
from korekit.doctor.quoting.posix import BARE_AMPERSAND
from korekit.doctor.redaction import safe_name
from korekit.errors.refusal import Check, Refusal
from korekit.errors.token_causes import HeaderDecorated, HeaderWrongName, TokenMalformed, TokenMissing
from korekit.nearness import distance
from korekit.tokens.tolerances import LENIENT

__all__ = ["look_at_header"]

# What stands for a token that a variable holds; well-formed, so that only what surrounds it is judged.
_STAND_IN: Final = "eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl"
_TOKEN: Final = re.compile(r"ey[A-Za-z0-9_-]{6,}(?:\.[A-Za-z0-9_-]*){1,4}")
_BEARER: Final = re.compile(r"bearer\b", re.IGNORECASE)
# People take the middle out of a token before they show it to others.
_CUT_OUT: Final = re.compile(r"\.{3}|…|\*{3}|x{4}|redacted|hidden", re.IGNORECASE)
_SHORTENED: Final = re.compile(rf"(?<!\S)\S*?(?:{_CUT_OUT.pattern})\S*", re.IGNORECASE)
_UNFILLED: Final = re.compile(r"\$\{?\w{1,60}\}?|%\w{1,60}%|\$env:\w{1,60}")
_PLACEHOLDER: Final = re.compile(r"(?:bearer )?(?:\{\{[^{}]*\}\}|<[^<>]*>|\{[^{}]*\}|\[[^\[\]]*\])", re.IGNORECASE)
# Headers that people try when they do not know the name.
_OTHER_NAMES: Final = frozenset(
    {"authorization", "authentication", "token", "jwt", "x-auth", "x-auth-token", "auth-token", "access-token",
     "x-access-token", "x-jwt", "authtoken", "x-api-key", "apikey"}
)  # fmt: skip
_MAX_NAME: Final = 8
_MAX_BEGINNINGS: Final = 50


def look_at_header(scene: Scene) -> None:
    """Find the token, and what is wrong with how it is sent."""
    request = scene.request
    if not request.headers and not request.are_headers_whole:
        return
    if any(operation.facts.caller is not Caller.APP for operation in scene.called):
        return
    values = [value.strip(" \t") for value in request.values(APP_HEADER)]
    if request.form == "token":
        _look_at_bare_token(scene, request.headers[0])
    elif not values:
        _explain_absence(scene)
    else:
        _judge(scene, values)
    if BARE_AMPERSAND in request.notes:
        # Where the address was really typed so, all that stands behind the sign was never sent.
        expected, found = (
            f"a header `{APP_HEADER}`",
            "none: a shell ends the command at the unquoted `&` of the address",
        )
        scene.fault(TokenMissing(expected=expected, found=found), is_certain=False)


def _look_at_bare_token(scene: Scene, header: tuple[str, str]) -> None:
    name, value = header
    if name.lower() != APP_HEADER:
        scene.fault(HeaderWrongName(expected=f"`{APP_HEADER}`", found=f"`{safe_name(name)}`"), is_certain=True)
        _take_token(scene, value)
        return
    _judge(scene, [value.strip(" \t")])


def _judge(scene: Scene, values: list[str]) -> None:
    if any(_CUT_OUT.search(value) for value in values):
        # What was really sent is not known, except for a word before it.
        refusal = _refusal([_SHORTENED.sub(_STAND_IN, value) for value in values])
        if refusal is not None:
            scene.fault(refusal, is_certain=True)
        return
    if any(map(_UNFILLED.fullmatch, values)):
        # In single quotes a shell sends the name itself; or somebody wrote the name to hide the token.
        expected, found = "a token", "the name of a variable: in single quotes a shell does not fill it in"
        scene.fault(TokenMalformed(expected=expected, found=found), is_certain=False)
        return
    refusal = _refusal([with_open_as(value, _STAND_IN) for value in values])
    if refusal is None:
        if _is_wrapped(values[0]):
            refusal = HeaderDecorated(expected="the bare token", found="other characters around it")
        elif scene.request.made is not None or not is_open(values[0]):
            scene.passed(Check.HEADER)
    if refusal is not None:
        # Braces may be what was sent, or what somebody wrote in place of the token to show the call.
        is_shown_so = isinstance(refusal, HeaderDecorated) and any(map(_PLACEHOLDER.fullmatch, values))
        scene.fault(refusal, is_certain=not is_shown_so)
    _take_token(scene, values[0], is_clean=refusal is None)


def _is_wrapped(value: str) -> bool:
    """Whether a whole token stands in the value with something before or behind it."""
    inner = None if is_open(value) else _token_in(value)
    if inner is None or inner[0].count(".") not in (2, 4):
        return False
    before, behind = value[: inner.start()], value[inner.end() :]
    return bool(before or behind) and not before[-1:].isalnum() and not any(map(str.isalnum, behind))


def _token_in(text: str) -> re.Match[str] | None:
    """The first token in a text."""
    at = -1
    # Each beginning is tried by itself, and only so many: nothing that a stranger writes may take long.
    for _ in range(_MAX_BEGINNINGS):
        at = text.find("ey", at + 1, LONGEST_TOKEN)
        found = _TOKEN.match(text, at, at + LONGEST_TOKEN + 1) if at >= 0 else None
        if at < 0 or found is not None:
            return found
    return None


def _refusal(values: list[str], others: tuple[str, ...] = ()) -> Refusal | None:
    facts = Facts(
        operation=_any_app_operation(),
        headers=[value.encode("utf-8", "replace") for value in values],
        other_token_headers=others,
        now_ms=0,
        tolerances=LENIENT,
    )
    try:
        check_header(facts)
    except Refusal as refusal:
        return refusal
    return None


def _any_app_operation() -> Operation[Any, Any]:
    # The facts want one; how the header has to look is the same for all.
    return next(one for one in all_operations() if one.facts.caller is Caller.APP)


def _explain_absence(scene: Scene) -> None:
    name, value = _elsewhere(scene)
    if name:
        refusal: Refusal = HeaderWrongName(expected=f"`{APP_HEADER}`", found=name)
        _take_token(scene, value)
    else:
        refusal = TokenMissing(expected=f"a header `{APP_HEADER}`", found=_found_instead(scene))
    scene.fault(refusal, is_certain=scene.request.are_headers_whole and _is_app_call(scene))


def _is_app_call(scene: Scene) -> bool:
    if scene.operations:
        return True
    return scene.address is not None and "public" in scene.address.segments


def _elsewhere(scene: Scene) -> tuple[str, str]:
    """Where the token stands instead, in words, with what stands there."""
    for name, value in scene.request.headers:
        if looks_like_token(value.strip().encode("utf-8", "replace")) or _TOKEN.match(value.strip()):
            return f"`{safe_name(name.strip())}`" + ("" if name.strip() == name else ", with a blank"), value
        is_near = len(name) <= _MAX_NAME and distance(name.strip().lower(), APP_HEADER) <= 1
        is_other = name.strip().lower() in _OTHER_NAMES or is_near
        if is_other and (is_open(value) or _BEARER.match(value.strip())) and not _is_basic(value):
            return f"`{safe_name(name.strip())}`", value
    for name, value in scene.address.query if scene.address else ():
        if looks_like_token(value.encode("utf-8", "replace")):
            return f"`{safe_name(name)}` in the address", value
    return "", ""


def _is_basic(value: str) -> bool:
    return value.strip().lower().startswith("basic")


def _found_instead(scene: Scene) -> str:
    if any(name.lower() == "authorization" and _is_basic(value) for name, value in scene.request.headers):
        return "none; a user with a password counts for nothing here"
    return "none"


def _take_token(scene: Scene, value: str, *, is_clean: bool = False) -> None:
    """Keep the token for the checks that follow, freed from what surrounds it."""
    if scene.request.made is not None and is_open(value):
        scene.made = scene.request.made
    if is_open(value) or _CUT_OUT.search(value):
        return
    if is_clean:
        scene.token = value[: LONGEST_TOKEN + 1].encode("utf-8", "replace")
        return
    inner = _token_in("".join(value.split()))
    if inner is not None:
        scene.token = inner[0].encode("ascii")
