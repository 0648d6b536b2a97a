"""Every known attack against the verifier, on its own."""

from collections.abc import Iterable

import pytest

from korekit.errors.refusal import Refusal
from korekit.tokens.verify import verify
from tests.tokens.hostile import ATTACKS, ODD, TOLERATED, Attack, Tolerated
from tests.tokens.victim import NOW_S, VICTIM


def named(several: Iterable[Attack | Tolerated]) -> list[str]:
    return [one.name for one in several]


def test_every_attack_has_a_name_of_its_own() -> None:
    names = named(ODD)
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("attack", ATTACKS, ids=named(ATTACKS))
def test_a_hostile_token_is_refused_for_its_cause(attack: Attack) -> None:
    with pytest.raises(Refusal) as caught:
        verify(attack.make(VICTIM), VICTIM.secret, NOW_S)
    assert (caught.value.cause, caught.value.wire) == (attack.verdict.cause, attack.verdict.wire)


@pytest.mark.parametrize("odd", TOLERATED, ids=named(TOLERATED))
def test_an_odd_token_is_accepted_where_a_tolerance_says_so(odd: Tolerated) -> None:
    assert VICTIM.client_id in verify(odd.make(VICTIM), VICTIM.secret, NOW_S).values()
