"""korekit: a platform, a client and an explainer for the Kore.ai public APIs.

The names below are imported when they are first used, so that `import korekit` costs nothing.
"""

from typing import TYPE_CHECKING, Any

from korekit._version import __version__

if TYPE_CHECKING:
    from korekit.catalog.parameters import Upload
    from korekit.client.answers import Answer
    from korekit.client.asynchronous import AsyncClient
    from korekit.client.budget.rate_budget import RateBudget
    from korekit.client.errors import (
        AnswerUnreadable,
        CallFailed,
        CertificateRejected,
        ClientClosed,
        ClientError,
        ConnectionFailed,
        CredentialsMissing,
        InputRejected,
        InvalidArgument,
        JobFailed,
        JobReplaced,
        JobTimeout,
        NotAllowed,
        NotReached,
        NotServed,
        RateLimited,
        Refused,
        ServerFailed,
        Timeout,
    )
    from korekit.client.jobs import JobProgress, Patience
    from korekit.client.retrying import RetryPolicy
    from korekit.client.settings import ClientSettings
    from korekit.client.sync import Client
    from korekit.client.watching import Hooks

__all__ = [
    "Answer",
    "AnswerUnreadable",
    "AsyncClient",
    "CallFailed",
    "CertificateRejected",
    "Client",
    "ClientClosed",
    "ClientError",
    "ClientSettings",
    "ConnectionFailed",
    "CredentialsMissing",
    "Hooks",
    "InputRejected",
    "InvalidArgument",
    "JobFailed",
    "JobProgress",
    "JobReplaced",
    "JobTimeout",
    "NotAllowed",
    "NotReached",
    "NotServed",
    "Patience",
    "RateBudget",
    "RateLimited",
    "Refused",
    "RetryPolicy",
    "ServerFailed",
    "Timeout",
    "Upload",
    "__version__",
]

_HOMES = {
    "Answer": "korekit.client.answers",
    "AsyncClient": "korekit.client.asynchronous",
    "Client": "korekit.client.sync",
    "ClientSettings": "korekit.client.settings",
    "Hooks": "korekit.client.watching",
    "JobProgress": "korekit.client.jobs",
    "Patience": "korekit.client.jobs",
    "RateBudget": "korekit.client.budget.rate_budget",
    "RetryPolicy": "korekit.client.retrying",
    "Upload": "korekit.catalog.parameters",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib  # lazy: this is the late import itself

    # What is not named above is an error.
    value = getattr(importlib.import_module(_HOMES.get(name, "korekit.client.errors")), name)
    globals()[name] = value
    return value
