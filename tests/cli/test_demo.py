"""`korekit demo` as a newcomer runs it: one page, the bot imported, seven true causes."""

import subprocess
import sys

CAUSES = [
    "method-not-allowed",
    "scope-not-saved",
    "scope-missing",
    "bot-of-other-account",
    "token-unsigned",
    "claim-app-id-misspelled",
    "algorithm-not-allowed",
]


def test_the_demonstration_fits_a_page_and_explains_each_mistake() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "korekit", "demo"], capture_output=True, text=True, timeout=90, check=False
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) <= 45
    assert max(map(len, lines)) <= 140
    assert "success" in done.stdout
    places = [done.stdout.index(cause) for cause in CAUSES]
    assert places == sorted(places)


def test_the_demonstration_prints_no_token_and_no_secret() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "korekit", "demo"], capture_output=True, text=True, timeout=90, check=False
    )
    assert "eyJ" not in done.stdout + done.stderr
