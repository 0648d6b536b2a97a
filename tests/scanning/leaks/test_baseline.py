import pytest

from korekit.scanning.leaks.baseline import Baseline, BaselineBroken, read_baseline
from korekit.scanning.leaks.finding import Finding
from korekit.scanning.leaks.gathering import Gathering
from tests.scanning.secret_texts import APP, NOW, secret_of, token_of

SALT = bytes(range(16))


def found(*lines: str) -> list[Finding]:
    gathering = Gathering()
    gathering.look("\n".join(lines).encode(), "conf/app.env")
    return gathering.findings(NOW)[0]


def test_what_is_accepted_is_left_out_and_what_is_new_is_told() -> None:
    first, both = f"client_secret={secret_of('a')}", f"client_secret={secret_of('b')}"
    baseline = read_baseline(Baseline(SALT).accepting(found(first), "rotated").written().encode())
    left, gone = baseline.sorted_out(found(first, both))
    assert [one.secret for one in left] == [secret_of("b")]
    assert gone == []
    assert [one.reason for one in baseline.sorted_out(found(both))[1]] == ["rotated"]


def test_a_reason_stays_when_it_is_written_again() -> None:
    lines = [f"client_secret={secret_of('a')}", f"client_secret={secret_of('b')}"]
    baseline = Baseline(SALT).accepting(found(lines[0]), "rotated").accepting(found(*lines), "made up")
    assert sorted(one.reason for one in baseline.accepted) == ["made up", "rotated"]
    assert [one.reason for one in baseline.accepting(found(lines[1]), "x").accepted] == ["made up"]


def test_it_holds_no_secret() -> None:
    guessable = "q8Zr-71kfPw0x_Vt"
    secrets = [secret_of("a"), token_of(secret_of("b")), guessable]
    lines = [f"client_secret={secrets[0]}", f"auth: {secrets[1]}", f"id: {APP}", f"client_secret: {guessable}"]
    findings = found(*lines)
    assert len(findings) == 3
    text = Baseline(SALT).accepting(findings, "for tests").written()
    for secret in secrets:
        assert secret not in text
        assert secret[:12] not in text


def test_another_salt_gives_another_fingerprint() -> None:
    (finding,) = found(f"client_secret={secret_of('a')}")
    assert Baseline(SALT).fingerprint(finding) != Baseline(bytes(16)).fingerprint(finding)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"version": 1, "salt": "zz", "accepted": []}',
        '{"version": 1, "salt": "00", "accepted": []}',
        '{"version": 2, "salt": "000102030405060708090a0b0c0d0e0f", "accepted": []}',
        '{"version": 1, "salt": "000102030405060708090a0b0c0d0e0f", "accepted": [{"fingerprint": "x"}]}',
    ],
)
def test_what_is_no_baseline_is_told(text: str) -> None:
    with pytest.raises(BaselineBroken):
        read_baseline(text.encode())
