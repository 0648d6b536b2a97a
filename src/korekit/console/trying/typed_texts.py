"""What people type, as values: numbers, JSON, texts. What is wrong is told in words, for the place beside the field."""

import math
from typing import Any, Final

import msgspec

__all__ = ["checked_text", "number_in", "parsed_json"]

_MAX_DIGITS: Final = 18
_DEEPEST: Final = 64


def number_in(text: str, *, is_whole: bool = True) -> int | float:
    """The number that a text says.

    Raises:
        ValueError: none, or none that travels well.
    """
    typed = text.strip()
    try:
        if len(typed) > _MAX_DIGITS:
            raise ValueError
        number = int(typed) if is_whole else float(typed)
        if not math.isfinite(number):
            raise ValueError
    except ValueError:
        raise ValueError("Enter a whole number." if is_whole else "Enter a number.") from None
    return number


def parsed_json(text: str) -> Any:
    """The value that a JSON text says.

    Raises:
        ValueError: it is no JSON, or nested so deep that not everything can write it down again.
    """
    try:
        value = msgspec.json.decode(text)
    except msgspec.DecodeError as error:
        raise ValueError(f"This is not valid JSON: {error}.") from None
    except (UnicodeError, RecursionError):
        raise ValueError("This is not valid JSON.") from None
    if not _is_flat_enough(value):
        raise ValueError(f"This JSON is nested deeper than {_DEEPEST} levels.")
    return value


def _is_flat_enough(value: Any) -> bool:
    layer = [value]
    for _ in range(_DEEPEST):
        inner = [one.values() if isinstance(one, dict) else one for one in layer if isinstance(one, dict | list)]
        layer = [child for children in inner for child in children]
        if not layer:
            return True
    return False


def checked_text(text: str) -> str:
    """The text.

    Raises:
        ValueError: it holds half a character.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("This text holds half a character.") from None
    return text
