"""A diagnosis for people."""

from korekit.doctor.given import Answer
from korekit.doctor.outside.judge import judge
from korekit.doctor.redaction import shown_request
from korekit.doctor.report import report
from tests.doctor.corpus_calls import NOW, calls
from tests.doctor.looking import BOT, TOKEN, diagnosed

URL = f"https://platform.kore.ai/api/public/bot/{BOT}/changelogs"


def plain(text: str, _: str) -> str:
    return text


def test_it_says_verdict_checks_cause_and_remedy() -> None:
    lines = report(diagnosed(f"curl {URL} -H 'auth: Bearer {TOKEN}'"), plain)
    text = "\n".join(lines)
    assert lines[0] == "This call is refused."
    assert "✓ path" in text
    assert "✗ header" in text
    assert "· scope" in text
    assert "header: header-bearer-prefix" in text
    assert "→ Drop the word" in text


def test_what_is_possible_is_few_and_told_how_to_narrow() -> None:
    text = "\n".join(report(diagnosed(f"curl {URL} -H 'auth: {TOKEN}'"), plain))
    assert "Possible, likeliest first:" in text
    assert "? scope" in text
    assert "--answer-status" in text
    assert "--secret-env" in text
    assert "--probe" in text


def test_success_is_short() -> None:
    lines = report(
        diagnosed(f"curl {URL} -H 'auth: {TOKEN}'", answer=Answer(200, "[]")), plain, answer=Answer(200, "[]")
    )
    assert lines[0] == "Nothing is wrong with this call."
    assert "Possible" not in "\n".join(lines)


def test_every_report_of_the_corpus_fits_a_hundred_columns() -> None:
    for call in calls():
        diagnosis = judge(call.request, now_s=NOW, secrets=call.secrets)
        lines = report(diagnosis, plain, notes=call.request.notes, answer=call.request.answer)
        assert max(map(len, lines)) <= 100, call.name
        assert all(line.isprintable() for line in lines), call.name
        assert all(line.isprintable() for line in shown_request(call.request)), call.name


def test_the_tone_follows_the_state() -> None:
    tones: dict[str, str] = {}

    def style(text: str, tone: str) -> str:
        tones[text.strip()] = tone
        return text

    report(diagnosed(f"curl {URL} -H 'auth: Bearer {TOKEN}'"), style)
    assert tones["✓ path"] == "good"
    assert tones["✗ header"] == "bad"
    assert tones["· token"] == "dim"
