import pytest

from korekit.archive.comparing.shown_values import HIDDEN, decoded, is_secret, shown


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I%20am%0Ahere", "I am\nhere"),
        ("Gr%C3%B6%C3%9Fe!*'()", "Größe!*'()"),
        ("100%", "100%"),
        ("100%25", "100%"),
        ("50%20off today", "50%20off today"),  # a blank as it is: nobody encoded this
        ("%e4", "%e4"),
        ("%2f", "%2f"),  # encodeURIComponent writes capitals
        ("plain", "plain"),
    ],
)
def test_a_text_is_decoded_only_where_encoding_gives_it_back(text: str, words: str) -> None:
    assert decoded(text) == words


def test_secrets_are_told_by_name_and_by_looks() -> None:
    assert is_secret("apiKey", "x")
    assert is_secret("clientSecret", "x")
    assert is_secret("script", "const a = 'Bearer%20abcdefghijklmnopqrstuv'")
    assert not is_secret("apiKey", "")
    assert not is_secret("clearAllAuthTokens", True)
    assert not is_secret("text", "Bring your tokens")


def test_a_value_is_shown_without_noise_nulls_and_secrets() -> None:
    value = {"_id": "dc-1", "a": None, "ref": "dg-1", "headers": [{"name": "Authorization", "value": "x"}]}
    assert shown(value, {"dg-1": "Book"}) == {"ref": "Book", "headers": [{"name": "Authorization", "value": HIDDEN}]}
    assert shown("x", {}, "password") == HIDDEN
