"""Carries flows out without network or time: what is sent is answered from a list, pauses are written down."""

from collections.abc import Iterable
from typing import TypeVar

from korekit.client.answers import Received
from korekit.client.budget.rate_budget import RateBudget
from korekit.client.credentials import AppIdentity, TokenSource, UserIdentity
from korekit.client.effects import NOTHING, Fetch, Flow, Pause, Take
from korekit.client.errors import NotReached
from korekit.client.flows import Flows
from korekit.client.requests import Request
from korekit.client.retrying import RetryPolicy
from korekit.client.trying import Conduct
from korekit.client.watching import Hooks

__all__ = ["CLIENT_ID", "SECRET", "Stage", "StillClock", "TimedStage", "json_answer", "make_conduct", "make_flows"]

T = TypeVar("T")

CLIENT_ID = "cs-0f0e0d0c-0b0a-5908-8706-050403020100"
SECRET = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3I="
EMAIL, PASSWORD = "ann@example.com", "correct horse battery"


class StillClock:
    """A clock that a test sets, in milliseconds since the epoch."""

    def __init__(self, now_ms: int = 1_700_000_000_000) -> None:
        self.at_ms = now_ms

    def now_ms(self) -> int:
        return self.at_ms


class Stage:
    """What was done, and what comes back for each thing sent."""

    def __init__(self, *outcomes: Received | NotReached) -> None:
        self.outcomes = list(outcomes)
        self.sent: list[Request] = []
        self.pauses: list[float] = []

    def run(self, flow: Flow[T]) -> T:
        """Carry a flow out."""
        try:
            effect = next(flow)
            while True:
                outcome: Received | NotReached = NOTHING
                if isinstance(effect, Pause):
                    self.pause(effect.seconds)
                elif isinstance(effect, Take):
                    effect.turn.take()
                else:
                    self.sent.append(effect.request)
                    outcome = self.outcomes.pop(0)
                    if isinstance(effect, Fetch) and isinstance(outcome, Received):
                        effect.sink.start()
                        effect.sink.write(outcome.body)
                effect = flow.throw(outcome) if isinstance(outcome, NotReached) else flow.send(outcome)
        except StopIteration as end:
            result: T = end.value
            return result

    def pause(self, seconds: float) -> None:
        """Write a pause down."""
        self.pauses.append(seconds)

    @property
    def elapsed_s(self) -> float:
        """The pauses so far."""
        return sum(self.pauses)


class TimedStage(Stage):
    """A stage whose pauses a clock goes by as well."""

    def __init__(self, clock: StillClock, *outcomes: Received | NotReached) -> None:
        super().__init__(*outcomes)
        self.clock = clock

    def pause(self, seconds: float) -> None:
        """Write a pause down and let it go by."""
        super().pause(seconds)
        self.clock.at_ms += round(seconds * 1000)


def json_answer(text: str, status: int = 200, headers: Iterable[tuple[str, str]] = ()) -> Received:
    """An answer with a JSON body."""
    return Received(status, {"content-type": "application/json", **dict(headers)}, text.encode())


def make_flows(
    stage: Stage | None = None,
    *,
    clock: StillClock | None = None,
    has_app: bool = True,
    has_user: bool = True,
    has_jti: bool = False,
    account_id: str = "",
    conduct: Conduct | None = None,
    budget: RateBudget | None = None,
) -> Flows:
    """Flows of a client whose time is the stage's pauses."""
    app = AppIdentity(client_id=CLIENT_ID, client_secret=SECRET, has_jti=has_jti)
    return Flows(
        base="https://platform.kore.ai",
        app=TokenSource(app) if has_app else None,
        user=UserIdentity(email=EMAIL, password=PASSWORD) if has_user else None,
        account_id=account_id,
        conduct=conduct or make_conduct(stage, clock=clock),
        budget=budget,
    )


def make_conduct(
    stage: Stage | None = None,
    *,
    clock: StillClock | None = None,
    retry: RetryPolicy | None = None,
    total_timeout_s: float | None = None,
    hooks: Hooks | None = None,
) -> Conduct:
    """How calls behave whose time is the stage's pauses."""
    return Conduct(
        retry=retry or RetryPolicy(),
        total_timeout_s=total_timeout_s,
        hooks=hooks or Hooks(),
        clock=clock or StillClock(),
        elapsed_s=(lambda: stage.elapsed_s) if stage else lambda: 0.0,
        jitter=lambda: 1.0,
    )
