"""korekit: a platform, a client and an explainer for the Kore.ai public APIs.

The names below are imported when they are first used, so that `import korekit` costs nothing.
"""

from typing import TYPE_CHECKING, Any

from korekit._version import __version__

if TYPE_CHECKING:
    from korekit.catalog.parameters import Upload
    from korekit.client.answers import Answer
    from korekit.client.asynchronous import AsyncClient
    from korekit.client.errors import (
        AnswerUnreadable,
        CallFailed,
        CertificateRejected,
        ClientError,
        ConnectionFailed,
        CredentialsMissing,
        InputRejected,
        InvalidArgument,
        JobFailed,
        JobTimeout,
        NotAllowed,
        NotReached,
        NotServed,
        RateLimited,
        Refused,
        ServerFailed,
        Timeout,
    )
    from korekit.client.jobs import Patience
    from korekit.client.retrying import RetryPolicy
    from korekit.client.settings import ClientSettings
    from korekit.client.sync import Client

__all__ = [
    "Answer",
    "AnswerUnreadable",
    "AsyncClient",
    "CallFailed",
    "CertificateRejected",
    "Client",
    "ClientError",
    "ClientSettings",
    "ConnectionFailed",
    "CredentialsMissing",
    "InputRejected",
    "InvalidArgument",
    "JobFailed",
    "JobTimeout",
    "NotAllowed",
    "NotReached",
    "NotServed",
    "Patience",
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
    "Patience": "korekit.client.jobs",
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
