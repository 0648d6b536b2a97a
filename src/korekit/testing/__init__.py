"""A real platform for the tests of programs that call these APIs: with pytest by fixtures, elsewhere by `platform()`.

The names below are imported when they are first used: pytest loads this package in every run, wanted or not.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from korekit.flaws.every_flaw import FlawUnknown
    from korekit.flaws.signer import FlawImpossible
    from korekit.testing.accounts import Account
    from korekit.testing.apps import App
    from korekit.testing.platforms import Platform, platform
    from korekit.testing.refusals import assert_refused
    from korekit.testing.replies import Reply

__all__ = ["Account", "App", "FlawImpossible", "FlawUnknown", "Platform", "Reply", "assert_refused", "platform"]

_HOMES = {
    "Account": "korekit.testing.accounts",
    "App": "korekit.testing.apps",
    "FlawImpossible": "korekit.flaws.signer",
    "FlawUnknown": "korekit.flaws.every_flaw",
    "Platform": "korekit.testing.platforms",
    "Reply": "korekit.testing.replies",
    "assert_refused": "korekit.testing.refusals",
    "platform": "korekit.testing.platforms",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib  # lazy: this is the late import itself

    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
