"""`korekit token mint --flaw`: a token that is wrong in one way, and a word that it is."""

import base64
import json

import pytest

from korekit.errors import causes
from korekit.flaws.every_flaw import Place, every_flaw
from korekit.tokens.jwe import decrypt, new_platform_key, read_key
from tests.cli.machine import CLI

APP = "cs-0f0e0d0c-0b0a-5908-8706-050403020100"
SECRET = base64.b64encode(bytes(range(32))).decode()
ENV = {"KOREKIT_CLIENT_ID": APP, "KOREKIT_CLIENT_SECRET": SECRET}


def test_the_token_is_the_only_output_and_comes_with_a_warning(cli: CLI) -> None:
    ran = cli.run("token", "mint", "--flaw", "token-expired", env=ENV)
    assert ran.stdout.count(".") == 2
    assert ran.stderr == "warning: this token is wrong on purpose. The time in `exp` has passed.\n"
    assert (
        json.loads(cli.run("token", "verify", ran.stdout, "--json", env=ENV, code=4).stderr)["cause"] == "token-expired"
    )


@pytest.mark.parametrize(
    "cause", ["token-truncated", "token-unsigned", "algorithm-not-allowed", "claim-app-id-missing", "signature-invalid"]
)
def test_the_flaw_is_the_one_that_was_asked_for(cli: CLI, cause: str) -> None:
    token = cli.run("token", "mint", "--flaw", cause, env=ENV).stdout
    assert json.loads(cli.run("token", "verify", token, "--json", env=ENV, code=4).stderr)["cause"] == cause


def test_with_json_it_says_where_the_token_goes(cli: CLI) -> None:
    document = cli.json("token", "mint", "--flaw", "header-wrong-name", env=ENV)
    assert (document["header"], document["cause"]) == ("Authorization", "header-wrong-name")
    cli.run("token", "verify", document["token"], env=ENV)
    replayed = cli.json("token", "mint", "--flaw", "jti-replayed", env=ENV)
    assert (replayed["header"], replayed["first"]) == ("auth", replayed["token"])


def test_what_the_flaw_takes_besides_is_told(cli: CLI) -> None:
    shown = cli.run("token", "mint", "--flaw", "jti-missing", env=ENV).stderr
    assert shown.splitlines()[1] == "note: to be refused for this it needs an app that enforces `jti`."
    shown = cli.run("token", "mint", "--flaw", "header-wrong-name", env=ENV).stderr
    assert shown.splitlines()[1] == "note: send it as the header `Authorization`."
    missing = cli.run("token", "mint", "--flaw", "token-missing", env=ENV)
    assert (missing.stdout, missing.stderr.splitlines()[1]) == (
        "\n",
        "note: send no header `auth`: nothing is printed.",
    )


def test_the_other_options_hold_as_well(cli: CLI) -> None:
    given = ["--flaw", "algorithm-not-allowed", "--lifetime", "1h", "--jti", "--claim", "sub=ann"]
    claims = json.loads(cli.run("token", "inspect", cli.run("token", "mint", *given, env=ENV).stdout, "--json").stdout)
    assert claims["claims"]["exp"] - claims["claims"]["iat"] == 3600
    assert (len(claims["claims"]["jti"]), claims["claims"]["sub"]) == (36, "ann")


def test_another_secret_comes_from_a_private_file(cli: CLI) -> None:
    other = base64.b64encode(bytes(range(1, 33))).decode()
    path = cli.secret_file(text=other)
    given = ["--flaw", "signature-secret-of-other-app"]
    token = cli.run("token", "mint", *given, "--other-secret-file", path, env=ENV).stdout
    cli.run("token", "verify", token, env=ENV, code=4)
    cli.run("token", "verify", token, env={**ENV, "KOREKIT_CLIENT_SECRET": other})
    missing = cli.run("token", "mint", *given, env=ENV, code=2)
    assert "Name its file with --other-secret-file." in missing.stderr


def test_a_flawed_token_is_encrypted_where_the_good_one_would_be(cli: CLI) -> None:
    key = new_platform_key("k-1")
    (cli.folder / "key.json").write_text(json.dumps({name: key[name] for name in ("e", "kid", "kty", "n")}))
    given = ["--flaw", "token-expired", "--platform-key", str(cli.folder / "key.json")]
    inside = decrypt(cli.run("token", "mint", *given, env=ENV).stdout.strip().encode(), read_key(key)).decode()
    assert json.loads(cli.run("token", "verify", inside, "--json", env=ENV, code=4).stderr)["cause"] == "token-expired"


def test_every_cause_is_listed_with_the_place_of_its_flaw(cli: CLI) -> None:
    rows = cli.json("token", "mint", "--flaw", "list")
    assert [row["cause"] for row in rows] == list(causes())
    assert {row["liesIn"] for row in rows} == {"token", "header", "request", "state"}
    shown = cli.run("token", "mint", "--flaw", "list")
    assert "token-expired                  token    The time in `exp` has passed.\n" in shown.stdout
    assert shown.stderr.startswith("`--flaw` makes those that lie in the token")


@pytest.mark.parametrize(
    ("cause", "helps"),
    [
        ("token-expird", "Did you mean token-expired? All: `korekit token mint --flaw list`"),
        ("scope-not-saved", "`korekit app scopes APP --grant SCOPE --draft`"),
        ("body-malformed", "`korekit.testing`"),
    ],
)
def test_what_is_no_flaw_of_a_token_ends_with_what_helps(cli: CLI, cause: str, helps: str) -> None:
    ran = cli.run("token", "mint", "--flaw", cause, env=ENV, code=2)
    assert helps in ran.stderr
    assert ran.stdout == ""


def test_no_secret_is_shown(cli: CLI) -> None:
    lacking = ("signature-secret-of-other-app", "signature-secret-retired")
    for flaw in every_flaw():
        is_made = flaw.place in (Place.TOKEN, Place.HEADER) and flaw.cause not in lacking
        ran = cli.run("token", "mint", "--flaw", flaw.cause, env=ENV, code=0 if is_made else 2)
        assert SECRET not in ran.output
