"""One token: mint and verify, ours beside PyJWT and joserfc, the same claims, the same secret.

Each library does what it does by default for HS256 with `exp` and `nbf`; ours also finds the app's claim.
"""

import gc
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

import jwt
from joserfc import jwt as joserfc_jwt
from joserfc.jwk import OctKey

from bench.results import Result, Table, amount, at_most, middle
from bench.room import Room
from korekit.tokens.mint import mint
from korekit.tokens.verify import verify

__all__ = ["run"]

ROUNDS: Final = 25
CALLS: Final = 400
CLIENT_ID: Final = "cs-8a2b6e0c-5f1d-5c3a-9e47-1b2c3d4e5f60"
SECRET: Final = "u7Jm2nQ0c9sVb4xY1tRk8wLz5hGf3dAe6pOiN+/qMaE="

Work = Callable[[], object]


def run(room: Room) -> Result:
    """Measure in this process."""
    now = int(time.time())
    claims = {"appId": CLIENT_ID, "iat": now, "exp": now + 3_000, "sub": "ci", "jti": "5b0c8f5e-6d3f-4a4e-9f0e-2f6f"}
    token = mint(CLIENT_ID, SECRET, extra=claims)
    made = _rounds(_minters(claims))
    verified = _rounds(_verifiers(token))
    tables = (_table("Mint one token", made), _table("Verify one token", verified))
    ratio = middle([a / b for a, b in zip(verified["korekit"], verified["PyJWT"], strict=True)])
    budget = at_most("verify one token, beside PyJWT", ratio, 0.25, "its time")
    how = f"{ROUNDS} rounds of {CALLS} calls for each library in turn, in one process; medians."
    return Result(name="tokens", how=how, tables=tables, budgets=(budget,))


def _minters(claims: Mapping[str, Any]) -> dict[str, Work]:
    key = OctKey.import_key(SECRET)
    header = {"alg": "HS256", "typ": "JWT"}
    return {
        "korekit": lambda: mint(CLIENT_ID, SECRET, extra=claims),
        "PyJWT": lambda: jwt.encode(dict(claims), SECRET, algorithm="HS256"),
        "joserfc": lambda: joserfc_jwt.encode(header, dict(claims), key),
    }


def _verifiers(token: str) -> dict[str, Work]:
    key = OctKey.import_key(SECRET)
    registry = joserfc_jwt.JWTClaimsRegistry()
    raw, secret = token.encode(), SECRET.encode()

    def joserfc() -> object:
        found = joserfc_jwt.decode(token, key, algorithms=["HS256"])
        registry.validate(found.claims)
        return found.claims

    works: dict[str, Work] = {
        "korekit": lambda: verify(raw, secret, time.time()),
        "PyJWT": lambda: jwt.decode(token, SECRET, algorithms=["HS256"]),
        "joserfc": joserfc,
    }
    found = [work() for work in works.values()]
    if not all(one == found[0] for one in found):
        raise RuntimeError("the libraries read different claims")
    return works


def _rounds(works: Mapping[str, Work]) -> dict[str, list[float]]:
    """Microseconds a call, of each work in each round; the first round is not kept."""
    times: dict[str, list[float]] = {name: [] for name in works}
    gc.collect()
    for number in range(ROUNDS + 1):
        for name, work in works.items():
            begun = time.perf_counter()
            for _ in range(CALLS):
                work()
            if number:
                times[name].append((time.perf_counter() - begun) * 1e6 / CALLS)
    return times


def _table(title: str, times: Mapping[str, list[float]]) -> Table:
    ours = times["korekit"]
    rows = tuple(
        (
            name,
            f"{middle(found):.1f}",
            f"{min(found):.1f}",
            amount(middle([a / b for a, b in zip(ours, found, strict=True)])),
        )
        for name, found in times.items()
    )
    return Table(title, ("library", "µs, median", "µs, best", "korekit's share of its time"), rows)
