"""Sends the probe's questions: over HTTP, with time limits, following nothing, reading little."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import httpx2

from korekit.client.errors import NotReached
from korekit.client.http import options_of, reaching
from korekit.client.settings import ClientSettings
from korekit.doctor.given import Answer
from korekit.doctor.probe import Asker, Heard, Question
from korekit.errors.wire import TRACE_HEADER

__all__ = ["http_asker"]

_CONNECT_TIMEOUT_S: Final = 5.0
_MAX_ANSWER_BYTES: Final = 65_536


@contextmanager
def http_asker(*, timeout_s: float = 15.0, ca_bundle: Path | None = None) -> Iterator[Asker]:
    """Give what sends questions; its connections end with the block.

    Args:
        timeout_s: longest wait for a piece of an answer.
        ca_bundle: certificates of authorities to trust beside the machine's own, PEM.
    """
    settings = ClientSettings(
        connect_timeout_s=min(_CONNECT_TIMEOUT_S, timeout_s), read_timeout_s=timeout_s, ca_bundle=ca_bundle
    )
    with httpx2.Client(**options_of(settings)) as client:
        yield lambda question: _ask(client, question)


def _ask(client: httpx2.Client, question: Question) -> Heard:
    try:
        with reaching(question.url), client.stream("GET", question.url, headers=list(question.headers)) as response:
            kept = b""
            for chunk in response.iter_bytes():
                kept += chunk
                if len(kept) >= _MAX_ANSWER_BYTES:
                    break
            headers = {name.lower(): value for name, value in response.headers.items()}
            trace_id = headers.get(TRACE_HEADER, "")
            return Heard(Answer(response.status_code, kept.decode("utf-8", "replace"), trace_id), headers)
    except (httpx2.InvalidURL, ValueError) as error:
        raise NotReached("The address is none that can be asked.") from error
