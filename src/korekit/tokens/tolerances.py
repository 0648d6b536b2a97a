"""What is let through although it is not strictly right, as the vendor's platform does.

Source: contract, platform.md 4.3.
"""

from dataclasses import dataclass
from typing import Final

__all__ = ["LENIENT", "STRICT", "Tolerances"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerances:
    """What is let through although it is not strictly right; every field is one tolerance of the vendor's.

    `iss_for_app_id`: `iss` names the app where `appId` is absent. `no_exp`: a token without `exp` never expires.
    `fractional_times`: times may have a fraction. `millisecond_times`: a time in milliseconds is read as the far
    future. `foreign_aud`: any `aud` is accepted; strictly, it must be absent or the platform's.
    """

    iss_for_app_id: bool = True
    no_exp: bool = True
    fractional_times: bool = True
    millisecond_times: bool = True
    foreign_aud: bool = True


LENIENT: Final = Tolerances()
STRICT: Final = Tolerances(
    iss_for_app_id=False, no_exp=False, fractional_times=False, millisecond_times=False, foreign_aud=False
)
