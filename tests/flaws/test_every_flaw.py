"""Which flaws there are: one a cause, each in one place."""

import pytest

from korekit.errors import causes
from korekit.flaws.every_flaw import FlawUnknown, Place, every_flaw, find_flaw, flawed_token
from korekit.flaws.header_flaws import HEADER_FLAWS
from korekit.flaws.request_flaws import REQUEST_FLAWS
from korekit.flaws.signer import FlawImpossible, Signer
from korekit.flaws.state_flaws import STATE_FLAWS
from korekit.flaws.token_flaws import TOKEN_FLAWS

SIGNER = Signer(client_id="cs-1", secret="hush", now_s=1_800_000_000)


def test_every_cause_has_a_flaw_in_exactly_one_place() -> None:
    tables = {
        Place.TOKEN: set(TOKEN_FLAWS),
        Place.HEADER: set(HEADER_FLAWS),
        Place.REQUEST: set(REQUEST_FLAWS),
        Place.STATE: set(STATE_FLAWS),
    }
    placed = {
        name: [place.value for place, kinds in tables.items() if kind in kinds] for name, kind in causes().items()
    }
    assert {name: places for name, places in placed.items() if len(places) != 1} == {}
    assert {flaw.cause: [flaw.place.value] for flaw in every_flaw()} == placed


def test_they_come_in_the_order_of_the_checks() -> None:
    assert [flaw.cause for flaw in every_flaw()] == list(causes())


def test_a_mistyped_cause_is_told_the_nearest() -> None:
    with pytest.raises(FlawUnknown, match=r"no cause 'token-expird'\. Did you mean token-expired\?"):
        find_flaw("token-expird")
    with pytest.raises(FlawUnknown, match=r"^There is no cause 'moon-phase'\.$"):
        find_flaw("moon-phase")


@pytest.mark.parametrize(
    ("cause", "lies_in"), [("scope-missing", "how things stand"), ("path-unknown", "the request around")]
)
def test_what_lies_elsewhere_is_made_into_no_token(cause: str, lies_in: str) -> None:
    with pytest.raises(FlawImpossible, match=lies_in):
        flawed_token(cause, SIGNER)
