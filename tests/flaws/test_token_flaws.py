"""Each flawed token differs from the good one in its flaw, and in nothing else."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from korekit.errors import Refusal
from korekit.flaws.every_flaw import Place, every_flaw, flawed_token
from korekit.flaws.header_flaws import HEADER_FLAWS
from korekit.flaws.signer import FlawedToken, FlawImpossible, Signer
from korekit.flaws.token_flaws import TOKEN_FLAWS
from korekit.tokens.jwe import decrypt, new_platform_key, read_key
from korekit.tokens.tolerances import STRICT
from korekit.tokens.verify import verify

NOW = 1_800_000_000
CLIENT = "cs-5f60ea18-ae7d-5e37-8a50-3e99f556b809"
SECRET = "q0f3V+u8aTz/3n1dYk2m7xWbR5cLhPEoGsVtJiA9KXM="
OTHER = "Z0f3V+u8aTz/3n1dYk2m7xWbR5cLhPEoGsVtJiA9KXM="
SIGNER = Signer(client_id=CLIENT, secret=SECRET, now_s=NOW, other_secret=OTHER, retired_secret=OTHER)
HEADER = {"alg": "HS256", "typ": "JWT"}
CLAIMS = {"appId": CLIENT, "iat": NOW, "exp": NOW + 300}
BOT_ID = "st-5f60ea18-ae7d-5e37-8a50-3e99f556b809"


def segment(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def parts(token: str) -> tuple[Any, Any]:
    header, claims, _ = token.split(".")
    return json.loads(segment(header)), json.loads(segment(claims))


def is_signed_with(token: str, key: bytes, digest: str = "sha256") -> bool:
    signed, _, signature = token.rpartition(".")
    return hmac.new(key, signed.encode(), digest).digest() == segment(signature)


def made(cause: str, signer: Signer = SIGNER) -> str:
    return flawed_token(cause, signer).value


@pytest.mark.parametrize(
    ("cause", "claims"),
    [
        ("claim-app-id-missing", {"iat": NOW, "exp": NOW + 300}),
        ("claim-app-id-misspelled", {"appid": CLIENT, "iat": NOW, "exp": NOW + 300}),
        ("claim-app-id-not-client-id", {**CLAIMS, "appId": BOT_ID}),
        ("token-expired", {**CLAIMS, "iat": NOW - 1200, "exp": NOW - 600}),
        ("token-not-yet-valid", {**CLAIMS, "nbf": NOW + 900}),
        ("jti-missing", CLAIMS),
        ("jwe-required", CLAIMS),
    ],
)
def test_a_flaw_of_the_claims_is_signed_as_it_should_be(cause: str, claims: Mapping[str, Any]) -> None:
    token = made(cause)
    assert parts(token) == (HEADER, claims)
    assert is_signed_with(token, SECRET.encode())


def test_an_app_that_nobody_has_is_another_one_each_time() -> None:
    first, second = (parts(made("app-unknown"))[1] for _ in range(2))
    assert first["appId"] != second["appId"]
    assert {**first, "appId": CLIENT} == CLAIMS
    assert verify(made("app-unknown").encode(), SECRET.encode(), NOW, STRICT)


@pytest.mark.parametrize(
    ("cause", "key"),
    [
        ("signature-secret-decoded", base64.b64decode(SECRET)),
        ("signature-secret-decorated", f"{SECRET}\n".encode()),
        ("signature-secret-placeholder", b"your-256-bit-secret"),
        ("signature-secret-of-other-app", OTHER.encode()),
        ("signature-secret-retired", OTHER.encode()),
    ],
)
def test_a_flaw_of_the_secret_signs_what_is_good_otherwise(cause: str, key: bytes) -> None:
    token = made(cause)
    assert parts(token) == (HEADER, CLAIMS)
    assert is_signed_with(token, key)


def test_a_wrong_signature_is_by_a_secret_of_the_right_form() -> None:
    token = made("signature-invalid")
    assert parts(token) == (HEADER, CLAIMS)
    assert len(segment(token.rpartition(".")[2])) == 32
    assert not is_signed_with(token, SECRET.encode())


def test_flaws_of_the_form_leave_the_rest_as_it_is() -> None:
    good = SIGNER.good()
    signed = good.rpartition(".")[0]
    assert made("token-truncated") == good[:-10]
    assert made("token-unsigned") == f"{signed}."
    malformed = made("token-malformed")
    assert segment(malformed.split(".")[1]) == json.dumps(CLAIMS, separators=(",", ":")).encode()[:-1]
    assert is_signed_with(malformed, SECRET.encode())


def test_another_algorithm_is_used_indeed() -> None:
    token = made("algorithm-not-allowed")
    assert parts(token) == ({"alg": "HS512", "typ": "JWT"}, CLAIMS)
    assert is_signed_with(token, SECRET.encode(), "sha512")
    assert hashlib.sha512().digest_size == len(segment(token.rpartition(".")[2]))


def test_a_jti_that_lives_too_long_is_the_only_thing_added() -> None:
    header, claims = parts(made("jti-lifetime-too-long"))
    assert len(claims.pop("jti")) == 32
    assert (header, claims) == (HEADER, {**CLAIMS, "exp": NOW + 4200})


def test_a_replay_is_the_same_token_twice_and_good_the_first_time() -> None:
    for signer in (SIGNER, replace(SIGNER, lifetime_s=None), replace(SIGNER, lifetime_s=7200)):
        flawed = flawed_token("jti-replayed", signer)
        assert flawed.first == flawed.value
        claims = verify(flawed.value.encode(), SECRET.encode(), NOW, STRICT)
        assert claims["exp"] <= NOW + 3600


def test_an_altered_token_keeps_the_signature_of_its_original() -> None:
    flawed = flawed_token("token-altered", SIGNER)
    assert flawed.first == SIGNER.good()
    assert flawed.value.rpartition(".")[2] == flawed.first.rpartition(".")[2]
    assert parts(flawed.value) == (HEADER, {**CLAIMS, "iat": NOW + 1})
    with pytest.raises(FlawImpossible, match="good for one call"):
        flawed_token("token-altered", replace(SIGNER, has_jti=True))


def test_a_token_for_nobodys_key_is_encrypted_as_it_should_be() -> None:
    key = new_platform_key("k-1")
    token = made("jwe-invalid", replace(SIGNER, platform_key=public(key)))
    header = json.loads(segment(token.split(".")[0]))
    assert header == {"alg": "RSA-OAEP", "enc": "A256GCM", "typ": "JWT", "kid": "k-1"}
    assert token.count(".") == 4


def public(key: Mapping[str, Any]) -> dict[str, Any]:
    return {name: key[name] for name in ("kty", "kid", "n", "e")}


def test_where_an_app_wants_encryption_the_flaw_lies_inside() -> None:
    key = new_platform_key("k-1")
    opener = read_key(key)
    signer = replace(SIGNER, platform_key=public(key))
    inside = {
        cause: decrypt(made(cause, signer).encode(), opener).decode()
        for cause in ("token-expired", "token-unsigned", "algorithm-not-allowed", "signature-secret-decoded")
    }
    assert inside == {cause: made(cause) for cause in inside}
    assert made("jwe-required", signer) == SIGNER.good()
    bearer = made("header-bearer-prefix", signer).removeprefix("Bearer ")
    assert decrypt(bearer.encode(), opener).decode() == SIGNER.good()


def test_flaws_of_the_header_carry_a_good_token() -> None:
    good = SIGNER.good()
    assert flawed_token("token-missing", SIGNER).headers() == {}
    assert flawed_token("header-wrong-name", SIGNER).headers() == {"Authorization": good}
    assert flawed_token("header-bearer-prefix", SIGNER).headers() == {"auth": f"Bearer {good}"}
    assert flawed_token("header-decorated", SIGNER).headers() == {"auth": f'"{good}"'}


def test_what_an_app_is_known_by_goes_into_its_flawed_tokens_too() -> None:
    signer = replace(SIGNER, has_jti=True, lifetime_s=60, extra={"sub": "ann"})
    claims = parts(made("claim-app-id-missing", signer))[1]
    assert len(claims.pop("jti")) == 36
    assert claims == {"iat": NOW, "exp": NOW + 60, "sub": "ann"}


@pytest.mark.parametrize("cause", ["signature-secret-of-other-app", "signature-secret-retired"])
def test_a_secret_that_is_needed_and_missing_is_named(cause: str) -> None:
    with pytest.raises(FlawImpossible, match="It takes the secret"):
        flawed_token(cause, replace(SIGNER, other_secret="", retired_secret=""))


def test_a_secret_that_is_no_base64_cannot_be_decoded_by_mistake() -> None:
    with pytest.raises(FlawImpossible, match="no base64"):
        flawed_token("signature-secret-decoded", replace(SIGNER, secret="no base64!"))


def every_token() -> list[tuple[type[Refusal], FlawedToken]]:
    makers = [(kind, flaw.make) for kind, flaw in TOKEN_FLAWS.items()]
    return [(kind, make(SIGNER)) for kind, make in [*makers, *HEADER_FLAWS.items()]]


def test_nothing_shows_a_secret_or_a_token() -> None:
    shown = repr(SIGNER) + "".join(repr(flawed) for _, flawed in every_token())
    assert SECRET not in shown
    assert OTHER not in shown
    assert "eyJ" not in shown


def test_every_flaw_of_a_token_is_made() -> None:
    here = {flaw.kind for flaw in every_flaw() if flaw.place in (Place.TOKEN, Place.HEADER)}
    assert {kind for kind, _ in every_token()} == here
