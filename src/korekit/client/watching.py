"""Who is told of each request and its answer: hooks, and the log `korekit.client`. Neither is told a secret."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from korekit.client.shown import ShownAnswer, ShownRequest, without_query

__all__ = ["Hooks", "log_answer", "log_request"]

_log: Final = logging.getLogger("korekit.client")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """Functions that are called with each request before it is sent and with each answer, tries that fail included.

    They are called in the thread or task of the call, and what they raise ends it.
    """

    request: tuple[Callable[[ShownRequest], None], ...] = ()
    response: tuple[Callable[[ShownAnswer], None], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.request or self.response)


def log_request(request: ShownRequest) -> None:
    """Log a request that is about to be sent, at DEBUG."""
    _log.debug("%s: %s %s, try %d", request.operation_id, request.method, without_query(request.url), request.attempt)


def log_answer(answer: ShownAnswer) -> None:
    """Log an answer, or that none came, at INFO."""
    request = answer.request
    _log.info(
        "%s: %s %s %s in %.3f s, %d bytes, try %d%s",
        request.operation_id,
        request.method,
        without_query(request.url),
        answer.status or answer.error,
        answer.elapsed_s,
        answer.size_bytes,
        request.attempt,
        f", trace {answer.trace_id}" if answer.trace_id else "",
    )
