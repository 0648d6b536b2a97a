"""The fewest harmless questions to the host, asked only when the user says so.

Every question is a GET of a documented operation that changes nothing; the user's own call is sent again only if it is
one. A token that is good for one request is never sent. Redirects are not followed, so no token goes elsewhere.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Final, Protocol

from korekit.catalog.operation import GET, Operation
from korekit.catalog.operations import all_operations
from korekit.catalog.parameters import Place
from korekit.catalog.planes import Caller
from korekit.client.credentials import APP_HEADER
from korekit.doctor.diagnosis import Diagnosis
from korekit.doctor.given import Answer, GivenRequest, is_open
from korekit.doctor.outside.answer_family import family_of, is_success
from korekit.doctor.outside.judge import judge, look
from korekit.doctor.outside.scene import KnownSecret, Scene
from korekit.errors.refusal import Check

__all__ = ["Asker", "Heard", "Outcome", "Question", "probe", "questions"]

# Headers that belong to a connection or to a body, and are the sender's affair.
_NOT_REPEATED: Final = frozenset(
    {"host", "connection", "content-length", "transfer-encoding", "expect", "te", "upgrade", "accept-encoding"}
)
_MAX_QUESTIONS: Final = 3
# A longer answer may have been cut off.
_WHOLE_LIST: Final = 60_000
_BOT_IS_LISTED: Final = "The host lists the bot of this call among those that the app reaches."
_BOT_IS_NOT_LISTED: Final = "The host does not list the bot of this call among those that the app reaches."
_SCHEMES: Final = ("http", "https")
# Smaller differences come from the way of the answer.
_CLOCK_TOLERANCE_S: Final = 5
# An answer about the scope or the plane comes only after the token was found good. Source: platform.md 6.2.
_TOKEN_CHECKS: Final = (
    Check.HEADER, Check.TOKEN, Check.ALGORITHM, Check.APP, Check.SIGNATURE, Check.TIME, Check.JTI, Check.JWE,
    Check.ACCOUNT,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """A GET that is about to be sent. `is_own`: the user's own call. `purpose`: what its answer tells."""

    url: str
    headers: tuple[tuple[str, str], ...]
    purpose: str
    is_own: bool = False

    def __repr__(self) -> str:
        return f"Question({self.purpose!r})"


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer with its headers, names in lower case."""

    answer: Answer
    headers: Mapping[str, str]


class Asker(Protocol):
    """Sends a question."""

    def __call__(self, question: Question) -> Heard:
        """The host's answer.

        Raises:
            NotReached: none came.
        """
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What asking led to. `request`: the call with the answer that it got; `proved`: checks that pass for sure."""

    diagnosis: Diagnosis
    request: GivenRequest
    proved: tuple[Check, ...]
    now_s: float


def probe(
    request: GivenRequest,
    ask: Asker,
    may_ask: Callable[[Question], bool],
    *,
    now_s: Callable[[], float],
    secrets: Sequence[KnownSecret] = (),
) -> Outcome:
    """The diagnosis after asking the host, one question after the other while the next one may separate causes.

    Args:
        request: the call.
        ask: sends one question.
        may_ask: shows a question before it is sent, and says whether it may be.
        now_s: this machine's time, seconds since the epoch.
        secrets: client secrets at hand.

    Raises:
        NotReached: the host gave no answer.
    """
    offset_s = 0.0
    proved: tuple[Check, ...] = ()
    asked: set[tuple[str, bool]] = set()
    diagnosis = judge(request, now_s=now_s(), secrets=secrets)
    while not _is_settled(diagnosis):
        scene = look(request, now_s=now_s() + offset_s, secrets=secrets, proved=proved)
        question = next(
            (one for one in questions(scene, diagnosis) if (one.url, _names_token(one)) not in asked),
            None,
        )
        if question is None or len(asked) >= _MAX_QUESTIONS or not may_ask(question):
            break
        asked.add((question.url, _names_token(question)))
        heard = ask(question)
        offset_s = _clock_offset_s(heard, now_s()) or offset_s
        if question.is_own:
            request = request.answered(heard.answer)
        elif _names_token(question) and _is_token_good(heard.answer):
            proved = _TOKEN_CHECKS
            request = _with_bot_seen(request, scene, heard.answer)
        diagnosis = judge(request, now_s=now_s() + offset_s, secrets=secrets, proved=proved)
    return Outcome(diagnosis, request, proved, now_s() + offset_s)


def _is_settled(diagnosis: Diagnosis) -> bool:
    """Whether the host could add nothing; it could where the reason depends on this machine's clock."""
    first = diagnosis.causes[0] if diagnosis.causes else None
    return diagnosis.verdict == "ok" or (
        first is not None and first.certain and first.check not in (Check.TIME.value, Check.JTI.value)
    )


