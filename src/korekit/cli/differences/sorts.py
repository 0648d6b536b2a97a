"""The sorts of parts as people type them."""

from difflib import get_close_matches

import click

from korekit.archive.comparing import What
from korekit.archive.telling.wording import noun

__all__ = ["sort_named"]


def sort_named(name: str) -> What:
    """The sort of part that a word means: `dialog`, `dialogs`, `FAQs`, `environment_variables`.

    Raises:
        click.BadParameter: there is none.
    """
    known: dict[str, What] = {}
    for what in What:
        for word in (what.value, noun(what), noun(what, count=2)):
            known[word.casefold().replace(" ", "-")] = what
    wanted = name.strip().casefold().replace("_", "-").replace(" ", "-")
    if wanted in known:
        return known[wanted]
    near = get_close_matches(wanted, known, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise click.BadParameter(f"{name} is no sort of part.{hint} There are {', '.join(What)}.")
