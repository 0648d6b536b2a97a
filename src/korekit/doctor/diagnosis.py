"""What the doctor says: a verdict, its causes with the deciding one first, the checks in order.

The JSON form is public: `{"verdict", "causes": [{"cause", "check", "certain", "detail", "remedy"}], "checks":
[{"check", "state"}]}`.
"""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from korekit.access.decision import State
from korekit.errors.refusal import Check, Refusal

__all__ = ["Cause", "Diagnosis", "Verdict", "cause_of"]

# `unknown` where nothing proves that the call proceeds, and nothing that it is refused.
Verdict = Literal["ok", "refused", "unknown"]


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason for a refusal. `certain`: it is one, whatever else is wrong; otherwise it is possible."""

    cause: str
    check: str
    certain: bool
    detail: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The verdict; the causes, deciding one first; each check with its state, in order."""

    verdict: Verdict
    causes: tuple[Cause, ...]
    checks: tuple[tuple[Check, State], ...]

    def to_json(self) -> dict[str, Any]:
        """The public form, ready for a JSON encoder."""
        return {
            "verdict": self.verdict,
            "causes": [asdict(cause) for cause in self.causes],
            "checks": [{"check": check.value, "state": state} for check, state in self.checks],
        }


def cause_of(refusal: Refusal, *, is_certain: bool) -> Cause:
    """A refusal in the doctor's words, which are the refusal's own."""
    return Cause(refusal.cause, refusal.check.value, is_certain, refusal.detail, refusal.hint)