def questions(scene: Scene, diagnosis: Diagnosis) -> list[Question]:
    """The questions that are worth asking about a call, the most telling first; none changes anything.

    Args:
        scene: what was seen of the call.
        diagnosis: what is known so far; once the call's own answer is known, another call is only asked where the
            causes that are left lie on both sides of the token, or hang on the host's clock.
    """
    if not _can_be_asked(scene):
        return []
    is_answered = scene.request.answer is not None
    own = _own_question(scene) if not is_answered else None
    if own is not None:
        return [own]
    if is_answered and not _is_token_in_doubt(diagnosis) and not _is_about_time(diagnosis):
        return []
    known = _known_good_question(scene)
    return [known] if known is not None else []


def _is_about_time(diagnosis: Diagnosis) -> bool:
    return bool(diagnosis.causes) and diagnosis.causes[0].check == Check.TIME.value


def _is_token_in_doubt(diagnosis: Diagnosis) -> bool:
    """Whether the causes that are left lie both in the token and behind it."""
    token = {check.value for check in _TOKEN_CHECKS}
    sides = {cause.check in token for cause in diagnosis.causes}
    return len(sides) == 2


def _known_good_question(scene: Scene) -> Question | None:
    """A call that needs nothing but a good token, and lists the account's bots."""
    lists = _harmless_list()
    if lists is None or scene.address is None:
        return None
    url = f"{scene.address.scheme}://{scene.address.host}{_port(scene)}{lists.path}"
    if _is_token_spendable(scene) and any(name.lower() == APP_HEADER for name, _ in scene.request.headers):
        tokens = tuple((name, value) for name, value in scene.request.headers if name.lower() == APP_HEADER)
        return Question(url, tokens, f"does the host take this token for another call ({lists.id})")
    return Question(url, (), f"does the host serve the API, and what time is it there ({lists.id}, no token)")


def _with_bot_seen(request: GivenRequest, scene: Scene, answer: Answer) -> GivenRequest:
    """The call with what a list of bots says about the bot that it names."""
    named = [value for value in scene.values.values() if value.startswith("st-") and not is_open(value)]
    if not named or not is_success(answer):
        return request
    if named[0] in answer.body:
        return request.with_notes([_BOT_IS_LISTED])
    return request.with_notes([_BOT_IS_NOT_LISTED]) if len(answer.body) < _WHOLE_LIST else request


def _can_be_asked(scene: Scene) -> bool:
    address = scene.address
    return (
        address is not None
        and address.scheme in _SCHEMES
        and bool(address.host)
        and not address.is_host_open
        and address.host.isascii()
    )


def _own_question(scene: Scene) -> Question | None:
    """The user's own call, if it is a read and everything about it is known."""
    request, operation = scene.request, scene.operation()
    if operation is None or not operation.facts.is_read or operation.facts.caller is not Caller.APP:
        return None
    is_whole = request.are_headers_whole and not any(is_open(value) for _, value in request.headers)
    if request.method != GET or request.url is None or is_open(request.url) or not is_whole:
        return None
    if not _is_token_spendable(scene):
        return None
    headers = tuple((name, value) for name, value in request.headers if _is_repeated(name, value))
    return Question(request.url, headers, f"the call itself ({operation.id})", is_own=True)


def _is_repeated(name: str, value: str) -> bool:
    # What cannot stand in a header would not leave this machine.
    return name.strip().lower() not in _NOT_REPEATED and value.isascii() and value.isprintable()


def _is_token_spendable(scene: Scene) -> bool:
    """Whether sending the token again does no harm: one with `jti` would be used up."""
    if scene.reading is None or scene.reading.claims is None:
        return False
    return not scene.reading.claims.get("jti") and not any(is_open(value) for _, value in scene.request.headers)


def _harmless_list() -> Operation[Any, Any] | None:
    """A documented read that needs nothing but a token."""
    for operation in all_operations():
        facts = operation.facts
        is_read = operation.method == GET and facts.is_read
        if is_read and facts.caller is Caller.APP and not operation.parameters_in(Place.PATH):
            return operation
    return None


def _port(scene: Scene) -> str:
    return f":{scene.address.port}" if scene.address and scene.address.port.isdigit() else ""


def _names_token(question: Question) -> bool:
    return any(name.lower() == APP_HEADER for name, _ in question.headers)


def _is_token_good(answer: Answer) -> bool:
    """Whether an answer is only given to a token that was found good."""
    if is_success(answer):
        return True
    family = family_of(answer)
    order = list(Check)
    return family is not None and family.is_proof and order.index(family.span[0]) > order.index(Check.ACCOUNT)


def _clock_offset_s(heard: Heard, now_s: float) -> float | None:
    """How far the host's clock is ahead of this machine's, in seconds; `None` where the difference says nothing."""
    try:
        theirs = parsedate_to_datetime(heard.headers.get("date", "")).timestamp()
    except (ValueError, OverflowError):
        return None
    difference = theirs - now_s
    return difference if abs(difference) > _CLOCK_TOLERANCE_S else None
