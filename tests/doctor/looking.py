"""Short ways to look at a call in tests."""

from korekit.access.decision import State
from korekit.doctor.diagnosis import Cause, Diagnosis
from korekit.doctor.given import Answer
from korekit.doctor.outside.judge import judge, look
from korekit.doctor.outside.scene import KnownSecret, Scene
from korekit.doctor.reading import read_request
from korekit.errors.refusal import Check
from tests.doctor.corpus_calls import BOT, CLIENT, NOW, SECRET, make_token

__all__ = ["BOT", "CLIENT", "NOW", "SECRET", "TOKEN", "diagnosed", "seen", "states", "told"]

TOKEN = make_token({})


def diagnosed(text: str, *, answer: Answer | None = None, secrets: tuple[KnownSecret, ...] = ()) -> Diagnosis:
    return judge(read_request(text).answered(answer), now_s=NOW, secrets=secrets)


def told(text: str, *, answer: Answer | None = None, secrets: tuple[KnownSecret, ...] = ()) -> tuple[Cause, ...]:
    return diagnosed(text, answer=answer, secrets=secrets).causes


def seen(text: str) -> Scene:
    return look(read_request(text), now_s=NOW)


def states(text: str, *, answer: Answer | None = None) -> dict[Check, State]:
    return dict(diagnosed(text, answer=answer).checks)
