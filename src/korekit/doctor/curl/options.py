"""curl's options: which take a value, which short letter means which.

Source: `curl --help all` of 7.88 and the manual of 8.11.
"""

from collections.abc import Iterator, Sequence
from typing import Final

__all__ = ["ADDRESS", "options_in"]

# What stands alone is an address.
ADDRESS: Final = "url"

_SHORT_WITH_VALUE: Final = {
    "A": "user-agent", "b": "cookie", "c": "cookie-jar", "C": "continue-at", "d": "data", "D": "dump-header",
    "e": "referer", "E": "cert", "F": "form", "H": "header", "K": "config", "m": "max-time", "o": "output",
    "P": "ftp-port", "Q": "quote", "r": "range", "t": "telnet-option", "T": "upload-file", "u": "user",
    "U": "proxy-user", "w": "write-out", "x": "proxy", "X": "request", "y": "speed-time", "Y": "speed-limit",
    "z": "time-cond",
}  # fmt: skip
_SHORT_FLAGS: Final = {
    "G": "get", "I": "head", "k": "insecure", "L": "location", "n": "netrc", "g": "globoff", ":": "next",
    "i": "include", "v": "verbose", "s": "silent",
}  # fmt: skip
# One long text, because a set of a hundred lines would hide what it says.
_LONG_NAMES: Final = """
    abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config connect-timeout
    connect-to continue-at cookie cookie-jar create-file-mode crlfile curves data data-ascii data-binary
    data-raw data-urlencode delegation dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers doh-url
    dump-header ech egd-file engine etag-compare etag-save expect100-timeout form form-string ftp-account
    ftp-alternative-to-user ftp-method ftp-port ftp-ssl-ccc-mode happy-eyeballs-timeout-ms haproxy-clientip
    header hostpubmd5 hostpubsha256 hsts interface ip-tos ipfs-gateway json keepalive-cnt keepalive-time key
    key-type krb libcurl limit-rate local-port login-options mail-auth mail-from mail-rcpt max-filesize
    max-redirs max-time netrc-file noproxy oauth2-bearer output output-dir parallel-max pass pinnedpubkey
    preproxy proto proto-default proto-redir proxy proxy-cacert proxy-capath proxy-cert proxy-cert-type
    proxy-ciphers proxy-crlfile proxy-header proxy-key proxy-key-type proxy-pass proxy-pinnedpubkey
    proxy-service-name proxy-tls13-ciphers proxy-tlsauthtype proxy-tlspassword proxy-tlsuser proxy-user
    proxy1.0 pubkey quote random-file range rate referer request request-target resolve retry retry-delay
    retry-max-time sasl-authzid service-name socks4 socks4a socks5 socks5-gssapi-service socks5-hostname
    speed-limit speed-time stderr telnet-option tftp-blksize time-cond tls-max tls13-ciphers tlsauthtype
    tlspassword tlsuser trace trace-ascii trace-config unix-socket upload-file url url-query user user-agent
    variable vlan-priority write-out
"""
_LONG_WITH_VALUE: Final = frozenset(_LONG_NAMES.split())


def options_in(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each option by its long name with its value, `""` where it takes none; an address as `url`.

    Args:
        words: what follows the word `curl`.
    """
    waiting = iter(words)
    is_over = False
    for word in waiting:
        if is_over or not word.startswith("-") or word == "-":
            yield ADDRESS, word
        elif word == "--":
            is_over = True
        elif word.startswith("--"):
            yield _long(word[2:], waiting)
        else:
            yield from _short(word[1:], waiting)


def _long(word: str, waiting: Iterator[str]) -> tuple[str, str]:
    # curl itself knows no `--name=value`, but people write it.
    name, has_value, value = word.partition("=")
    if name not in _LONG_WITH_VALUE:
        return name, ""
    return name, value if has_value else next(waiting, "")


def _short(letters: str, waiting: Iterator[str]) -> Iterator[tuple[str, str]]:
    for index, letter in enumerate(letters):
        name = _SHORT_WITH_VALUE.get(letter)
        if name is None:
            yield _SHORT_FLAGS.get(letter, letter), ""
            continue
        # What follows the letter in the same word is its value; otherwise the next word is.
        yield name, letters[index + 1 :] or next(waiting, "")
        return
