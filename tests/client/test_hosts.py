import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from korekit.client.errors import InvalidArgument
from korekit.client.hosts import base_url


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("platform.kore.ai", "https://platform.kore.ai"),
        ("https://bots.kore.ai", "https://bots.kore.ai"),
        ("https://bots.kore.ai/", "https://bots.kore.ai"),
        ("  Bots.Kore.AI ", "https://bots.kore.ai"),
        ("https://bots.kore.ai/api", "https://bots.kore.ai"),
        ("https://bots.kore.ai/api/1.1/", "https://bots.kore.ai"),
        ("https://intra.example/kore/api", "https://intra.example/kore"),
        ("https://intra.example/apis", "https://intra.example/apis"),
        ("http://127.0.0.1:8070", "http://127.0.0.1:8070"),
        ("127.0.0.1:8070", "http://127.0.0.1:8070"),
        ("localhost:8070", "http://localhost:8070"),
        ("[::1]:8070", "http://[::1]:8070"),
        ("10.1.2.3:8443", "https://10.1.2.3:8443"),
    ],
)
def test_a_host_becomes_the_address_that_paths_follow(host: str, address: str) -> None:
    assert base_url(host) == address


@pytest.mark.parametrize(
    "host",
    [
        "",
        "  ",
        "ftp://bots.kore.ai",
        "https://",
        "https://me:pw@bots.kore.ai",
        "https://bots.kore.ai?x=1",
        "bots.kore.ai#top",
        "bots.kore.ai:port",
        "bots kore ai",
        "http://[::1",
        "https://bots.kore.ai:99999",
    ],
)
def test_what_is_no_host_is_refused(host: str) -> None:
    with pytest.raises(InvalidArgument) as raised:
        base_url(host)
    assert "Name a host" in raised.value.hint


@settings(deadline=None)
@given(st.text())
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        address = base_url(text)
    except InvalidArgument:
        return
    assert address.startswith(("http://", "https://"))
    assert base_url(address) == address
