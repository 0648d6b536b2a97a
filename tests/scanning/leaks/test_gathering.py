from korekit.scanning.leaks.finding import Finding, Life, Place, Severity
from korekit.scanning.leaks.gathering import Gathering
from korekit.scanning.leaks.sighting import Certainty
from korekit.tokens.mint import mint
from tests.scanning.secret_texts import APP, NOW, OTHER_APP, secret_of, token_of

ALLOW = "korekit: allow-secret"


def findings(*texts: tuple[str, str] | tuple[str, str, str], now_s: float = NOW) -> list[Finding]:
    gathering = Gathering()
    for path, text, *commit in texts:
        gathering.look(text.encode(), path, *commit)
    return gathering.findings(now_s)[0]


def test_a_secret_is_told_once_with_all_its_places() -> None:
    line = f"client_secret={secret_of('a')}"
    (finding,) = findings(("a.env", f"x=1\n{line}\n"), ("b.env", f"{line}\n{line}\n"), ("old.env", line, "c0ffee"))
    assert finding.current == (Place("a.env", 2, 15), Place("b.env", 1, 15), Place("b.env", 2, 15))
    assert (finding.past, finding.past_count) == (Place("old.env", 1, 15, "c0ffee"), 1)


def test_how_long_a_token_is_good_decides_how_bad_it_is() -> None:
    def worth(token: str, now_s: float = NOW) -> tuple[Severity, Life]:
        (finding,) = findings(("x", f"auth: {token}"), now_s=now_s)
        return finding.severity, finding.life

    assert worth(token_of()) == (Severity.CRITICAL, Life.ENDLESS)
    assert worth(token_of(lifetime_s=60)) == (Severity.HIGH, Life.UNTIL)
    assert worth(token_of(lifetime_s=60), NOW + 60) == (Severity.LOW, Life.OVER)
    milliseconds = mint(APP, secret_of("a"), extra={"exp": NOW * 1000}, now_s=NOW)
    assert worth(milliseconds) == (Severity.CRITICAL, Life.ENDLESS)
    assert worth(token_of().rpartition(".")[0] + ".") == (Severity.LOW, Life.USELESS)
    assert worth(token_of()[:-4]) == (Severity.LOW, Life.USELESS)
    assert worth(mint(APP, "your-256-bit-secret")) == (Severity.LOW, Life.USELESS)


def test_a_token_proves_whose_a_secret_is() -> None:
    secret = secret_of("a")
    texts = [
        ("deploy.sh", f"curl -H 'auth: {token_of(secret)}'"),
        ("settings.py", f"APP_SECRET = '{secret}'"),
        ("other.py", f"APP_SECRET = '{secret_of('b')}'"),
    ]
    by_path = {one.first.path: one for one in findings(*texts)}
    proved, other = by_path["settings.py"], by_path["other.py"]
    assert (proved.client_id, proved.certainty, proved.severity) == (APP, Certainty.CERTAIN, Severity.CRITICAL)
    assert proved.proved_by == Place("deploy.sh", 1, 16)
    assert by_path["deploy.sh"].proved_by == Place("settings.py", 1, 15)
    assert (other.client_id, other.certainty, other.severity) == ("", Certainty.LIKELY, Severity.HIGH)


def test_a_comment_on_the_line_or_above_allows_a_secret() -> None:
    line = f"client_secret={secret_of('a')}"
    assert findings(("x", f"{line}  # {ALLOW}\n")) == []
    assert findings(("x", f"# {ALLOW}\n{line}\n")) == []
    assert len(findings(("x", f"# {ALLOW}\n\n{line}\n"))) == 1
    assert len(findings(("x", f"{line}\n# {ALLOW}\n"))) == 1


def test_every_place_of_now_must_allow_it() -> None:
    line = f"client_secret={secret_of('a')}"
    allowed = f"{line}  # {ALLOW}"
    assert len(findings(("a", allowed), ("b", line))) == 1
    assert len(findings(("a", line), ("b", allowed))) == 1
    # The commits before the comment was written cannot be changed.
    assert findings(("a", allowed), ("a", line, "c1")) == []
    assert findings(("a", line, "c1"), ("a", allowed, "c2")) == []
    assert len(findings(("a", line), ("a", allowed, "c2"))) == 1


def test_what_is_allowed_is_counted() -> None:
    gathering = Gathering()
    gathering.look(f"client_secret={secret_of('a')}  # {ALLOW}".encode(), "a")
    assert gathering.findings(NOW) == ([], 1)


def test_the_worst_comes_first() -> None:
    texts = [
        ("z", f"auth: {token_of(secret_of('1'), lifetime_s=-60)}"),
        ("y", f"auth: {token_of(secret_of('2'), lifetime_s=60)}"),
        ("x", f"auth: {token_of(secret_of('3'), app=OTHER_APP)}"),
    ]
    assert [one.severity for one in findings(*texts)] == [Severity.CRITICAL, Severity.HIGH, Severity.LOW]


def test_utf_16_is_read_as_powershell_writes_it() -> None:
    gathering = Gathering()
    gathering.look(f'$clientSecret = "{secret_of("a")}"'.encode("utf-16"), "a.ps1")
    assert [one.first for one in gathering.findings(NOW)[0]] == [Place("a.ps1", 1, 18)]


def test_no_secret_is_in_what_anything_here_shows() -> None:
    secret = secret_of("a")
    token = token_of(secret, jti=True)
    gathering = Gathering()
    gathering.look(f"client_secret={secret} {APP} {token}".encode(), "x")
    found, _ = gathering.findings(NOW)
    assert len(found) == 2
    shown = repr(found) + repr(vars(gathering)) + str(found)
    assert secret not in shown
    assert token not in shown
    assert token.split(".")[1] not in shown
