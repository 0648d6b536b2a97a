"""The difference between two states of a bot, part by part.

Pure: two archives in, one value out.
"""

from korekit.archive.comparing.bots import compare
from korekit.archive.comparing.changes import Change, Detail, Difference, Kind, What

__all__ = ["Change", "Detail", "Difference", "Kind", "What", "compare"]
