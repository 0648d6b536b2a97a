import base64
import json
import time
from typing import Any

import pytest

from korekit.tokens.jwe import decrypt, new_platform_key, read_key
from korekit.tokens.mint import mint
from korekit.tokens.verify import verify
from tests.cli.machine import CLI

APP = "cs-0f0e0d0c-0b0a-5908-8706-050403020100"
SECRET = base64.b64encode(bytes(range(32))).decode()
ENV = {"KOREKIT_CLIENT_ID": APP, "KOREKIT_CLIENT_SECRET": SECRET}


def claims_of(token: str) -> dict[str, Any]:
    return verify(token.strip().encode(), SECRET.encode(), time.time())


def test_a_minted_token_is_the_only_output_and_short_lived(cli: CLI) -> None:
    ran = cli.run("token", "mint", env=ENV)
    claims = claims_of(ran.stdout)
    assert claims["appId"] == APP
    assert claims["exp"] - claims["iat"] == 300
    assert ran.stderr == ""


@pytest.mark.parametrize(("text", "seconds"), [("90", 90), ("90s", 90), ("5m", 300), ("1h", 3600), ("2d", 172800)])
def test_a_lifetime_is_typed_as_people_say_it(cli: CLI, text: str, seconds: int) -> None:
    claims = claims_of(cli.run("token", "mint", "--lifetime", text, env=ENV).stdout)
    assert claims["exp"] - claims["iat"] == seconds


@pytest.mark.parametrize("text", ["", "0", "-1", "5x", "1.5h", "five", "²"])
def test_what_is_no_lifetime_is_refused(cli: CLI, text: str) -> None:
    assert "no duration" in cli.run("token", "mint", f"--lifetime={text}", env=ENV, code=2).stderr


def test_an_endless_token_is_warned_of(cli: CLI) -> None:
    ran = cli.run("token", "mint", "--no-exp", env=ENV)
    assert "exp" not in claims_of(ran.stdout)
    assert "never expires" in ran.stderr


def test_a_jti_that_lives_too_long_is_warned_of(cli: CLI) -> None:
    ran = cli.run("token", "mint", "--jti", env=ENV)
    assert len(claims_of(ran.stdout)["jti"]) == 36
    assert ran.stderr == ""
    assert "within 3600 s" in cli.run("token", "mint", "--jti", "--lifetime", "2h", env=ENV).stderr


def test_claims_are_json_or_text(cli: CLI) -> None:
    given = ["--claim", "sub=1234", "--claim", "name=Ann", "--claim", 'x={"a":[1]}', "--claim", "empty="]
    claims = claims_of(cli.run("token", "mint", *given, env=ENV).stdout)
    assert {name: claims[name] for name in ("sub", "name", "x", "empty")} == {
        "sub": 1234,
        "name": "Ann",
        "x": {"a": [1]},
        "empty": "",
    }
    cli.run("token", "mint", "--claim", "noequals", env=ENV, code=2)


def test_an_app_of_its_own_brings_its_secret_in_a_private_file(cli: CLI) -> None:
    path = cli.secret_file(text=SECRET + "\n")
    assert claims_of(cli.run("token", "mint", "--client-id", APP, "--secret-file", path).stdout)["appId"] == APP
    told = cli.run("token", "mint", "--client-id", APP, code=1)
    assert f"The secret of {APP} is needed." in told.stderr
    known = {"KOREKIT_CLIENT_ID": APP, "KOREKIT_CLIENT_SECRET": SECRET}
    assert claims_of(cli.run("token", "mint", "--client-id", APP, env=known).stdout)["appId"] == APP
    cli.run("token", "mint", "--secret-file", path, code=2)
    open_file = cli.secret_file("open", mode=0o644)
    ran = cli.run("token", "mint", "--client-id", APP, "--secret-file", open_file, code=1)
    assert "may be read by others (mode 0644)" in ran.stderr
    assert f"chmod 600 {open_file}" in ran.stderr


def test_a_token_can_be_encrypted_to_the_platform(cli: CLI) -> None:
    key = new_platform_key("k-1")
    (cli.folder / "key.json").write_text(json.dumps({name: key[name] for name in ("e", "kid", "kty", "n")}))
    token = cli.run("token", "mint", "--platform-key", str(cli.folder / "key.json"), env=ENV).stdout.strip()
    assert claims_of(decrypt(token.encode(), read_key(key)).decode())["appId"] == APP


