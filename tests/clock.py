"""A clock that stands still until a test moves it."""

START_MS = 1_795_500_000_000


class ManualClock:
    """Tells the time that the test set."""

    def __init__(self, at_ms: int = START_MS) -> None:
        self.at_ms = at_ms

    def now_ms(self) -> int:
        return self.at_ms

    def now_s(self) -> float:
        return self.at_ms / 1000

    def advance(self, seconds: float) -> None:
        self.at_ms += int(seconds * 1000)
