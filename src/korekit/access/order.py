"""The checks of a call, as one ordered list, cut where something has to be looked up.

Source: platform.md 6.2, design.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from korekit.access import app_checks
from korekit.access.decision import Refused
from korekit.access.facts import Facts
from korekit.access.header_checks import check_header
from korekit.errors.refusal import Refusal
from korekit.tokens.claims import check_claim_forms, client_id_of
from korekit.tokens.jws import read_jws, segment_count

__all__ = ["AFTER_APP", "AFTER_BOT", "AFTER_JTI", "AFTER_OPENING", "BEFORE_OPENING", "Stage", "run"]


@dataclass(frozen=True, slots=True)
class Stage:
    """Checks that can be done in a row with the facts at hand."""

    checks: tuple[Callable[[Facts], None], ...]


def _note_encryption(facts: Facts) -> None:
    # The form decides how the token is opened; what is inside is checked all the same.
    facts.is_encrypted = segment_count(facts.token) == 5


def _check_token(facts: Facts) -> None:
    facts.signed = read_jws(facts.token)
    check_claim_forms(facts.signed.claims, facts.tolerances)
    facts.claims = facts.signed.claims


def _check_app_claim(facts: Facts) -> None:
    facts.client_id = client_id_of(facts.claims, facts.tolerances)


BEFORE_OPENING: Final = Stage((check_header, _note_encryption))
# An encrypted token has been decrypted before this: `token` is the signed one.
AFTER_OPENING: Final = Stage((_check_token, _check_app_claim))
AFTER_APP: Final = Stage(
    (app_checks.check_app, app_checks.check_signature, app_checks.check_time, app_checks.check_jti)
)
AFTER_JTI: Final = Stage(
    (
        app_checks.check_jti_fresh,
        app_checks.check_jwe,
        app_checks.check_account,
        app_checks.check_plane,
        app_checks.check_bot_of_app,
        app_checks.check_scope,
    )
)
AFTER_BOT: Final = Stage((app_checks.check_bot_exists,))


def run(stage: Stage, facts: Facts) -> Refused | None:
    """Do the checks of a stage; the first refusal ends it."""
    try:
        for check in stage.checks:
            check(facts)
    except Refusal as refusal:
        return Refused(refusal.check, refusal, facts.app, _is_signature_good(refusal, stage))
    return None


def _is_signature_good(refusal: Refusal, stage: Stage) -> bool:
    # Only a caller who proved the secret may push other refusals out of the account's list.
    return stage in (AFTER_JTI, AFTER_BOT) or (stage is AFTER_APP and refusal.check.value in ("time", "jti"))