def test_inspecting_shows_parts_and_times_in_words(cli: CLI) -> None:
    token = mint(APP, SECRET, lifetime_s=7200)
    shown = cli.run("token", "inspect", token).stdout
    assert '"alg": "HS256"' in shown
    assert APP in shown
    assert "in 1 h 59 m" in shown
    assert "Nothing is wrong" in shown


def test_inspecting_names_what_is_odd(cli: CLI) -> None:
    token = mint("st-0f0e0d0c-0b0a-5908-8706-050403020100", SECRET, lifetime_s=-60)
    document = cli.json("token", "inspect", token)
    assert [problem["cause"] for problem in document["problems"]] == ["claim-app-id-not-client-id", "token-expired"]
    assert document["claims"]["appId"].startswith("st-")
    shown = cli.run("token", "inspect", token).stdout
    assert "The time in `exp` has passed." in shown
    assert "1 m ago" in shown


def test_milliseconds_are_told_apart(cli: CLI) -> None:
    token = mint(APP, SECRET, extra={"exp": 4_102_444_800_000})
    assert "2100-01-01 00:00:00 UTC" in cli.run("token", "inspect", token).stdout
    assert "milliseconds" in cli.run("token", "inspect", token).stdout
    assert cli.json("token", "inspect", token)["problems"] == []
    assert cli.json("token", "inspect", token, "--strict")["problems"][0]["cause"] == "token-malformed"


def test_a_token_is_read_from_a_pipe_with_what_stands_around_it(cli: CLI) -> None:
    token = mint(APP, SECRET)
    assert json.loads(cli.run("token", "inspect", "--json", given=f"  {token}\n").stdout)["kind"] == "JWS"
    cli.run("token", "inspect", given="", code=2)


@pytest.mark.parametrize("text", ["abc", "a.b.c", "eyJhbGciOiJIUzI1NiJ9", "Bearer x", "\ud800", "ä.ö.ü"])
def test_what_is_no_token_ends_in_two_lines(cli: CLI, text: str) -> None:
    ran = cli.run("token", "inspect", "--", text, code=0 if text.startswith("eyJ") else 1)
    assert len(ran.stderr.splitlines()) == (0 if text.startswith("eyJ") else 2)


def test_an_encrypted_token_shows_its_header(cli: CLI) -> None:
    key = new_platform_key("k-1")
    (cli.folder / "key.json").write_text(json.dumps({name: key[name] for name in ("e", "kid", "kty", "n")}))
    token = cli.run("token", "mint", "--platform-key", str(cli.folder / "key.json"), env=ENV).stdout.strip()
    document = cli.json("token", "inspect", token)
    assert (document["kind"], document["header"]["kid"], document["claims"]) == ("JWE", "k-1", None)
    assert "by the platform alone" in cli.run("token", "verify", token, env=ENV, code=1).stderr


def test_a_good_token_verifies(cli: CLI) -> None:
    token = mint(APP, SECRET)
    assert cli.run("token", "verify", token, env=ENV).stdout.startswith(f"Valid: signed with the secret of {APP}.")
    assert cli.json("token", "verify", token, env=ENV)["isValid"] is True


@pytest.mark.parametrize(
    ("token", "cause"),
    [
        (mint(APP, SECRET, lifetime_s=-1), "token-expired"),
        (mint(APP, "another secret"), "signature-invalid"),
        (mint(APP, "your-256-bit-secret"), "signature-secret-placeholder"),
        (mint(APP, SECRET + "\n"), "signature-secret-decorated"),
        (mint("cs-ffffffff-ffff-5fff-8fff-ffffffffffff", SECRET), "app-unknown"),
        (mint(APP, SECRET)[:-9], "token-truncated"),
        ("abc", "token-malformed"),
    ],
)
def test_a_bad_token_is_refused_with_its_cause(cli: CLI, token: str, cause: str) -> None:
    ran = cli.run("token", "verify", token, "--json", env=ENV, code=4)
    assert json.loads(ran.stderr)["cause"] == cause
    assert SECRET not in ran.output
    assert len(cli.run("token", "verify", token, env=ENV, code=4).stderr.splitlines()) == 2


def test_strictness_is_asked_for(cli: CLI) -> None:
    token = mint(APP, SECRET, lifetime_s=None)
    cli.run("token", "verify", token, env=ENV)
    cli.run("token", "verify", token, "--strict", env=ENV, code=4)
