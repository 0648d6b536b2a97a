import pytest

from korekit.client.credentials import AppIdentity, Session, TokenSource, UserIdentity
from korekit.client.errors import InvalidArgument
from korekit.client.sync import Client
from korekit.tokens.jwe import decrypt, new_platform_key, read_key
from korekit.tokens.reading import read_token
from korekit.tokens.verify import verify
from tests.client.driving import CLIENT_ID, SECRET

NOW_S = 1_700_000_000.0


def identity(*, has_jti: bool = False, lifetime_s: float = 300) -> AppIdentity:
    return AppIdentity(client_id=CLIENT_ID, client_secret=SECRET, has_jti=has_jti, lifetime_s=lifetime_s)


def test_a_token_names_the_app_and_expires_soon() -> None:
    claims = verify(TokenSource(identity()).token(NOW_S).encode(), SECRET.encode(), NOW_S)
    assert claims == {"appId": CLIENT_ID, "iat": NOW_S, "exp": NOW_S + 300}


def test_a_token_serves_for_half_of_its_life() -> None:
    source = TokenSource(identity())
    first = source.token(NOW_S)
    assert source.token(NOW_S + 149) == first
    assert source.token(NOW_S + 151) != first


def test_a_clock_set_back_makes_a_new_token() -> None:
    source = TokenSource(identity())
    first = source.token(NOW_S)
    assert source.token(NOW_S - 60) != first


def test_with_jti_every_token_is_new() -> None:
    source = TokenSource(identity(has_jti=True))
    tokens = [source.token(NOW_S) for _ in range(3)]
    jtis = {(read_token(token.encode(), NOW_S).claims or {})["jti"] for token in tokens}
    assert len(jtis) == 3


def test_with_a_platform_key_the_token_is_encrypted() -> None:
    key = new_platform_key("k-1")
    public = {name: key[name] for name in ("e", "kid", "kty", "n")}
    app = AppIdentity(client_id=CLIENT_ID, client_secret=SECRET, platform_key=public)
    token = TokenSource(app).token(NOW_S)
    assert token.count(".") == 4
    inside = decrypt(token.encode(), read_key(key))
    assert verify(inside, SECRET.encode(), NOW_S)["appId"] == CLIENT_ID


def test_secrets_stay_out_of_reprs() -> None:
    shown = repr(
        [
            identity(),
            UserIdentity(email="ann@example.com", password="hush-hush"),
            Session(access_token="hush-hush"),
            TokenSource(identity()),
        ]
    )
    assert SECRET not in shown
    assert "hush" not in shown


def test_a_session_names_its_account() -> None:
    session = Session(access_token="t", account_id="5f")
    assert session.headers() == {"Authorization": "bearer t", "AccountId": "5f"}
    assert Session(access_token="t").headers() == {"Authorization": "bearer t"}


@pytest.mark.parametrize("around", ["{}\n", " {}", '"{}"', "'{}", "{}\r\n"])
def test_what_a_file_or_a_shell_left_around_a_secret_is_refused_at_once(around: str) -> None:
    with pytest.raises(InvalidArgument) as raised:
        Client("bots.example", client_id=CLIENT_ID, client_secret=around.format(SECRET))
    assert "around it" in str(raised.value)
    assert "strip()" in raised.value.hint
    assert SECRET not in str(raised.value) + raised.value.hint
