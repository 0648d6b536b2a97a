import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korekit.scanning.leaks.client_secrets import client_secrets_in, may_hold_client_secret
from korekit.scanning.leaks.sighting import Certainty, masked
from tests.scanning.secret_texts import APP, OTHER_APP, secret_of

# One that has both signs that other writings escape.
SECRET = next(one for one in map(secret_of, "abcdefghijklmnop") if "/" in one and "+" in one)


def found(text: str, name: str = "") -> list[str]:
    assert may_hold_client_secret(text.encode()) or name
    return [sighting.secret for sighting in client_secrets_in(text, name)]


@pytest.mark.parametrize(
    "text",
    [
        '{"clientSecret": "@"}',
        '{"client_id": "x",\n "client_secret":\n  "@"}',
        "clientSecret: @",
        "koreClientSecret: '@'",
        "CLIENT_SECRET=@",
        "export KORE_CLIENT_SECRET='@'",
        'private static final String CLIENT_SECRET = "@";',
        'config.setClientSecret("@");',
        'const clientSecret = process.env.CLIENT_SECRET || "@";',
        'secret = os.environ.get("CLIENT_SECRET", "@")',
        "client.secret=@",
        "kore.client-secret = @",
        '{"key": "clientSecret", "value": "@", "type": "secret", "enabled": true}',
        '{"value": "@", "key": "client_secret"}',
        "- name: CLIENT_SECRET\n  value: @\n",
        "<clientSecret>@</clientSecret>",
        '<add key="clientSecret" value="@" />',
        "curl -d client_id=x -d client_secret=@ https://h.example",
        "java -Dkore.clientSecret=@ -jar x.jar",
        "token = client(client_secret='@')",
        '$ClientSecret = "@"',
        "vars {\n  clientSecret: @\n}",
        '"{\\"clientSecret\\":\\"@\\"}"',
    ],
)
def test_a_secret_is_found_by_the_name_before_it_in_every_language(text: str) -> None:
    assert found(text.replace("@", SECRET)) == [SECRET]


@pytest.mark.parametrize(
    ("sign", "written"),
    [
        ("/", "\\/"),
        ("=", "\\u003d"),
        ("+", "\\u002b"),
        ("=", "%3D"),
        ("/", "%2F"),
    ],
)
def test_a_secret_is_found_as_other_tools_write_its_signs(sign: str, written: str) -> None:
    assert found(f'"clientSecret":"{SECRET.replace(sign, written)}"') == [SECRET]


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_secret_of_kubernetes_is_found(end: str) -> None:
    twice = base64.b64encode((SECRET + end).encode()).decode()
    assert found(f"kind: Secret\ndata:\n  client-secret: {twice}\n") == [SECRET]


def test_a_client_id_near_it_is_enough() -> None:
    (sighting,) = client_secrets_in(f'App("{APP}", "{SECRET}")')
    assert (sighting.secret, sighting.client_id, sighting.certainty) == (SECRET, APP, Certainty.LIKELY)


def test_of_two_client_ids_the_nearer_one_counts() -> None:
    other = secret_of("other")
    text = f"a:\n  id: {APP}\n  key: {SECRET}\n\n\nb:\n  id: {OTHER_APP}\n  key: {other}\n"
    assert [(one.secret, one.client_id) for one in client_secrets_in(text)] == [(SECRET, APP), (other, OTHER_APP)]


def test_a_name_and_a_client_id_make_it_certain() -> None:
    (sighting,) = client_secrets_in(f"client_id={APP}\nclient_secret={SECRET}\n")
    assert sighting.certainty is Certainty.CERTAIN


def test_a_file_that_holds_nothing_else_says_by_its_name_what_it_is() -> None:
    assert found(f"{SECRET}\n", "kore-secret.txt") == [SECRET]
    assert found(f"{SECRET}\n", "notes.txt") == []


@pytest.mark.parametrize(
    "text",
    [
        '"integrity": "sha256-@"',
        "key: @",
        "FERNET_KEY=@",
        'client_secret = "${CLIENT_SECRET}"',
        "clientSecret: <your client secret>",
        "client_secret=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "client_secret: " + "x" * 44,
        "# where the client secret comes from\n\n\n\nkey: @",
    ],
)
def test_what_is_none_is_left_alone(text: str) -> None:
    assert found(text.replace("@", SECRET) + "\nsecret") == []


def test_a_digest_beside_a_client_id_is_none() -> None:
    assert found(f'{{"app": "{APP}", "integrity": "sha256-{SECRET}", "etag": "{SECRET}"}}') == []


def test_a_secret_of_another_form_is_possible_beside_a_client_id() -> None:
    text = f"client_id: {APP}\nclient_secret: q8Zr-71kfPw0x_Vt\n"
    (sighting,) = client_secrets_in(text)
    assert (sighting.secret, sighting.certainty) == ("q8Zr-71kfPw0x_Vt", Certainty.POSSIBLE)
    # Somebody could try guesses on a mark.
    assert masked(sighting) == "…(16 characters)"
    assert found("client_secret: q8Zr-71kfPw0x_Vt\n") == []


@pytest.mark.parametrize(
    "value",
    ["your-client-secret-1", "process.env.SECRET1", "changeme12345678", "${SECRET_NUMBER_1}", "abcdefghijklmnopq"],
)
def test_a_word_about_a_secret_is_none(value: str) -> None:
    assert found(f"client_id: {APP}\nclient_secret: {value}\n") == []


def test_json_of_a_whole_environment_is_read() -> None:
    document = {"values": [{"key": "clientId", "value": APP}, {"key": "clientSecret", "value": SECRET}]}
    for indent in (None, 2):
        assert found(json.dumps(document, indent=indent)) == [SECRET]


def test_long_texts_take_no_long_time() -> None:
    for text in ("client_secret" * 50_000, "A1b2" * 250_000, f"client_secret={'a%2B' * 200_000}", f"{APP} " * 20_000):
        list(client_secrets_in(text))


_PIECES = st.sampled_from(
    [SECRET, SECRET[:20], APP, "client_secret", "clientSecret", "=", ": ", '"', "\n", "\\/", "%2F", "%", "\\u003d",
     "{", "}", base64.b64encode(SECRET.encode()).decode(), "A" * 60, "sha256-", "value", "é", " "]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=30))
def test_nothing_makes_it_fail(pieces: list[str]) -> None:
    text = "".join(pieces)
    for sighting in client_secrets_in(text, "secret.txt"):
        assert 0 <= sighting.at < len(text)
        assert len(sighting.secret) >= 16
